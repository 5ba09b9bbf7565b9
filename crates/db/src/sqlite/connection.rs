//! Opens connections to one file, all with the same settings, and bounds how long a statement may run.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use rusqlite::config::DbConfig;

use super::{error, functions};
use crate::{DbError, SqliteOptions, Synchronous};

/// Prepared statements kept per connection; the driver's own default of 16 is too few for one nested read.
const CACHED_STATEMENTS: usize = 512;
/// Pages kept in memory per connection, filled as they are read; the driver's default of 2,000 is less than one table may need.
const PAGE_CACHE_KIB: i64 = 8_000;
/// How many steps of SQLite's machine pass between two looks at the clock: some tens of microseconds.
const STEPS_BETWEEN_CHECKS: i32 = 20_000;

/// Opens connections to one file.
#[derive(Debug)]
pub(super) struct Opener {
    options: SqliteOptions,
}

/// A connection and the thread-side state that belongs to it.
#[derive(Debug)]
pub(super) struct Owned {
    connection: Connection,
    clock: Option<Clock>,
}

/// The moment after which the running statement is stopped, in microseconds since `start`; 0 stands for none.
#[derive(Debug, Clone)]
struct Clock {
    start: Instant,
    limit: Duration,
    deadline: Arc<AtomicU64>,
}

impl Opener {
    pub(super) fn new(options: SqliteOptions) -> Self {
        Self { options }
    }

    /// The connection that writes.
    pub(super) fn writer(&self) -> Result<Owned, DbError> {
        let connection = self.open()?;
        let synchronous = match self.options.synchronous {
            Synchronous::Full => "FULL",
            Synchronous::Normal => "NORMAL",
        };
        connection.pragma_update(None, "journal_mode", "WAL").map_err(error::read)?;
        connection.pragma_update(None, "synchronous", synchronous).map_err(error::read)?;
        self.own(connection)
    }

    /// A connection that reads, to be moved to its thread.
    pub(super) fn owned_reader(&self) -> Result<Owned, DbError> {
        let connection = self.reader()?;
        self.own(connection)
    }

    /// A connection that reads.
    pub(super) fn reader(&self) -> Result<Connection, DbError> {
        let connection = self.open()?;
        connection.pragma_update(None, "query_only", true).map_err(error::read)?;
        Ok(connection)
    }

    fn open(&self) -> Result<Connection, DbError> {
        let connection = Connection::open(&self.options.path).map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
        connection.busy_timeout(self.options.busy_timeout).map_err(error::read)?;
        connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
        connection.pragma_update(None, "foreign_keys", true).map_err(error::read)?;
        // Without this a statement is prepared anew for every value that it compares with an indexed column, which costs ten times what
        // looking up a row does. Plans then don't depend on values; no statistics on values are kept anyway.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(error::read)?;
        connection.pragma_update(None, "cache_size", -PAGE_CACHE_KIB).map_err(error::read)?;
        functions::register(&connection).map_err(error::read)?;
        Ok(connection)
    }

    fn own(&self, mut connection: Connection) -> Result<Owned, DbError> {
        let clock =
            self.options.statement_timeout.map(|limit| Clock { start: Instant::now(), limit, deadline: Arc::new(AtomicU64::new(0)) });
        if let Some(clock) = clock.clone() {
            connection.progress_handler(STEPS_BETWEEN_CHECKS, Some(move || clock.is_over())).map_err(error::read)?;
        }
        Ok(Owned { connection, clock })
    }
}

impl Owned {
    pub(super) fn raw(&self) -> &Connection {
        &self.connection
    }

    /// Runs work that counts as one statement under the time limit.
    pub(super) fn timed<T>(&self, work: impl FnOnce(&Connection) -> T) -> T {
        let Some(clock) = &self.clock else { return work(&self.connection) };
        clock.deadline.store(clock.now() + micros(clock.limit).max(1), Ordering::Relaxed);
        let output = work(&self.connection);
        clock.deadline.store(0, Ordering::Relaxed);
        output
    }

    /// Runs one of our own statements, which take no values and give no rows.
    pub(super) fn run(&self, text: &str) -> Result<(), DbError> {
        self.connection.prepare_cached(text).and_then(|mut statement| statement.execute([])).map(|_n_rows| ()).map_err(error::read)
    }
}

impl Clock {
    fn now(&self) -> u64 {
        micros(self.start.elapsed())
    }

    fn is_over(&self) -> bool {
        let deadline = self.deadline.load(Ordering::Relaxed);
        deadline != 0 && self.now() > deadline
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX / 2)
}
