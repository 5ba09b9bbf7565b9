//! The handle that a job gets on PostgreSQL.

use std::sync::atomic::{AtomicU64, Ordering};

use futures_util::TryStreamExt;
use futures_util::future::{join, try_join_all};
use relata_sql::Statement;
use tokio_postgres::{Client, Error};

use super::bind::Bound;
use super::connection::{Connection, Connector};
use super::error::Conflict;
use super::{PgRows, error};
use crate::pool::{Connection as _, Lease};
use crate::{DbError, RowSet, Session, Transaction};

/// One connection, with or without a transaction.
pub(super) struct PgSession {
    lease: Lease<Connector>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Every statement stands for itself.
    Plain,
    /// A transaction begins together with the first statement, to save a round trip.
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

/// A result that is read piece by piece: a cursor on the server.
pub(super) struct PgCursor {
    fetch: tokio_postgres::Statement,
    rows_per_chunk: usize,
    done: bool,
}

impl PgSession {
    pub(super) fn reader(lease: Lease<Connector>) -> Self {
        Self { lease, state: State::Plain }
    }

    pub(super) fn writer(lease: Lease<Connector>) -> Self {
        Self { lease, state: State::Promised }
    }

    /// Ends the transaction, if there is one, and gives the connection back.
    pub(super) async fn end(mut self, how: End) -> Result<(), DbError> {
        if self.state != State::Open {
            return Ok(());
        }
        let text = match how {
            End::Commit => "COMMIT",
            End::RollBack => "ROLLBACK",
        };
        let client = self.lease.connection()?.client();
        client.batch_execute(text).await.map_err(error::read)?;
        self.lease.mark_clean();
        Ok(())
    }

    /// Says that a statement is under way. The answer is whether a transaction must begin together with it.
    fn start(&mut self, n_statements: usize) -> Begin {
        self.lease.pool().count_statements(n_statements);
        self.lease.mark_busy();
        match self.state {
            State::Promised => {
                self.state = State::Open;
                Begin::Yes
            }
            State::Plain | State::Open => Begin::No,
        }
    }

    /// Says that nothing is under way any more.
    fn settle(&mut self) {
        if self.state == State::Plain {
            self.lease.mark_clean();
        }
    }

    /// Decides what a failure means: `Ok` when the work is to be done once more, because the connection was dead before anything
    /// was done on it, or because a prepared statement no longer fits its tables.
    async fn recover(&mut self, failure: Error, begin: Begin, sent: Sent) -> Result<(), DbError> {
        let nothing_done = self.state == State::Plain || begin == Begin::Yes;
        if nothing_done && (error::is_lost(&failure) || self.lease.connection()?.is_closed()) {
            return self.lease.replace().await;
        }
        let connection = self.lease.connection()?;
        let conflict = error::conflict(&failure).filter(|_| connection.used_prepared());
        if error::is_stale_plan(&failure) || conflict.is_some() {
            connection.forget_statements();
            if begin == Begin::Yes {
                connection.client().batch_execute("ROLLBACK").await.map_err(error::read)?;
            }
            let never_sent = conflict == Some(Conflict::BeforeSending) && sent == Sent::One;
            if nothing_done || never_sent {
                return Ok(());
            }
            if conflict != Some(Conflict::BeforeSending) {
                return Err(DbError::SchemaChanged(Box::new(failure)));
            }
        }
        self.settle();
        Err(error::read(failure))
    }
}

/// How many statements a failure speaks of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sent {
    One,
    Several,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Begin {
    Yes,
    No,
}

impl Session for PgSession {
    type Cursor = PgCursor;

    async fn fetch(&mut self, statement: &Statement) -> Result<RowSet, DbError> {
        let begin = self.start(1);
        let mut outcome = fetch(self.lease.connection()?, begin, statement).await;
        if let Err(failure) = outcome {
            self.recover(failure, begin, Sent::One).await?;
            outcome = fetch(self.lease.connection()?, begin, statement).await;
        }
        self.settle();
        outcome.map(RowSet::from).map_err(error::read)
    }

    async fn fetch_all(&mut self, statements: &[Statement]) -> Result<Vec<RowSet>, DbError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let begin = self.start(statements.len());
        let mut outcome = fetch_all(self.lease.connection()?, begin, statements).await;
        if let Err(failure) = outcome {
            self.recover(failure, begin, Sent::Several).await?;
            outcome = fetch_all(self.lease.connection()?, begin, statements).await;
        }
        self.settle();
        outcome.map(|all| all.into_iter().map(RowSet::from).collect()).map_err(error::read)
    }

    async fn open_cursor(&mut self, statement: &Statement, rows_per_chunk: usize) -> Result<PgCursor, DbError> {
        if self.state == State::Plain {
            // A cursor lives in a transaction.
            self.state = State::Promised;
        }
        let begin = self.start(1);
        let mut outcome = declare(self.lease.connection()?, begin, statement, rows_per_chunk).await;
        if let Err(failure) = outcome {
            self.recover(failure, begin, Sent::One).await?;
            outcome = declare(self.lease.connection()?, begin, statement, rows_per_chunk).await;
        }
        outcome.map_err(error::read)
    }

    async fn next_chunk(&mut self, cursor: &mut PgCursor) -> Result<Option<RowSet>, DbError> {
        if cursor.done {
            return Ok(None);
        }
        let rows = query(self.lease.connection()?.client(), &cursor.fetch, &[]).await.map_err(error::read)?;
        cursor.done = rows.len() < cursor.rows_per_chunk;
        Ok((rows.len() > 0).then(|| RowSet::from(rows)))
    }
}

impl Transaction for PgSession {
    async fn execute(&mut self, statement: &Statement) -> Result<u64, DbError> {
        let begin = self.start(1);
        let mut outcome = execute(self.lease.connection()?, begin, statement).await;
        if let Err(failure) = outcome {
            self.recover(failure, begin, Sent::One).await?;
            outcome = execute(self.lease.connection()?, begin, statement).await;
        }
        outcome.map_err(error::read)
    }

    fn last_insert_id(&self) -> Option<i64> {
        None
    }
}

async fn fetch(connection: &mut Connection, begin: Begin, statement: &Statement) -> Result<PgRows, Error> {
    connection.begin_work();
    with_begin(connection.shared(), begin, async {
        let prepared = connection.prepare(&statement.text).await?;
        query(connection.client(), &prepared, &binds(statement)).await
    })
    .await
}

async fn execute(connection: &mut Connection, begin: Begin, statement: &Statement) -> Result<u64, Error> {
    connection.begin_work();
    with_begin(connection.shared(), begin, async {
        if statement.binds.is_empty() && connection.prepared(&statement.text).is_none() {
            // Changes of tables among them: preparing those is of no use.
            return connection.client().execute_raw(statement.text.as_str(), binds(statement)).await;
        }
        let prepared = connection.prepare(&statement.text).await?;
        connection.client().execute_raw(&prepared, binds(statement)).await
    })
    .await
}

/// Prepares what isn't yet, then sends everything before reading the first answer.
async fn fetch_all(connection: &mut Connection, begin: Begin, statements: &[Statement]) -> Result<Vec<PgRows>, Error> {
    connection.begin_work();
    with_begin(connection.shared(), begin, async {
        let mut all_prepared = Vec::with_capacity(statements.len());
        for statement in statements {
            all_prepared.push((connection.prepare(&statement.text).await?, binds(statement)));
        }
        let client = connection.client();
        let mut running = Vec::with_capacity(statements.len());
        for (prepared, binds) in &all_prepared {
            running.push(query(client, prepared, binds));
        }
        try_join_all(running).await
    })
    .await
}

async fn declare(connection: &mut Connection, begin: Begin, statement: &Statement, rows_per_chunk: usize) -> Result<PgCursor, Error> {
    static NUMBER: AtomicU64 = AtomicU64::new(1);
    let name = format!("relata_cursor_{}", NUMBER.fetch_add(1, Ordering::Relaxed));
    let rows_per_chunk = rows_per_chunk.clamp(1, 1_000_000);
    with_begin(connection.shared(), begin, async {
        let client = connection.client();
        let text = format!("DECLARE {name} NO SCROLL CURSOR FOR {}", statement.text);
        let prepared = client.prepare(&text).await?;
        client.execute_raw(&prepared, binds(statement)).await?;
        let fetch = client.prepare(&format!("FETCH FORWARD {rows_per_chunk} FROM {name}")).await?;
        Ok(PgCursor { fetch, rows_per_chunk, done: false })
    })
    .await
}

/// Sends `BEGIN` right before the first message of `work`, without waiting for its answer in between.
async fn with_begin<T>(client: std::sync::Arc<Client>, begin: Begin, work: impl Future<Output = Result<T, Error>>) -> Result<T, Error> {
    match begin {
        Begin::No => work.await,
        Begin::Yes => {
            let (begun, done) = join(client.batch_execute("BEGIN"), work).await;
            begun?;
            done
        }
    }
}

async fn query(client: &Client, prepared: &tokio_postgres::Statement, binds: &[Bound<'_>]) -> Result<PgRows, Error> {
    let rows = client.query_raw(prepared, binds.iter()).await?;
    let rows = rows.try_collect().await?;
    Ok(PgRows::new(prepared.columns().len(), rows))
}

fn binds(statement: &Statement) -> Vec<Bound<'_>> {
    statement.binds.iter().map(Bound).collect()
}
