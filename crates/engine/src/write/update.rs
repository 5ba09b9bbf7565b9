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
    image::{Image, is_same},
    session::{WriteSession, in_chunks},
};

/// New values for one stored row. The row has been loaded.
pub(super) struct RowUpdate {
    pub(super) node: NodeId,
    pub(super) key: Value,
    pub(super) given: Arc<Given>,
}

/// New values, as rows that get the same ones share them: what was asked for, then what marks a changed row: when, by whom.
#[derive(Debug)]
pub(crate) struct Given {
    values: IndexMap<FieldName, Value>,
    n_asked: usize,
}

impl Given {
    /// Marks go before what was asked for. A row's key never changes.
    pub(super) fn new(collection: &Collection, asked: IndexMap<FieldName, Value>, marks: IndexMap<FieldName, Value>) -> Self {
        let mut values = asked;
        if let Some(name) = collection.primary_key.single() {
            values.shift_remove(name);
        }
        values.retain(|name, _| !marks.contains_key(name));
        let n_asked = values.len();
        values.extend(marks);
        Self { values, n_asked }
    }

    pub(crate) fn get(&self, column: &FieldName) -> Option<&Value> {
        self.values.get(column)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.values.iter()
    }

    /// The places of the values that a row hasn't got yet.
    fn differing(&self, row: &Image) -> Vec<usize> {
        let differs = |(name, value): (&FieldName, &Value)| row.get(name).is_none_or(|stored| !is_same(value, stored));
        self.values.iter().enumerate().filter(|(_, given)| differs(*given)).map(|(at, _)| at).collect()
    }
}

/// Rows that get the same values.
struct Batch {
    given: Arc<Given>,
    /// Which of the values they haven't got yet.
    differing: Vec<usize>,
    changed: Arc<[FieldName]>,
    keys: Vec<Value>,
}

impl Batch {
    fn new(given: &Arc<Given>, differing: Vec<usize>) -> Self {
        let changed = differing.iter().filter_map(|at| given.values.get_index(*at)).map(|(name, _)| name.clone()).collect();
        Self { given: Arc::clone(given), differing, changed, keys: Vec::new() }
    }

    fn values(&self) -> Vec<(&FieldName, Value)> {
        let values = self.differing.iter().filter_map(|at| self.given.values.get_index(*at));
        values.map(|(name, value)| (name, value.clone())).collect()
    }
}

/// Rows sorted by what they get.
#[derive(Default)]
struct Batches {
    all: Vec<Batch>,
    /// By their values as text: rows that were given the same apart from each other meet here.
    by_values: FxHashMap<String, usize>,
    latest: usize,
}

impl Batches {
    /// The batch of a row. Most rows get what the one before them got.
    fn of(&mut self, given: &Arc<Given>, differing: Vec<usize>) -> Option<&mut Batch> {
        let is_latest = |batch: &Batch| Arc::ptr_eq(&batch.given, given) && batch.differing == differing;
        if !self.all.get(self.latest).is_some_and(is_latest) {
            let batch = Batch::new(given, differing);
            let next = self.all.len();
            self.latest = *self.by_values.entry(format!("{:?}", batch.values())).or_insert(next);
            if self.latest == next {
                self.all.push(batch);
            }
        }
        self.all.get_mut(self.latest)
    }
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Gives stored rows new values. The items that a request itself is about are marked as changed whether they differ or not, as
    /// in Directus; everything below them only if it differs.
    pub(super) async fn update_rows(&mut self, collection: &Arc<Collection>, updates: Vec<RowUpdate>) -> Result<(), WriteFailure> {
        let mut batches = Batches::default();
        let mut seen: FxHashSet<Key> = FxHashSet::default();
        for RowUpdate { node, key, given } in updates {
            let Some(known) = Key::of_value(&key) else { continue };
            // The same row once more: the earlier change has to be first.
            if seen.contains(&known) {
                self.flush(collection, std::mem::take(&mut batches)).await?;
                seen.clear();
            }
            let rows = self.stored.get_mut(&collection.name);
            let Some(row) = rows.and_then(|rows| rows.get_mut(&known)).and_then(Option::as_mut) else { continue };
            seen.insert(known);
            let differing = given.differing(row);
            if differing.first().is_none_or(|first| *first >= given.n_asked) && !self.changes.is_top(node) {
                continue;
            }
            let before = row.clone();
            for (name, value) in differing.iter().filter_map(|at| given.values.get_index(*at)) {
                row.set(name, value.clone());
            }
            let mut changed = Arc::default();
            if !differing.is_empty()
                && let Some(batch) = batches.of(&given, differing)
            {
                batch.keys.push(key.clone());
                changed = Arc::clone(&batch.changed);
            }
            self.changes.note(node, Change::Updated { key, before, given, changed });
        }
        self.flush(collection, batches).await
    }

    async fn flush(&mut self, collection: &Collection, batches: Batches) -> Result<(), WriteFailure> {
        let mut statements: Vec<Statement> = Vec::with_capacity(batches.all.len());
        for batch in &batches.all {
            let set = batch.values();
            statements
                .extend(in_chunks(collection, &batch.keys, |key, keys| update_by_keys(self.dialect, &collection.name, &set, (key, keys))));
        }
        self.run_all(&collection.name, &statements).await
    }

    /// What marks a changed row of a collection.
    pub(super) fn marks(&self, collection: &Collection) -> IndexMap<FieldName, Value> {
        values_on_update(collection, &self.asker, &self.moment)
    }
}
