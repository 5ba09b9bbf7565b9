//! What of the model an asker may see: collections, fields and relations that they may read. What can't be seen isn't there.

use relata_plan::{Action, Asker};
use relata_schema::{Collection, CollectionName, Relation, RelationTarget, Schema, SchemaError};
use serde_json::Value as Json;

use crate::EngineError;

/// What a collection's settings tell of its fields.
const ABOUT_FIELDS: [&str; 5] =
    ["/meta/display_template", "/meta/archive_field", "/meta/sort_field", "/meta/item_duplication_fields", "/meta/preview_url"];

/// An asker's view of the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sight<'a> {
    asker: &'a Asker,
}

impl<'a> Sight<'a> {
    /// The view through one of the collections that describe the model (`directus_fields`, …); refused without the right to read it.
    pub(super) fn through(asker: &'a Asker, described_by: &str) -> Result<Self, EngineError> {
        let may = CollectionName::parse(described_by).is_ok_and(|name| asker.may(&name, Action::Read));
        if may { Ok(Self { asker }) } else { Err(EngineError::forbidden()) }
    }

    /// Whether a collection is seen.
    pub(super) fn collection(self, collection: &CollectionName) -> bool {
        self.asker.may(collection, Action::Read)
    }

    /// Whether a field is seen.
    pub(super) fn field(self, collection: &CollectionName, field: &str) -> bool {
        self.asker.is_admin() || self.asker.grant(collection, Action::Read).is_some_and(|grant| grant.allows_field(field))
    }

    /// Whether a relation is seen: both its ends are.
    pub(super) fn relation(self, relation: &Relation) -> bool {
        let target = match &relation.target {
            RelationTarget::One(one) => {
                self.collection(one) && relation.one_field.as_ref().is_none_or(|alias| self.field(one, alias.as_str()))
            }
            RelationTarget::Any { allowed, .. } => allowed.iter().any(|one| self.collection(one)),
        };
        target && self.field(&relation.many_collection, relation.many_field.as_str())
    }
}

impl Sight<'_> {
    /// A collection as it is told of: the statement that made its table names every field, so only who sees them all sees it. Of one that
    /// is told only because something lies in it, settings that speak of its fields aren't.
    pub(super) fn told_collection(self, collection: &Collection, mut told: Json) -> Json {
        if !self.collection(&collection.name) {
            for name in ABOUT_FIELDS {
                told.pointer_mut(name).map(Json::take);
            }
        }
        let sees_all = collection.fields.keys().all(|field| self.field(&collection.name, field.as_str()));
        if let Some(sql) = told.pointer_mut("/schema/sql").filter(|_| !sees_all) {
            *sql = Json::Null;
        }
        told
    }

    /// A field as it is told of: where its reference leads to, if that is seen.
    pub(super) fn told_field(self, mut told: Json) -> Json {
        let target = told.pointer("/schema/foreign_key_table").and_then(Json::as_str).map(CollectionName::parse);
        if target.is_some_and(|target| !target.is_ok_and(|target| self.collection(&target))) {
            for name in ["/schema/foreign_key_table", "/schema/foreign_key_column"] {
                told.pointer_mut(name).map(Json::take);
            }
        }
        told
    }

    /// A relation as it is told of: of the collections that it may lead to, those that are seen.
    pub(super) fn told_relation(self, mut told: Json) -> Json {
        let is_seen = |name: &str| CollectionName::parse(name).is_ok_and(|name| self.collection(&name));
        if let Some(Json::Array(allowed)) = told.pointer_mut("/meta/one_allowed_collections") {
            allowed.retain(|name| name.as_str().is_some_and(is_seen));
        }
        told
    }
}

/// The collections and fields of a model that an asker may read, for descriptions of the API.
pub(crate) fn seen_by(schema: &Schema, asker: &Asker) -> Result<Schema, SchemaError> {
    let sight = Sight { asker };
    let mut seen = Schema::builder();
    for collection in schema.collections().filter(|collection| sight.collection(&collection.name)) {
        let mut reduced = Collection::clone(collection);
        reduced.fields.retain(|name, _| sight.field(&collection.name, name.as_str()));
        seen.collection(reduced)?;
    }
    for relation in schema.relations().iter().filter(|relation| sight.relation(relation)) {
        seen.relation(Relation::clone(relation));
    }
    seen.build(schema.version())
}
