//! The one handle to a database, whichever product it is.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use relata_sql::Statement;

use crate::mysql::MysqlDatabase;
use crate::postgres::PgDatabase;
use crate::sqlite::SqliteDatabase;
use crate::{DatabaseOptions, DbError, ReadJob, Session, TableFacts, WriteJob};

/// A database. Cheap to clone: all clones share one pool.
#[derive(Debug, Clone)]
pub struct Database(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    driver: Driver,
    version: ServerVersion,
    statements_sent: Arc<AtomicU64>,
}

#[derive(Debug)]
enum Driver {
    Sqlite(SqliteDatabase),
    Postgres(PgDatabase),
    Mysql(MysqlDatabase),
}

/// The families of products.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Product {
    /// SQLite.
    Sqlite,
    /// PostgreSQL and those that speak its protocol.
    Postgres,
    /// MariaDB and MySQL; [`ServerVersion::is_mariadb`] tells them apart.
    Mysql,
}

/// What the server says it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerVersion {
    /// The whole text, e.g. `10.11.14-MariaDB-0+deb12u2`.
    pub text: String,
    /// The first number.
    pub major: u32,
    /// The second number; PostgreSQL counts patches here.
    pub minor: u32,
}

impl ServerVersion {
    pub(crate) fn parse(text: String) -> Self {
        // MariaDB behind old replication clients calls itself `5.5.5-10.11.14-MariaDB`.
        let numbers = text.strip_prefix("5.5.5-").unwrap_or(&text);
        let mut parts = numbers.split(|character: char| !character.is_ascii_digit()).map(|part| part.parse().unwrap_or(0));
        let (major, minor) = (parts.next().unwrap_or(0), parts.next().unwrap_or(0));
        Self { text, major, minor }
    }

    /// Whether it is MariaDB, not MySQL.
    pub fn is_mariadb(&self) -> bool {
        self.text.to_ascii_lowercase().contains("mariadb")
    }

    /// Whether it is this version or a later one.
    pub fn is_at_least(&self, major: u32, minor: u32) -> bool {
        (self.major, self.minor) >= (major, minor)
    }
}

impl Database {
    /// Opens a database and makes sure that it answers.
    pub async fn open(options: &DatabaseOptions) -> Result<Self, DbError> {
        let statements_sent = Arc::new(AtomicU64::new(0));
        let counter = Arc::clone(&statements_sent);
        let (driver, version) = match options {
            DatabaseOptions::Sqlite(options) => {
                let database = SqliteDatabase::open(options, counter).await?;
                (Driver::Sqlite(database), SqliteDatabase::version())
            }
            DatabaseOptions::Postgres(options) => {
                let database = PgDatabase::open(options, counter).await?;
                let version = database.version().await?;
                (Driver::Postgres(database), version)
            }
            DatabaseOptions::Mysql(options) => {
                let database = MysqlDatabase::open(options, counter).await?;
                let version = database.version().await?;
                (Driver::Mysql(database), version)
            }
        };
        Ok(Self(Arc::new(Inner { driver, version: ServerVersion::parse(version), statements_sent })))
    }

    /// Which family it belongs to.
    pub fn product(&self) -> Product {
        match &self.0.driver {
            Driver::Sqlite(_) => Product::Sqlite,
            Driver::Postgres(_) => Product::Postgres,
            Driver::Mysql(_) => Product::Mysql,
        }
    }

    /// What the server says it is.
    pub fn version(&self) -> &ServerVersion {
        &self.0.version
    }

    /// Runs a job that only reads.
    ///
    /// Dropping the returned future stops the job; on SQLite a job that has begun runs to its end, unheard.
    pub async fn read<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.read(job).await,
            Driver::Postgres(database) => database.read(job).await,
            Driver::Mysql(database) => database.read(job).await,
        }
    }

    /// Runs a job that only reads and may take long, because whoever listens is slow: an export, a streamed answer.
    ///
    /// It gets a connection (on SQLite a thread, too) beside those of ordinary jobs, so that slow listeners can't hold them all.
    /// Only a bounded number of such jobs run at a time; the others wait.
    pub async fn read_long<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.read_long(job).await,
            Driver::Postgres(database) => database.read_long(job).await,
            Driver::Mysql(database) => database.read_long(job).await,
        }
    }

    /// Runs a job as one transaction: committed when it returns `Ok`, undone otherwise. The answer comes after the commit.
    ///
    /// Dropping the returned future undoes the job on servers. On SQLite a job that has begun is finished and committed, one that
    /// still waits is dropped.
    pub async fn write<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.write(job).await,
            Driver::Postgres(database) => database.write(job).await,
            Driver::Mysql(database) => database.write(job).await,
        }
    }

    /// Runs a job that changes tables.
    ///
    /// SQLite: foreign keys don't act while it runs, so that tables can be rebuilt, and are checked before the commit; rows that
    /// newly refer to nothing undo everything ([`DbError::BrokenReferences`]). PostgreSQL: one transaction. MariaDB and MySQL
    /// commit at every statement that changes a table, so that a job which fails half-way leaves the first half.
    pub async fn alter<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.alter(job).await,
            Driver::Postgres(database) => database.alter(job).await,
            Driver::Mysql(database) => database.alter(job).await,
        }
    }

    /// What the database says about its tables and views, sorted by name; system schemas left out.
    pub async fn introspect(&self) -> Result<Vec<TableFacts>, DbError> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.introspect().await,
            Driver::Postgres(database) => database.introspect().await,
            Driver::Mysql(database) => database.introspect().await,
        }
    }

    /// Whether columns may be of a type for shapes: on PostgreSQL an extension brings it.
    pub async fn has_shapes(&self) -> Result<bool, DbError> {
        match &self.0.driver {
            Driver::Sqlite(_) => Ok(false),
            Driver::Postgres(database) => database.has_shapes().await,
            Driver::Mysql(_) => Ok(true),
        }
    }

    /// A number that is the same as long as nobody changes a table. Much cheaper than [`Database::introspect`].
    pub async fn schema_fingerprint(&self) -> Result<u64, DbError> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.schema_fingerprint().await,
            Driver::Postgres(database) => database.schema_fingerprint().await,
            Driver::Mysql(database) => database.schema_fingerprint().await,
        }
    }

    /// Copies the database into a file while others go on reading and writing. SQLite only: servers have their own tools.
    pub async fn backup(&self, to: &Path) -> Result<(), DbError> {
        match &self.0.driver {
            Driver::Sqlite(database) => database.backup(to).await,
            Driver::Postgres(_) | Driver::Mysql(_) => Err(DbError::Unsupported("a backup into a file")),
        }
    }

    /// Makes sure that the database answers.
    pub async fn ping(&self) -> Result<(), DbError> {
        self.read(Ping).await?
    }

    /// Refuses new jobs, lets those that wait on SQLite finish, and closes all connections.
    pub async fn close(&self) {
        match &self.0.driver {
            Driver::Sqlite(database) => database.close().await,
            Driver::Postgres(database) => database.close(),
            Driver::Mysql(database) => database.close(),
        }
    }

    /// How many statements jobs have sent so far: for tests that bound them.
    pub fn statements_sent(&self) -> u64 {
        self.0.statements_sent.load(Ordering::Relaxed)
    }
}

struct Ping;

impl ReadJob for Ping {
    type Output = Result<(), DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Result<(), DbError> {
        session.fetch(&Statement::new("SELECT 1")).await.map(|_rows| ())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_in_all_spellings() {
        let check = |text: &str| {
            let version = ServerVersion::parse(text.to_owned());
            (version.major, version.minor, version.is_mariadb())
        };
        assert_eq!(check("17.6 (Debian 17.6-1)"), (17, 6, false));
        assert_eq!(check("18beta1"), (18, 0, false));
        assert_eq!(check("10.11.14-MariaDB-0+deb12u2"), (10, 11, true));
        assert_eq!(check("5.5.5-11.4.2-MariaDB"), (11, 4, true));
        assert_eq!(check("8.4.3"), (8, 4, false));
        assert_eq!(check("3.51.1"), (3, 51, false));
        assert!(ServerVersion::parse("10.11.1".to_owned()).is_at_least(10, 6));
        assert!(!ServerVersion::parse("8.0.41".to_owned()).is_at_least(8, 4));
    }
}
