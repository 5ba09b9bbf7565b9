//! The database that Relata gets, and the hand-written statements run against the same rows.
//!
//! PostgreSQL is driven by `pgbench` and asked by `psql`, SQLite by a loop in this process.

mod postgres;
mod sqlite;

use std::path::{Path, PathBuf};

pub(crate) use postgres::PostgresTarget;
pub(crate) use sqlite::SqliteTarget;

use crate::{
    cases::Case,
    failure::{OrFail, Outcome},
    options::Database,
};

/// How many clients ask at once, as with `wrk`.
const N_CLIENTS: u32 = 8;

/// A database of one kind.
pub(crate) enum Target {
    Postgres(PostgresTarget),
    Sqlite(SqliteTarget),
}

impl Target {
    pub(crate) fn kind(&self) -> Database {
        match self {
            Self::Postgres(_) => Database::Postgres,
            Self::Sqlite(_) => Database::Sqlite,
        }
    }

    /// Makes an empty database in place of what is there.
    pub(crate) fn empty(&self) -> Outcome {
        match self {
            Self::Postgres(target) => target.empty(),
            Self::Sqlite(target) => target.empty(),
        }
    }

    /// Brings the statistics that plans are made from up to date, as time would.
    pub(crate) fn analyze(&self) -> Outcome {
        match self {
            Self::Postgres(target) => target.analyze(),
            Self::Sqlite(target) => target.analyze(),
        }
    }

    /// Relata's settings for this database.
    pub(crate) fn settings(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Postgres(target) => target.settings(),
            Self::Sqlite(target) => target.settings(),
        }
    }

    /// What the hand-written statement of a case answers.
    pub(crate) fn answer(&self, case: &Case) -> Outcome<Vec<u8>> {
        let statement = self.statement(case);
        match self {
            Self::Postgres(target) => target.answer(&statement),
            Self::Sqlite(target) => target.answer(&read(&statement)?),
        }
    }

    /// How often a second the hand-written statement of a case is answered.
    pub(crate) fn drive(&self, case: &Case, seconds: u32) -> Outcome<f64> {
        let statement = self.statement(case);
        match self {
            Self::Postgres(target) => target.drive(&statement, seconds),
            Self::Sqlite(target) => target.drive(&read(&statement)?, seconds),
        }
    }

    fn statement(&self, case: &Case) -> PathBuf {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sql");
        folder.join(self.kind().name()).join(format!("{}.sql", case.name))
    }
}

fn read(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(path).or_fail(path.display())
}
