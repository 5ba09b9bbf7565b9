//! The command line. What a setting does stands in the registry of settings; it is only shown here.

use clap::{Parser, Subcommand, ValueEnum};

/// Serves a relational content model over an SQL database: Directus 11's REST API, and an Editor beside it.
#[derive(Debug, Parser)]
#[command(name = "relata", version, after_long_help = relata_config::help_text())]
pub(crate) struct Cli {
    /// A setting, before anything that the environment or a file says. May be given several times.
    #[arg(long, global = true, value_name = "NAME=VALUE")]
    pub set: Vec<String>,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves the API. Makes the database and the system tables where they are missing, and an administrator where the settings name one;
    /// otherwise whoever opens the Editor first becomes it.
    Start,
    /// Makes the system tables and an administrator where they are missing, and nothing else. May be repeated.
    Bootstrap,
    /// Looks over the whole model for what refers to nothing and for what is missing.
    ///
    /// Ends with 0 if nothing is broken (advice may be printed), with 2 if something is or stays broken, and with 1 if it couldn't look.
    Doctor {
        /// Repair what needs no decision: references to nothing, descriptions of nothing, missing foreign keys and indexes.
        #[arg(long)]
        fix: bool,
        /// Print JSON instead of text.
        #[arg(long)]
        json: bool,
    },
    /// Changes the system tables.
    Database {
        /// How.
        #[command(subcommand)]
        command: DatabaseCommand,
    },
    /// Fills an empty instance.
    Init {
        /// With what.
        #[arg(long, value_enum)]
        template: Template,
        /// Only print where the data comes from and on what terms it may be used.
        #[arg(long)]
        sources: bool,
    },
    /// Makes and changes users.
    Users {
        /// How.
        #[command(subcommand)]
        command: UsersCommand,
    },
}

/// What can be done with the system tables.
#[derive(Debug, Subcommand)]
pub(crate) enum DatabaseCommand {
    /// Brings the system tables to this version's form.
    #[command(alias = "migrate:latest")]
    Migrate,
}

/// What can be done with users.
#[derive(Debug, Subcommand)]
pub(crate) enum UsersCommand {
    /// Makes a user and prints its key. Without a password one is made and printed.
    Create {
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// Password.
        #[arg(long)]
        password: Option<String>,
        /// Key of the user's role.
        #[arg(long)]
        role: Option<String>,
    },
    /// Gives a user a new password, and ends the user's sessions. Without a password one is made and printed.
    Passwd {
        /// E-mail address.
        #[arg(long)]
        email: String,
        /// The new password.
        #[arg(long)]
        password: Option<String>,
    },
}

/// What an instance can be filled with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Template {
    /// Open data in every kind of relation: countries, recipes, articles, pages.
    Demo,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_holds_together() {
        Cli::command().debug_assert();
    }

    #[test]
    fn the_help_names_the_settings() {
        let help = Cli::command().render_long_help().to_string();
        assert!(help.contains("QUERY_LIMIT_DEFAULT"), "{help}");
    }
}
