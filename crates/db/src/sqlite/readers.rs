//! The threads that read. Each owns a connection and serves one job at a time.

use std::sync::Arc;
use std::task::Waker;
use std::thread::{self, JoinHandle};

use parking_lot::{Mutex, ReentrantMutex};
use tokio::sync::oneshot;

use super::connection::Owned;
use super::queue::Queue;
use super::{Shared, executor};
use crate::DbError;

/// A reader's connection, with what a thread needs to poll a job.
pub(super) struct Reader {
    pub(super) connection: ReentrantMutex<Owned>,
    pub(super) waker: Waker,
}

/// Connections kept for later long reads.
const MAX_IDLE: usize = 4;

/// Work for a reader.
pub(super) type ReadTask = Box<dyn FnOnce(&Reader) + Send>;

/// The reading threads and their queue. Dropping it ends the threads.
pub(super) struct Readers {
    queue: Arc<Queue<ReadTask>>,
    threads: Mutex<Vec<JoinHandle<()>>>,
}

impl Readers {
    pub(super) fn start(shared: &Arc<Shared>, n_threads: usize) -> Result<Self, DbError> {
        let queue: Arc<Queue<ReadTask>> = Arc::new(Queue::new());
        let mut readers = Self { queue, threads: Mutex::new(Vec::with_capacity(n_threads)) };
        for number in 1..=n_threads {
            let thread = readers.start_thread(shared, number)?;
            readers.threads.get_mut().push(thread);
        }
        Ok(readers)
    }

    fn start_thread(&self, shared: &Shared, number: usize) -> Result<JoinHandle<()>, DbError> {
        let connection = shared.opener.owned_reader()?;
        let queue = Arc::clone(&self.queue);
        let runtime = tokio::runtime::Handle::try_current().ok();
        thread::Builder::new()
            .name(format!("relata-sqlite-read-{number}"))
            .spawn(move || {
                // Jobs may use the runtime's timers and channels.
                let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
                let reader = Reader { connection: ReentrantMutex::new(connection), waker: executor::waker() };
                while let Some(task) = queue.pop() {
                    task(&reader);
                }
            })
            .map_err(|cause| DbError::Unavailable(Box::new(cause)))
    }

    pub(super) fn submit(&self, task: ReadTask) -> Result<(), DbError> {
        self.queue.push(task)
    }

    /// Refuses new jobs; the threads end when the waiting ones are done.
    pub(super) fn close(&self) -> Vec<JoinHandle<()>> {
        self.queue.close();
        std::mem::take(&mut *self.threads.lock())
    }
}

/// Runs one task on a new thread with a new connection; returns once it has begun.
pub(super) async fn run_alone(shared: Arc<Shared>, task: ReadTask) -> Result<(), DbError> {
    let (opened, begun) = oneshot::channel();
    let runtime = tokio::runtime::Handle::try_current().ok();
    thread::Builder::new()
        .name("relata-sqlite-long".to_owned())
        .spawn(move || {
            let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
            let idle = shared.idle.lock().pop();
            match idle.map_or_else(|| shared.opener.owned_reader(), Ok) {
                Err(error) => {
                    let _nobody_waits = opened.send(Err(error));
                }
                Ok(connection) => {
                    let reader = Reader { connection: ReentrantMutex::new(connection), waker: executor::waker() };
                    let _nobody_waits = opened.send(Ok(()));
                    task(&reader);
                    let connection = reader.connection.into_inner();
                    let mut idle = shared.idle.lock();
                    if idle.len() < MAX_IDLE && connection.raw().is_autocommit() {
                        idle.push(connection);
                    }
                }
            }
        })
        .map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
    begun.await.unwrap_or(Err(DbError::Panicked))
}

impl Drop for Readers {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl std::fmt::Debug for Readers {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Readers").field("n_threads", &self.threads.lock().len()).finish_non_exhaustive()
    }
}
