//! Reading items.

use jiff::Timestamp;
use relata_plan::{Asker, ItemKey, Moment, PlanContext, Target, plan_read};
use relata_query::Query;
use relata_schema::{Collection, Schema, Value};
use serde_json::{Map, Value as Json};

use crate::read::{self, Arity, Envelope, ReadAnswer};
use crate::{Engine, EngineError};

/// What is read.
#[derive(Debug, Clone, Copy)]
pub struct ReadOf<'a> {
    /// The collection, as asked.
    pub collection: &'a str,
    /// Which of its items.
    pub target: ReadTarget<'a>,
    /// What is wanted of them.
    pub query: &'a Query,
    /// What stands around them in the answer.
    pub envelope: Envelope,
}

/// Which items of a collection.
#[derive(Debug, Clone, Copy)]
pub enum ReadTarget<'a> {
    /// A list; of a singleton: its one item.
    Items,
    /// One item by its key, as it stands in a path.
    Item(&'a str),
    /// Items by their keys, in the list's order; unknown ones are left out.
    Keys(&'a [Value]),
}

impl Engine {
    /// Reads items on behalf of an asker.
    pub async fn read(&self, asker: &Asker, of: ReadOf<'_>) -> Result<ReadAnswer, EngineError> {
        let schema = self.schema().await?;
        self.read_with(&schema, asker, of).await
    }

    pub(crate) async fn read_with(&self, schema: &Schema, asker: &Asker, of: ReadOf<'_>) -> Result<ReadAnswer, EngineError> {
        let singleton = schema.collection(of.collection).filter(|collection| collection.is_singleton());
        let (target, arity) = match of.target {
            ReadTarget::Items if singleton.is_some() => (Target::Singleton, Arity::One),
            ReadTarget::Items => (Target::Items, Arity::Many),
            ReadTarget::Item(key) => (Target::Item(ItemKey(key)), Arity::One),
            ReadTarget::Keys(keys) => (Target::Keys(keys), Arity::Many),
        };
        let moment = Moment::at(Timestamp::now().as_microsecond());
        let context = PlanContext { schema, asker, limits: &self.options().limits, moment: &moment };
        let plan = plan_read(context, of.collection, target, of.query)?;
        let answer = read::run(self.database(), self.dialect(), plan, (arity, of.envelope)).await?;
        Ok(match (answer, singleton) {
            (ReadAnswer::Nothing, Some(collection)) if matches!(of.target, ReadTarget::Items) => unset_singleton(collection, of.envelope),
            (answer, _) => answer,
        })
    }

    /// The items with these keys as JSON values, for callers that work on with them.
    pub async fn read_values(&self, asker: &Asker, of: ReadOf<'_>) -> Result<Vec<Json>, EngineError> {
        let of = ReadOf { envelope: Envelope::Bare, ..of };
        let mut text = Vec::new();
        match self.read(asker, of).await? {
            ReadAnswer::Nothing => return Ok(Vec::new()),
            ReadAnswer::Whole(whole) => text.extend_from_slice(&whole),
            ReadAnswer::Pieces(mut pieces) => {
                while let Some(piece) = pieces.next().await {
                    text.extend_from_slice(&piece?);
                }
            }
        }
        let unreadable = |error| EngineError::new(crate::ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error);
        Ok(match serde_json::from_slice(&text).map_err(unreadable)? {
            Json::Array(items) => items,
            item => vec![item],
        })
    }
}

/// A singleton that nobody has saved yet reads as its fields' defaults.
fn unset_singleton(collection: &Collection, envelope: Envelope) -> ReadAnswer {
    let default = |field: &relata_schema::Field| field.column.as_ref().and_then(|column| column.default.clone()).unwrap_or(Json::Null);
    let is_key = |field: &relata_schema::Field| collection.primary_key.columns().contains(&field.name);
    let item: Map<String, Json> =
        collection.columns().map(|field| (field.name.to_string(), if is_key(field) { Json::Null } else { default(field) })).collect();
    let json = match envelope {
        Envelope::Data => serde_json::json!({ "data": item }),
        Envelope::Bare => Json::Object(item),
    };
    ReadAnswer::Whole(json.to_string().into())
}
