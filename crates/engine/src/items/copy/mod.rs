//! Deep copies: an item with what belongs to it, made anew in one transaction.
//!
//! What belongs to an item is read level by level as the asker may see it, each row once however many ways lead to it, and becomes
//! new rows whose references among each other lead to the copies. Only new rows are written: the original stays as it is. Who copies
//! needs the right to create rows in each collection of which something is copied; fields and rows that they may not see are left out,
//! and so are fields that they may not set.

mod choice;
mod gather;
mod payload;

use std::collections::VecDeque;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_plan::{Action, Asker, ItemWrite, Operation, plan_item};
use relata_schema::{CollectionName, Value};
use serde_json::{Map, Value as Json};

use super::write::{nested, permitted};
use crate::read::Key;
use crate::write::{NewItem, Reference, WriteCommand};
use crate::{Engine, EngineError};
use choice::Choices;
use gather::Gathered;

/// Items that one copy may make: beyond, it is more likely a mistake in the choice of relations.
const MAX_ITEMS: usize = 10_000;

/// What is to be copied.
#[derive(Debug, Clone, Copy)]
pub struct CopyOf<'a> {
    /// The item's collection.
    pub collection: &'a str,
    /// The item's key.
    pub key: &'a str,
    /// By field: `"copy"`, `"link"`, `"skip"`, or an object with `fields` and `override` for what is behind the field.
    pub fields: Option<&'a Map<String, Json>>,
    /// Values of the new item that differ from the original's.
    pub overrides: Option<&'a Map<String, Json>>,
}

/// What a copy has made, or would make.
#[derive(Debug, Clone, PartialEq)]
pub struct Copied {
    /// The new item's key; `None` if nothing was written.
    pub key: Option<Value>,
    /// How many items of each collection.
    pub created: Vec<(CollectionName, usize)>,
}

impl Engine {
    /// Copies an item with what belongs to it.
    pub async fn copy(&self, asker: &Asker, of: CopyOf<'_>) -> Result<Copied, EngineError> {
        let schema = self.schema().await?;
        let gathered = self.gather(&schema, asker, &of).await?;
        let nodes = self.new_items(&schema, asker, &gathered).await?;
        let created = counts(&nodes);
        let collection = permitted(&schema, asker, of.collection, Action::Create)?;
        let written = self.carry_out(schema, asker, &collection, WriteCommand::Graph(nodes)).await?;
        Ok(Copied { key: written.keys.into_iter().next(), created })
    }

    /// What a copy would make; refused where the copy would be, unless by a rule that looks at the new rows. Writes nothing.
    pub async fn preview_copy(&self, asker: &Asker, of: CopyOf<'_>) -> Result<Copied, EngineError> {
        let schema = self.schema().await?;
        let gathered = self.gather(&schema, asker, &of).await?;
        let nodes = self.new_items(&schema, asker, &gathered).await?;
        Ok(Copied { key: None, created: counts(&nodes) })
    }

    /// The rows as items to be written.
    async fn new_items(
        &self,
        schema: &Arc<relata_schema::Schema>,
        asker: &Asker,
        gathered: &Gathered,
    ) -> Result<Vec<NewItem>, EngineError> {
        payload::check_unique(gathered, asker)?;
        let mut payloads = Vec::with_capacity(gathered.sources.len());
        for source in &gathered.sources {
            permitted(schema, asker, source.collection.name.as_str(), Action::Create)?;
            payloads.push(payload::of(source, asker)?);
        }
        let planned = self.plan(schema, asker, |context| {
            let sources = gathered.sources.iter().zip(&payloads);
            sources.map(|(source, payload)| plan_item(context, &source.collection, payload, Operation::Create)).collect()
        });
        let node = |(source, item): (&gather::Source, ItemWrite)| {
            let references =
                source.references.iter().map(|(field, to)| Reference { field: field.clone(), to: to.node, as_text: to.as_text });
            NewItem { item, references: references.collect() }
        };
        Ok(gathered.sources.iter().zip(planned.await?).map(node).collect())
    }
}

impl Copied {
    /// The new item's key as the API answers it: a number, or a text.
    pub fn key_json(&self) -> Json {
        match &self.key {
            None => Json::Null,
            Some(Value::Integer(number)) => Json::from(*number),
            Some(key) => Key::of_value(key).map_or(Json::Null, |key| Json::from(key.to_string())),
        }
    }
}

/// How many items are made of each collection, those that are given instead of copied ones too.
fn counts(nodes: &[NewItem]) -> Vec<(CollectionName, usize)> {
    let mut counts: IndexMap<CollectionName, usize> = IndexMap::new();
    let mut next: VecDeque<&ItemWrite> = nodes.iter().map(|node| &node.item).collect();
    while let Some(item) = next.pop_front() {
        if item.operation == Operation::Create {
            *counts.entry(item.collection.name.clone()).or_default() += 1;
        }
        next.extend(nested(item));
    }
    counts.into_iter().collect()
}

impl CopyOf<'_> {
    fn choices(&self) -> Choices {
        Choices { fields: self.fields.cloned().map(Arc::new), overrides: self.overrides.cloned().map(Arc::new) }
    }
}
