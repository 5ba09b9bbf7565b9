//! The handle that a job gets on SQLite: statements run at once, on the job's own thread.

use std::sync::atomic::Ordering;

use parking_lot::ReentrantMutex;
use relata_schema::Value;
use relata_sql::{EachKey, Statement};
use rusqlite::{CachedStatement, Rows};

use super::bind::Bound;
use super::connection::Owned;
use super::desk::{CursorId, Desk};
use super::{Shared, SqliteRows, error};
use crate::{DbError, RowSet, Session, Transaction};

/// One connection inside a transaction: a reader's, or the writer's.
///
/// The lock is held by the thread that polls the job, and taken once more, at no cost, by each statement. It keeps a future that
/// strays to another thread away from the connection.
pub(super) struct SqliteSession<'c> {
    connection: &'c ReentrantMutex<Owned>,
    desk: &'c Desk,
    shared: &'c Shared,
}

/// A result that is read piece by piece.
pub(super) struct SqliteCursor<'c> {
    id: CursorId,
    desk: &'c Desk,
}

impl Drop for SqliteCursor<'_> {
    fn drop(&mut self) {
        self.desk.forget(self.id);
    }
}

impl<'c> SqliteSession<'c> {
    pub(super) fn new(connection: &'c ReentrantMutex<Owned>, desk: &'c Desk, shared: &'c Shared) -> Self {
        Self { connection, desk, shared }
    }

    fn read(&self, statement: &Statement) -> Result<SqliteRows, DbError> {
        self.shared.statements_sent.fetch_add(1, Ordering::Relaxed);
        self.connection.lock().timed(|connection| {
            let mut prepared = connection.prepare_cached(&statement.text).map_err(error::read)?;
            let n_columns = prepared.column_count();
            let mut rows = start(&mut prepared, statement)?;
            let mut read = SqliteRows::new(n_columns);
            take(&mut rows, usize::MAX, &mut read)?;
            Ok(read)
        })
    }

    /// Every key with the same prepared statement, which counts as one.
    fn read_each(&self, each: &EachKey) -> Result<SqliteRows, DbError> {
        self.shared.statements_sent.fetch_add(1, Ordering::Relaxed);
        let mut binds: Vec<&Value> = each.statement.binds.iter().collect();
        self.connection.lock().timed(|connection| {
            let mut prepared = connection.prepare_cached(&each.statement.text).map_err(error::read)?;
            let mut read = SqliteRows::new(prepared.column_count());
            for key in &each.keys {
                if let Some(bind) = binds.get_mut(each.bind) {
                    *bind = key;
                }
                let mut rows = prepared.query(rusqlite::params_from_iter(binds.iter().map(|value| Bound(value)))).map_err(error::read)?;
                take(&mut rows, usize::MAX, &mut read)?;
            }
            Ok(read)
        })
    }

    fn change(&self, statement: &Statement) -> Result<u64, DbError> {
        self.shared.statements_sent.fetch_add(1, Ordering::Relaxed);
        self.connection.lock().timed(|connection| {
            let mut prepared = connection.prepare_cached(&statement.text).map_err(error::read)?;
            let n_before = connection.total_changes();
            let mut rows = start(&mut prepared, statement)?;
            let mut n_rows = 0_u64;
            while rows.next().map_err(error::read)?.is_some() {
                n_rows += 1;
            }
            drop(rows);
            if prepared.readonly() || connection.total_changes() == n_before {
                return Ok(n_rows);
            }
            Ok(connection.changes())
        })
    }
}

/// Binds a statement's values and starts it.
pub(super) fn start<'s>(prepared: &'s mut CachedStatement<'_>, statement: &Statement) -> Result<Rows<'s>, DbError> {
    prepared.query(rusqlite::params_from_iter(statement.binds.iter().map(Bound))).map_err(error::read)
}

/// Reads up to `n_rows` rows; whether there may be more.
pub(super) fn take(rows: &mut Rows<'_>, n_rows: usize, into: &mut SqliteRows) -> Result<bool, DbError> {
    for _ in 0..n_rows {
        let Some(row) = rows.next().map_err(error::read)? else { return Ok(false) };
        for column in 0..into.n_columns() {
            into.push(row.get_ref(column).map_err(error::read)?);
        }
    }
    Ok(true)
}

impl<'c> Session for SqliteSession<'c> {
    type Cursor = SqliteCursor<'c>;

    async fn fetch(&mut self, statement: &Statement) -> Result<RowSet, DbError> {
        self.desk.settle().await?;
        self.read(statement).map(RowSet::from)
    }

    async fn fetch_all(&mut self, statements: &[Statement]) -> Result<Vec<RowSet>, DbError> {
        self.desk.settle().await?;
        statements.iter().map(|statement| self.read(statement).map(RowSet::from)).collect()
    }

    async fn fetch_each(&mut self, statements: &[EachKey]) -> Result<Vec<RowSet>, DbError> {
        self.desk.settle().await?;
        statements.iter().map(|each| self.read_each(each).map(RowSet::from)).collect()
    }

    async fn open_cursor(&mut self, statement: &Statement, rows_per_chunk: usize) -> Result<SqliteCursor<'c>, DbError> {
        self.shared.statements_sent.fetch_add(1, Ordering::Relaxed);
        let id = self.desk.open(statement, rows_per_chunk.max(1)).await?;
        Ok(SqliteCursor { id, desk: self.desk })
    }

    async fn next_chunk(&mut self, cursor: &mut SqliteCursor<'c>) -> Result<Option<RowSet>, DbError> {
        self.desk.next(cursor.id).await.map(|chunk| chunk.map(RowSet::from))
    }
}

impl Transaction for SqliteSession<'_> {
    async fn execute(&mut self, statement: &Statement) -> Result<u64, DbError> {
        self.desk.settle().await?;
        self.change(statement)
    }

    fn last_insert_id(&self) -> Option<i64> {
        Some(self.connection.lock().raw().last_insert_rowid())
    }
}
