//! A bounded queue between the callers and the threads that own connections.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

use crate::DbError;

/// More waiting jobs than this are refused: by then every one of them would wait for too long anyway.
const MAX_WAITING: usize = 16_384;

#[derive(Debug)]
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    arrived: Condvar,
}

#[derive(Debug)]
struct State<T> {
    waiting: VecDeque<T>,
    open: bool,
}

#[derive(Debug, thiserror::Error)]
#[error("{MAX_WAITING} jobs wait already")]
struct TooManyWaiting;

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Self { state: Mutex::new(State { waiting: VecDeque::new(), open: true }), arrived: Condvar::new() }
    }

    pub(super) fn push(&self, item: T) -> Result<(), DbError> {
        let mut state = self.state.lock();
        if !state.open {
            return Err(DbError::Closed);
        }
        if state.waiting.len() >= MAX_WAITING {
            return Err(DbError::Unavailable(Box::new(TooManyWaiting)));
        }
        state.waiting.push_back(item);
        drop(state);
        self.arrived.notify_one();
        Ok(())
    }

    /// Waits for the next item; `None` once the queue is closed and empty.
    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.state.lock();
        loop {
            if let Some(item) = state.waiting.pop_front() {
                return Some(item);
            }
            if !state.open {
                return None;
            }
            self.arrived.wait(&mut state);
        }
    }

    /// Takes the next item if it is there and `fits`.
    pub(super) fn pop_if(&self, fits: impl FnOnce(&T) -> bool) -> Option<T> {
        let mut state = self.state.lock();
        if state.waiting.front().is_some_and(fits) { state.waiting.pop_front() } else { None }
    }

    /// Refuses new items; waiting ones are still served.
    pub(super) fn close(&self) {
        self.state.lock().open = false;
        self.arrived.notify_all();
    }
}
