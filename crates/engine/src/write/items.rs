//! Items of one collection, written together: new ones inserted, known ones changed.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;

use indexmap::IndexMap;
use relata_db::{DbError, Transaction};
use relata_plan::{ItemWrite, ListChange, Operation};
use relata_schema::{Collection, CollectionName, FieldName, Relation, Value};
use relata_sql::{InsertBatch, Statement, count_beyond, inserts, lock_by_keys, update_by_keys};
use rustc_hash::FxHashMap;
use smol_str::{SmolStr, ToSmolStr};

use crate::read::Key;

use super::{
    WriteFailure,
    session::{WriteSession, as_text, key_type, keys_in},
};

/// The future of a step that may come back to itself.
pub(super) type Step<'f, O> = Pin<Box<dyn Future<Output = Result<O, WriteFailure>> + Send + 'f>>;

/// The change of one owner's list.
pub(super) type OwnedChange = (Value, ListChange);

impl<T: Transaction> WriteSession<'_, T> {
    /// Writes items of one collection with everything nested in them. The keys stand in the order of the items; an item that
    /// should have been changed but doesn't exist has none.
    pub(super) fn items(&mut self, items: Vec<ItemWrite>) -> Step<'_, Vec<Option<Value>>> {
        Box::pin(async move {
            let Some(collection) = items.first().map(|item| std::sync::Arc::clone(&item.collection)) else { return Ok(Vec::new()) };
            let mut items = items;
            self.links(&mut items).await?;
            let known = self.known_keys(&collection, &items).await?;
            let mut keys: Vec<Option<Value>> = vec![None; items.len()];
            let mut created = Vec::new();
            let mut changed = Vec::new();
            for (nth, item) in items.iter_mut().enumerate() {
                let exists = item.key.as_ref().and_then(Key::of_value).is_some_and(|key| known.contains(&key));
                match item.operation {
                    Operation::Create => created.push(nth),
                    Operation::Either if !exists => created.push(nth),
                    Operation::Update if !exists => item.lists.clear(),
                    Operation::Update | Operation::Either => {
                        keys[nth].clone_from(&item.key);
                        changed.push(nth);
                    }
                }
            }
            let mut carried_out = self.insert(&collection, &mut items, &created, &mut keys).await;
            if carried_out.is_ok() {
                carried_out = self.change(&collection, &mut items, &changed).await;
            }
            if let Err(failure) = carried_out {
                return Err(self.naming_the_value(&collection, failure, &items).await);
            }
            let mut lists: IndexMap<(CollectionName, FieldName), (std::sync::Arc<Relation>, Vec<OwnedChange>)> = IndexMap::new();
            for (item, key) in items.iter_mut().zip(&keys) {
                let Some(owner) = key else { continue };
                for list in item.lists.drain(..) {
                    let name = (list.relation.many_collection.clone(), list.relation.many_field.clone());
                    lists.entry(name).or_insert_with(|| (list.relation, Vec::new())).1.push((owner.clone(), list.change));
                }
            }
            for (relation, changes) in lists.into_values() {
                self.lists(&relation, changes).await?;
            }
            Ok(keys)
        })
    }

    /// Writes referenced items and puts their keys into the columns that refer to them.
    async fn links(&mut self, items: &mut [ItemWrite]) -> Result<(), WriteFailure> {
        let mut by_target: IndexMap<CollectionName, Vec<(usize, FieldName, bool, ItemWrite)>> = IndexMap::new();
        for (nth, item) in items.iter_mut().enumerate() {
            for link in item.to_one.drain(..) {
                let target = link.item.collection.name.clone();
                by_target.entry(target).or_default().push((nth, link.field, link.as_text, link.item));
            }
        }
        for links in by_target.into_values() {
            let (places, targets): (Vec<_>, Vec<_>) =
                links.into_iter().map(|(nth, field, as_text, item)| ((nth, field, as_text), item)).unzip();
            let keys = self.items(targets).await?;
            for ((nth, field, text), key) in places.into_iter().zip(keys) {
                let key = key.ok_or(WriteFailure::Forbidden)?;
                items[nth].columns.insert(field, if text { as_text(&key) } else { key });
            }
        }
        Ok(())
    }

    /// Which of the keys given in the payload exist.
    async fn known_keys(&mut self, collection: &Collection, items: &[ItemWrite]) -> Result<HashSet<Key>, WriteFailure> {
        let asked: Vec<Value> =
            items.iter().filter(|item| item.operation != Operation::Create).filter_map(|item| item.key.clone()).collect();
        Ok(self.existing(collection, &asked).await?.into_iter().collect())
    }

    /// Inserts new items, those with the same columns together.
    async fn insert(
        &mut self,
        collection: &Collection,
        items: &mut [ItemWrite],
        created: &[usize],
        keys: &mut [Option<Value>],
    ) -> Result<(), WriteFailure> {
        let key_name = collection.primary_key.single();
        let mut batches: IndexMap<Vec<FieldName>, Vec<usize>> = IndexMap::new();
        for nth in created {
            let item = &mut items[*nth];
            if let Some(missing) = item.missing.take() {
                return Err(missing.into());
            }
            for (name, value) in std::mem::take(&mut item.on_create) {
                item.columns.entry(name).or_insert(value);
            }
            batches.entry(item.columns.keys().cloned().collect()).or_default().push(*nth);
        }
        for (columns, members) in batches {
            let rows = members.iter().map(|nth| items[*nth].columns.values().cloned().collect()).collect();
            let given = key_name.and_then(|key| columns.iter().position(|column| column == key));
            if let (Some(position), Some(_)) = (given, key_name) {
                for nth in &members {
                    keys[*nth] = items[*nth].columns.get_index(position).map(|(_, value)| value.clone());
                }
            }
            let returning = if given.is_none() { key_name } else { None };
            let batch = InsertBatch { table: &collection.name, columns: columns.iter().collect(), rows, returning };
            let statements = inserts(self.dialect, batch);
            let Some(_) = returning else {
                let mut statements: Vec<Statement> = statements.into_iter().map(|(statement, _)| statement).collect();
                let is_counted = |key: &&FieldName| {
                    collection.field(key.as_str()).and_then(|field| field.column.as_ref()).is_some_and(|column| column.auto_increment)
                };
                statements.extend(key_name.filter(is_counted).and_then(|key| count_beyond(self.dialect, &collection.name, key)));
                self.run_all(&collection.name, &statements).await?;
                continue;
            };
            let mut members = members.into_iter();
            for counted in self.insert_counted(collection, statements).await? {
                if let Some(nth) = members.next() {
                    keys[nth] = Some(counted);
                }
            }
        }
        Ok(())
    }

    /// Inserts rows whose keys the database gives out, and learns the keys, in the order of the rows.
    async fn insert_counted(&mut self, collection: &Collection, statements: Vec<(Statement, usize)>) -> Result<Vec<Value>, WriteFailure> {
        let ty = key_type(collection);
        let mut keys = Vec::new();
        if self.dialect.caps().insert_returning {
            let statements: Vec<Statement> = statements.into_iter().map(|(statement, _)| statement).collect();
            let answers = self.tx.fetch_all(&statements).await.map_err(|error| WriteFailure::database(&collection.name, error))?;
            for rows in &answers {
                let mut counted: Vec<Key> = keys_in(rows, 0).collect();
                // Numbers are given out in the order of the rows, but may be reported in any.
                counted.sort_by_key(|key| if let Key::Integer(number) = key { *number } else { 0 });
                keys.extend(counted.iter().map(|key| key.to_value(ty)));
            }
        } else {
            for (statement, n_rows) in statements {
                self.tx.execute(&statement).await.map_err(|error| WriteFailure::database(&collection.name, error))?;
                // One statement's numbers are consecutive, and the first of them is reported.
                let first = self.tx.last_insert_id().unwrap_or(0);
                keys.extend((first..).take(n_rows).map(Value::Integer));
            }
        }
        Ok(keys)
    }

    /// Changes known items, those with the same values together.
    async fn change(&mut self, collection: &Collection, items: &mut [ItemWrite], changed: &[usize]) -> Result<(), WriteFailure> {
        let Some(key_name) = collection.primary_key.single() else { return Ok(()) };
        let mut batches: Vec<(Vec<(FieldName, Value)>, Vec<Value>)> = Vec::new();
        let mut position: FxHashMap<String, usize> = FxHashMap::default();
        for nth in changed {
            let item = &mut items[*nth];
            item.columns.shift_remove(key_name);
            for (name, value) in std::mem::take(&mut item.on_update) {
                item.columns.insert(name, value);
            }
            let Some(key) = item.key.clone().filter(|_| !item.columns.is_empty()) else { continue };
            let set: Vec<(FieldName, Value)> = item.columns.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            let next = batches.len();
            let at = *position.entry(format!("{set:?}")).or_insert(next);
            if at == next {
                batches.push((set, Vec::new()));
            }
            batches[at].1.push(key);
        }
        if batches.is_empty() {
            return Ok(());
        }
        let all_keys = batches.iter().flat_map(|(_, keys)| keys.iter().cloned()).collect();
        if let Some(lock) = lock_by_keys(self.dialect, &collection.name, key_name, all_keys) {
            self.run_all(&collection.name, &[lock]).await?;
        }
        let statements: Vec<Statement> = batches
            .into_iter()
            .map(|(set, keys)| {
                let set: Vec<(&FieldName, Value)> = set.iter().map(|(name, value)| (name, value.clone())).collect();
                update_by_keys(self.dialect, &collection.name, &set, (key_name, keys))
            })
            .collect();
        self.run_all(&collection.name, &statements).await
    }

    /// Adds the offending value to a refused duplicate, where the database names the column only.
    async fn naming_the_value(&mut self, collection: &Collection, failure: WriteFailure, items: &[ItemWrite]) -> WriteFailure {
        let (table, mut details) = match failure {
            WriteFailure::Database { collection: table, error: DbError::Unique(details) } => (table, details),
            WriteFailure::Database { collection: table, error: DbError::ForeignKey { breach, mut details } } => {
                details.value = details.value.take().or_else(|| sole_value(items, details.columns.first()?));
                return WriteFailure::Database { collection: table, error: DbError::ForeignKey { breach, details } };
            }
            other => return other,
        };
        // MariaDB names an index and the value: the column is the unique one that an item gives this value.
        if let (true, Some(value)) = (details.columns.is_empty(), details.value.clone()) {
            let unique = |name: &FieldName| {
                let column = collection.field(name.as_str()).and_then(|field| field.column.as_ref());
                column.is_some_and(|column| column.unique || column.primary_key)
            };
            let given = items
                .iter()
                .flat_map(|item| &item.columns)
                .find(|(name, given)| unique(name) && Key::of_value(given).is_some_and(|key| key.to_smolstr() == value));
            details.columns.extend(given.map(|(name, _)| name.to_smolstr()));
        }
        let column = match details.columns.as_slice() {
            [column] if details.value.is_none() => collection.field(column).map(|field| field.name.clone()),
            _ => None,
        };
        if let Some(column) = column {
            let given: Vec<Value> = items.iter().filter_map(|item| item.columns.get(&column).or(item.key.as_ref())).cloned().collect();
            let twice = given.iter().enumerate().find(|(nth, value)| given[..*nth].contains(value)).map(|(_, value)| value.clone());
            let taken = match (twice, given.as_slice()) {
                (Some(twice), _) => Key::of_value(&twice),
                (None, [only]) => Key::of_value(only),
                (None, _) => {
                    let found = self.rows_where_in(&collection.name, &[&column], (&column, &given)).await.unwrap_or_default();
                    found.iter().flat_map(|rows| keys_in(rows, 0)).next()
                }
            };
            details.value = taken.map(|key| key.to_smolstr());
        }
        WriteFailure::Database { collection: table, error: DbError::Unique(details) }
    }
}

/// The value that all items give a column, if it is one and the same.
fn sole_value(items: &[ItemWrite], column: &str) -> Option<SmolStr> {
    let mut given = items.iter().filter_map(|item| item.columns.get(column)).filter_map(Key::of_value);
    let first = given.next()?;
    given.all(|other| other == first).then(|| first.to_smolstr())
}
