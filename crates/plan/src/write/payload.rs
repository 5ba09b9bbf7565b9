//! One item's payload, resolved against its collection.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_schema::{
    Collection, CollectionName, EdgeKind, Field, FieldName, FieldType, Generated, Relation, RelationTarget, Schema, Special, Value,
};
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, ToSmolStr};

use crate::{Asker, Moment, item_key};

use super::{FieldRules, WriteError, rules::is_made_by_server, specials, value::column_value};

/// What planning a write works against.
#[derive(Clone, Copy)]
pub struct WriteContext<'a> {
    /// The model.
    pub schema: &'a Schema,
    /// Who asks.
    pub asker: &'a Asker,
    /// The moment of the write.
    pub moment: &'a Moment,
    /// Makes a new UUID.
    pub new_uuid: fn() -> SmolStr,
    /// Deepest nesting.
    pub max_depth: usize,
    /// The rules of fields, read when they are first needed.
    pub rules: &'a FieldRules,
}

/// Whether an item is new. Nested items with a key are planned as [`Operation::Either`]: only the database knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// It is.
    Create,
    /// It exists.
    Update,
    /// It is, if its key doesn't exist yet.
    Either,
}

/// One item to write, with everything nested in it.
#[derive(Debug, Clone)]
pub struct ItemWrite {
    /// Where.
    pub collection: Arc<Collection>,
    /// Whether it is new.
    pub operation: Operation,
    /// The key that the payload gives, or that was given for it.
    pub key: Option<Value>,
    /// Column values of the payload.
    pub columns: IndexMap<FieldName, Value>,
    /// Column values that only a new item gets, where the payload gives none.
    pub on_create: IndexMap<FieldName, Value>,
    /// Column values that only a changed item gets, whatever the payload says.
    pub on_update: IndexMap<FieldName, Value>,
    /// Referenced items to be written before this one; their keys go into this item's columns.
    pub to_one: Vec<Link>,
    /// Lists to be written after this one.
    pub lists: Vec<ListWrite>,
    /// Columns whose text is to be hashed.
    pub hashed: Vec<FieldName>,
    /// What is missing if the item turns out to be new.
    pub missing: Option<WriteError>,
    /// The fields that were asked for, the key of a changed item left out. Not kept where everything is allowed.
    pub asked: Vec<FieldName>,
    /// Whether a permission gave a value to a changed item.
    pub preset: bool,
    /// Column values that permissions give the item if it turns out to exist.
    pub presets: IndexMap<FieldName, Value>,
    /// What is wrong if the item turns out to exist.
    pub unchangeable: Option<WriteError>,
    /// Where the item stands in the payload: all steps from its top, places in lists too.
    pub place: Vec<SmolStr>,
}

/// A referenced item that is written, too.
#[derive(Debug, Clone)]
pub struct Link {
    /// The column that gets its key.
    pub field: FieldName,
    /// The item.
    pub item: ItemWrite,
    /// Whether the key is kept as text, beside the collection's name.
    pub as_text: bool,
    /// What is referred to, where it isn't the key.
    pub beside_key: Option<FieldName>,
}

/// A change of one list.
#[derive(Debug, Clone)]
pub struct ListWrite {
    /// The relation that makes the list.
    pub relation: Arc<Relation>,
    /// The change.
    pub change: ListChange,
    /// Where the list stands in the payload.
    pub place: Vec<SmolStr>,
}

/// How a list changes.
#[derive(Debug, Clone)]
pub enum ListChange {
    /// These are its members from now on; others are deselected.
    Exactly(Vec<Member>),
    /// Some come, some change, some are deselected; the rest stays.
    Edit {
        /// New members.
        create: Vec<ItemWrite>,
        /// Changed members, each with its key.
        update: Vec<ItemWrite>,
        /// Keys of deselected members.
        deselect: Vec<Value>,
    },
}

/// A member of a list.
#[derive(Debug, Clone)]
pub enum Member {
    /// An existing item, unchanged.
    Key(Value),
    /// An item with content.
    Item(Box<ItemWrite>),
}

/// Plans one item.
pub fn plan_item(
    context: &WriteContext<'_>,
    collection: &Arc<Collection>,
    payload: &Map<String, Json>,
    operation: Operation,
) -> Result<ItemWrite, WriteError> {
    Payload { context, path: Vec::new(), place: Vec::new() }.item(collection, payload, operation, None)
}

/// Plans the items of a list. Of several, each knows which one it is.
pub fn plan_items<'p>(
    context: &WriteContext<'_>,
    collection: &Arc<Collection>,
    payloads: impl ExactSizeIterator<Item = &'p Map<String, Json>>,
    operation: Operation,
) -> Result<Vec<ItemWrite>, WriteError> {
    let are_several = payloads.len() > 1;
    let planned = payloads.enumerate().map(|(nth, payload)| {
        let place = if are_several { vec![nth.to_smolstr()] } else { Vec::new() };
        Payload { context, path: Vec::new(), place }.item(collection, payload, operation, None)
    });
    planned.collect()
}

/// Walks a payload. Knows where it is.
pub(super) struct Payload<'c> {
    pub(super) context: &'c WriteContext<'c>,
    /// The fields that lead to the item.
    pub(super) path: Vec<SmolStr>,
    /// The same with the places in lists.
    pub(super) place: Vec<SmolStr>,
}

impl Payload<'_> {
    /// Goes a step down for a while.
    pub(super) fn within<R>(&mut self, steps: &[&str], walk: impl FnOnce(&mut Self) -> R) -> R {
        let n_steps = self.place.len();
        self.place.extend(steps.iter().map(SmolStr::new));
        let outcome = walk(self);
        self.place.truncate(n_steps);
        outcome
    }

    /// Plans an item. `filled` is a column that whoever nests it fills in.
    pub(super) fn item(
        &mut self,
        collection: &Arc<Collection>,
        payload: &Map<String, Json>,
        operation: Operation,
        filled: Option<&FieldName>,
    ) -> Result<ItemWrite, WriteError> {
        if self.path.len() > self.context.max_depth {
            return Err(WriteError::TooDeep { max: self.context.max_depth });
        }
        let operation = operation_of(collection, payload, operation, filled);
        let admitted =
            self.admitted(collection, payload, operation, filled).map_err(|error| self.as_far_as_known(collection, error, filled))?;
        let payload = &*admitted.payload;
        let missing = self.check_with(admitted.breaches, collection, payload, (operation, filled))?;
        let mut item = ItemWrite {
            collection: Arc::clone(collection),
            operation,
            key: None,
            columns: IndexMap::new(),
            on_create: IndexMap::new(),
            on_update: IndexMap::new(),
            to_one: Vec::new(),
            lists: Vec::new(),
            hashed: Vec::new(),
            missing,
            asked: admitted.asked,
            preset: admitted.preset,
            presets: IndexMap::new(),
            unchangeable: None,
            place: self.place.clone(),
        };
        for (name, json) in payload {
            // Unknown fields are dropped silently, as in Directus.
            if let Some(field) = collection.field(name) {
                self.field(&mut item, field, json, payload)?;
            }
        }
        item.operation = Self::settle_key(&mut item, operation, filled);
        self.fill_in(&mut item, filled);
        if item.operation == Operation::Either && !self.context.asker.is_admin() {
            self.either(&mut item, payload)?;
        }
        Ok(item)
    }

    fn field(&mut self, item: &mut ItemWrite, field: &Field, json: &Json, payload: &Map<String, Json>) -> Result<(), WriteError> {
        let edge = self.context.schema.edge(&item.collection.name, &field.name);
        match edge {
            Some(edge) if edge.kind == EdgeKind::OneToMany => {
                self.path.push(SmolStr::new(field.name.as_str()));
                let list = self.within(&[field.name.as_str()], |below| (below.list(edge.relation, json), below.place.clone()));
                self.path.pop();
                if let (Some(change), place) = (list.0?, list.1) {
                    item.lists.push(ListWrite { relation: Arc::clone(edge.relation), change, place });
                }
            }
            Some(edge) if matches!(json, Json::Object(_) | Json::Array(_)) => {
                self.path.push(SmolStr::new(field.name.as_str()));
                let link = self.within(&[field.name.as_str()], |below| below.link(edge.relation, json, payload));
                self.path.pop();
                item.to_one.push(link?);
            }
            _ => column(item, field, json)?,
        }
        Ok(())
    }

    /// A referenced item given as an object: it is created, or changed if it has a known key.
    fn link(&mut self, relation: &Relation, json: &Json, payload: &Map<String, Json>) -> Result<Link, WriteError> {
        let (target, as_text) = match &relation.target {
            RelationTarget::One(one) => (one.clone(), false),
            RelationTarget::Any { collection_field, allowed } => {
                let named = payload.get(collection_field.as_str()).and_then(Json::as_str);
                let one = named.and_then(|named| allowed.iter().find(|one| **one == *named)).cloned();
                (one.ok_or_else(|| self.any_without_collection(collection_field))?, true)
            }
        };
        let collection = self.writable(&target)?;
        let Json::Object(payload) = json else {
            let place = self.path.join(".");
            return Err(WriteError::InvalidPayload(format!("\"{place}\" must be a key, an object or null")));
        };
        let item = self.item(&collection, payload, Operation::Either, None)?;
        let beside_key = self.context.schema.referenced_beside_key(relation).cloned();
        Ok(Link { field: relation.many_field.clone(), item, as_text, beside_key })
    }

    fn any_without_collection(&self, collection_field: &FieldName) -> WriteError {
        let place = self.path.join(".");
        WriteError::InvalidPayload(format!("\"{place}\" needs \"{collection_field}\" beside it, naming one of the allowed collections"))
    }

    pub(super) fn writable(&self, name: &CollectionName) -> Result<Arc<Collection>, WriteError> {
        let collection = self.context.schema.collection(name.as_str()).filter(|collection| collection.has_table());
        collection.cloned().ok_or_else(|| WriteError::CollectionNotWritable { collection: name.as_str().into() })
    }

    /// Reads the key out of the columns; the rest of the plan depends on whether there is one.
    fn settle_key(item: &mut ItemWrite, operation: Operation, filled: Option<&FieldName>) -> Operation {
        let Some(name) = item.collection.primary_key.single().cloned() else { return Self::settle_parts(item, operation, filled) };
        let given = item.columns.get(&name).cloned();
        match (operation, given) {
            (Operation::Update, _) => {
                item.columns.shift_remove(&name);
                Operation::Update
            }
            (Operation::Either, None) if filled != Some(&name) => Operation::Create,
            (operation, given) => {
                item.key = given;
                operation
            }
        }
    }

    /// The same for a key of several columns. A part that whoever nests the item fills in stays null until then.
    fn settle_parts(item: &mut ItemWrite, operation: Operation, filled: Option<&FieldName>) -> Operation {
        let names = item.collection.primary_key.columns().to_vec();
        let part = |name: &FieldName| match item.columns.get(name) {
            None if filled == Some(name) => Some(Value::Null),
            given => given.cloned(),
        };
        let parts: Option<Vec<Value>> = names.iter().map(part).collect();
        if operation == Operation::Update {
            item.columns.retain(|name, _| !names.contains(name));
            return operation;
        }
        item.key = parts.filter(|parts| !parts.is_empty()).map(Value::List);
        if operation == Operation::Either && item.key.is_none() { Operation::Create } else { operation }
    }

    /// Adds what the server fills in.
    fn fill_in(&self, item: &mut ItemWrite, filled: Option<&FieldName>) {
        let operation = item.operation;
        let marker = (self.context.asker, self.context.moment);
        let collection = Arc::clone(&item.collection);
        for field in collection.columns() {
            if operation != Operation::Create
                && let Some(value) = specials::demanded(field, Operation::Update, marker)
            {
                item.columns.shift_remove(&field.name);
                item.on_update.insert(field.name.clone(), value);
            }
            if operation == Operation::Update {
                continue;
            }
            if let Some(value) = specials::demanded(field, Operation::Create, marker) {
                item.columns.shift_remove(&field.name);
                item.on_create.insert(field.name.clone(), value);
                continue;
            }
            let given = item.columns.contains_key(&field.name) || item.to_one.iter().any(|link| link.field == field.name);
            if given || filled == Some(&field.name) {
                continue;
            }
            let is_key = collection.primary_key.single() == Some(&field.name);
            if let Some(value) = specials::filled_in(field, is_key, self.context) {
                if is_key {
                    item.key = Some(value.clone());
                }
                item.on_create.insert(field.name.clone(), value);
            }
        }
    }
}

/// A value of a column.
fn column(item: &mut ItemWrite, field: &Field, json: &Json) -> Result<(), WriteError> {
    let Some(column) = &field.column else { return Ok(()) };
    if column.generated != Generated::No || (field.is_secret() && json == "**********") {
        return Ok(());
    }
    if is_made_by_server(field, json, item.operation) {
        return Ok(());
    }
    let is_key = item.collection.primary_key.single() == Some(&field.name);
    let value = match column_value(item.collection.name.as_str(), field, json) {
        // What can't be a UUID is the key of no item, as in paths.
        Err(_) if is_key && field.ty == FieldType::Uuid => return Err(WriteError::NoSuchItem),
        value => value?,
    };
    if (field.has(Special::Hash) || field.ty == FieldType::Hash) && !value.is_null() {
        item.hashed.push(field.name.clone());
    }
    item.columns.insert(field.name.clone(), value);
    Ok(())
}

/// A key as the target's key type.
pub(super) fn key_of(collection: &Collection, json: &Json) -> Result<Value, WriteError> {
    item_key(collection, json).ok_or(WriteError::NoSuchItem)
}

/// What is planned for an item: one that may exist, but names no key, is new.
fn operation_of(collection: &Collection, payload: &Map<String, Json>, operation: Operation, filled: Option<&FieldName>) -> Operation {
    let named = |name: &FieldName| filled == Some(name) || payload.get(name.as_str()).is_some_and(|json| !json.is_null());
    match operation {
        Operation::Either if !collection.primary_key.columns().iter().all(named) => Operation::Create,
        operation => operation,
    }
}
