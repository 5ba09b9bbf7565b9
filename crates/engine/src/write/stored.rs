//! What is stored now: rows read once in a write, locked in the order of their keys, and kept up to date as the write goes on.

use std::sync::Arc;

use relata_db::{RowSet, Transaction};
use relata_plan::{ItemWrite, ListChange, Member, Operation};
use relata_schema::{Collection, CollectionName, FieldName, FieldType, Value};
use relata_sql::{RowLock, Statement, locked_by_keys};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

use crate::read::Key;

use super::{
    WriteFailure,
    image::{Image, value_of},
    session::{WriteSession, in_chunks, key_at, key_value, keys_of},
};

/// The rows that a write has met; `None` for keys that no row has.
pub(super) type StoredRows = FxHashMap<CollectionName, FxHashMap<Key, Option<Image>>>;

impl<T: Transaction> WriteSession<'_, T> {
    /// Locks all rows that a payload names, collection by collection in the order of their names: writers that meet more than once
    /// meet in the same order each time.
    pub(super) async fn lock_named(&mut self, items: &[ItemWrite]) -> Result<(), WriteFailure> {
        let mut named = BTreeMap::new();
        for item in items {
            name_rows(item, &mut named);
        }
        for (collection, keys) in named.into_values() {
            self.load(&collection, &keys).await?;
        }
        Ok(())
    }

    /// Reads and locks the rows with these keys that haven't been read yet.
    pub(super) async fn load(&mut self, collection: &Arc<Collection>, keys: &[Value]) -> Result<(), WriteFailure> {
        let met = self.stored.entry(collection.name.clone()).or_default();
        let mut asked: Vec<(Key, &Value)> = keys.iter().filter_map(|key| Some((Key::of_value(key)?, key))).collect();
        asked.retain(|(key, _)| !met.contains_key(key));
        if asked.is_empty() {
            return Ok(());
        }
        asked.sort_by(|(a, _), (b, _)| a.cmp(b));
        asked.dedup_by(|(a, _), (b, _)| a == b);
        met.extend(asked.iter().map(|(key, _)| (key.clone(), None)));
        let values: Vec<Value> = asked.into_iter().map(|(_, value)| value.clone()).collect();
        let columns = image_columns(collection);
        let selected: Vec<&FieldName> = columns.iter().collect();
        let answers = self.locked_rows(collection, &selected, &values, RowLock::Change).await?;
        self.keep(collection, &columns, &answers);
        Ok(())
    }

    /// Reads and locks the rows that a statement finds, which begins with the columns of the key and names all others. Nothing has been
    /// read of this collection so far.
    pub(super) async fn load_found(&mut self, collection: &Arc<Collection>, statement: &Statement) -> Result<Vec<Value>, WriteFailure> {
        let rows = self.tx.fetch(statement).await.map_err(|error| WriteFailure::database(&collection.name, error))?;
        let keys = keys_of(collection, &rows).map(|key| key_value(collection, &key)).collect();
        self.keep(collection, &image_columns(collection), &[rows]);
        Ok(keys)
    }

    fn keep(&mut self, collection: &Collection, columns: &Arc<[FieldName]>, answers: &[RowSet]) {
        let types: Vec<FieldType> =
            columns.iter().map(|name| collection.field(name.as_str()).map_or(FieldType::Unknown, |field| field.ty)).collect();
        let met = self.stored.entry(collection.name.clone()).or_default();
        for rows in answers {
            for row in 0..rows.len() {
                let Some(key) = key_at(collection, rows, row) else { continue };
                let values = types.iter().enumerate().map(|(at, ty)| value_of(rows.cell(row, at), *ty)).collect();
                met.insert(key, Some(Image::new(Arc::clone(columns), values)));
            }
        }
    }

    /// Locks rows without reading more than their keys. Answers which of them exist.
    pub(super) async fn hold(&mut self, collection: &Collection, keys: &[Value], lock: RowLock) -> Result<Vec<Key>, WriteFailure> {
        let selected: Vec<&FieldName> = collection.primary_key.columns().iter().collect();
        let answers = self.locked_rows(collection, &selected, keys, lock).await?;
        Ok(answers.iter().flat_map(|rows| keys_of(collection, rows)).collect())
    }

    /// Columns of the rows with these keys, locked in the order of the keys.
    pub(super) async fn locked_rows(
        &mut self,
        collection: &Collection,
        selected: &[&FieldName],
        keys: &[Value],
        lock: RowLock,
    ) -> Result<Vec<RowSet>, WriteFailure> {
        let statements =
            in_chunks(collection, keys, |key, keys| locked_by_keys(self.dialect, &collection.name, selected, (key, keys), lock));
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        self.tx.fetch_all(&statements).await.map_err(|error| WriteFailure::database(&collection.name, error))
    }

    /// A row that has been loaded; `None` if there is none.
    pub(super) fn stored(&self, collection: &Collection, key: &Value) -> Option<&Image> {
        self.stored.get(&collection.name)?.get(&Key::of_value(key)?)?.as_ref()
    }

    /// Forgets what is known of a row, because it was made.
    pub(super) fn forget(&mut self, collection: &Collection, key: &Value) {
        if let (Some(rows), Some(key)) = (self.stored.get_mut(&collection.name), Key::of_value(key)) {
            rows.remove(&key);
        }
    }

    /// Takes a row that is about to go.
    pub(super) fn take_stored(&mut self, collection: &Collection, key: &Value) -> Option<Image> {
        self.stored.get_mut(&collection.name)?.insert(Key::of_value(key)?, None)?
    }
}

/// The columns of the key, then all others.
pub(crate) fn image_columns(collection: &Collection) -> Arc<[FieldName]> {
    let key = collection.primary_key.columns();
    let others = collection.columns().map(|field| &field.name).filter(|name| !key.contains(name));
    key.iter().chain(others).cloned().collect()
}

type Named = BTreeMap<CollectionName, (Arc<Collection>, Vec<Value>)>;

fn name_rows(item: &ItemWrite, named: &mut Named) {
    if let (Some(key), true) = (&item.key, item.operation != Operation::Create) {
        let of = named.entry(item.collection.name.clone()).or_insert_with(|| (Arc::clone(&item.collection), Vec::new()));
        of.1.push(key.clone());
    }
    item.to_one.iter().for_each(|link| name_rows(&link.item, named));
    for list in &item.lists {
        match &list.change {
            ListChange::Exactly(members) => members.iter().for_each(|member| {
                if let Member::Item(item) = member {
                    name_rows(item, named);
                }
            }),
            ListChange::Edit { create, update, .. } => create.iter().chain(update).for_each(|item| name_rows(item, named)),
        }
    }
}
