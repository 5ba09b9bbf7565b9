//! Where a job asks its thread for pieces of a large result.
//!
//! A running statement borrows its connection, so no future can hold one across an `await`. The thread that polls the job can: the
//! job leaves a request here and waits, the thread serves it and polls on. See [`executor`](super::executor).

use std::future::poll_fn;
use std::task::{Poll, Waker};

use parking_lot::Mutex;
use relata_sql::Statement;

use super::SqliteRows;
use crate::DbError;

/// Names a cursor within one job.
pub(super) type CursorId = u64;

/// What a job asks for.
pub(super) enum Request {
    /// Starts a statement.
    Open { id: CursorId, statement: Statement, rows_per_chunk: usize },
    /// The next piece.
    Next(CursorId),
    /// Nothing: lets the thread see to cursors that were dropped.
    Settle,
}

/// What the thread answers: a piece, or nothing where there is none (any more).
pub(super) type Reply = Result<Option<SqliteRows>, DbError>;

/// The place between one job and its thread. Holds at most one request at a time per waiting future of the job.
#[derive(Default)]
pub(super) struct Desk {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    last_ticket: u64,
    last_cursor: CursorId,
    requests: Vec<(u64, Request, Waker)>,
    replies: Vec<(u64, Reply)>,
    dropped: Vec<CursorId>,
}

impl Desk {
    /// Starts a statement.
    pub(super) async fn open(&self, statement: &Statement, rows_per_chunk: usize) -> Result<CursorId, DbError> {
        let id = {
            let mut state = self.state.lock();
            state.last_cursor += 1;
            state.last_cursor
        };
        self.ask(Request::Open { id, statement: statement.clone(), rows_per_chunk }).await?;
        Ok(id)
    }

    /// The next piece; `None` after the last one.
    pub(super) async fn next(&self, cursor: CursorId) -> Reply {
        self.ask(Request::Next(cursor)).await
    }

    /// Makes sure that no dropped cursor is still at work: it would lock its tables.
    pub(super) async fn settle(&self) -> Result<(), DbError> {
        if self.state.lock().dropped.is_empty() {
            return Ok(());
        }
        self.ask(Request::Settle).await.map(|_nothing| ())
    }

    /// Remembers that nobody reads a cursor any more.
    pub(super) fn forget(&self, cursor: CursorId) {
        self.state.lock().dropped.push(cursor);
    }

    async fn ask(&self, request: Request) -> Reply {
        let ticket = {
            let mut state = self.state.lock();
            state.last_ticket += 1;
            state.last_ticket
        };
        let mut request = Some(request);
        poll_fn(|context| {
            let mut state = self.state.lock();
            if let Some(at) = state.replies.iter().position(|(replied, _)| *replied == ticket) {
                return Poll::Ready(state.replies.swap_remove(at).1);
            }
            if let Some(request) = request.take() {
                state.requests.push((ticket, request, context.waker().clone()));
            }
            Poll::Pending
        })
        .await
    }

    /// For the thread: the oldest request.
    pub(super) fn take_request(&self) -> Option<(Ticket, Request)> {
        let mut state = self.state.lock();
        if state.requests.is_empty() {
            return None;
        }
        let (number, request, waker) = state.requests.remove(0);
        Some((Ticket { number, waker }, request))
    }

    /// For the thread: the cursors that were dropped since it last asked.
    pub(super) fn take_dropped(&self) -> Vec<CursorId> {
        std::mem::take(&mut self.state.lock().dropped)
    }

    /// For the thread: answers a request.
    pub(super) fn reply(&self, ticket: Ticket, reply: Reply) {
        self.state.lock().replies.push((ticket.number, reply));
        ticket.waker.wake();
    }
}

/// Where an answer belongs.
pub(super) struct Ticket {
    number: u64,
    waker: Waker,
}
