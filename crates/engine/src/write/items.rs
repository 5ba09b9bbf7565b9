//! Items of one collection, written together: new ones inserted, known ones changed.

use std::collections::HashSet;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, Link, ListChange, Operation, whole};
use relata_schema::{Collection, CollectionName, FieldName, Relation, Value};
use relata_sql::{InsertBatch, InsertColumn, Statement, count_beyond, inserts};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::read::Key;

use super::{
    WriteFailure,
    changes::{Change, NodeId, Turn},
    naming::Attempt,
    rights::given_to_new,
    session::{WriteSession, as_text, key_type, keys_in},
    update::{Given, RowUpdate},
};

/// The future of a step that may come back to itself.
pub(super) type Step<'f, O> = Pin<Box<dyn Future<Output = Result<O, WriteFailure>> + Send + 'f>>;

/// The change of one owner's list.
#[derive(Debug)]
pub(super) struct OwnedChange {
    pub(super) owner: Value,
    pub(super) node: NodeId,
    /// The how-manieth of the owner's lists it is.
    pub(super) nth: usize,
    /// Where it stands in the payload.
    pub(super) place: Vec<SmolStr>,
    pub(super) change: ListChange,
}

/// A collection that items refer to, and the column by which they do, where it isn't the key.
type Referenced = (CollectionName, Option<FieldName>);

impl<T: Transaction> WriteSession<'_, T> {
    /// Writes items of one collection with everything nested in them. The keys stand in the order of the items; an item that
    /// should have been changed but doesn't exist has none. `nodes` are the items' places in the record of changes.
    pub(super) fn items(&mut self, nodes: Vec<NodeId>, items: Vec<ItemWrite>) -> Step<'_, Vec<Option<Value>>> {
        Box::pin(async move {
            let Some(collection) = items.first().map(|item| Arc::clone(&item.collection)) else { return Ok(Vec::new()) };
            let mut items = items;
            Self::check_secrets(&collection, &items)?;
            self.links(&nodes, &mut items).await?;
            self.load_named(&collection, &items).await?;
            if let Some(at) = self.named_again(&collection, &items) {
                // What is new now is known then.
                let (mut nodes, later) = (nodes, items.split_off(at));
                let later_nodes = nodes.split_off(at);
                let mut keys = self.items(nodes, items).await?;
                keys.extend(self.items(later_nodes, later).await?);
                return Ok(keys);
            }
            let mut keys: Vec<Option<Value>> = vec![None; items.len()];
            let mut created = Vec::new();
            let mut changed = Vec::new();
            for (nth, item) in items.iter_mut().enumerate() {
                let exists =
                    item.operation != Operation::Create && item.key.as_ref().is_some_and(|key| self.stored(&collection, key).is_some());
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
            self.may_write(&collection, &items, (&created, &changed)).await?;
            if let Err(failure) = self.insert(&collection, &mut items, &created, &mut keys).await {
                let attempts: Vec<Attempt<'_>> = created.iter().map(|nth| creation(&items[*nth])).collect();
                return Err(self.naming_the_culprit(&collection, failure, &attempts).await);
            }
            if let Err(failure) = self.change(&collection, (&nodes, &mut items), &changed).await {
                let attempts = changed.iter().map(|nth| self.change_of(&items[*nth], nodes[*nth])).collect::<Vec<_>>();
                return Err(self.naming_the_culprit(&collection, failure, &attempts).await);
            }
            self.end_sessions(&collection, &items, &changed).await?;
            for nth in &created {
                let fields = given_to_new(&collection, &items[*nth]);
                self.rights.check_later(&collection.name, Action::Create, &fields, keys[*nth].clone());
            }
            self.note_created(&nodes, (&mut items, &keys), &created);
            let mut lists: IndexMap<(CollectionName, FieldName), (Arc<Relation>, Vec<OwnedChange>)> = IndexMap::new();
            for ((item, key), node) in items.iter_mut().zip(&keys).zip(&nodes) {
                let Some(owner) = key else { continue };
                for (nth, list) in item.lists.drain(..).enumerate() {
                    let name = (list.relation.many_collection.clone(), list.relation.many_field.clone());
                    lists.entry(name).or_insert_with(|| (list.relation, Vec::new())).1.push(OwnedChange {
                        owner: owner.clone(),
                        node: *node,
                        nth,
                        place: list.place,
                        change: list.change,
                    });
                }
            }
            for (relation, changes) in lists.into_values() {
                self.lists(&relation, changes).await?;
            }
            Ok(keys)
        })
    }

    /// Writes the items that a request is about. The keys of those that exist stand in their order.
    pub(super) async fn asked_items(&mut self, items: Vec<ItemWrite>) -> Result<Vec<Value>, WriteFailure> {
        self.lock_named(&items).await?;
        let nodes = items.iter().map(|item| self.changes.top(&item.collection)).collect();
        Ok(self.items(nodes, items).await?.into_iter().flatten().collect())
    }

    /// Gives items the same changes, with everything nested in them.
    pub(super) async fn same(&mut self, keys: Vec<Value>, mut item: ItemWrite) -> Result<Vec<Option<Value>>, WriteFailure> {
        let nodes: Vec<NodeId> = keys.iter().map(|_| self.changes.top(&item.collection)).collect();
        if let [first, ..] = nodes.as_slice() {
            self.links(std::slice::from_ref(first), std::slice::from_mut(&mut item)).await?;
        }
        let items = keys.into_iter().map(|key| ItemWrite { key: Some(key), ..item.clone() }).collect();
        self.items(nodes, items).await
    }

    /// Writes referenced items and puts their keys, or what else is referred to, into the columns that refer to them.
    async fn links(&mut self, nodes: &[NodeId], items: &mut [ItemWrite]) -> Result<(), WriteFailure> {
        let mut by_target: IndexMap<Referenced, Vec<(usize, Link)>> = IndexMap::new();
        for (nth, item) in items.iter_mut().enumerate() {
            for link in item.to_one.drain(..) {
                let target = (link.item.collection.name.clone(), link.beside_key.clone());
                by_target.entry(target).or_default().push((nth, link));
            }
        }
        for ((target, beside_key), links) in by_target {
            let (places, targets): (Vec<_>, Vec<_>) =
                links.into_iter().map(|(nth, link)| ((nth, link.field, link.as_text), link.item)).unzip();
            let below = places.iter().zip(&targets).map(|((nth, field, _), target): (&(usize, FieldName, bool), &ItemWrite)| {
                self.changes.below(nodes[*nth], Some(field), Turn::Referenced, &target.collection)
            });
            let below = below.collect();
            let keys = self.items(below, targets).await?;
            let keys = keys.into_iter().collect::<Option<Vec<_>>>().ok_or(WriteFailure::Forbidden)?;
            let references = match &beside_key {
                Some(column) => self.values_referred_to(&target, column, &keys).await?,
                None => keys,
            };
            for ((nth, field, text), reference) in places.into_iter().zip(references) {
                items[nth].columns.insert(field, if text { as_text(&reference) } else { reference });
            }
        }
        Ok(())
    }

    /// Reads and locks the items whose keys the payload gives.
    async fn load_named(&mut self, collection: &Arc<Collection>, items: &[ItemWrite]) -> Result<(), WriteFailure> {
        let asked: Vec<Value> =
            items.iter().filter(|item| item.operation != Operation::Create).filter_map(|item| item.key.clone()).collect();
        self.load(collection, &asked).await
    }

    /// The first item whose key is that of a new one before it.
    fn named_again(&self, collection: &Collection, items: &[ItemWrite]) -> Option<usize> {
        let mut new: HashSet<Key> = HashSet::new();
        let named = |item: &ItemWrite| item.key.as_ref().filter(|key| self.stored(collection, key).is_none()).and_then(Key::of_value);
        items.iter().position(|item| named(item).is_some_and(|key| !new.insert(key)) && item.operation == Operation::Either)
    }

    fn note_created(&mut self, nodes: &[NodeId], written: (&mut [ItemWrite], &[Option<Value>]), created: &[usize]) {
        let (items, keys) = written;
        for nth in created {
            let Some(key) = keys[*nth].clone() else { continue };
            let item = &mut items[*nth];
            self.forget(&item.collection, &key);
            let values = std::mem::take(&mut item.columns);
            let n_given = values.len() - item.on_create.len();
            self.changes.note(nodes[*nth], Change::Created { key, values, n_given });
        }
    }

    /// Inserts new items in their order, those whose rows can stand in one statement together.
    async fn insert(
        &mut self,
        collection: &Collection,
        items: &mut [ItemWrite],
        created: &[usize],
        keys: &mut [Option<Value>],
    ) -> Result<(), WriteFailure> {
        let key_name = collection.primary_key.single();
        for nth in created {
            let item = &mut items[*nth];
            if let Some(missing) = item.missing.take() {
                return Err(missing.into());
            }
            item.on_create.retain(|name, _| !item.columns.contains_key(name));
            item.columns.extend(item.on_create.iter().map(|(name, value)| (name.clone(), value.clone())));
        }
        for members in created.chunk_by(|one, next| go_together(collection, &items[*one], &items[*next])) {
            let mut columns: Vec<FieldName> = Vec::new();
            for nth in members {
                columns.extend(items[*nth].columns.keys().filter(|name| !columns.contains(name)).cloned().collect::<Vec<_>>());
            }
            let value = |item: &ItemWrite, name| item.columns.get(name).cloned().unwrap_or(Value::Null);
            let rows = members.iter().map(|nth| columns.iter().map(|name| value(&items[*nth], name)).collect()).collect();
            let given = key_name.and_then(|key| columns.iter().position(|column| column == key));
            for nth in members {
                let parts = collection.primary_key.columns().iter().map(|name| items[*nth].columns.get(name).cloned());
                keys[*nth] = parts.collect::<Option<_>>().and_then(|parts| whole(&collection.primary_key, parts));
            }
            let returning = if given.is_none() { key_name } else { None };
            let inserted = columns.iter().map(|name| InsertColumn::of(collection, name)).collect();
            let batch = InsertBatch { table: &collection.name, columns: inserted, rows, returning };
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
            for (nth, counted) in members.iter().zip(self.insert_counted(collection, statements).await?) {
                keys[*nth] = Some(counted);
            }
        }
        Ok(())
    }

    /// Inserts rows whose keys the database gives out, and learns the keys, in the order of the rows.
    pub(super) async fn insert_counted(
        &mut self,
        collection: &Collection,
        statements: Vec<(Statement, usize)>,
    ) -> Result<Vec<Value>, WriteFailure> {
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

    /// Changes known items.
    async fn change(
        &mut self,
        collection: &Arc<Collection>,
        written: (&[NodeId], &mut [ItemWrite]),
        changed: &[usize],
    ) -> Result<(), WriteFailure> {
        let (nodes, items) = written;
        let updates = changed.iter().filter_map(|nth| {
            let item = &mut items[*nth];
            let marks = std::mem::take(&mut item.on_update);
            // A key alone changes nothing.
            let presets = if item.asked.is_empty() { IndexMap::new() } else { std::mem::take(&mut item.presets) };
            item.columns.extend(presets);
            let given = Arc::new(Given::new(collection, item.columns.clone(), marks));
            Some(RowUpdate { node: nodes[*nth], key: item.key.clone()?, given })
        });
        let updates = updates.collect();
        self.update_rows(collection, updates).await
    }

    /// What was to be changed of an item.
    fn change_of<'i>(&self, item: &'i ItemWrite, node: NodeId) -> Attempt<'i> {
        let values = item.columns.iter().filter(|(name, _)| self.changes.alters(node, name)).collect();
        Attempt { item, row: item.key.as_ref().and_then(Key::of_value), values }
    }
}

/// Whether two new items can be inserted by one statement: what one of them leaves out means the same as null.
fn go_together(collection: &Collection, one: &ItemWrite, next: &ItemWrite) -> bool {
    let is_null_without = |name: &FieldName| {
        let column = collection.field(name.as_str()).and_then(|field| field.column.as_ref());
        column.is_some_and(|column| {
            column.nullable && column.default.as_ref().is_none_or(Json::is_null) && !column.auto_increment && !column.primary_key
        })
    };
    let fits = |one: &ItemWrite, next: &ItemWrite| one.columns.keys().all(|name| next.columns.contains_key(name) || is_null_without(name));
    fits(one, next) && fits(next, one)
}

/// What was to be stored of a new item.
fn creation(item: &ItemWrite) -> Attempt<'_> {
    Attempt { item, row: None, values: item.columns.iter().collect() }
}
