//! How to reach a database. Filled by the server's settings; reads no environment itself.

use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

/// Where the database is and how to talk to it.
#[derive(Debug, Clone)]
pub enum DatabaseOptions {
    /// A file.
    Sqlite(SqliteOptions),
    /// A PostgreSQL server, or one that speaks its protocol.
    Postgres(ServerOptions),
    /// A MariaDB or MySQL server.
    Mysql(ServerOptions),
}

/// A SQLite file.
#[derive(Debug, Clone)]
pub struct SqliteOptions {
    /// The file; it is made when it doesn't exist. Its folder must exist.
    pub path: PathBuf,
    /// Threads that read; `None` takes one per core, at least two.
    pub n_readers: Option<usize>,
    /// How long to wait for a lock that another process holds.
    pub busy_timeout: Duration,
    /// How long a statement may run; `None` has no bound.
    pub statement_timeout: Option<Duration>,
    /// What a commit waits for.
    pub synchronous: Synchronous,
}

/// What a commit on SQLite waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Synchronous {
    /// Until the disk has it: survives a power cut.
    #[default]
    Full,
    /// Until the operating system has it: survives a crash of the process.
    Normal,
}

/// A database on a server.
#[derive(Debug, Clone)]
pub struct ServerOptions {
    /// A connection string (`postgres://…`, `mysql://…`) to start from; what is set below overrules it.
    pub connection_string: Option<Secret>,
    /// Host name, address, or (PostgreSQL) the folder of a Unix socket.
    pub host: Option<String>,
    /// TCP port.
    pub port: Option<u16>,
    /// User name.
    pub user: Option<String>,
    /// Password.
    pub password: Option<Secret>,
    /// The database's name.
    pub database: Option<String>,
    /// PostgreSQL: the schemas to look in, first one first. Empty leaves the server's setting.
    pub search_path: Vec<String>,
    /// Whether the connection is encrypted.
    pub tls: Tls,
    /// How many connections to hold.
    pub pool: PoolSize,
    /// How long to wait for a free connection, and for a new one.
    pub acquire_timeout: Duration,
    /// How long a statement may run; `None` leaves the server's setting.
    pub statement_timeout: Option<Duration>,
    /// How long to wait for a lock; `None` leaves the server's setting.
    pub lock_timeout: Option<Duration>,
}

/// Bounds of a pool.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PoolSize {
    /// Connections opened at the start.
    pub min: usize,
    /// Connections at most.
    pub max: usize,
}

/// How a connection is protected.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Tls {
    /// Plain.
    #[default]
    Off,
    /// Encrypted; the server's certificate is checked against these authorities (PEM), or the well-known ones when empty.
    Verified {
        /// Certificates of authorities, PEM.
        authorities: Vec<u8>,
    },
    /// Encrypted, with whatever certificate the server shows: protects against listening, not against a false server.
    Unverified,
}

/// A text that never shows up in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(secret)")
    }
}

impl SqliteOptions {
    /// A file with the usual settings.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            n_readers: None,
            busy_timeout: Duration::from_secs(5),
            statement_timeout: None,
            synchronous: Synchronous::Full,
        }
    }
}

impl Default for ServerOptions {
    fn default() -> Self {
        Self {
            connection_string: None,
            host: None,
            port: None,
            user: None,
            password: None,
            database: None,
            search_path: Vec::new(),
            tls: Tls::Off,
            pool: PoolSize { min: 0, max: 10 },
            acquire_timeout: Duration::from_secs(10),
            statement_timeout: None,
            lock_timeout: None,
        }
    }
}

impl ServerOptions {
    /// A server named by a connection string, with the usual settings.
    pub fn from_connection_string(text: impl Into<String>) -> Self {
        Self { connection_string: Some(Secret::new(text)), ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_stay_out_of_debug_output() {
        let options = ServerOptions {
            password: Some(Secret::new("hunter2")),
            ..ServerOptions::from_connection_string("postgres://ann:hunter2@localhost/x")
        };
        let printed = format!("{:?}", DatabaseOptions::Postgres(options));
        assert!(!printed.contains("hunter2"), "{printed}");
        assert!(printed.contains("(secret)"), "{printed}");
    }
}
