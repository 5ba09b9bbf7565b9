//! The handle that a job gets on PostgreSQL.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use relata_sql::Statement;

use super::connect::Connector;
use super::connection::{Answer, Before, Order, Prepared};
use super::error::{self, Conflict};
use super::failure::Failure;
use super::rows::PgRows;
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

/// A result that is read piece by piece: a portal on the server.
pub(super) struct PgCursor {
    portal: String,
    prepared: Option<Arc<Prepared>>,
    rows_per_chunk: i32,
    /// The first piece, which came when the cursor was opened.
    first: Option<PgRows>,
    may_go_on: bool,
}

/// What statements that were sent together have yielded.
type Answers = Vec<(Answer, Option<Arc<Prepared>>)>;

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
        self.lease.connection()?.run(text).await.map_err(error::read)?;
        self.lease.mark_clean();
        Ok(())
    }

    /// Runs statements that don't depend on each other, and once more where that makes sense.
    async fn run(&mut self, orders: &[Order<'_>]) -> Result<Answers, DbError> {
        self.lease.pool().count_statements(orders.len());
        self.lease.mark_busy();
        let was_promised = self.state == State::Promised;
        let mut outcome = self.attempt(orders).await;
        if let Err(failure) = outcome {
            self.recover(failure, was_promised).await?;
            outcome = self.attempt(orders).await;
        }
        self.settle();
        outcome.map_err(error::read)
    }

    async fn attempt(&mut self, orders: &[Order<'_>]) -> Result<Answers, Failure> {
        let connection = self.lease.connection().map_err(|_closed| Failure::Closed)?;
        let prepared = connection.prepare(orders).await?;
        let before = match self.state {
            State::Plain => Before::PlansOf,
            State::Promised => Before::Begin,
            State::Open => Before::Nothing,
        };
        let outcome = connection.exchange(before, orders, &prepared).await;
        if before == Before::Begin && !matches!(outcome, Err(Failure::Bind(_))) {
            self.state = State::Open;
        }
        Ok(outcome?.into_iter().zip(prepared).collect())
    }

    /// Says that nothing is under way any more.
    fn settle(&mut self) {
        if self.state == State::Plain {
            self.lease.mark_clean();
        }
    }

    /// Decides what a failure means: `Ok` when the work is to be done once more, because the connection was dead before anything
    /// was done on it, or because a prepared statement no longer fits its tables.
    async fn recover(&mut self, failure: Failure, was_promised: bool) -> Result<(), DbError> {
        let nothing_done = self.state == State::Plain || was_promised;
        let has_begun = was_promised && self.state == State::Open;
        let connection = self.lease.connection()?;
        if nothing_done && (failure.ends_connection() || connection.is_closed()) {
            if has_begun {
                self.state = State::Promised;
            }
            return self.lease.replace().await;
        }
        let conflict = error::conflict(&failure).filter(|_| connection.used_prepared());
        if error::is_stale_plan(&failure) || conflict.is_some() {
            connection.forget_statements();
            if has_begun {
                connection.run("ROLLBACK").await.map_err(error::read)?;
                self.state = State::Promised;
            }
            if nothing_done || conflict == Some(Conflict::BeforeSending) {
                return Ok(());
            }
            return Err(DbError::SchemaChanged(Box::new(failure)));
        }
        self.settle();
        Err(error::read(failure))
    }
}

impl Session for PgSession {
    type Cursor = PgCursor;

    async fn fetch(&mut self, statement: &Statement) -> Result<RowSet, DbError> {
        let answers = self.run(&[Order::prepared(statement)]).await?;
        Ok(row_sets(answers).next().unwrap_or_else(RowSet::empty))
    }

    async fn fetch_all(&mut self, statements: &[Statement]) -> Result<Vec<RowSet>, DbError> {
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        let orders: Vec<Order<'_>> = statements.iter().map(Order::prepared).collect();
        Ok(row_sets(self.run(&orders).await?).collect())
    }

    async fn open_cursor(&mut self, statement: &Statement, rows_per_chunk: usize) -> Result<PgCursor, DbError> {
        static NUMBER: AtomicU64 = AtomicU64::new(1);
        if self.state == State::Plain {
            // A portal lives in a transaction.
            self.state = State::Promised;
        }
        let portal = format!("p{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        let rows_per_chunk = i32::try_from(rows_per_chunk).unwrap_or(i32::MAX).max(1);
        let answers = self.run(&[Order::in_pieces(statement, &portal, rows_per_chunk)]).await?;
        let (answer, prepared) = answers.into_iter().next().unwrap_or_default();
        let may_go_on = answer.may_go_on;
        let first = Some(answer.into_rows(prepared.as_ref()));
        Ok(PgCursor { portal, prepared, rows_per_chunk, first, may_go_on })
    }

    async fn next_chunk(&mut self, cursor: &mut PgCursor) -> Result<Option<RowSet>, DbError> {
        let rows = match cursor.first.take() {
            Some(first) => first,
            None if !cursor.may_go_on => return Ok(None),
            None => {
                let answer = self.lease.connection()?.go_on(&cursor.portal, cursor.rows_per_chunk).await.map_err(error::read)?;
                cursor.may_go_on = answer.may_go_on;
                answer.into_rows(cursor.prepared.as_ref())
            }
        };
        Ok((rows.len() > 0).then(|| RowSet::from(rows)))
    }
}

impl Transaction for PgSession {
    async fn execute(&mut self, statement: &Statement) -> Result<u64, DbError> {
        let is_worth_preparing = !statement.binds.is_empty() || self.lease.connection()?.is_prepared(&statement.text);
        // Changes of tables among them: preparing those is of no use.
        let order = if is_worth_preparing { Order::prepared(statement) } else { Order::unprepared(statement) };
        let answers = self.run(&[order]).await?;
        Ok(answers.first().map_or(0, |(answer, _)| answer.n_rows))
    }

    fn last_insert_id(&self) -> Option<i64> {
        None
    }
}

fn row_sets(answers: Answers) -> impl Iterator<Item = RowSet> {
    answers.into_iter().map(|(answer, prepared)| RowSet::from(answer.into_rows(prepared.as_ref())))
}
