//! Reading items.

use jiff::Timestamp;
use relata_plan::{Asker, Expr, ItemKey, Moment, NodeOutput, Output, OutputValue, PlanContext, ReadPlan, Target, plan_read};
use relata_query::{FieldPath, Filter, Operand, Query};
use relata_schema::{Collection, Schema, Value};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

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
        let (target, one) = match of.target {
            ReadTarget::Items if singleton.is_some() => (Target::Singleton, true),
            ReadTarget::Items => (Target::Items, false),
            ReadTarget::Item(key) => (Target::Item(ItemKey(key)), true),
            ReadTarget::Keys(keys) => (Target::Keys(keys), false),
        };
        let moment = self.moment(asker, of.query).await?;
        let context = PlanContext { schema, asker, limits: &self.options().limits, moment: &moment };
        let plan = plan_read(context, of.collection, target, of.query)?;
        let arity = match (one, singleton) {
            (false, _) => Arity::Many,
            (true, Some(collection)) if target == Target::Singleton => Arity::OneOr(unset_singleton(schema, collection, &plan)),
            (true, _) => Arity::One,
        };
        read::run(self.database(), self.dialect(), plan, (arity, of.envelope)).await
    }

    /// The moment of a request, with the facts about the asker that its filters mention.
    async fn moment(&self, asker: &Asker, query: &Query) -> Result<Moment, EngineError> {
        let mut moment = Moment::at(Timestamp::now().as_microsecond());
        for (variable, collection, key) in
            [("$CURRENT_USER.", "directus_users", &asker.user), ("$CURRENT_ROLE.", "directus_roles", &asker.role)]
        {
            let mut paths = Vec::new();
            paths_of(query, variable, &mut paths);
            let Some(key) = key.as_ref().filter(|_| !paths.is_empty()) else { continue };
            // The asker's own data, read as the system: a rule may depend on what the asker can't see.
            let fields = paths.iter().filter_map(|path| FieldPath::parse(&path[variable.len()..]).ok()).collect();
            let query = Query { fields: Some(fields), ..Query::default() };
            let of = ReadOf { collection, target: ReadTarget::Item(key), query: &query, envelope: Envelope::Bare };
            let found = Box::pin(self.read_values(&Asker::system(), of)).await?;
            let Some(found) = found.first() else { continue };
            moment.facts.extend(paths.into_iter().map(|path| {
                let value = fact(found, path[variable.len()..].split('.'));
                (path, value)
            }));
        }
        Ok(moment)
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

/// A singleton that nobody has saved yet reads as the defaults of its own columns; references are left out.
fn unset_singleton(schema: &Schema, collection: &Collection, plan: &ReadPlan) -> String {
    let NodeOutput::Object(outputs) = &plan.root.output else { return "{}".to_owned() };
    let default = |output: &Output| {
        let OutputValue::Column(column, _) = &output.value else { return None };
        let Some(Expr::Column(column)) = plan.root.columns.get(*column) else { return None };
        let field = collection.field(column.column.as_str()).filter(|field| schema.edge(&collection.name, &field.name).is_none())?;
        let is_key = collection.primary_key.columns().contains(&field.name);
        let default = field.column.as_ref().and_then(|column| column.default.clone()).filter(|_| !is_key);
        Some((output.name.to_string(), default.unwrap_or(Json::Null)))
    };
    Json::Object(outputs.iter().filter_map(default).collect::<Map<String, Json>>()).to_string()
}

/// The variables of one kind that a query's filters mention, at any depth.
fn paths_of(query: &Query, variable: &str, paths: &mut Vec<SmolStr>) {
    if let Some(filter) = &query.filter {
        operands(filter, &mut |json| {
            let mentioned = json.as_str().filter(|text| text.starts_with(variable));
            if let Some(path) = mentioned.filter(|path| !paths.iter().any(|known| known == path)) {
                paths.push(SmolStr::new(path));
            }
        });
    }
    query.deep.values().for_each(|below| paths_of(below, variable, paths));
}

fn operands(filter: &Filter, each: &mut impl FnMut(&Json)) {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().for_each(|part| operands(part, each)),
        Filter::On(_, inner) | Filter::Members(_, inner) => operands(inner, each),
        Filter::Is(_, Operand::One(json)) => each(json),
        Filter::Is(_, Operand::Many(values)) => values.iter().for_each(each),
    }
}

/// The value at a path; through lists, all the values.
fn fact<'p>(json: &Json, mut path: impl Iterator<Item = &'p str> + Clone) -> Json {
    if let Json::Array(items) = json {
        return Json::Array(items.iter().map(|item| fact(item, path.clone())).collect());
    }
    match path.next() {
        None => json.clone(),
        Some(name) => json.get(name).map_or(Json::Null, |below| fact(below, path)),
    }
}
