//! The handle that a job gets on MariaDB and MySQL.

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Error, Params, Row};
use relata_sql::Statement;

use super::connection::Connector;
use super::cursor::Producer;
use super::{MysqlRows, bind, error};
use crate::pool::{Connection as _, Lease};
use crate::{DbError, RowSet, Session, Transaction};

/// One connection, with or without a transaction.
pub(super) struct MysqlSession {
    lease: Lease<Connector>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Every statement stands for itself.
    Plain,
    /// A transaction begins with the first statement.
    Promised,
    /// Inside a transaction.
    Open,
}

/// How a transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Commit,
    RollBack,
}

/// Locks by name hold for the whole server and have names of 64 characters at most.
const SCHEMA_LOCK: &str = "concat('relata:', md5(database()))";

/// Adding an index to a large table takes its time.
const SCHEMA_LOCK_SECONDS: u32 = 60;

/// A result that is read piece by piece.
pub(super) enum MysqlCursor {
    /// A second connection reads ahead.
    Producer(Producer),
    /// Everything is here already; handed out as one piece.
    Read(Option<MysqlRows>),
}

impl MysqlSession {
    pub(super) fn reader(lease: Lease<Connector>) -> Self {
        Self { lease, state: State::Plain }
    }

    pub(super) fn writer(lease: Lease<Connector>) -> Self {
        Self { lease, state: State::Promised }
    }

    /// Ends the transaction, if there is one, and leaves the connection clean.
    pub(super) async fn end(&mut self, how: End) -> Result<(), DbError> {
        if self.state != State::Open {
            return Ok(());
        }
        let text = match how {
            End::Commit => "COMMIT",
            End::RollBack => "ROLLBACK",
        };
        self.lease.connection()?.conn().query_drop(text).await.map_err(error::read)?;
        self.state = State::Plain;
        self.lease.mark_clean();
        Ok(())
    }

    /// Waits until no other server changes this database's schema, and keeps all others from it. A connection that is lost or
    /// given up lets go of it.
    pub(super) async fn lock_schema(&mut self) -> Result<(), DbError> {
        let statement = Statement::new(format!("SELECT get_lock({SCHEMA_LOCK}, {SCHEMA_LOCK_SECONDS})"));
        match self.read(&statement).await.map(RowSet::from)?.cell(0, 0).as_i64() {
            Some(1) => Ok(()),
            _ => Err(DbError::LockTimeout("another server is changing the schema".into())),
        }
    }

    /// Lets others change the schema, after the transaction has ended.
    pub(super) async fn unlock_schema(&mut self) {
        let statement = Statement::new(format!("SELECT release_lock({SCHEMA_LOCK})"));
        if self.read(&statement).await.is_err() {
            self.lease.mark_busy();
        }
    }

    /// Says that a statement is under way, and begins the transaction if this is its first one.
    async fn start(&mut self) -> Result<(), DbError> {
        self.lease.pool().count_statements(1);
        self.lease.mark_busy();
        if self.state != State::Promised {
            return Ok(());
        }
        let mut begun = self.lease.connection()?.conn().query_drop("START TRANSACTION").await;
        if let Err(failure) = &begun
            && self.recover(failure).await?
        {
            begun = self.lease.connection()?.conn().query_drop("START TRANSACTION").await;
        }
        begun.map_err(error::read)?;
        self.state = State::Open;
        Ok(())
    }

    /// Says that nothing is under way any more.
    fn settle(&mut self) {
        if self.state == State::Plain {
            self.lease.mark_clean();
        }
    }

    /// A connection that waited may have been closed by the server: outside a transaction a new one takes its place.
    async fn recover(&mut self, failure: &Error) -> Result<bool, DbError> {
        if self.state == State::Open || !(error::is_lost(failure) || self.lease.connection()?.is_closed()) {
            return Ok(false);
        }
        self.lease.replace().await?;
        Ok(true)
    }

    async fn read(&mut self, statement: &Statement) -> Result<MysqlRows, DbError> {
        let params = bind::params(&statement.binds)?;
        self.start().await?;
        let mut outcome = rows(self.lease.connection()?.conn(), &statement.text, params.clone()).await;
        if let Err(failure) = &outcome
            && self.recover(failure).await?
        {
            outcome = rows(self.lease.connection()?.conn(), &statement.text, params).await;
        }
        self.settle();
        outcome.map_err(error::read)
    }
}

async fn rows(conn: &mut Conn, text: &str, params: Params) -> Result<MysqlRows, Error> {
    let mut result = conn.exec_iter(text, params).await?;
    let empty = MysqlRows::new(result.columns_ref());
    let rows = result.collect::<Row>().await?;
    result.drop_result().await?;
    Ok(empty.with_rows(rows))
}

impl Session for MysqlSession {
    type Cursor = MysqlCursor;

    async fn fetch(&mut self, statement: &Statement) -> Result<RowSet, DbError> {
        self.read(statement).await.map(RowSet::from)
    }

    async fn fetch_all(&mut self, statements: &[Statement]) -> Result<Vec<RowSet>, DbError> {
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            all.push(RowSet::from(self.read(statement).await?));
        }
        Ok(all)
    }

    async fn open_cursor(&mut self, statement: &Statement, rows_per_chunk: usize) -> Result<MysqlCursor, DbError> {
        if self.state != State::Plain {
            return self.read(statement).await.map(|rows| MysqlCursor::Read(Some(rows)));
        }
        self.lease.pool().count_statements(1);
        let connection = self.lease.pool().connect().await?;
        Producer::start(connection, statement.clone(), rows_per_chunk.max(1)).map(MysqlCursor::Producer)
    }

    async fn next_chunk(&mut self, cursor: &mut MysqlCursor) -> Result<Option<RowSet>, DbError> {
        match cursor {
            MysqlCursor::Producer(producer) => producer.next().await,
            MysqlCursor::Read(rows) => Ok(rows.take().filter(|rows| rows.len() > 0).map(RowSet::from)),
        }
    }
}

impl Transaction for MysqlSession {
    async fn execute(&mut self, statement: &Statement) -> Result<u64, DbError> {
        let params = bind::params(&statement.binds)?;
        self.start().await?;
        let conn = self.lease.connection()?.conn();
        let outcome = match params {
            // Some statements that change tables can't be prepared.
            Params::Empty => conn.query_drop(statement.text.as_str()).await,
            params => conn.exec_drop(statement.text.as_str(), params).await,
        };
        outcome.map_err(error::read)?;
        Ok(conn.affected_rows())
    }

    fn last_insert_id(&self) -> Option<i64> {
        self.lease.peek()?.last_insert_id().and_then(|id| i64::try_from(id).ok())
    }
}
