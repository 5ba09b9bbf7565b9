//! A relation: one foreign-key column, or one pair of columns that may point into several collections.
//!
//! Many-to-many, many-to-any and translations are made of these; nothing here knows them by name.

use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::{CollectionName, FieldName};

/// One relation, seen from the side that stores it (the *many* side).
#[derive(Debug, Clone)]
pub struct Relation {
    /// The collection whose rows hold the reference.
    pub many_collection: CollectionName,
    /// The field that holds the key of the referenced item.
    pub many_field: FieldName,
    /// What it points to.
    pub target: RelationTarget,
    /// The alias field on the referenced side that lists the referring items, if it has been given one.
    pub one_field: Option<FieldName>,
    /// The field on the many side that orders the list.
    pub sort_field: Option<FieldName>,
    /// On a junction: the other foreign key of the same row.
    pub junction_field: Option<FieldName>,
    /// What happens to a row that is taken out of the list.
    pub deselect: DeselectAction,
    /// The row of `directus_relations`; `None` for foreign keys nobody has described yet.
    pub meta: Option<Arc<RelationMeta>>,
}

/// What a relation points to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RelationTarget {
    /// One collection: many-to-one.
    One(CollectionName),
    /// Any of several collections: any-to-one. The row names the collection in a second column.
    Any {
        /// The column that holds the collection's name.
        collection_field: FieldName,
        /// The collections it may name.
        allowed: Vec<CollectionName>,
    },
}

/// A row of `directus_relations`, decoded, in the table's order.
#[derive(Debug, Clone, Default)]
pub struct RelationMeta {
    /// Every column of the row.
    pub row: Map<String, Json>,
}

/// What happens to a row that is taken out of its parent's list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DeselectAction {
    /// Its reference is set to NULL.
    #[default]
    Nullify,
    /// It is deleted.
    Delete,
}

/// What a foreign key does when the referenced row goes or changes its key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[expect(missing_docs, reason = "SQL's own terms")]
pub enum ReferentialAction {
    #[default]
    NoAction,
    Restrict,
    Cascade,
    SetNull,
    SetDefault,
}

impl ReferentialAction {
    /// Reads SQL's spelling, in any letter case.
    pub fn parse(text: &str) -> Option<Self> {
        let known = [Self::NoAction, Self::Restrict, Self::Cascade, Self::SetNull, Self::SetDefault];
        known.into_iter().find(|action| action.as_sql().eq_ignore_ascii_case(text))
    }

    /// SQL's spelling, which is also the API's.
    pub fn as_sql(self) -> &'static str {
        match self {
            Self::NoAction => "NO ACTION",
            Self::Restrict => "RESTRICT",
            Self::Cascade => "CASCADE",
            Self::SetNull => "SET NULL",
            Self::SetDefault => "SET DEFAULT",
        }
    }
}

impl Relation {
    /// The referenced collection, if it is one and only one.
    pub fn one_collection(&self) -> Option<&CollectionName> {
        match &self.target {
            RelationTarget::One(collection) => Some(collection),
            RelationTarget::Any { .. } => None,
        }
    }

    /// Whether the relation may point into `collection`.
    pub fn may_reference(&self, collection: &CollectionName) -> bool {
        match &self.target {
            RelationTarget::One(one) => one == collection,
            RelationTarget::Any { allowed, .. } => allowed.contains(collection),
        }
    }
}
