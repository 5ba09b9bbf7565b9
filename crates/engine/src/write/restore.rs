//! Going back: the rows that later writes have changed below an item become what they were, and the item with them.
//!
//! Whoever changed the same value by another way in between isn't overruled: a column goes back only while it holds what the undone
//! writes gave it. Items that a reference led to stay, even if they were made on the way; members of lists that were made go.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, Touch, check_fields};
use relata_schema::{Collection, FieldName, Value};
use relata_sql::{InsertBatch, InsertColumn, inserts};

use super::{
    WriteFailure,
    changes::{Change, NodeId, Turn},
    image::is_same,
    integrity::Placed,
    session::WriteSession,
    update::{Given, RowUpdate},
};

/// What there is to do to the rows below an item.
#[derive(Debug, Clone, Default)]
pub(crate) struct Undo {
    /// Rows that were made and go.
    pub(crate) remove: Vec<(Arc<Collection>, Value)>,
    /// Rows that went and come back, those referred to before those that refer.
    pub(crate) recreate: Vec<(Arc<Collection>, Value, IndexMap<FieldName, Value>)>,
    /// Rows that stayed.
    pub(crate) change: Vec<UndoneRow>,
}

/// A row that stayed, and its columns: what they held before, and what they were given.
#[derive(Debug, Clone)]
pub(crate) struct UndoneRow {
    pub(crate) collection: Arc<Collection>,
    pub(crate) key: Value,
    pub(crate) columns: Vec<(FieldName, Value, Value)>,
}

/// An item that goes back.
#[derive(Debug, Clone)]
pub(crate) struct Reversal {
    /// The item with the values that it shall have.
    pub(crate) item: ItemWrite,
    pub(crate) undo: Undo,
}

impl<T: Transaction> WriteSession<'_, T> {
    pub(super) async fn revert(&mut self, reversal: Reversal) -> Result<Vec<Value>, WriteFailure> {
        let Reversal { item, undo } = reversal;
        let top = self.changes.top(&item.collection);
        let Some(key) = item.key.clone() else { return Ok(Vec::new()) };
        let is_item = |collection: &Collection, of: &Value| collection.name == item.collection.name && is_same(of, &key);
        let mut comes_back = false;
        for (collection, key) in undo.remove {
            let node = self.changes.below(top, None, Turn::Leaving(0), &collection);
            self.may(&collection, Touch { action: Action::Delete, fields: &[] }, std::slice::from_ref(&key)).await?;
            self.delete(&collection, vec![(node, key)]).await?;
        }
        for (collection, of, values) in undo.recreate {
            self.load(&collection, std::slice::from_ref(&of)).await?;
            if self.stored(&collection, &of).is_some() {
                continue;
            }
            let is_item = is_item(&collection, &of);
            comes_back |= is_item;
            let node = if is_item { top } else { self.changes.below(top, None, Turn::Member(0), &collection) };
            self.recreate(node, &collection, (of, values)).await?;
        }
        for row in undo.change {
            let node = self.changes.below(top, None, Turn::Member(1), &row.collection);
            self.change_back(node, row).await?;
        }
        if comes_back {
            return Ok(vec![key]);
        }
        Ok(self.items(vec![top], vec![item]).await?.into_iter().flatten().collect())
    }

    async fn recreate(
        &mut self,
        node: NodeId,
        collection: &Arc<Collection>,
        row: (Value, IndexMap<FieldName, Value>),
    ) -> Result<(), WriteFailure> {
        let (key, values) = row;
        if collection.name.as_str() == crate::files::COLLECTION {
            // What was recorded of a file that is gone is what an upload has said.
            self.rights.placed.extend(Placed::of(&values));
        }
        let fields: Vec<FieldName> = values.keys().cloned().collect();
        check_fields(&self.rights.asker, collection, Action::Create, &fields).map_err(|_| WriteFailure::Forbidden)?;
        self.rights.check_later(&collection.name, Action::Create, &fields, [key.clone()]);
        let columns = values.keys().map(|name| InsertColumn::of(collection, name)).collect();
        let batch = InsertBatch { table: &collection.name, columns, rows: vec![values.values().cloned().collect()], returning: None };
        let statements: Vec<_> = inserts(self.dialect, batch).into_iter().map(|(statement, _)| statement).collect();
        self.run_all(&collection.name, &statements).await?;
        self.forget(collection, &key);
        let n_given = values.len();
        self.changes.note(node, Change::Created { key, values, n_given });
        Ok(())
    }

    async fn change_back(&mut self, node: NodeId, row: UndoneRow) -> Result<(), WriteFailure> {
        let UndoneRow { collection, key, columns } = row;
        self.load(&collection, std::slice::from_ref(&key)).await?;
        let Some(stored) = self.stored(&collection, &key) else { return Ok(()) };
        let untouched = |name: &FieldName, given: &Value| stored.get(name).is_some_and(|now| is_same(given, now));
        let set: IndexMap<FieldName, Value> =
            columns.into_iter().filter(|(name, _, given)| untouched(name, given)).map(|(name, before, _)| (name, before)).collect();
        let fields: Vec<FieldName> = set.keys().cloned().collect();
        self.may(&collection, Touch { action: Action::Update, fields: &fields }, std::slice::from_ref(&key)).await?;
        self.rights.check_later(&collection.name, Action::Update, &fields, [key.clone()]);
        let given = Arc::new(Given::new(&collection, set, self.marks(&collection)));
        self.update_rows(&collection, vec![RowUpdate { node, key, given }]).await
    }
}
