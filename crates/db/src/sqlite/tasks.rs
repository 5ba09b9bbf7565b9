//! Jobs with their types erased, so that they can wait in a queue.

use std::sync::Arc;
use std::task::Waker;

use parking_lot::ReentrantMutex;
use tokio::sync::oneshot;
use tracing::warn;

use super::Shared;
use super::connection::Owned;
use super::desk::Desk;
use super::executor;
use super::readers::{ReadTask, Reader};
use super::session::SqliteSession;
use crate::{DbError, ReadJob, WriteJob};

/// Wraps a reading job: one transaction around it, the answer sent before the transaction is closed.
pub(super) fn read<J: ReadJob>(job: J, shared: Arc<Shared>, reply: oneshot::Sender<Result<J::Output, DbError>>) -> ReadTask {
    Box::new(move |reader: &Reader| {
        if reply.is_closed() {
            return;
        }
        let owned = reader.connection.lock();
        if let Err(error) = owned.run("BEGIN") {
            let _nobody_waits = reply.send(Err(error));
            return;
        }
        let desk = Desk::default();
        let mut session = SqliteSession::new(&reader.connection, &desk, &shared);
        let output = executor::run(job.run(&mut session), &reader.waker, &desk, &owned);
        let _nobody_waits = reply.send(output.ok_or(DbError::Panicked));
        if !owned.raw().is_autocommit()
            && let Err(error) = owned.run("ROLLBACK")
        {
            warn!(%error, "a read transaction could not be closed");
        }
    })
}

/// A writing job that waits for the writer, and later for the commit.
pub(super) trait WriteTask: Send {
    /// Whether somebody still waits for the answer.
    fn is_wanted(&self) -> bool;

    /// Whether the job may fail at the commit.
    fn needs_own_commit(&self) -> bool;

    /// Runs the job inside the open transaction.
    fn run(&mut self, connection: &ReentrantMutex<Owned>, waker: &Waker) -> Outcome;

    /// Answers with what the job returned.
    fn answer(self: Box<Self>);

    /// Answers with an error of the transaction around the job.
    fn refuse(self: Box<Self>, error: DbError);

    /// Answers with the job's own error where it has one, otherwise with that of the transaction.
    fn refuse_unless_failed(self: Box<Self>, error: DbError);
}

/// What becomes of a job's changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    Keep,
    Undo,
}

struct Pending<J: WriteJob> {
    job: Option<J>,
    needs_own_commit: bool,
    output: Option<Result<J::Output, J::Error>>,
    shared: Arc<Shared>,
    reply: oneshot::Sender<Result<J::Output, J::Error>>,
}

/// Wraps a writing job.
pub(super) fn write<J: WriteJob>(job: J, shared: Arc<Shared>, reply: oneshot::Sender<Result<J::Output, J::Error>>) -> Box<dyn WriteTask> {
    let needs_own_commit = job.needs_own_commit();
    Box::new(Pending { job: Some(job), needs_own_commit, output: None, shared, reply })
}

impl<J: WriteJob> WriteTask for Pending<J> {
    fn is_wanted(&self) -> bool {
        !self.reply.is_closed()
    }

    fn needs_own_commit(&self) -> bool {
        self.needs_own_commit
    }

    fn run(&mut self, connection: &ReentrantMutex<Owned>, waker: &Waker) -> Outcome {
        let Some(job) = self.job.take() else { return Outcome::Undo };
        let desk = Desk::default();
        let mut session = SqliteSession::new(connection, &desk, &self.shared);
        let output = executor::run(job.run(&mut session), waker, &desk, &connection.lock());
        let output = output.unwrap_or_else(|| Err(DbError::Panicked.into()));
        let outcome = if output.is_ok() { Outcome::Keep } else { Outcome::Undo };
        self.output = Some(output);
        outcome
    }

    fn answer(self: Box<Self>) {
        let output = self.output.unwrap_or_else(|| Err(DbError::Panicked.into()));
        let _nobody_waits = self.reply.send(output);
    }

    fn refuse(self: Box<Self>, error: DbError) {
        let _nobody_waits = self.reply.send(Err(error.into()));
    }

    fn refuse_unless_failed(self: Box<Self>, error: DbError) {
        if matches!(self.output, Some(Err(_))) { self.answer() } else { self.refuse(error) }
    }
}
