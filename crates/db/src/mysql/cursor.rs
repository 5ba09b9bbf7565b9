//! Reads a large result over a connection of its own, so that the job's connection stays free: this protocol can't run a second
//! statement before the first one's rows are read.

use mysql_async::prelude::Queryable;
use mysql_async::{Params, Row};
use relata_sql::Statement;
use tokio::sync::mpsc;

use super::connection::Connection;
use super::rows::MysqlRows;
use super::{bind, error};
use crate::{DbError, RowSet};

/// The receiving end. Dropping it hangs up the connection at its next piece.
pub(super) struct Producer {
    chunks: mpsc::Receiver<Result<MysqlRows, DbError>>,
}

impl Producer {
    pub(super) fn start(mut connection: Connection, statement: Statement, rows_per_chunk: usize) -> Result<Self, DbError> {
        let params = bind::params(&statement.binds)?;
        // One piece in the channel, one being read, one with the consumer.
        let (sender, chunks) = mpsc::channel(1);
        tokio::spawn(async move {
            tokio::select! {
                outcome = produce(&mut connection, &statement.text, params, rows_per_chunk, &sender) => {
                    if let Err(error) = outcome {
                        let _nobody_waits = sender.send(Err(error)).await;
                    }
                }
                () = sender.closed() => {}
            }
            connection.hang_up().await;
        });
        Ok(Self { chunks })
    }

    pub(super) async fn next(&mut self) -> Result<Option<RowSet>, DbError> {
        self.chunks.recv().await.transpose().map(|rows| rows.map(RowSet::from))
    }
}

async fn produce(
    connection: &mut Connection,
    text: &str,
    params: Params,
    rows_per_chunk: usize,
    sender: &mpsc::Sender<Result<MysqlRows, DbError>>,
) -> Result<(), DbError> {
    let mut result = connection.conn().exec_iter(text, params).await.map_err(error::read)?;
    let mut chunk = MysqlRows::new(result.columns_ref());
    loop {
        let row: Option<Row> = result.next().await.map_err(error::read)?;
        let ended = row.is_none();
        if let Some(row) = row {
            chunk.push(row);
        }
        let full = chunk.len() >= rows_per_chunk;
        if (full || ended) && chunk.len() > 0 && sender.send(Ok(chunk.take())).await.is_err() {
            return Ok(());
        }
        if ended {
            return Ok(());
        }
    }
}
