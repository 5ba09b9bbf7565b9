//! A fresh database for one test.
//!
//! Hands out the facts needed to connect and keeps the database alive as long as the value lives. Never opens a
//! connection that a test could use: which driver to use is the tested crate's business.

use std::path::{Path, PathBuf};
use std::thread;

use tempfile::TempDir;

use crate::admin;
use crate::facts::{Kind, Server};
use crate::servers;

/// The databases that Relata speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Backend {
    /// A file.
    Sqlite,
    /// A database in the shared PostgreSQL server.
    Postgres,
    /// A database in the shared MariaDB server.
    Mariadb,
}

impl Backend {
    /// Every database that Relata speaks.
    pub const ALL: [Self; 3] = [Self::Sqlite, Self::Postgres, Self::Mariadb];

    /// The value of `DB_CLIENT` for it.
    pub const fn client(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite3",
            Self::Postgres => "pg",
            Self::Mariadb => "mysql",
        }
    }
}

/// A fresh, empty database, dropped together with this value.
#[derive(Debug)]
pub struct TestDatabase {
    backend: Backend,
    name: String,
    url: String,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File { path: PathBuf, _folder: TempDir },
    Server { kind: Kind, server: Server },
}

impl TestDatabase {
    /// Creates a database with a name that nobody else uses.
    ///
    /// Panics where the server is missing or refuses, with the command that provides one.
    #[expect(clippy::panic, reason = "a missing server fails the test with the command that provides it")]
    pub async fn create(backend: Backend) -> Self {
        let name = format!("relata_test_{}", uuid::Uuid::new_v4().simple());
        let kind = match backend {
            Backend::Sqlite => return Self::in_folder(name),
            Backend::Postgres => Kind::Postgres,
            Backend::Mariadb => Kind::Mariadb,
        };
        let server = servers::find(kind);
        if let Err(error) = admin::create(kind, &server, &name).await {
            panic!("{}", servers::missing(kind, &format!("can't create a database ({error})")));
        }
        Self { backend, url: server.url(kind, &name), name, place: Place::Server { kind, server } }
    }

    #[expect(clippy::expect_used, reason = "a machine without a temporary folder can't run tests")]
    fn in_folder(name: String) -> Self {
        let folder = tempfile::Builder::new().prefix("relata-test-").tempdir().expect("a temporary folder");
        let path = folder.path().join("relata.db");
        let url = format!("sqlite://{}", path.display());
        Self { backend: Backend::Sqlite, name, url, place: Place::File { path, _folder: folder } }
    }

    /// Which database it is.
    pub const fn backend(&self) -> Backend {
        self.backend
    }

    /// The database's name, unique on its server.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// `postgres://…`, `mysql://…` or `sqlite:///path`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// The file of a SQLite database, in a folder of its own. It doesn't exist before somebody opens it.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::File { path, .. } => Some(path),
            Place::Server { .. } => None,
        }
    }

    /// Host, port, user and password of the server behind it; `None` for SQLite.
    pub const fn server(&self) -> Option<&Server> {
        match &self.place {
            Place::Server { server, .. } => Some(server),
            Place::File { .. } => None,
        }
    }

    /// The settings, by Directus's names, that make a Relata use this database.
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        let mut settings = vec![("DB_CLIENT", self.backend.client().to_owned())];
        match &self.place {
            Place::File { path, .. } => settings.push(("DB_FILENAME", path.display().to_string())),
            Place::Server { server, .. } => settings.extend([
                ("DB_HOST", server.host.clone()),
                ("DB_PORT", server.port.to_string()),
                ("DB_USER", server.user.clone()),
                ("DB_PASSWORD", server.password.clone()),
                ("DB_DATABASE", self.name.clone()),
            ]),
        }
        settings
    }
}

impl Drop for TestDatabase {
    /// Drops the database, also under connections that are still open. What can't be dropped is reported, not
    /// fatal: the test has said what it had to say by now.
    fn drop(&mut self) {
        let Place::Server { kind, server } = &self.place else {
            return;
        };
        let (kind, server, name) = (*kind, server.clone(), self.name.clone());
        // A thread of its own, since a runtime can't be entered from within another one.
        let dropped = thread::spawn(move || admin::drop_blocking(kind, &server, &name)).join();
        if let Ok(Err(error)) = dropped {
            eprintln!("the database {} stays behind: {error}", self.name);
        }
    }
}
