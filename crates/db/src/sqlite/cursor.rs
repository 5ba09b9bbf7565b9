//! Reads a large result on a thread and a connection of its own, so that the job's connection stays free.
//!
//! A job's connection can't lend a running statement across an `await`, hence the second one. It sees what is committed when the
//! cursor is opened, which may be a little later than what the job sees.

use std::thread;

use relata_sql::Statement;
use rusqlite::Connection;
use tokio::sync::mpsc;

use super::session::{start, take};
use super::{SqliteRows, error};
use crate::{DbError, RowSet};

/// The receiving end. Dropping it stops the thread at its next piece.
pub(super) struct Producer {
    chunks: mpsc::Receiver<Result<SqliteRows, DbError>>,
}

impl Producer {
    pub(super) fn start(connection: Connection, statement: Statement, rows_per_chunk: usize) -> Result<Self, DbError> {
        // One piece in the channel, one being read, one with the consumer.
        let (sender, chunks) = mpsc::channel(1);
        thread::Builder::new()
            .name("relata-sqlite-cursor".to_owned())
            .spawn(move || {
                let outcome = produce(&connection, &statement, rows_per_chunk, &sender);
                if let Err(error) = outcome {
                    let _nobody_waits = sender.blocking_send(Err(error));
                }
            })
            .map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
        Ok(Self { chunks })
    }

    pub(super) async fn next(&mut self) -> Result<Option<RowSet>, DbError> {
        self.chunks.recv().await.transpose().map(|rows| rows.map(RowSet::from))
    }
}

fn produce(
    connection: &Connection,
    statement: &Statement,
    rows_per_chunk: usize,
    sender: &mpsc::Sender<Result<SqliteRows, DbError>>,
) -> Result<(), DbError> {
    let mut prepared = connection.prepare_cached(&statement.text).map_err(error::read)?;
    let n_columns = prepared.column_count();
    let mut rows = start(&mut prepared, statement)?;
    loop {
        let mut chunk = SqliteRows::new(n_columns);
        let more = take(&mut rows, rows_per_chunk, &mut chunk)?;
        if chunk.len() > 0 && sender.blocking_send(Ok(chunk)).is_err() {
            return Ok(());
        }
        if !more {
            return Ok(());
        }
    }
}
