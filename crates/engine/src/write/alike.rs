//! The same changes for many stored items: told once, however many rows there are.
//!
//! Goes the same steps as items that are told one by one (`items.rs`), without those that a plain change has no need of: nothing is nested,
//! nothing is hashed, and no account changes.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, Operation, Touch};
use relata_schema::{Collection, Value};
use relata_sql::Statement;

use crate::read::Key;

use super::{
    WriteFailure,
    changes::NodeId,
    naming::Attempt,
    session::WriteSession,
    update::{Given, RowUpdate},
};

/// The same changes for several stored items.
#[derive(Debug)]
pub(crate) struct AlikeWrite {
    pub(crate) whose: Whose,
    pub(crate) item: ItemWrite,
}

/// Which items get them.
#[derive(Debug)]
pub(crate) enum Whose {
    /// Those with these keys.
    Keys(Vec<Value>),
    /// Those that a statement finds, which locks them and selects all their columns, beginning with the key's.
    Found(Statement),
}

/// Whether changes may be told once for all the items that get them.
pub(crate) fn is_plain(item: &ItemWrite) -> bool {
    let is_change = item.operation == Operation::Update;
    is_change && item.to_one.is_empty() && item.lists.is_empty() && item.hashed.is_empty() && !item.collection.name.is_system()
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Changes items. The keys of those that exist stand in the order in which they were named or found.
    pub(super) async fn alike(&mut self, write: &AlikeWrite) -> Result<Vec<Value>, WriteFailure> {
        let AlikeWrite { whose, item } = write;
        let collection = &item.collection;
        let keys = match whose {
            Whose::Found(statement) => self.load_found(collection, statement).await?,
            Whose::Keys(named) => {
                self.load(collection, named).await?;
                let known: Vec<Value> = named.iter().filter(|key| self.stored(collection, key).is_some()).cloned().collect();
                if known.len() < named.len() && !self.rights.asker.is_admin() {
                    // An item that the payload names and that isn't there looks like one that may not be changed.
                    return Err(WriteFailure::Forbidden);
                }
                known
            }
        };
        self.may_change(collection, item, &keys).await?;
        let is_asked = !item.asked.is_empty();
        let presets = item.presets.iter().filter(|_| is_asked);
        let values: IndexMap<_, _> = item.columns.iter().chain(presets).map(|(name, value)| (name.clone(), value.clone())).collect();
        let given = Arc::new(Given::new(collection, values, item.on_update.clone()));
        let nodes: Vec<NodeId> = keys.iter().map(|_| self.changes.top(collection)).collect();
        let update = |(key, node): (&Value, &NodeId)| RowUpdate { node: *node, key: key.clone(), given: Arc::clone(&given) };
        let updates = keys.iter().zip(&nodes).map(update).collect();
        if let Err(failure) = self.update_rows(collection, updates).await {
            let attempt = |(key, node): (&Value, &NodeId)| {
                let values = given.iter().filter(|(name, _)| self.changes.alters(*node, name)).collect();
                Attempt { item, row: Key::of_value(key), values }
            };
            let attempts: Vec<Attempt<'_>> = keys.iter().zip(&nodes).map(attempt).collect();
            return Err(self.naming_the_culprit(collection, failure, &attempts).await);
        }
        Ok(keys)
    }

    /// Checks stored items that are about to get the same changes. The rows are looked at now, and once more at the end.
    async fn may_change(&mut self, collection: &Collection, item: &ItemWrite, keys: &[Value]) -> Result<(), WriteFailure> {
        if self.rights.asker.is_admin() || keys.is_empty() {
            return Ok(());
        }
        self.may(collection, Touch { action: Action::Update, fields: &item.asked }, keys).await?;
        if item.asked.is_empty() {
            return Ok(());
        }
        if let Some(wrong) = &item.unchangeable {
            return Err(wrong.clone().into());
        }
        if !item.preset {
            self.rights.check_later(&collection.name, Action::Update, &item.asked, keys.iter().cloned());
        }
        Ok(())
    }
}
