//! Reading items.

use relata_plan::{Asker, Expr, ItemKey, NodeOutput, Output, OutputValue, PlanContext, PlanLimits, ReadPlan, Target, plan_read};
use relata_query::Query;
use relata_schema::{Collection, Schema, Value};
use serde_json::{Map, Value as Json};

use crate::read::{self, Arity, Envelope, Planned, ReadAnswer};
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
    /// The same of items that the request has just written: who asks for nothing but their keys is answered without another look.
    Written(&'a [Value]),
}

impl Engine {
    /// Reads items on behalf of an asker.
    pub async fn read(&self, asker: &Asker, of: ReadOf<'_>) -> Result<ReadAnswer, EngineError> {
        let schema = self.schema().await?;
        self.read_with(&schema, asker, of).await
    }

    pub(crate) async fn read_with(&self, schema: &Schema, asker: &Asker, of: ReadOf<'_>) -> Result<ReadAnswer, EngineError> {
        self.read_within(schema, asker, (of, &self.options().limits)).await
    }

    /// All that is asked for, whatever the limits on answers say: what a change selects is never cut.
    pub(crate) async fn read_unbounded(&self, schema: &Schema, asker: &Asker, of: ReadOf<'_>) -> Result<Vec<Json>, EngineError> {
        let limits = PlanLimits { default_rows: None, max_rows: None, ..self.options().limits.clone() };
        values_of(self.read_within(schema, asker, (of, &limits)).await?).await
    }

    /// How all items that a query finds are read, whatever the limits on answers say.
    pub(super) async fn plan_unbounded(
        &self,
        schema: &Schema,
        asker: &Asker,
        collection: &Collection,
        query: &Query,
    ) -> Result<Planned, EngineError> {
        let limits = PlanLimits { default_rows: None, max_rows: None, ..self.options().limits.clone() };
        let moment = self.moment(schema, asker, Some(query)).await?;
        let context = PlanContext { schema, asker, limits: &limits, moment: &moment };
        let target = if collection.is_singleton() { Target::Singleton } else { Target::Items };
        let plan = plan_read(context, collection.name.as_str(), target, query)?;
        let shortcut = self.table_sizes().shortcut(self.database(), self.dialect(), schema, &plan.root).await;
        Ok((plan, shortcut))
    }

    async fn read_within(&self, schema: &Schema, asker: &Asker, read: (ReadOf<'_>, &PlanLimits)) -> Result<ReadAnswer, EngineError> {
        let (of, limits) = read;
        let singleton = schema.collection(of.collection).filter(|collection| collection.is_singleton());
        let (target, one) = match of.target {
            ReadTarget::Items if singleton.is_some() => (Target::Singleton, true),
            ReadTarget::Items => (Target::Items, false),
            ReadTarget::Item(key) => (Target::Item(ItemKey(key)), true),
            ReadTarget::Keys(keys) | ReadTarget::Written(keys) => (Target::Keys(keys), false),
        };
        let moment = self.moment(schema, asker, Some(of.query)).await?;
        let context = PlanContext { schema, asker, limits, moment: &moment };
        let plan = plan_read(context, of.collection, target, of.query)?;
        if let ReadTarget::Written(keys) = of.target
            && let Some(answer) = read::known_keys(self.dialect(), &plan, keys, of.envelope)
        {
            return Ok(answer);
        }
        let arity = match (one, singleton) {
            (false, _) => Arity::Many,
            (true, Some(collection)) if target == Target::Singleton => Arity::OneOr(unset_singleton(schema, collection, &plan)),
            (true, _) => Arity::One,
        };
        let shortcut = self.table_sizes().shortcut(self.database(), self.dialect(), schema, &plan.root).await;
        read::run(self.database(), self.dialect(), (plan, shortcut), (arity, of.envelope)).await
    }

    /// The items with these keys as JSON values, for callers that work on with them.
    pub async fn read_values(&self, asker: &Asker, of: ReadOf<'_>) -> Result<Vec<Json>, EngineError> {
        let of = ReadOf { envelope: Envelope::Bare, ..of };
        values_of(self.read(asker, of).await?).await
    }
}

/// The items of an answer, read back.
pub(super) async fn values_of(answer: ReadAnswer) -> Result<Vec<Json>, EngineError> {
    let mut text = Vec::new();
    match answer {
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

/// A singleton that nobody has saved yet reads as the defaults of its own columns; references are left out.
fn unset_singleton(schema: &Schema, collection: &Collection, plan: &ReadPlan) -> String {
    let NodeOutput::Object(outputs) = &plan.root.output else { return "{}".to_owned() };
    let default = |output: &Output| {
        let OutputValue::Column(column, _) = &output.value else { return None };
        let Some(Expr::Column(column)) = plan.root.columns.get(*column) else { return None };
        let field = collection.field(column.column.as_str()).filter(|field| schema.edge(&collection.name, &field.name).is_none())?;
        let is_key = collection.primary_key.columns().contains(&field.name);
        let default = field.column.as_ref().and_then(|column| column.default.clone());
        if is_key { Some((output.name.to_string(), Json::Null)) } else { default.map(|default| (output.name.to_string(), default)) }
    };
    Json::Object(outputs.iter().filter_map(default).collect::<Map<String, Json>>()).to_string()
}
