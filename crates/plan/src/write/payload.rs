//! One item's payload, resolved against its collection.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_schema::{Collection, CollectionName, EdgeKind, Field, FieldName, Generated, Relation, RelationTarget, Schema, Special, Value};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::{Asker, Moment, typing};

use super::{ValidationType, WriteError, specials, value::column_value};

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

/// The fields that lead to a nested item.
pub type WritePath = Vec<SmolStr>;

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
    /// Where the item stands in the payload.
    pub path: WritePath,
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
}

/// A change of one list.
#[derive(Debug, Clone)]
pub struct ListWrite {
    /// The relation that makes the list.
    pub relation: Arc<Relation>,
    /// The change.
    pub change: ListChange,
    /// Where the list stands in the payload.
    pub path: WritePath,
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
    Item(ItemWrite),
}

/// Plans one item. `filled` is a column that whoever nests this item fills in.
pub fn plan_item(
    context: &WriteContext<'_>,
    collection: &Arc<Collection>,
    payload: &Map<String, Json>,
    operation: Operation,
) -> Result<ItemWrite, WriteError> {
    Payload { context, path: Vec::new() }.item(collection, payload, operation, None)
}

/// Walks a payload. Knows where it is.
pub(super) struct Payload<'c> {
    pub(super) context: &'c WriteContext<'c>,
    pub(super) path: WritePath,
}

impl Payload<'_> {
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
            missing: None,
            path: self.path.clone(),
        };
        for (name, json) in payload {
            // Unknown fields are dropped silently, as in Directus.
            if let Some(field) = collection.field(name) {
                self.field(&mut item, field, json, payload)?;
            }
        }
        item.operation = self.settle_key(&mut item, operation, filled)?;
        self.fill_in(&mut item, filled)?;
        Ok(item)
    }

    fn field(&mut self, item: &mut ItemWrite, field: &Field, json: &Json, payload: &Map<String, Json>) -> Result<(), WriteError> {
        let edge = self.context.schema.edge(&item.collection.name, &field.name);
        match edge {
            Some(edge) if edge.kind == EdgeKind::OneToMany => {
                self.path.push(SmolStr::new(field.name.as_str()));
                let change = self.list(edge.relation, json);
                let path = self.path.clone();
                self.path.pop();
                if let Some(change) = change? {
                    item.lists.push(ListWrite { relation: Arc::clone(edge.relation), change, path });
                }
            }
            Some(edge) if matches!(json, Json::Object(_) | Json::Array(_)) => {
                self.path.push(SmolStr::new(field.name.as_str()));
                let link = self.link(edge.relation, json, payload);
                self.path.pop();
                item.to_one.push(link?);
            }
            _ => self.column(item, field, json)?,
        }
        Ok(())
    }

    fn column(&self, item: &mut ItemWrite, field: &Field, json: &Json) -> Result<(), WriteError> {
        let Some(column) = &field.column else { return Ok(()) };
        if column.generated != Generated::No || (field.has(Special::Conceal) && json == "**********") {
            return Ok(());
        }
        if json.is_null() && !column.nullable {
            return Err(self.invalid(field, ValidationType::NotNull));
        }
        let value = column_value(item.collection.name.as_str(), field, json)?;
        if (field.has(Special::Hash) || field.ty == relata_schema::FieldType::Hash) && !value.is_null() {
            item.hashed.push(field.name.clone());
        }
        item.columns.insert(field.name.clone(), value);
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
        let empty = Map::new();
        let payload = json.as_object().unwrap_or(&empty);
        let item = self.item(&collection, payload, Operation::Either, None)?;
        Ok(Link { field: relation.many_field.clone(), item, as_text })
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
    fn settle_key(&self, item: &mut ItemWrite, operation: Operation, filled: Option<&FieldName>) -> Result<Operation, WriteError> {
        let Some(name) = item.collection.primary_key.single().cloned() else { return Ok(operation) };
        let given = item.columns.get(&name).cloned();
        Ok(match (operation, given) {
            (Operation::Update, _) => {
                item.columns.shift_remove(&name);
                Operation::Update
            }
            (Operation::Either, None) if filled != Some(&name) => Operation::Create,
            (operation, given) => {
                item.key = given;
                operation
            }
        })
    }

    /// Adds what the server fills in, and notes what is missing.
    fn fill_in(&self, item: &mut ItemWrite, filled: Option<&FieldName>) -> Result<(), WriteError> {
        let operation = item.operation;
        let collection = Arc::clone(&item.collection);
        for field in collection.columns() {
            if operation != Operation::Create {
                if let Some(value) = specials::demanded(field, Operation::Update, self.context) {
                    item.columns.shift_remove(&field.name);
                    item.on_update.insert(field.name.clone(), value);
                }
            }
            if operation == Operation::Update {
                continue;
            }
            if let Some(value) = specials::demanded(field, Operation::Create, self.context) {
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
            } else if item.missing.is_none() && is_required(field, is_key) {
                item.missing = Some(self.invalid(field, ValidationType::Required));
            }
        }
        match (&item.missing, operation) {
            (Some(missing), Operation::Create) => Err(missing.clone()),
            _ => Ok(()),
        }
    }

    fn invalid(&self, field: &Field, validation: ValidationType) -> WriteError {
        WriteError::FailedValidation { field: field.name.as_str().into(), path: self.path.clone(), validation }
    }

    /// A key as the target's key type.
    pub(super) fn key_of(&self, collection: &Collection, json: &Json) -> Result<Value, WriteError> {
        let ty = collection.primary_key_field().map(|field| field.ty).ok_or(WriteError::NoSuchItem)?;
        typing::typed(json, ty).filter(|value| !value.is_null()).ok_or(WriteError::NoSuchItem)
    }
}

/// Whether a new item must bring a value for the field.
fn is_required(field: &Field, is_key: bool) -> bool {
    field.column.as_ref().is_some_and(|column| {
        let counted = column.auto_increment
            || (is_key && matches!(field.ty, relata_schema::FieldType::Integer | relata_schema::FieldType::BigInteger));
        !(column.nullable && !is_key) && column.default.is_none() && !counted && column.generated == Generated::No
    })
}
