//! The rows that a copy is made of, found level by level, each once.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_plan::{Access, Action, Asker, item_key, key_in};
use relata_query::{FieldPath, Filter, FilterKey, Limit, Operand, Operator, Query, Segment};
use relata_schema::{Collection, CollectionName, EdgeKind, Field, FieldName, FieldType, Relation, RelationTarget, Schema, Special};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::{
    CopyOf, MAX_ITEMS,
    choice::{Choices, Treatment},
};
use crate::items::{ReadOf, ReadTarget};
use crate::read::{Envelope, Key};
use crate::{Engine, EngineError};

/// Keys that one read asks for.
const KEYS_PER_READ: usize = 1_000;

/// All rows of a copy; the first one is the item itself.
#[derive(Debug)]
pub(super) struct Gathered {
    pub(super) sources: Vec<Source>,
    known: HashMap<(CollectionName, Key), usize>,
}

/// A row that is copied.
#[derive(Debug)]
pub(super) struct Source {
    pub(super) collection: Arc<Collection>,
    /// What it holds.
    pub(super) row: Map<String, Json>,
    pub(super) choices: Choices,
    /// The relation by which another row refers to it, if that led to it.
    came_by: Option<Arc<Relation>>,
    /// Its references to other rows that are copied.
    pub(super) references: IndexMap<FieldName, To>,
    /// References that the copy doesn't get.
    pub(super) skipped: Vec<FieldName>,
}

/// A reference to another row that is copied.
#[derive(Debug, Clone, Copy)]
pub(super) struct To {
    pub(super) node: usize,
    pub(super) as_text: bool,
}

/// Rows to be read next: of one collection, by one column, under one choice.
struct Wanted {
    collection: Arc<Collection>,
    by: FieldName,
    values: Vec<Json>,
    choices: Choices,
    /// The relation that leads to them, and from which side.
    came_by: Arc<Relation>,
    kind: EdgeKind,
}

impl Engine {
    /// Reads everything that a copy is made of, as the asker may see it.
    pub(super) async fn gather(&self, schema: &Arc<Schema>, asker: &Asker, of: &CopyOf<'_>) -> Result<Gathered, EngineError> {
        let collection = super::permitted(schema, asker, of.collection, Action::Read)?;
        let mut gathered = Gathered { sources: Vec::new(), known: HashMap::new() };
        let query = Query { fields: Some(columns(asker, &collection)), ..Query::default() };
        let read = ReadOf { collection: of.collection, target: ReadTarget::Item(of.key), query: &query, envelope: Envelope::Bare };
        let root = self.read_unbounded(schema, asker, read).await?;
        let mut next = gathered.add(&collection, root, (&of.choices(), None))?;
        if next.is_empty() {
            return Err(EngineError::forbidden());
        }
        while !next.is_empty() {
            let wanted = gathered.wanted(schema, &next)?;
            next = Vec::new();
            for wanted in wanted {
                let rows = self.rows(schema, asker, &wanted).await?;
                next.extend(gathered.add(
                    &wanted.collection,
                    rows,
                    (&wanted.choices, Some(&wanted.came_by).filter(|_| wanted.kind != EdgeKind::OneToMany)),
                )?);
            }
        }
        gathered.connect(schema);
        Ok(gathered)
    }

    async fn rows(&self, schema: &Arc<Schema>, asker: &Asker, wanted: &Wanted) -> Result<Vec<Json>, EngineError> {
        if !asker.may(&wanted.collection.name, Action::Read) {
            return Ok(Vec::new());
        }
        let mut rows = Vec::new();
        for values in wanted.values.chunks(KEYS_PER_READ) {
            let is_one = Filter::Is(Operator::In, Operand::Many(values.to_vec()));
            let filter = Filter::On(FilterKey::Field(SmolStr::new(wanted.by.as_str())), Box::new(is_one));
            let query = Query {
                fields: Some(columns(asker, &wanted.collection)),
                filter: Some(filter),
                limit: Some(Limit::All),
                ..Query::default()
            };
            let read =
                ReadOf { collection: wanted.collection.name.as_str(), target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
            rows.extend(self.read_unbounded(schema, asker, read).await?);
        }
        Ok(rows)
    }
}

impl Gathered {
    /// Adds rows that aren't known yet; answers their positions.
    fn add(
        &mut self,
        collection: &Arc<Collection>,
        rows: Vec<Json>,
        way: (&Choices, Option<&Arc<Relation>>),
    ) -> Result<Vec<usize>, EngineError> {
        let (choices, came_by) = way;
        let mut added = Vec::new();
        for row in rows {
            let Json::Object(row) = row else { continue };
            let key = key_in(collection, &row).as_ref().and_then(Key::of_value).ok_or_else(EngineError::forbidden)?;
            let known = self.known.entry((collection.name.clone(), key));
            if let std::collections::hash_map::Entry::Vacant(place) = known {
                let position = self.sources.len();
                place.insert(position);
                added.push(position);
                let source = Source {
                    collection: Arc::clone(collection),
                    row,
                    choices: choices.clone(),
                    came_by: came_by.cloned(),
                    references: IndexMap::new(),
                    skipped: Vec::new(),
                };
                self.sources.push(source);
            }
        }
        if self.sources.len() > MAX_ITEMS {
            let reason = format!("The copy would make more than {MAX_ITEMS} items: skip or link some of the relations.");
            return Err(EngineError::invalid_payload(reason));
        }
        Ok(added)
    }

    /// What the rows at `positions` lead to.
    fn wanted(&mut self, schema: &Schema, positions: &[usize]) -> Result<Vec<Wanted>, EngineError> {
        let mut wanted: Vec<Wanted> = Vec::new();
        for position in positions {
            let source = &mut self.sources[*position];
            let collection = Arc::clone(&source.collection);
            if let Some(unknown) =
                source.choices.names().find(|name| collection.field(name.split(':').next().unwrap_or_default()).is_none())
            {
                return Err(EngineError::invalid_payload(format!("\"{unknown}\" is no field of collection \"{}\".", collection.name)));
            }
            for field in collection.fields.values() {
                let Some(edge) = schema.edge(&collection.name, &field.name) else { continue };
                let came_back = source.came_by.as_ref().is_some_and(|relation| Arc::ptr_eq(relation, edge.relation));
                if came_back && edge.kind == EdgeKind::OneToMany && !source.choices.speaks_of(field.name.as_str()) {
                    // The list that the way here belongs to: whoever else refers to the original goes on referring to that.
                    continue;
                }
                if schema.referenced_beside_key(edge.relation).is_some() {
                    // A copy is referred to by another value, which it gets only when it is written: it keeps what the original refers to.
                    continue;
                }
                let scope = scope(edge.relation, &source.row);
                let treatment = source.choices.relation(&edge, field.name.as_str(), scope)?;
                let choices = match treatment {
                    Treatment::Copy(choices) => choices,
                    Treatment::Skip => {
                        source.skipped.push(field.name.clone());
                        continue;
                    }
                    Treatment::Link => continue,
                };
                let leads_to = match edge.kind {
                    EdgeKind::OneToMany => {
                        let key = collection.primary_key.single().and_then(|key| source.row.get(key.as_str()));
                        key.map(|key| (edge.relation.many_collection.clone(), Some(edge.relation.many_field.clone()), key.clone()))
                    }
                    EdgeKind::ManyToOne | EdgeKind::AnyToOne => {
                        let to = target(edge.relation, scope);
                        to.zip(source.row.get(field.name.as_str()).cloned()).map(|(to, key)| (to, None, key))
                    }
                };
                let Some((name, by, value)) = leads_to.filter(|(_, _, value)| !value.is_null()) else { continue };
                let Some(other) = schema.collection(name.as_str()).filter(|other| other.has_table()) else { continue };
                let Some(by) = by.or_else(|| other.primary_key.single().cloned()) else { continue };
                // The caller's choices go with the way; rows that share one are read together.
                let same = |wanted: &&mut Wanted| {
                    wanted.collection.name == name
                        && wanted.kind == edge.kind
                        && Arc::ptr_eq(&wanted.came_by, edge.relation)
                        && same_choices(&wanted.choices, &choices)
                };
                match wanted.iter_mut().find(same) {
                    Some(wanted) => wanted.values.push(value),
                    None => wanted.push(Wanted {
                        collection: Arc::clone(other),
                        by,
                        values: vec![value],
                        choices,
                        came_by: Arc::clone(edge.relation),
                        kind: edge.kind,
                    }),
                }
            }
        }
        Ok(wanted)
    }

    /// Lets references among the rows lead to the copies.
    fn connect(&mut self, schema: &Schema) {
        for position in 0..self.sources.len() {
            let source = &self.sources[position];
            let mut references = IndexMap::new();
            for relation in schema.outgoing(&source.collection.name).filter(|relation| schema.referenced_beside_key(relation).is_none()) {
                let scope = scope(relation, &source.row);
                let key = source.row.get(relation.many_field.as_str()).filter(|key| !key.is_null());
                let other = target(relation, scope).and_then(|name| schema.collection(name.as_str()));
                let Some((key, other)) = key.zip(other) else { continue };
                let Some(key) = item_key(other, key).as_ref().and_then(Key::of_value) else { continue };
                let Some(node) = self.known.get(&(other.name.clone(), key)) else { continue };
                // A reference to a row that is copied anyway follows, unless the caller says that it stays.
                let stays = source.choices.speaks_of(relation.many_field.as_str())
                    && matches!(
                        schema.edge(&source.collection.name, &relation.many_field).map(|edge| source.choices.relation(
                            &edge,
                            relation.many_field.as_str(),
                            scope
                        )),
                        Some(Ok(Treatment::Link | Treatment::Skip))
                    );
                if !stays {
                    references.insert(relation.many_field.clone(), To { node: *node, as_text: scope.is_some() });
                }
            }
            self.sources[position].references = references;
        }
    }
}

fn same_choices(one: &Choices, other: &Choices) -> bool {
    one.fields == other.fields && one.overrides == other.overrides
}

/// The collection that a row of a many-to-any names.
fn scope<'r>(relation: &Relation, row: &'r Map<String, Json>) -> Option<&'r str> {
    match &relation.target {
        RelationTarget::One(_) => None,
        RelationTarget::Any { collection_field, .. } => row.get(collection_field.as_str())?.as_str(),
    }
}

fn target(relation: &Relation, scope: Option<&str>) -> Option<CollectionName> {
    match &relation.target {
        RelationTarget::One(one) => Some(one.clone()),
        RelationTarget::Any { allowed, .. } => allowed.iter().find(|one| Some(one.as_str()) == scope).cloned(),
    }
}

/// The columns that can be copied: what is concealed can't be read, what is computed can't be written, what the asker may not see
/// isn't theirs to copy.
fn columns(asker: &Asker, collection: &Collection) -> Vec<FieldPath> {
    let may_be_read = |field: &&Field| match &*asker.access {
        Access::Everything => true,
        Access::Granted(_) => {
            let grant = asker.grant(&collection.name, Action::Read);
            grant.is_some_and(|grant| grant.cases.iter().any(|case| case.fields.contains(field.name.as_str())))
        }
    };
    let has_text = |field: &&Field| !field.has(Special::Conceal) && !matches!(field.ty, FieldType::Hash | FieldType::Binary);
    let path = |field: &Field| FieldPath(vec![Segment::Field(SmolStr::new(field.name.as_str()))]);
    collection.columns().filter(has_text).filter(may_be_read).map(path).collect()
}
