//! The transaction of a write, as the database runs it.

use std::convert::Infallible;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use relata_db::{DbError, Transaction, WriteJob};
use relata_plan::{Action, Asker, ItemWrite, Moment, Touch};
use relata_schema::{Collection, Schema, Value};
use relata_sql::Dialect;

use crate::events::RowChange;

use super::{
    WriteFailure,
    alike::AlikeWrite,
    arrange::Arrangement,
    graph::NewItem,
    integrity::Placed,
    restore::Reversal,
    rights::{Rights, UpdatedRows},
    session::WriteSession,
};

/// What is written.
#[derive(Debug, Clone)]
pub(crate) enum WriteCommand {
    /// New items, or changed ones.
    Items(Vec<ItemWrite>),
    /// New or changed items, one of which tells of a file whose bytes were stored just now.
    Upload(Vec<ItemWrite>, Placed),
    /// The same changes for several stored items.
    Alike(Arc<AlikeWrite>),
    /// The same, where they write more than the items' own rows: what they refer to is written once.
    Same(Vec<Value>, Box<ItemWrite>),
    /// Items one after the other, to find out which of them fails: the number says how many are written.
    OneByOne(Vec<ItemWrite>, Arc<AtomicUsize>),
    /// Items that go.
    Delete(Arc<Collection>, Vec<Value>),
    /// Items that get another place in a manual order.
    Arrange(Arrangement),
    /// New items that refer to each other.
    Graph(Vec<NewItem>),
    /// An item that goes back to what it was.
    Revert(Box<Reversal>),
}

/// One write.
#[derive(Debug, Clone)]
pub(crate) struct WriteItems {
    pub(crate) schema: Arc<Schema>,
    pub(crate) dialect: Dialect,
    pub(crate) asker: Arc<Asker>,
    pub(crate) moment: Moment,
    /// Whether there is a table for relational changes.
    pub(crate) keeps_changes: bool,
    /// Whether changed rows must still meet the rule by which they may be changed.
    pub(crate) updated_rows: UpdatedRows,
    pub(crate) command: WriteCommand,
}

/// What a write has done.
#[derive(Debug)]
pub(crate) struct Done {
    /// The keys of the items that it was about, in their order; unknown ones are left out.
    pub(crate) keys: Vec<Value>,
    /// Every row that it was asked to change, or changed.
    pub(crate) rows: Vec<RowChange>,
}

impl WriteJob for WriteItems {
    type Output = Done;
    type Error = WriteFailure;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<Done, WriteFailure> {
        let mut session = WriteSession::new(transaction, self.schema, self.dialect);
        session.rights = Rights::new(Arc::clone(&self.asker), self.moment.clone(), self.updated_rows);
        session.asker = self.asker;
        session.moment = self.moment;
        session.keeps_changes = self.keeps_changes;
        let keys = match self.command {
            WriteCommand::Items(items) => session.asked_items(items).await?,
            WriteCommand::Upload(items, placed) => {
                session.rights.placed.push(placed);
                session.asked_items(items).await?
            }
            WriteCommand::Alike(write) => session.alike(&write).await?,
            WriteCommand::Same(keys, item) => {
                session.lock_named(std::slice::from_ref(&item)).await?;
                session.same(keys, *item).await?.into_iter().flatten().collect()
            }
            WriteCommand::OneByOne(items, n_written) => {
                let mut keys = Vec::with_capacity(items.len());
                n_written.store(0, Ordering::Relaxed);
                for item in items {
                    session.lock_named(std::slice::from_ref(&item)).await?;
                    let node = session.changes.top(&item.collection);
                    keys.extend(session.items(vec![node], vec![item]).await?.into_iter().flatten());
                    session.check_written().await?;
                    n_written.fetch_add(1, Ordering::Relaxed);
                }
                keys
            }
            WriteCommand::Delete(collection, keys) => {
                session.may(&collection, Touch { action: Action::Delete, fields: &[] }, &keys).await?;
                let rows = keys.iter().map(|key| (session.changes.top(&collection), key.clone())).collect();
                session.delete(&collection, rows).await?;
                keys
            }
            WriteCommand::Revert(reversal) => session.revert(*reversal).await?,
            WriteCommand::Arrange(arrangement) => session.arrange(arrangement).await?,
            WriteCommand::Graph(items) => session.graph(items).await?,
        };
        session.check_written().await?;
        let rows = std::mem::take(&mut session.changes).into_rows(session.dialect);
        session.check_integrity(&rows).await?;
        session.record(&rows).await?;
        Ok(Done { keys, rows })
    }
}

/// A write that is undone whatever comes of it, to see whether it would be carried out.
#[derive(Debug)]
pub(crate) struct Trial(pub(crate) WriteItems);

/// How a trial ends.
#[derive(Debug)]
pub(crate) enum TrialEnd {
    /// It would be carried out.
    Undone,
    /// It would not.
    Failed(WriteFailure),
}

impl From<DbError> for TrialEnd {
    fn from(error: DbError) -> Self {
        Self::Failed(error.into())
    }
}

impl WriteJob for Trial {
    type Output = Infallible;
    type Error = TrialEnd;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<Infallible, TrialEnd> {
        match self.0.run(transaction).await {
            Ok(_) => Err(TrialEnd::Undone),
            Err(failure) => Err(TrialEnd::Failed(failure)),
        }
    }
}
