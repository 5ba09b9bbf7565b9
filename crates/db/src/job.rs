//! What runs against a database: jobs, and the handles they are given.

use std::future::Future;

use relata_sql::{EachKey, Statement};

use crate::{DbError, RowSet};

/// Work that only reads. It gets one connection for as long as it runs.
pub trait ReadJob: Send + 'static {
    /// What the job finds.
    type Output: Send + 'static;

    /// Does the work.
    fn run<S: Session>(self, session: &mut S) -> impl Future<Output = Self::Output> + Send;
}

/// Work that changes rows or tables, as one transaction: committed when the job returns `Ok`, undone otherwise.
pub trait WriteJob: Send + 'static {
    /// What the job made. It is handed out after the commit.
    type Output: Send + 'static;
    /// Why the job gave up.
    type Error: From<DbError> + Send + 'static;

    /// Does the work.
    fn run<T: Transaction>(self, transaction: &mut T) -> impl Future<Output = Result<Self::Output, Self::Error>> + Send;

    /// Whether the job may fail at the commit itself, because it defers foreign keys (`PRAGMA defer_foreign_keys`). Such a job
    /// never shares a commit with others.
    fn needs_own_commit(&self) -> bool {
        false
    }
}

/// One connection, lent to a job.
///
/// SQLite shows one state of the database from the first statement to the last. On servers each statement sees what was committed
/// when it began (PostgreSQL), unless a cursor is open: from then on the job is inside a transaction.
pub trait Session: Send {
    /// A result that is read piece by piece.
    type Cursor: Send;

    /// Runs one statement and reads all its rows.
    fn fetch(&mut self, statement: &Statement) -> impl Future<Output = Result<RowSet, DbError>> + Send;

    /// Runs statements that don't depend on each other; the results stand in the same order. PostgreSQL gets all of them at
    /// once over the one connection, the other databases one after the other.
    fn fetch_all(&mut self, statements: &[Statement]) -> impl Future<Output = Result<Vec<RowSet>, DbError>> + Send;

    /// Runs statements once for each of their keys; the rows of all keys stand one after the other. Only where statements don't
    /// travel (SQLite): over a network that would be a round trip per key.
    fn fetch_each(&mut self, _statements: &[EachKey]) -> impl Future<Output = Result<Vec<RowSet>, DbError>> + Send {
        std::future::ready(Err(DbError::Unsupported("a statement per key")))
    }

    /// Starts reading a large result in pieces of `rows_per_chunk` rows. Other statements may run between the pieces.
    ///
    /// Dropping the cursor stops the statement. SQLite and PostgreSQL hold one piece in memory, MariaDB up to three, over a
    /// second connection; only inside a transaction MariaDB reads the whole result at once, because no other connection sees
    /// the transaction's own changes. What a job changes in rows that a cursor of its own still has to read may or may not show.
    fn open_cursor(&mut self, statement: &Statement, rows_per_chunk: usize) -> impl Future<Output = Result<Self::Cursor, DbError>> + Send;

    /// The next piece, never empty; `None` after the last one.
    fn next_chunk(&mut self, cursor: &mut Self::Cursor) -> impl Future<Output = Result<Option<RowSet>, DbError>> + Send;
}

/// One transaction, lent to a job.
pub trait Transaction: Session {
    /// Runs one statement; the answer is the number of rows it matched. Several statements in one text are not possible.
    fn execute(&mut self, statement: &Statement) -> impl Future<Output = Result<u64, DbError>> + Send;

    /// The key that the last `INSERT` counted up, where the database tells without `RETURNING` (SQLite, MariaDB, MySQL).
    fn last_insert_id(&self) -> Option<i64>;
}
