//! A database file, and a loop over it in this process: what SQLite itself can do, without any server.

use std::{
    hint, io,
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use rusqlite::{Connection, OpenFlags};

use super::N_CLIENTS;
use crate::failure::{Failure, OrFail, Outcome};

/// A database file of ours.
pub(crate) struct SqliteTarget {
    file: PathBuf,
}

impl SqliteTarget {
    pub(crate) fn new(folder: &Path) -> Self {
        Self { file: folder.join("relata.db") }
    }

    pub(super) fn empty(&self) -> Outcome {
        for suffix in ["", "-wal", "-shm"] {
            let mut file = self.file.clone().into_os_string();
            file.push(suffix);
            match std::fs::remove_file(&file) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    return Err(Failure::new(format!("removing {}: {error}", self.file.display())));
                }
                _ => {}
            }
        }
        Ok(())
    }

    pub(super) fn analyze(&self) -> Outcome {
        let connection = Connection::open(&self.file).or_fail(self.file.display())?;
        connection.execute_batch("analyze").or_fail("analyze")
    }

    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        vec![("DB_CLIENT", "sqlite3".to_owned()), ("DB_FILENAME", self.file.to_string_lossy().into_owned())]
    }

    pub(super) fn answer(&self, statement: &str) -> Outcome<Vec<u8>> {
        let connection = self.open()?;
        let answer: String = connection.query_row(statement, [], |row| row.get(0)).or_fail(statement)?;
        Ok(answer.into_bytes())
    }

    /// Answers per second of as many threads as there are clients otherwise, each with a connection and a prepared statement.
    pub(super) fn drive(&self, statement: &str, seconds: u32) -> Outcome<f64> {
        let duration = Duration::from_secs(u64::from(seconds));
        let start = Instant::now();
        let counts: Vec<Outcome<u32>> = thread::scope(|scope| {
            let threads: Vec<_> = (0..N_CLIENTS).map(|_| scope.spawn(|| self.count_until(statement, start + duration))).collect();
            let results = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err(Failure::new("a thread panicked"))));
            results.collect()
        });
        let elapsed = start.elapsed().as_secs_f64();
        let n_answers = counts.into_iter().try_fold(0, |sum, count| count.map(|count| sum + count))?;
        Ok(f64::from(n_answers) / elapsed)
    }

    fn count_until(&self, statement: &str, end: Instant) -> Outcome<u32> {
        let connection = self.open()?;
        let mut prepared = connection.prepare(statement).or_fail(statement)?;
        let mut n_answers = 0;
        while Instant::now() < end {
            let size = prepared.query_row([], |row| Ok(row.get_ref(0)?.as_str()?.len())).or_fail(statement)?;
            hint::black_box(size);
            n_answers += 1;
        }
        Ok(n_answers)
    }

    fn open(&self) -> Outcome<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        Connection::open_with_flags(&self.file, flags).or_fail(self.file.display())
    }
}
