//! New items that refer to each other, whichever way: those that others wait for come first, circles are closed at the end.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{ItemWrite, WriteError};
use relata_schema::{Collection, CollectionName, FieldName, Value};

use super::{
    WriteFailure,
    changes::{NodeId, Turn},
    session::{WriteSession, as_text},
    update::{Given, RowUpdate},
};

/// A new item among others.
#[derive(Debug, Clone)]
pub(crate) struct NewItem {
    /// The item; its references to the others are filled in.
    pub(crate) item: ItemWrite,
    /// Which field refers to which of the others.
    pub(crate) references: Vec<Reference>,
}

/// A reference of a new item to another new item.
#[derive(Debug, Clone)]
pub(crate) struct Reference {
    /// The referring field.
    pub(crate) field: FieldName,
    /// The other item's position.
    pub(crate) to: usize,
    /// Whether the key is kept as text, beside the collection's name.
    pub(crate) as_text: bool,
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Writes new items; answers their keys, in their order.
    pub(super) async fn graph(&mut self, nodes: Vec<NewItem>) -> Result<Vec<Value>, WriteFailure> {
        let mut keys: Vec<Option<Value>> = vec![None; nodes.len()];
        let mut circles: Vec<(usize, Reference)> = Vec::new();
        let mut waiting: Vec<(usize, NewItem)> = nodes.into_iter().enumerate().collect();
        let collections: Vec<Arc<Collection>> = waiting.iter().map(|(_, node)| Arc::clone(&node.item.collection)).collect();
        let places = self.places(&collections);
        while !waiting.is_empty() {
            let is_ready = |node: &NewItem| node.references.iter().all(|reference| keys[reference.to].is_some());
            let (ready, mut rest): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|(_, node)| is_ready(node));
            if ready.is_empty() {
                circles.extend(loosen(&mut rest, &keys)?);
            }
            waiting = rest;
            let mut by_collection: IndexMap<CollectionName, (Vec<usize>, Vec<ItemWrite>)> = IndexMap::new();
            for (position, mut node) in ready {
                for reference in &node.references {
                    let Some(key) = &keys[reference.to] else { continue };
                    let value = if reference.as_text { as_text(key) } else { key.clone() };
                    node.item.columns.insert(reference.field.clone(), value);
                }
                let (positions, items) = by_collection.entry(node.item.collection.name.clone()).or_default();
                positions.push(position);
                items.push(node.item);
            }
            for (positions, items) in by_collection.into_values() {
                let nodes = positions.iter().map(|position| places[*position]).collect();
                for (position, key) in positions.into_iter().zip(self.items(nodes, items).await?) {
                    keys[position] = key;
                }
            }
        }
        self.close(circles, (&collections, &places), &keys).await?;
        keys.into_iter().map(|key| key.ok_or(WriteFailure::Forbidden)).collect()
    }

    /// The items' places in the record of changes: the first on top, all others below it.
    fn places(&mut self, collections: &[Arc<Collection>]) -> Vec<NodeId> {
        let mut places: Vec<NodeId> = Vec::with_capacity(collections.len());
        for collection in collections {
            let place = match places.first() {
                None => self.changes.top(collection),
                Some(top) => self.changes.below(*top, None, Turn::Member(0), collection),
            };
            places.push(place);
        }
        places
    }

    /// Fills in the references that had to wait until both ends existed.
    async fn close(
        &mut self,
        circles: Vec<(usize, Reference)>,
        new: (&[Arc<Collection>], &[NodeId]),
        keys: &[Option<Value>],
    ) -> Result<(), WriteFailure> {
        let (collections, places) = new;
        let mut by_collection: IndexMap<CollectionName, Vec<RowUpdate>> = IndexMap::new();
        for (position, reference) in circles {
            let (Some(key), Some(to)) = (&keys[position], &keys[reference.to]) else { continue };
            let value = if reference.as_text { as_text(to) } else { to.clone() };
            let collection = &collections[position];
            let node = self.changes.below(places[position], None, Turn::Settled, collection);
            let set = IndexMap::from([(reference.field, value)]);
            // The item is still being made: that takes the right to create it, no other.
            let given = Arc::new(Given::new(collection, set, IndexMap::new()));
            let update = RowUpdate { node, key: key.clone(), given };
            by_collection.entry(collection.name.clone()).or_default().push(update);
        }
        for (name, updates) in by_collection {
            let collection = self.collection(&name)?;
            let keys: Vec<Value> = updates.iter().map(|update| update.key.clone()).collect();
            self.load(&collection, &keys).await?;
            self.update_rows(&collection, updates).await?;
        }
        Ok(())
    }
}

/// Everybody waits for somebody: the first item that can do without its references for a while goes ahead.
fn loosen(waiting: &mut [(usize, NewItem)], keys: &[Option<Value>]) -> Result<Vec<(usize, Reference)>, WriteFailure> {
    let can_wait = |node: &NewItem, reference: &Reference| {
        keys[reference.to].is_some()
            || node
                .item
                .collection
                .field(reference.field.as_str())
                .and_then(|field| field.column.as_ref())
                .is_some_and(|column| column.nullable)
    };
    let first = waiting.iter_mut().find(|(_, node)| node.references.iter().all(|reference| can_wait(node, reference)));
    let Some((position, node)) = first else {
        let fields: Vec<String> = waiting
            .iter()
            .take(3)
            .flat_map(|(_, node)| node.references.iter().map(|reference| format!("\"{}.{}\"", node.item.collection.name, reference.field)))
            .collect();
        let reason = format!("the items refer to each other in a circle: let one of {} be empty, or link or skip it", fields.join(", "));
        return Err(WriteFailure::Payload(WriteError::InvalidPayload(reason)));
    };
    let (known, unknown): (Vec<_>, Vec<_>) =
        std::mem::take(&mut node.references).into_iter().partition(|reference| keys[reference.to].is_some());
    node.references = known;
    for reference in &unknown {
        node.item.columns.insert(reference.field.clone(), Value::Null);
    }
    Ok(unknown.into_iter().map(|reference| (*position, reference)).collect())
}
