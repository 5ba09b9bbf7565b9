//! The commands, one a file.

mod bootstrap;
mod doctor;
mod init;
mod migrate;
mod start;
mod users;

use relata_config::Settings;

use crate::{
    cli::{Command, DatabaseCommand, Template, UsersCommand},
    failure::Failure,
};

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// By itself.
    Done,
    /// By itself, and something is broken.
    Broken,
    /// By a signal, after a clean shutdown.
    StoppedBy(i32),
}

/// Runs a command.
pub(crate) async fn run(command: &Command, settings: &Settings) -> Result<Outcome, Failure> {
    match command {
        Command::Start => return start::start(settings).await.map(Outcome::StoppedBy),
        Command::Doctor { fix, json } => return doctor::doctor(settings, doctor::How { fix: *fix, json: *json }).await,
        Command::Bootstrap => bootstrap::bootstrap(settings).await?,
        Command::Init { template: Template::Demo, sources: true } => init::print_sources(),
        Command::Init { template: Template::Demo, sources: false } => init::init(settings).await?,
        Command::Database { command: DatabaseCommand::Migrate } => migrate::migrate(settings).await?,
        Command::Users { command: UsersCommand::Create { email, password, role } } => {
            users::create(settings, email, password.as_deref(), role.as_deref()).await?;
        }
        Command::Users { command: UsersCommand::Passwd { email, password } } => users::passwd(settings, email, password.as_deref()).await?,
    }
    Ok(Outcome::Done)
}
