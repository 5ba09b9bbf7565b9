//! Changes of stored rows: only columns and rows that differ are written, those with the same new values together.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::values_on_update;
use relata_schema::{Collection, FieldName, Value};
use relata_sql::{Statement, update_by_keys};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::read::Key;

use super::{
    WriteFailure,
    changes::{Change, NodeId},
    image::is_same,
    session::{WriteSession, in_chunks},
};

/// New values for one stored row. The row has been loaded.
pub(super) struct RowUpdate {
    pub(super) node: NodeId,
    pub(super) key: Value,
    pub(super) set: IndexMap<FieldName, Value>,
    /// What marks the row as changed, if it is: when, by whom.
    pub(super) marks: IndexMap<FieldName, Value>,
}

/// Rows that get the same values.
struct Batch {
    set: Vec<(FieldName, Value)>,
    keys: Vec<Value>,
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Gives stored rows new values. The items that a request itself is about are marked as changed whether they differ or not, as
    /// in Directus; everything below them only if it differs.
    pub(super) async fn update_rows(&mut self, collection: &Arc<Collection>, updates: Vec<RowUpdate>) -> Result<(), WriteFailure> {
        let mut batches: Vec<Batch> = Vec::new();
        let mut position: FxHashMap<String, usize> = FxHashMap::default();
        let mut seen: FxHashSet<Key> = FxHashSet::default();
        for RowUpdate { node, key, mut set, marks } in updates {
            let Some(before) = self.stored(collection, &key).cloned() else { continue };
            if let Some(name) = collection.primary_key.single() {
                set.shift_remove(name);
            }
            let differs = |name: &FieldName, value: &Value| before.get(name).is_none_or(|stored| !is_same(value, stored));
            if !set.iter().any(|(name, value)| differs(name, value)) && !self.changes.is_top(node) {
                continue;
            }
            for (name, value) in marks {
                set.shift_remove(&name);
                set.insert(name, value);
            }
            let changed: Vec<(FieldName, Value)> =
                set.iter().filter(|(name, value)| differs(name, value)).map(|(name, value)| (name.clone(), value.clone())).collect();
            // The same row once more: the earlier change has to be first.
            if Key::of_value(&key).is_some_and(|key| !seen.insert(key)) {
                self.flush(collection, std::mem::take(&mut batches)).await?;
                position.clear();
            }
            if let Some(image) = self.stored_mut(collection, &key) {
                for (name, value) in &changed {
                    image.set(name, value.clone());
                }
            }
            let names = changed.iter().map(|(name, _)| name.clone()).collect();
            self.changes.note(node, Change::Updated { key: key.clone(), before, given: set, changed: names });
            if changed.is_empty() {
                continue;
            }
            let next = batches.len();
            let at = *position.entry(format!("{changed:?}")).or_insert(next);
            if at == next {
                batches.push(Batch { set: changed, keys: Vec::new() });
            }
            batches[at].keys.push(key);
        }
        self.flush(collection, batches).await
    }

    async fn flush(&mut self, collection: &Collection, batches: Vec<Batch>) -> Result<(), WriteFailure> {
        let mut statements: Vec<Statement> = Vec::with_capacity(batches.len());
        for Batch { set, keys } in batches {
            let set: Vec<(&FieldName, Value)> = set.iter().map(|(name, value)| (name, value.clone())).collect();
            statements.extend(in_chunks(collection, &keys, |key, keys| update_by_keys(self.dialect, &collection.name, &set, (key, keys))));
        }
        self.run_all(&collection.name, &statements).await
    }

    /// What marks a changed row of a collection.
    pub(super) fn marks(&self, collection: &Collection) -> IndexMap<FieldName, Value> {
        values_on_update(collection, &self.asker, &self.moment)
    }
}
