//! Why a command failed, as told to the person at the terminal.

use std::{io, net::SocketAddr, path::PathBuf};

use relata_config::{Problem, Problems};
use relata_db::DbError;
use relata_engine::{EngineError, auth::UserError, files::StorageError};
use relata_identity::TokenError;
use relata_mail::MailError;

/// A failed command. Every message says what to look at.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// `--set` without an assignment.
    #[error(transparent)]
    Flag(#[from] Problem),
    /// Settings that can't be used.
    #[error("relata can't start with these settings:\n{0}")]
    Settings(#[from] Problems),
    /// Threads can't be had.
    #[error("the system refuses threads: {0}")]
    Runtime(io::Error),
    /// A folder or file beside the database can't be made or read.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The database can't be opened.
    #[error("the database can't be opened: {}", chain(.0))]
    Open(DbError),
    /// A place for files can't be opened.
    #[error("{}", chain(.0))]
    Storage(StorageError),
    /// Mail can't be set up.
    #[error("EMAIL_FROM or EMAIL_SMTP_HOST: {}", chain(.0))]
    Mail(MailError),
    /// The engine refused.
    #[error("{}", chain(.0))]
    Engine(#[from] EngineError),
    /// A user can't be made or changed.
    #[error("{}", chain(.0))]
    User(#[from] UserError),
    /// Nobody can be written to there.
    #[error("--email: `{0}` is no e-mail address")]
    Address(String),
    /// There is something where a template wants to be alone.
    #[error("this instance isn't empty: it has the collection {collection}. Nothing was changed.")]
    NotEmpty {
        /// One of those that are there.
        collection: String,
    },
    /// A template can't be read; a defect of the binary.
    #[error("the template can't be read: {0}")]
    Template(serde_json::Error),
    /// The secret can't sign.
    #[error("SECRET: {0}")]
    Secret(#[from] TokenError),
    /// A setting's value can't be used.
    #[error("{name}: {problem}")]
    Setting {
        /// The setting.
        name: &'static str,
        /// What is wrong with it.
        problem: String,
    },
    /// `HOST` isn't an address.
    #[error("HOST: `{host}` can't be resolved: {source}")]
    Host {
        /// As set.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// The port can't be had.
    #[error("{address} can't be listened on: {source}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: io::Error,
    },
    /// Signals can't be waited for.
    #[error("the system refuses signal handlers: {0}")]
    Signals(io::Error),
}

/// An error with all its causes.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        let next = error.to_string();
        if !text.ends_with(&next) {
            text.push_str(": ");
            text.push_str(&next);
        }
        cause = error.source();
    }
    text
}
