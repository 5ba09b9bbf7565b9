//! Hands out the shared servers: those that the environment names, else those that `cargo xtask services up` started.
//!
//! Only finds them. Never starts one, since test processes run side by side and none of them outlives the others.

use crate::facts::{Facts, Kind, Server, services_folder};

/// The shared PostgreSQL server. Panics with the command that provides one where there is none.
#[must_use]
pub fn postgres() -> Server {
    find(Kind::Postgres)
}

/// The shared MariaDB server. Panics with the command that provides one where there is none.
#[must_use]
pub fn mariadb() -> Server {
    find(Kind::Mariadb)
}

/// The shared Redis server. Panics with the command that provides one where there is none. It is shared: a test
/// puts a unique prefix before its keys and channels.
#[must_use]
pub fn redis() -> Server {
    find(Kind::Redis)
}

#[expect(clippy::panic, reason = "a missing server fails the test with the command that provides it")]
pub(crate) fn find(kind: Kind) -> Server {
    match kind.named_by_environment().and_then(|server| match server {
        Some(server) => Ok(Some(server)),
        None => Facts::read(&services_folder()).map(|facts| facts.started(kind).cloned()),
    }) {
        Ok(Some(server)) => server,
        Ok(None) => panic!("{}", missing(kind, "is not started")),
        Err(error) => panic!("{error}"),
    }
}

pub(crate) fn missing(kind: Kind, what: &str) -> String {
    format!("the {} server for tests {what}: run `cargo xtask services up`, or name a server in {}", kind.name(), kind.variable())
}
