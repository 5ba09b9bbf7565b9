//! Writing items: payloads planned, hashed and carried out in one transaction.

use std::sync::Arc;

use jiff::Timestamp;
use relata_plan::{Asker, ItemWrite, Moment, Operation, WriteContext, plan_item, typed};
use relata_query::{FieldPath, Limit, Query, Segment};
use relata_schema::{Collection, CollectionName, Schema, Value};
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, ToSmolStr};

use crate::write::{WriteCommand, WriteFailure, WriteItems};
use crate::{Engine, EngineError, Envelope, ErrorCode, ReadOf, ReadTarget};

/// What a write has touched.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The collection.
    pub collection: CollectionName,
    /// The keys of the items, in the order of the payload; unknown ones are left out.
    pub keys: Vec<Value>,
}

/// Which items a change or a deletion is about.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// One, by its key as it stands in a path.
    Item(&'a str),
    /// Some, by their keys.
    Keys(&'a [Json]),
    /// All that a query finds, however many they are.
    Query(&'a Query),
    /// The one item of a singleton.
    Singleton,
}

impl Engine {
    /// Creates items.
    pub async fn create(&self, asker: &Asker, collection: &str, payloads: &[&Map<String, Json>]) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = writable(&schema, asker, collection)?;
        let planned = self.plan(&schema, asker, |context| {
            payloads.iter().map(|payload| plan_item(context, &collection, payload, Operation::Create)).collect()
        })?;
        self.write(schema, &collection, planned).await
    }

    /// Gives all selected items the same changes.
    pub async fn update(
        &self,
        asker: &Asker,
        collection: &str,
        change: (Selection<'_>, &Map<String, Json>),
    ) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = writable(&schema, asker, collection)?;
        let (selection, payload) = change;
        let keys = self.keys_of(asker, &collection, selection).await?;
        let operation = if keys.is_empty() && matches!(selection, Selection::Singleton) { Operation::Create } else { Operation::Update };
        let planned = self.plan(&schema, asker, |context| plan_item(context, &collection, payload, operation).map(|item| vec![item]))?;
        let items = if operation == Operation::Create {
            planned
        } else {
            keys.into_iter().flat_map(|key| planned.iter().map(move |item| ItemWrite { key: Some(key.clone()), ..item.clone() })).collect()
        };
        self.write(schema, &collection, items).await
    }

    /// Changes items each in its own way; each payload names its item's key.
    pub async fn update_each(&self, asker: &Asker, collection: &str, payloads: &[&Map<String, Json>]) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = writable(&schema, asker, collection)?;
        let key_name = collection.primary_key.single().ok_or_else(EngineError::forbidden)?.to_smolstr();
        let mut keys = Vec::with_capacity(payloads.len());
        for payload in payloads {
            let key = payload
                .get(key_name.as_str())
                .ok_or_else(|| EngineError::invalid_payload(format!("Each item needs its key in \"{key_name}\".")))?;
            keys.push(key_value(&collection, key)?);
        }
        let planned = self.plan(&schema, asker, |context| {
            payloads.iter().map(|payload| plan_item(context, &collection, payload, Operation::Update)).collect()
        })?;
        let items = planned.into_iter().zip(keys).map(|(item, key)| ItemWrite { key: Some(key), ..item }).collect();
        self.write(schema, &collection, items).await
    }

    /// Deletes items and settles every reference to them.
    pub async fn delete(&self, asker: &Asker, collection: &str, selection: Selection<'_>) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = writable(&schema, asker, collection)?;
        let keys = self.keys_of(asker, &collection, selection).await?;
        let command = WriteCommand::Delete(Arc::clone(&collection), keys);
        self.carry_out(schema, &collection, command).await
    }

    /// Keys as they came in a body, typed by the collection's key.
    pub async fn keys(&self, collection: &str, keys: &[Json]) -> Result<Vec<Value>, EngineError> {
        let schema = self.schema().await?;
        let collection = schema.collection(collection).ok_or_else(EngineError::forbidden)?;
        keys.iter().map(|key| key_value(collection, key)).collect()
    }

    /// Whether a collection exists and holds exactly one item.
    pub async fn is_singleton(&self, collection: &str) -> Result<bool, EngineError> {
        Ok(self.schema().await?.collection(collection).is_some_and(|collection| collection.is_singleton()))
    }

    fn plan(
        &self,
        schema: &Schema,
        asker: &Asker,
        plan: impl FnOnce(&WriteContext<'_>) -> Result<Vec<ItemWrite>, relata_plan::WriteError>,
    ) -> Result<Vec<ItemWrite>, EngineError> {
        let moment = Moment::at(Timestamp::now().as_microsecond());
        let new_uuid = || uuid::Uuid::new_v4().to_smolstr();
        let max_depth = self.options().limits.max_depth;
        let context = WriteContext { schema, asker, moment: &moment, new_uuid, max_depth };
        plan(&context).map_err(|error| WriteFailure::from(error).into())
    }

    async fn write(&self, schema: Arc<Schema>, collection: &Arc<Collection>, items: Vec<ItemWrite>) -> Result<Written, EngineError> {
        if items.is_empty() {
            return Ok(Written { collection: collection.name.clone(), keys: Vec::new() });
        }
        let items = hashed(items).await?;
        self.carry_out(schema, collection, WriteCommand::Items(items)).await
    }

    async fn carry_out(&self, schema: Arc<Schema>, collection: &Collection, command: WriteCommand) -> Result<Written, EngineError> {
        let job = WriteItems { schema, dialect: self.dialect(), command };
        let keys = self.database().write(job).await?;
        Ok(Written { collection: collection.name.clone(), keys })
    }

    /// The keys of the selected items.
    async fn keys_of(&self, asker: &Asker, collection: &Collection, selection: Selection<'_>) -> Result<Vec<Value>, EngineError> {
        let query = match selection {
            Selection::Item(key) => return Ok(vec![key_value(collection, &Json::from(key))?]),
            Selection::Keys(keys) => return keys.iter().map(|key| key_value(collection, key)).collect(),
            Selection::Query(query) => query.clone(),
            Selection::Singleton => Query { limit: Some(Limit::AtMost(1)), ..Query::default() },
        };
        let key_name = collection.primary_key.single().ok_or_else(EngineError::forbidden)?;
        // No default limit: whoever changes "all drafts" means all of them.
        let limit = query.limit.or(Some(Limit::All));
        let fields = Some(vec![FieldPath(vec![Segment::Field(SmolStr::new(key_name.as_str()))])]);
        let query = Query { fields, limit, ..query };
        let of = ReadOf { collection: collection.name.as_str(), target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
        let found = self.read_values(asker, of).await?;
        let keys = found.iter().filter_map(|item| item.get(key_name.as_str())).filter(|key| !key.is_null());
        keys.map(|key| key_value(collection, key)).collect()
    }
}

/// A collection that exists, has items, and may be written to.
fn writable(schema: &Schema, asker: &Asker, name: &str) -> Result<Arc<Collection>, EngineError> {
    let collection = schema.collection(name).filter(|collection| collection.has_table() && asker.is_admin());
    collection.cloned().ok_or_else(|| relata_plan::PlanError::CollectionNotReadable { collection: name.into() }.into())
}

/// A key as the collection's key type. What can't be a key is an item that doesn't exist.
fn key_value(collection: &Collection, key: &Json) -> Result<Value, EngineError> {
    let ty = collection.primary_key_field().map(|field| field.ty).ok_or_else(EngineError::forbidden)?;
    typed(key, ty).filter(|value| !value.is_null()).ok_or_else(EngineError::forbidden)
}

/// Replaces the texts of hash fields by their hashes, on a thread that may be busy for long.
async fn hashed(items: Vec<ItemWrite>) -> Result<Vec<ItemWrite>, EngineError> {
    if !items.iter().any(has_hashes) {
        return Ok(items);
    }
    let failed = || EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.");
    let hashing = tokio::task::spawn_blocking(move || {
        let mut items = items;
        items.iter_mut().try_for_each(hash)?;
        Ok::<_, relata_identity::PasswordError>(items)
    });
    hashing.await.map_err(|error| failed().caused_by(error))?.map_err(|error| failed().caused_by(error))
}

fn nested(item: &ItemWrite) -> impl Iterator<Item = &ItemWrite> {
    use relata_plan::{ListChange, Member};
    let links = item.to_one.iter().map(|link| &link.item);
    let lists = item.lists.iter().flat_map(|list| -> Vec<&ItemWrite> {
        match &list.change {
            ListChange::Exactly(members) => {
                members.iter().filter_map(|member| if let Member::Item(item) = member { Some(item) } else { None }).collect()
            }
            ListChange::Edit { create, update, .. } => create.iter().chain(update).collect(),
        }
    });
    links.chain(lists)
}

fn has_hashes(item: &ItemWrite) -> bool {
    !item.hashed.is_empty() || nested(item).any(has_hashes)
}

fn hash(item: &mut ItemWrite) -> Result<(), relata_identity::PasswordError> {
    use relata_plan::{ListChange, Member};
    for field in std::mem::take(&mut item.hashed) {
        if let Some(Value::Text(text)) = item.columns.get_mut(&field) {
            *text = SmolStr::new(relata_identity::hash_password(text)?);
        }
    }
    item.to_one.iter_mut().try_for_each(|link| hash(&mut link.item))?;
    item.lists.iter_mut().try_for_each(|list| match &mut list.change {
        ListChange::Exactly(members) => {
            members.iter_mut().try_for_each(|member| if let Member::Item(item) = member { hash(item) } else { Ok(()) })
        }
        ListChange::Edit { create, update, .. } => create.iter_mut().chain(update).try_for_each(hash),
    })
}
