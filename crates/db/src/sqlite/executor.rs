//! Polls a job to its end on the thread that owns the connection.
//!
//! Ordinary statements are answered within the poll. Pieces of large results are served in between, from statements that live on
//! this thread's stack: each open cursor is one call of [`serve`] deeper, so that everything is one connection, one transaction and
//! one state of the database. A job that waits for something else parks the thread.

use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

use relata_sql::Statement;
use rusqlite::Rows;

use super::connection::Owned;
use super::desk::{CursorId, Desk, Reply, Request, Ticket};
use super::session::{start, take};
use super::{SqliteRows, error};
use crate::DbError;

/// Cursors that one job may have open at a time.
const MAX_CURSORS: usize = 64;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

/// A waker for the current thread; made once per thread.
pub(super) fn waker() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

/// Runs a job's future to its end. `None` when it panicked.
pub(super) fn run<F: Future>(future: F, waker: &Waker, desk: &Desk, connection: &Owned) -> Option<F::Output> {
    // A panicking job is dropped whole and its transaction rolled back, so nothing half-done is seen again.
    catch_unwind(AssertUnwindSafe(|| {
        let mut running = Running { future: pin!(future), waker, desk, connection, n_cursors: 0, dropped_early: Vec::new() };
        loop {
            // Nothing is open at the bottom: a cursor that isn't known has ended.
            if let Some(output) = serve(&mut running, None, &mut |_ask| Ok(None)) {
                return output;
            }
        }
    }))
    .ok()
}

/// What a cursor's own call is asked by those below it.
#[derive(Debug, Clone, Copy)]
enum Ask {
    Next(CursorId),
    /// Ends the statement.
    Drop(CursorId),
}

struct Running<'r, F> {
    future: Pin<&'r mut F>,
    waker: &'r Waker,
    desk: &'r Desk,
    connection: &'r Owned,
    n_cursors: usize,
    /// Cursors that were dropped while a later one was still open; their calls return as soon as that one's has.
    dropped_early: Vec<CursorId>,
}

/// Polls on, and serves requests. Returns the job's output, or `None` when `own`, the cursor opened last, was dropped.
fn serve<F: Future>(running: &mut Running<'_, F>, own: Option<CursorId>, upper: &mut dyn FnMut(Ask) -> Reply) -> Option<F::Output> {
    let mut context = Context::from_waker(running.waker);
    loop {
        if let Poll::Ready(output) = running.future.as_mut().poll(&mut context) {
            return Some(output);
        }
        let dropped = running.desk.take_dropped();
        for cursor in dropped.iter().filter(|cursor| own != Some(**cursor)) {
            let _ended_without_error = upper(Ask::Drop(*cursor));
            running.dropped_early.push(*cursor);
        }
        if own.is_some_and(|own| dropped.contains(&own)) {
            return None;
        }
        let mut idle = true;
        while let Some((ticket, request)) = running.desk.take_request() {
            idle = false;
            match request {
                Request::Settle => running.desk.reply(ticket, Ok(None)),
                Request::Next(cursor) => running.desk.reply(ticket, upper(Ask::Next(cursor))),
                Request::Open { .. } if running.n_cursors >= MAX_CURSORS => {
                    running.desk.reply(ticket, Err(DbError::Unsupported("reading so many results at once")));
                }
                Request::Open { id, statement, rows_per_chunk } => {
                    let output = serve_cursor(running, ticket, &Opening { id, statement, rows_per_chunk }, upper);
                    if output.is_some() || own.is_some_and(|own| running.dropped_early.contains(&own)) {
                        return output;
                    }
                }
            }
        }
        if idle {
            thread::park();
        }
    }
}

struct Opening {
    id: CursorId,
    statement: Statement,
    rows_per_chunk: usize,
}

/// Starts a cursor's statement and serves on with it, until the job ends or drops the cursor.
fn serve_cursor<F: Future>(
    running: &mut Running<'_, F>,
    ticket: Ticket,
    opening: &Opening,
    upper: &mut dyn FnMut(Ask) -> Reply,
) -> Option<F::Output> {
    let connection = running.connection;
    let mut prepared = match connection.raw().prepare_cached(&opening.statement.text) {
        Ok(prepared) => prepared,
        Err(failure) => {
            running.desk.reply(ticket, Err(error::read(failure)));
            return None;
        }
    };
    let n_columns = prepared.column_count();
    let mut rows = match start(&mut prepared, &opening.statement) {
        Ok(rows) => Some(rows),
        Err(failure) => {
            running.desk.reply(ticket, Err(failure));
            return None;
        }
    };
    running.desk.reply(ticket, Ok(None));
    running.n_cursors += 1;
    let output = serve(running, Some(opening.id), &mut |ask| match ask {
        Ask::Next(cursor) if cursor == opening.id => chunk(connection, &mut rows, n_columns, opening.rows_per_chunk),
        Ask::Drop(cursor) if cursor == opening.id => {
            rows = None;
            Ok(None)
        }
        _ => upper(ask),
    });
    running.n_cursors -= 1;
    running.dropped_early.retain(|cursor| *cursor != opening.id);
    output
}

/// The next rows of a statement, which ends with its last row or its first error.
fn chunk(connection: &Owned, rows: &mut Option<Rows<'_>>, n_columns: usize, rows_per_chunk: usize) -> Reply {
    let Some(running) = rows.as_mut() else { return Ok(None) };
    let mut chunk = SqliteRows::new(n_columns);
    match connection.timed(|_connection| take(running, rows_per_chunk, &mut chunk)) {
        Ok(true) => {}
        Ok(false) => *rows = None,
        Err(failure) => {
            *rows = None;
            return Err(failure);
        }
    }
    Ok(Some(chunk).filter(|chunk| chunk.len() > 0))
}
