//! What is known about the servers that tests may use, and where that is written down.
//!
//! `cargo xtask services up` writes `target/services/services.json`, test processes read it. Stands here because
//! both sides must agree on one format; never starts, stops or asks a server.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

use serde::{Deserialize, Serialize};

use crate::url::{self, UrlError};

/// The kinds of servers that tests may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// PostgreSQL 15 or newer.
    Postgres,
    /// MariaDB 10.11 or newer.
    Mariadb,
    /// Redis.
    Redis,
}

impl Kind {
    /// Every kind, in the order in which they are reported.
    pub const ALL: [Self; 3] = [Self::Postgres, Self::Mariadb, Self::Redis];

    /// The product's name, for messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Postgres => "PostgreSQL",
            Self::Mariadb => "MariaDB",
            Self::Redis => "Redis",
        }
    }

    /// The environment variable that names a server to use instead of starting one.
    pub const fn variable(self) -> &'static str {
        match self {
            Self::Postgres => "RELATA_TEST_POSTGRES_URL",
            Self::Mariadb => "RELATA_TEST_MARIADB_URL",
            Self::Redis => "RELATA_TEST_REDIS_URL",
        }
    }

    /// The server that the environment names instead of one to be started.
    pub fn named_by_environment(self) -> Result<Option<Server>, FactsError> {
        match env::var(self.variable()) {
            Ok(text) if !text.is_empty() => {
                Server::parse(self, &text).map(Some).map_err(|source| FactsError::Variable { variable: self.variable(), source })
            }
            _ => Ok(None),
        }
    }

    pub(crate) const fn default_port(self) -> u16 {
        match self {
            Self::Postgres => 5432,
            Self::Mariadb => 3306,
            Self::Redis => 6379,
        }
    }

    pub(crate) const fn scheme(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Mariadb => "mysql",
            Self::Redis => "redis",
        }
    }
}

/// Where a server listens and who may create databases in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// A user who may create and drop databases; empty where the server knows no users.
    pub user: String,
    /// That user's password; empty where none is asked for.
    pub password: String,
    /// A database that always exists, to connect to while creating others (Redis: its number).
    pub database: String,
    /// The process behind it, where `cargo xtask services up` started it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub process: Option<Process>,
}

/// A server process started by `cargo xtask services up`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Its process id.
    pub pid: u32,
    /// The folder with its data, socket and log; deleted when it is stopped.
    pub folder: PathBuf,
}

impl Server {
    /// Reads `scheme://user:password@host:port/database`; user, password, port and database may be missing.
    pub fn parse(kind: Kind, text: &str) -> Result<Self, UrlError> {
        url::parse(kind, text)
    }

    /// The URL of one database of this server.
    pub fn url(&self, kind: Kind, database: &str) -> String {
        url::print(kind, self, database)
    }
}

/// The content of `services.json`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The PostgreSQL server, where one was started.
    #[serde(default)]
    pub postgres: Option<Server>,
    /// The MariaDB server, where one was started.
    #[serde(default)]
    pub mariadb: Option<Server>,
    /// The Redis server, where one was started.
    #[serde(default)]
    pub redis: Option<Server>,
    /// Whether somebody asked for the servers to go on running after a test run.
    #[serde(default)]
    pub keep: bool,
}

/// Why the facts can't be had.
#[derive(Debug, thiserror::Error)]
pub enum FactsError {
    /// The file can't be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file's path.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file isn't what `cargo xtask services up` writes.
    #[error("{path} is damaged ({source}): delete it", path = path.display())]
    Format {
        /// The file's path.
        path: PathBuf,
        /// What the parser said.
        source: serde_json::Error,
    },
    /// An environment variable doesn't hold a server's URL.
    #[error("{variable}: {source}")]
    Variable {
        /// The variable's name.
        variable: &'static str,
        /// What is wrong with its value.
        source: UrlError,
    },
}

impl Facts {
    /// Reads the file in `folder`; a missing file means that no server was started.
    pub fn read(folder: &Path) -> Result<Self, FactsError> {
        let path = folder.join("services.json");
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            Err(source) => return Err(FactsError::File { path, source }),
        };
        serde_json::from_str(&text).map_err(|source| FactsError::Format { path, source })
    }

    /// Replaces the file in `folder` in one step, so that readers never see half of it.
    pub fn write(&self, folder: &Path) -> Result<(), FactsError> {
        let path = folder.join("services.json");
        let draft = folder.join("services.json.new");
        let text = serde_json::to_string_pretty(self).map_err(|source| FactsError::Format { path: path.clone(), source })?;
        fs::write(&draft, text + "\n").and_then(|()| fs::rename(&draft, &path)).map_err(|source| FactsError::File { path, source })
    }

    /// The started server of one kind.
    pub fn started(&self, kind: Kind) -> Option<&Server> {
        match kind {
            Kind::Postgres => self.postgres.as_ref(),
            Kind::Mariadb => self.mariadb.as_ref(),
            Kind::Redis => self.redis.as_ref(),
        }
    }

    /// Remembers or forgets the started server of one kind.
    pub fn set_started(&mut self, kind: Kind, server: Option<Server>) {
        match kind {
            Kind::Postgres => self.postgres = server,
            Kind::Mariadb => self.mariadb = server,
            Kind::Redis => self.redis = server,
        }
    }
}

/// The folder in which servers keep their data and `services.json` lies: `target/services` of this checkout.
pub fn services_folder() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root.pop();
    root.join("target").join("services")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn example() -> Facts {
        let mut facts = Facts::default();
        facts.set_started(Kind::Mariadb, Some(Server::parse(Kind::Mariadb, "mysql://relata:x@127.0.0.1:3307/mysql").unwrap()));
        facts
    }

    #[test]
    fn written_facts_read_back() {
        let folder = tempfile::tempdir().unwrap();
        example().write(folder.path()).unwrap();
        assert_eq!(Facts::read(folder.path()).unwrap(), example());
    }

    #[test]
    fn a_missing_file_means_no_server() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(Facts::read(folder.path()).unwrap(), Facts::default());
    }

    #[test]
    fn a_damaged_file_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("services.json"), "{").unwrap();
        assert!(matches!(Facts::read(folder.path()), Err(FactsError::Format { .. })));
    }
}
