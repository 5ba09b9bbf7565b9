//! The one thread that writes. Jobs that wait at the same time share a commit.
//!
//! A commit on a safe setting costs a wait for the disk; sharing it makes many small writers fast without giving up safety. Each
//! job of a group has a savepoint of its own, so a failed one takes nobody with it. All are answered after the commit.

use std::sync::Arc;
use std::task::Waker;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use parking_lot::{Mutex, ReentrantMutex};
use smol_str::SmolStr;

use super::connection::Owned;
use super::queue::Queue;
use super::tasks::{Outcome, WriteTask};
use super::{Shared, error, executor};
use crate::{BrokenReference, Cause, DbError};

/// Jobs that share a commit at most.
const MAX_GROUP: usize = 512;
/// After this time a group takes no more jobs, so that the first ones get their answers.
const MAX_GROUP_TIME: Duration = Duration::from_millis(20);

/// How a job is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Foreign keys are enforced, commits are shared.
    Write,
    /// A schema change: alone, foreign keys checked as a whole at the end.
    Alter,
}

struct Waiting {
    mode: Mode,
    task: Box<dyn WriteTask>,
}

/// The writing thread and its queue. Dropping it ends the thread.
pub(super) struct Writer {
    queue: Arc<Queue<Waiting>>,
    thread: Mutex<Option<JoinHandle<()>>>,
}

impl Writer {
    pub(super) fn start(shared: &Arc<Shared>) -> Result<Self, DbError> {
        let connection = shared.opener.writer()?;
        let queue: Arc<Queue<Waiting>> = Arc::new(Queue::new());
        let runtime = tokio::runtime::Handle::try_current().ok();
        let thread = thread::Builder::new()
            .name("relata-sqlite-write".to_owned())
            .spawn({
                let queue = Arc::clone(&queue);
                move || {
                    // Jobs may use the runtime's timers and channels.
                    let _entered = runtime.as_ref().map(tokio::runtime::Handle::enter);
                    Loop { connection: ReentrantMutex::new(connection), waker: executor::waker(), schema: None }.run(&queue);
                }
            })
            .map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
        Ok(Self { queue, thread: Mutex::new(Some(thread)) })
    }

    pub(super) fn submit(&self, mode: Mode, task: Box<dyn WriteTask>) -> Result<(), DbError> {
        self.queue.push(Waiting { mode, task })
    }

    /// Refuses new jobs; the thread ends when the waiting ones are done.
    pub(super) fn close(&self) -> Option<JoinHandle<()>> {
        self.queue.close();
        self.thread.lock().take()
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue.close();
    }
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

struct Loop {
    connection: ReentrantMutex<Owned>,
    waker: Waker,
    /// The schema's version, and whether any of its foreign keys is checked only at the commit.
    schema: Option<(i64, bool)>,
}

/// The shared transaction failed around a job that had succeeded.
#[derive(Debug, thiserror::Error)]
#[error("the shared transaction failed: {0}")]
struct SharedFailure(String);

impl Loop {
    fn run(mut self, queue: &Queue<Waiting>) {
        while let Some(Waiting { mode, task }) = queue.pop() {
            if !task.is_wanted() {
                continue;
            }
            match mode {
                Mode::Alter => self.alter(task),
                Mode::Write if task.needs_own_commit() || self.defers_foreign_keys() => self.alone(task),
                Mode::Write => self.group(task, queue),
            }
        }
    }

    /// Runs a job in a transaction of its own.
    fn alone(&mut self, mut task: Box<dyn WriteTask>) {
        if let Err(error) = self.run_own("BEGIN IMMEDIATE") {
            return task.refuse(error);
        }
        match task.run(&self.connection, &self.waker) {
            Outcome::Undo => self.roll_back(),
            Outcome::Keep => {
                if let Err(error) = self.commit() {
                    return task.refuse(error);
                }
            }
        }
        task.answer();
    }

    /// Runs a job together with those that wait behind it.
    fn group(&mut self, first: Box<dyn WriteTask>, queue: &Queue<Waiting>) {
        if let Err(error) = self.run_own("BEGIN IMMEDIATE") {
            // The jobs behind the first one try for themselves: the lock may be free by then.
            return first.refuse(error);
        }
        let started = Instant::now();
        let mut kept: Vec<Box<dyn WriteTask>> = Vec::new();
        let mut undone: Vec<Box<dyn WriteTask>> = Vec::new();
        let mut next = Some(first);
        while let Some(mut task) = next.take() {
            match self.member(task.as_mut()) {
                Ok(Outcome::Keep) => kept.push(task),
                Ok(Outcome::Undo) => undone.push(task),
                Err(error) => {
                    // Rare: a full disk, or a trigger with RAISE(ROLLBACK). The transaction is gone, and the group's changes with it.
                    self.roll_back();
                    kept.drain(..).for_each(|lost| lost.refuse(repeat(&error)));
                    task.refuse_unless_failed(error);
                    break;
                }
            }
            if kept.len() + undone.len() < MAX_GROUP && started.elapsed() < MAX_GROUP_TIME {
                next = next_member(queue);
            }
        }
        if !kept.is_empty()
            && let Err(error) = self.commit()
        {
            // The first of them hears what the driver said, the others what kind of error it was.
            let mut lost = kept.drain(..);
            let first = lost.next();
            lost.for_each(|task| task.refuse(repeat(&error)));
            if let Some(task) = first {
                task.refuse(error);
            }
        }
        if !self.connection.lock().raw().is_autocommit() {
            self.roll_back();
        }
        kept.into_iter().chain(undone).for_each(WriteTask::answer);
    }

    /// Runs one job of a group inside its savepoint. An error means that the shared transaction is no longer to be trusted.
    fn member(&mut self, task: &mut dyn WriteTask) -> Result<Outcome, DbError> {
        self.run_own("SAVEPOINT job")?;
        let outcome = task.run(&self.connection, &self.waker);
        if outcome == Outcome::Undo {
            self.run_own("ROLLBACK TO job")?;
        }
        self.run_own("RELEASE job")?;
        Ok(outcome)
    }

    /// Runs a schema change: foreign keys don't act while tables are rebuilt, and are checked as a whole before the commit.
    fn alter(&mut self, mut task: Box<dyn WriteTask>) {
        if let Err(error) = self.run_own("PRAGMA foreign_keys = OFF") {
            return task.refuse(error);
        }
        let refused = self.altered(task.as_mut()).err();
        if !self.connection.lock().raw().is_autocommit() {
            self.roll_back();
        }
        if let Err(error) = self.run_own("PRAGMA foreign_keys = ON") {
            tracing::error!(%error, "foreign keys could not be turned on again");
        }
        match refused {
            Some(error) => task.refuse_unless_failed(error),
            None => task.answer(),
        }
    }

    fn altered(&mut self, task: &mut dyn WriteTask) -> Result<(), DbError> {
        self.run_own("BEGIN IMMEDIATE")?;
        // A database that comes with broken references keeps them; a foreign key onto columns that aren't unique can't be checked.
        let before = self.broken_references().ok();
        let views = self.readable_views()?;
        if task.run(&self.connection, &self.waker) == Outcome::Undo {
            return Ok(());
        }
        if let Some(before) = before {
            let mut broken = self.broken_references()?;
            for reference in &mut broken {
                let same = |old: &&BrokenReference| old.table == reference.table && old.referenced_table == reference.referenced_table;
                let n_before = before.iter().find(same).map_or(0, |old| old.n_rows);
                reference.n_rows = reference.n_rows.saturating_sub(n_before);
            }
            broken.retain(|reference| reference.n_rows > 0);
            if !broken.is_empty() {
                return Err(DbError::BrokenReferences(broken));
            }
        }
        let still = self.readable_views()?;
        if let Some(broken) = views.into_iter().find(|view| !still.contains(view) && self.is_view(view)) {
            return Err(DbError::StillNeeded(format!("the view {broken} could no longer be read").into()));
        }
        self.commit()
    }

    /// Views over tables and columns that are there: SQLite finds out only when one is read.
    fn readable_views(&self) -> Result<Vec<String>, DbError> {
        let connection = self.connection.lock();
        let raw = connection.raw();
        let mut statement = raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'view'").map_err(error::read)?;
        let views = statement.query_map([], |row| row.get::<_, String>(0)).map_err(error::read)?;
        let views = views.collect::<Result<Vec<_>, _>>().map_err(error::read)?;
        let is_readable = |view: &String| raw.prepare(&format!("SELECT * FROM \"{}\" LIMIT 0", view.replace('"', "\"\""))).is_ok();
        Ok(views.into_iter().filter(is_readable).collect())
    }

    fn is_view(&self, name: &str) -> bool {
        let connection = self.connection.lock();
        let found =
            connection
                .raw()
                .query_row("SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'view' AND name = ?)", [name], |row| row.get(0));
        found.unwrap_or(true)
    }

    fn broken_references(&self) -> Result<Vec<BrokenReference>, DbError> {
        const TEXT: &str = "SELECT \"table\", \"parent\", count(*) FROM pragma_foreign_key_check GROUP BY 1, 2 ORDER BY 1, 2";
        let connection = self.connection.lock();
        let mut statement = connection.raw().prepare(TEXT).map_err(error::read)?;
        let rows = statement
            .query_map([], |row| {
                Ok(BrokenReference {
                    table: SmolStr::new(row.get::<_, String>(0)?),
                    referenced_table: SmolStr::new(row.get::<_, String>(1)?),
                    n_rows: row.get::<_, i64>(2)?.unsigned_abs(),
                })
            })
            .map_err(error::read)?;
        rows.collect::<Result<_, _>>().map_err(error::read)
    }

    /// Whether a job may fail at the commit because of a foreign key declared `INITIALLY DEFERRED`. Such a failure can't be told
    /// apart within a group.
    fn defers_foreign_keys(&mut self) -> bool {
        const DEFERRED: &str = "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND sql LIKE '%INITIALLY DEFERRED%')";
        let connection = self.connection.lock();
        let version = connection
            .raw()
            .prepare_cached("PRAGMA schema_version")
            .and_then(|mut statement| statement.query_row([], |row| row.get::<_, i64>(0)))
            .unwrap_or(-1);
        if let Some((known, defers)) = self.schema
            && known == version
        {
            return defers;
        }
        let defers = connection.raw().query_row(DEFERRED, [], |row| row.get(0)).unwrap_or(true);
        drop(connection);
        self.schema = Some((version, defers));
        defers
    }

    fn run_own(&self, text: &str) -> Result<(), DbError> {
        self.connection.lock().run(text)
    }

    fn commit(&mut self) -> Result<(), DbError> {
        let outcome = self.run_own("COMMIT");
        if outcome.is_err() {
            self.roll_back();
        }
        outcome
    }

    fn roll_back(&mut self) {
        if !self.connection.lock().raw().is_autocommit()
            && let Err(error) = self.run_own("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

fn next_member(queue: &Queue<Waiting>) -> Option<Box<dyn WriteTask>> {
    loop {
        let waiting = queue.pop_if(|waiting| waiting.mode == Mode::Write && !waiting.task.needs_own_commit())?;
        if waiting.task.is_wanted() {
            return Some(waiting.task);
        }
    }
}

/// The same kind of error once more, for the next job of a group.
fn repeat(error: &DbError) -> DbError {
    let cause: Cause = Box::new(SharedFailure(error.to_string()));
    match error {
        DbError::LockTimeout(_) => DbError::LockTimeout(cause),
        DbError::Unavailable(_) => DbError::Unavailable(cause),
        DbError::Timeout(_) => DbError::Timeout(cause),
        _ => DbError::Deadlock(cause),
    }
}
