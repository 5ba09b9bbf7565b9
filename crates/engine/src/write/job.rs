//! The transaction of a write, as the database runs it.

use std::sync::Arc;

use relata_db::{Transaction, WriteJob};
use relata_plan::ItemWrite;
use relata_schema::{Collection, Schema, Value};
use relata_sql::Dialect;

use super::{WriteFailure, session::WriteSession};

/// What is written.
#[derive(Debug)]
pub(crate) enum WriteCommand {
    /// New items, or changed ones.
    Items(Vec<ItemWrite>),
    /// Items that go.
    Delete(Arc<Collection>, Vec<Value>),
}

/// One write.
#[derive(Debug)]
pub(crate) struct WriteItems {
    pub(crate) schema: Arc<Schema>,
    pub(crate) dialect: Dialect,
    pub(crate) command: WriteCommand,
}

impl WriteJob for WriteItems {
    type Output = Vec<Value>;
    type Error = WriteFailure;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<Vec<Value>, WriteFailure> {
        let mut session = WriteSession { tx: transaction, schema: self.schema, dialect: self.dialect };
        match self.command {
            WriteCommand::Items(items) => Ok(session.items(items).await?.into_iter().flatten().collect()),
            WriteCommand::Delete(collection, keys) => {
                session.delete(&collection, keys.clone()).await?;
                Ok(keys)
            }
        }
    }
}
