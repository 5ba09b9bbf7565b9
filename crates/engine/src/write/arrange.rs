//! Another place in a manual order: of a collection, or of one item's list.
//!
//! The rows are read and locked in the order of their keys, so that movers at the same time wait for each other and no order is
//! lost. Only rows whose number really changes are written, and each of them needs the right to; a refusal says nothing of what the
//! asker can't see.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, Operation, Touch};
use relata_schema::{Collection, FieldName, Relation, Value};
use relata_sql::lock_ordered;

use crate::read::Key;

use super::{
    WriteFailure,
    order::{renumbered, shifted},
    session::{WriteSession, key_at, key_value},
};

/// Where moved items shall stand.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Placement {
    /// Right before this item.
    Before(Value),
    /// Right behind this item.
    After(Value),
    /// At this position, counted from 1, once they are moved; beyond the end it is the end.
    Position(usize),
    /// At this item's place, which moves aside: Directus's way, which takes one item and keeps the numbers without gaps.
    PlaceOf(Value),
}

/// Items that get another place.
#[derive(Debug, Clone)]
pub(crate) struct Arrangement {
    /// The ordered collection.
    pub(crate) collection: Arc<Collection>,
    /// The field with the order.
    pub(crate) sort_field: FieldName,
    /// The list that is ordered; `None` for the whole collection.
    pub(crate) list: Option<OrderedList>,
    /// What moves, in the order that it shall have.
    pub(crate) items: Vec<Value>,
    /// Where to.
    pub(crate) placement: Placement,
}

/// One item's list.
#[derive(Debug, Clone)]
pub(crate) struct OrderedList {
    pub(crate) relation: Arc<Relation>,
    /// The collection of the item whose list it is.
    pub(crate) owners: Arc<Collection>,
    /// The item's key.
    pub(crate) owner: Value,
    /// The field that shows the list there.
    pub(crate) field: FieldName,
}

/// A row of the order: its key, and its number.
type Numbered = (Key, Option<i64>);

impl<T: Transaction> WriteSession<'_, T> {
    /// Moves items; answers the keys of those that got another number.
    pub(super) async fn arrange(&mut self, arrangement: Arrangement) -> Result<Vec<Value>, WriteFailure> {
        let rows = self.in_order(&arrangement).await?;
        let seen = self.seen(&arrangement, &rows).await?;
        let moved: Vec<usize> = positions(&rows, &arrangement.items)?;
        let changes = match &arrangement.placement {
            Placement::PlaceOf(other) => {
                let from = *moved.first().ok_or(WriteFailure::Forbidden)?;
                let to = position(&rows, other)?;
                let numbers: Vec<Option<i64>> = rows.iter().map(|(_, number)| *number).collect();
                shifted(&numbers, from, to).into_iter().map(|(at, number)| (rows[at].0.clone(), number)).collect()
            }
            placement => moved_to(&rows, &moved, (placement, &seen))?,
        };
        let collection = &arrangement.collection;
        let items: Vec<ItemWrite> = changes
            .into_iter()
            .map(|(key, number)| numbered(collection, key_value(collection, &key), &arrangement.sort_field, number))
            .collect();
        let nodes = items.iter().map(|item| self.changes.top(&item.collection)).collect();
        Ok(self.items(nodes, items).await?.into_iter().flatten().collect())
    }

    /// The rows that the asker may see, where positions count among them. Refuses what may not be moved, and a place in a list or beside
    /// an item that isn't seen.
    async fn seen(&mut self, arrangement: &Arrangement, rows: &[Numbered]) -> Result<HashSet<Key>, WriteFailure> {
        let collection = &arrangement.collection;
        let change = Touch { action: Action::Update, fields: std::slice::from_ref(&arrangement.sort_field) };
        self.may(collection, change, &arrangement.items).await?;
        if let Some(list) = &arrangement.list {
            let look = Touch { action: Action::Read, fields: std::slice::from_ref(&list.field) };
            self.may(&list.owners, look, std::slice::from_ref(&list.owner)).await?;
        }
        let look = Touch { action: Action::Read, fields: &[] };
        match &arrangement.placement {
            Placement::Before(key) | Placement::After(key) => {
                self.may(collection, look, std::slice::from_ref(key)).await?;
                Ok(HashSet::new())
            }
            Placement::PlaceOf(_) => Ok(HashSet::new()),
            Placement::Position(_) => {
                let keys: Vec<Value> = rows.iter().map(|(key, _)| key_value(collection, key)).collect();
                self.allowed(collection, look, &keys).await
            }
        }
    }

    /// The rows in their order: by number, those without one last, equal ones by key.
    async fn in_order(&mut self, arrangement: &Arrangement) -> Result<Vec<Numbered>, WriteFailure> {
        let collection = &arrangement.collection;
        let key = collection.primary_key.columns();
        let mut selected: Vec<&FieldName> = key.iter().collect();
        selected.push(&arrangement.sort_field);
        let mut owner = None;
        if let Some(list) = &arrangement.list {
            let reference = self.references_to(&list.relation, std::slice::from_ref(&list.owner)).await?.pop();
            owner = reference.map(|reference| (&list.relation.many_field, reference));
        }
        let statement = lock_ordered(self.dialect, &collection.name, &selected, owner, key);
        let found = self.tx.fetch(&statement).await.map_err(|error| WriteFailure::database(&collection.name, error))?;
        let row = |row| Some((key_at(collection, &found, row)?, found.cell(row, key.len()).as_i64()));
        let mut rows: Vec<Numbered> = (0..found.len()).filter_map(row).collect();
        rows.sort_by_key(|(_, number)| (number.is_none(), *number));
        Ok(rows)
    }
}

fn position(rows: &[Numbered], key: &Value) -> Result<usize, WriteFailure> {
    let key = Key::of_value(key);
    rows.iter().position(|(known, _)| Some(known) == key.as_ref()).ok_or(WriteFailure::Forbidden)
}

fn positions(rows: &[Numbered], keys: &[Value]) -> Result<Vec<usize>, WriteFailure> {
    let mut positions: Vec<usize> = Vec::with_capacity(keys.len());
    for key in keys {
        let at = position(rows, key)?;
        if !positions.contains(&at) {
            positions.push(at);
        }
    }
    Ok(positions)
}

/// Who gets which number when rows are moved. Positions count among the rows that are seen.
fn moved_to(rows: &[Numbered], moved: &[usize], to: (&Placement, &HashSet<Key>)) -> Result<Vec<(Key, i64)>, WriteFailure> {
    let (placement, seen) = to;
    let rest: Vec<usize> = (0..rows.len()).filter(|at| !moved.contains(at)).collect();
    // An item that moves beside itself stays where it is: the next one that stays counts.
    let beside = |key: &Value| position(rows, key).map(|at| rest.partition_point(|stays| *stays < at));
    let stays = |key: &Value| position(rows, key).is_ok_and(|at| !moved.contains(&at));
    let at = match placement {
        Placement::Before(key) | Placement::PlaceOf(key) => beside(key)?,
        Placement::After(key) => beside(key)? + usize::from(stays(key)),
        Placement::Position(position) => {
            let seen: Vec<usize> = (0..rest.len()).filter(|at| seen.contains(&rows[rest[*at]].0)).collect();
            let behind_all = seen.last().map_or(0, |last| last + 1);
            seen.get(position.saturating_sub(1)).copied().unwrap_or(behind_all)
        }
    };
    let (before, after) = rest.split_at(at.min(rest.len()));
    let wanted: Vec<usize> = before.iter().chain(moved).chain(after).copied().collect();
    let numbers: Vec<Option<i64>> = wanted.iter().map(|at| rows[*at].1).collect();
    Ok(renumbered(&numbers).into_iter().map(|(at, number)| (rows[wanted[at]].0.clone(), number)).collect())
}

/// An item that gets another number and nothing else: who moves things doesn't edit them.
fn numbered(collection: &Arc<Collection>, key: Value, sort_field: &FieldName, number: i64) -> ItemWrite {
    ItemWrite {
        asked: vec![sort_field.clone()],
        preset: false,
        presets: IndexMap::new(),
        unchangeable: None,
        collection: Arc::clone(collection),
        operation: Operation::Update,
        key: Some(key),
        columns: IndexMap::from([(sort_field.clone(), Value::Integer(number))]),
        on_create: IndexMap::new(),
        on_update: IndexMap::new(),
        to_one: Vec::new(),
        lists: Vec::new(),
        hashed: Vec::new(),
        missing: None,
        place: Vec::new(),
    }
}
