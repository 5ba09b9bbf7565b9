//! SQLite: one thread that writes, several that read, all within this process.
//!
//! Jobs are polled on the thread that owns the connection, so that a statement costs no hop between threads. Other processes may
//! use the same file beside us.

mod bind;
mod connection;
mod desk;
mod error;
mod executor;
mod functions;
mod introspect;
mod queue;
mod readers;
mod rows;
mod session;
mod tasks;
mod writer;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use parking_lot::Mutex;
use tokio::sync::{Semaphore, oneshot};

pub(crate) use rows::SqliteRows;

use crate::{DbError, ReadJob, SqliteOptions, TableFacts, WriteJob};
use connection::{Opener, Owned};
use readers::Readers;
use writer::{Mode, Writer};

/// An open SQLite file.
#[derive(Debug)]
pub(crate) struct SqliteDatabase {
    shared: Arc<Shared>,
    readers: Readers,
    writer: Writer,
    free_long: Arc<Semaphore>,
}

/// Jobs with threads of their own at a time.
const MAX_LONG_READS: usize = 16;

/// What all connections to one file have in common.
#[derive(Debug)]
pub(crate) struct Shared {
    opener: Opener,
    statements_sent: Arc<AtomicU64>,
    /// Connections of long reads that have ended, for the next ones.
    idle: Mutex<Vec<Owned>>,
}

impl SqliteDatabase {
    pub(crate) async fn open(options: &SqliteOptions, statements_sent: Arc<AtomicU64>) -> Result<Self, DbError> {
        let shared = Arc::new(Shared { opener: Opener::new(options.clone()), statements_sent, idle: Mutex::new(Vec::new()) });
        let n_readers = options.n_readers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, |cores| cores.get().max(2)));
        tokio::task::spawn_blocking(move || {
            // The writer first: it makes the file and turns on write-ahead logging.
            let writer = Writer::start(&shared)?;
            let readers = Readers::start(&shared, n_readers.max(1))?;
            Ok(Self { shared, readers, writer, free_long: Arc::new(Semaphore::new(MAX_LONG_READS)) })
        })
        .await
        .unwrap_or(Err(DbError::Panicked))
    }

    pub(crate) async fn read<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        let (reply, answer) = oneshot::channel();
        self.readers.submit(tasks::read(job, Arc::clone(&self.shared), reply))?;
        answer.await.unwrap_or(Err(DbError::Panicked))
    }

    /// Runs a job on a thread and a connection of its own. The thread is made for it, the connection is kept for the next one.
    pub(crate) async fn read_long<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        let permit = Arc::clone(&self.free_long).acquire_owned().await.map_err(|_closed| DbError::Closed)?;
        let (reply, answer) = oneshot::channel();
        let task = tasks::read(job, Arc::clone(&self.shared), reply);
        let counted: readers::ReadTask = Box::new(move |reader| {
            task(reader);
            drop(permit);
        });
        readers::run_alone(Arc::clone(&self.shared), counted).await?;
        answer.await.unwrap_or(Err(DbError::Panicked))
    }

    pub(crate) async fn write<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        self.submit(job, Mode::Write).await
    }

    pub(crate) async fn alter<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        self.submit(job, Mode::Alter).await
    }

    async fn submit<J: WriteJob>(&self, job: J, mode: Mode) -> Result<J::Output, J::Error> {
        let (reply, answer) = oneshot::channel();
        self.writer.submit(mode, tasks::write(job, Arc::clone(&self.shared), reply))?;
        answer.await.unwrap_or_else(|_| Err(DbError::Panicked.into()))
    }

    pub(crate) async fn introspect(&self) -> Result<Vec<TableFacts>, DbError> {
        self.with_reader(introspect::tables).await
    }

    /// A number that changes with every change of the schema, whoever makes it.
    pub(crate) async fn schema_fingerprint(&self) -> Result<u64, DbError> {
        self.with_reader(|connection| {
            connection
                .query_row("SELECT schema_version FROM pragma_schema_version", [], |row| row.get::<_, i64>(0))
                .map(i64::cast_unsigned)
                .map_err(error::read)
        })
        .await
    }

    pub(crate) fn version() -> String {
        rusqlite::version().to_owned()
    }

    /// Copies the database into a file, page by page, while others go on reading and writing.
    pub(crate) async fn backup(&self, to: &Path) -> Result<(), DbError> {
        let shared = Arc::clone(&self.shared);
        let to = to.to_owned();
        tokio::task::spawn_blocking(move || {
            let source = shared.opener.reader()?;
            let mut target = rusqlite::Connection::open(&to).map_err(error::read)?;
            // All pages in one step: a step holds only a read lock, which blocks nobody in write-ahead mode, and a backup in
            // several steps starts over whenever somebody writes in between.
            rusqlite::backup::Backup::new(&source, &mut target)
                .and_then(|backup| backup.run_to_completion(i32::MAX, std::time::Duration::from_millis(50), None))
                .map_err(error::read)
        })
        .await
        .unwrap_or(Err(DbError::Panicked))
    }

    pub(crate) async fn close(&self) {
        self.free_long.close();
        let writer = self.writer.close();
        let readers = self.readers.close();
        let shared = Arc::clone(&self.shared);
        let _joined = tokio::task::spawn_blocking(move || {
            for thread in readers {
                let _panicked = thread.join();
            }
            shared.idle.lock().clear();
            // The writer last: the connection that closes last checkpoints the log into the file.
            if let Some(thread) = writer {
                let _panicked = thread.join();
            }
        })
        .await;
    }

    async fn with_reader<T: Send + 'static>(
        &self,
        work: impl FnOnce(&rusqlite::Connection) -> Result<T, DbError> + Send + 'static,
    ) -> Result<T, DbError> {
        let (reply, answer) = oneshot::channel();
        self.readers.submit(Box::new(move |reader| {
            let _nobody_waits = reply.send(work(reader.connection.lock().raw()));
        }))?;
        answer.await.unwrap_or(Err(DbError::Panicked))
    }
}
