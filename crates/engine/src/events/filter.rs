//! Taking part in a write before it is planned.

use std::borrow::Cow;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use relata_plan::{Asker, item_key, key_in};
use relata_schema::{Collection, EdgeKind, RelationTarget, Schema, Value};
use serde_json::{Map, Value as Json};

use crate::write::ChangeAction;
use crate::{Engine, EngineError};

/// A write that hasn't happened yet.
#[derive(Debug)]
pub struct PendingWrite<'w> {
    /// On whose behalf.
    pub asker: &'w Asker,
    /// Which collection.
    pub collection: &'w Collection,
    /// What shall happen. A nested item with a key counts as changed, although it is created if the key is unknown.
    pub action: ChangeAction,
    /// Which items: none for a new one.
    pub keys: &'w [Value],
    /// What is to be written; empty where items are deleted. May be changed: it is read only afterwards.
    pub payload: &'w mut Map<String, Json>,
}

/// What a filter answers: an error refuses the whole write, with everything nested in it.
pub type FilterFuture<'w> = Pin<Box<dyn Future<Output = Result<(), EngineError>> + Send + 'w>>;

/// Somebody who takes part in writes.
pub trait ItemFilter: Send + Sync + 'static {
    /// Looks at a write, and changes or refuses it. Called for each item of a payload, nested ones after those that hold them, in the order
    /// in which filters were added. Several items that get the same changes make one call.
    fn filter<'w>(&'w self, write: &'w mut PendingWrite<'_>) -> FilterFuture<'w>;
}

impl Engine {
    /// Lets somebody take part in all writes of items from now on.
    pub fn add_filter(&self, filter: impl ItemFilter) {
        self.events_hub().add_filter(Arc::new(filter));
    }
}

/// The schema and the asker of a write, with all who take part in it.
struct Filtering<'f> {
    schema: &'f Schema,
    asker: &'f Asker,
    filters: Arc<[Arc<dyn ItemFilter>]>,
}

/// A payload after all filters.
pub(crate) async fn filtered<'p>(
    engine: &Engine,
    asked: (&Schema, &Asker),
    collection: &Collection,
    write: (ChangeAction, &[Value]),
    payload: &'p Map<String, Json>,
) -> Result<Cow<'p, Map<String, Json>>, EngineError> {
    let filters = engine.events_hub().filters();
    if filters.is_empty() {
        return Ok(Cow::Borrowed(payload));
    }
    let mut payload = payload.clone();
    let (schema, asker) = asked;
    Filtering { schema, asker, filters }.item(collection, write, &mut payload).await?;
    Ok(Cow::Owned(payload))
}

impl Filtering<'_> {
    fn item<'s>(
        &'s self,
        collection: &'s Collection,
        write: (ChangeAction, &'s [Value]),
        payload: &'s mut Map<String, Json>,
    ) -> FilterFuture<'s> {
        Box::pin(async move {
            let (action, keys) = write;
            for filter in self.filters.iter() {
                filter.filter(&mut PendingWrite { asker: self.asker, collection, action, keys, payload }).await?;
            }
            let names: Vec<String> = payload.keys().cloned().collect();
            for name in names {
                let Some(field) = collection.field(&name) else { continue };
                let Some(edge) = self.schema.edge(&collection.name, &field.name) else { continue };
                let target = match (&edge.relation.target, edge.kind) {
                    (_, EdgeKind::OneToMany) => Some(edge.relation.many_collection.as_str()),
                    (RelationTarget::One(one), _) => Some(one.as_str()),
                    (RelationTarget::Any { collection_field, .. }, _) => payload.get(collection_field.as_str()).and_then(Json::as_str),
                };
                let Some(target) = target.and_then(|target| self.schema.collection(target)).cloned() else { continue };
                if let Some(nested) = payload.get_mut(&name) {
                    self.below(&target, nested).await?;
                }
            }
            Ok(())
        })
    }

    /// The items in the value of a relational field.
    async fn below(&self, target: &Collection, nested: &mut Json) -> Result<(), EngineError> {
        match nested {
            Json::Object(edits) if ["create", "update", "delete"].iter().any(|part| edits.get(*part).is_some_and(Json::is_array)) => {
                for (part, entries) in edits.iter_mut() {
                    let Json::Array(entries) = entries else { continue };
                    if part == "delete" {
                        let keys: Vec<Value> = entries.iter().filter_map(|key| item_key(target, key)).collect();
                        self.item(target, (ChangeAction::Delete, &keys), &mut Map::new()).await?;
                        continue;
                    }
                    for entry in entries {
                        self.entry(target, entry).await?;
                    }
                }
                Ok(())
            }
            Json::Array(entries) => {
                for entry in entries {
                    self.entry(target, entry).await?;
                }
                Ok(())
            }
            one => self.entry(target, one).await,
        }
    }

    async fn entry(&self, target: &Collection, entry: &mut Json) -> Result<(), EngineError> {
        let Json::Object(payload) = entry else { return Ok(()) };
        let keys: Vec<Value> = key_in(target, payload).into_iter().collect();
        let action = if keys.is_empty() { ChangeAction::Create } else { ChangeAction::Update };
        self.item(target, (action, &keys), payload).await
    }
}
