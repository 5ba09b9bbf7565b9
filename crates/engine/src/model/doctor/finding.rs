//! What a check of the whole model can find.

use serde_json::{Value as Json, json};
use smol_str::SmolStr;

/// What is wrong, or could be better.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Complaint {
    /// Rows refer to an item that doesn't exist.
    DanglingReference,
    /// Rows of a many-to-any name a collection that the relation doesn't allow.
    CollectionNotAllowed,
    /// A field that should have a column has none.
    FieldWithoutColumn,
    /// A collection has fields, and no table.
    CollectionWithoutTable,
    /// A relation begins or ends at something that doesn't exist.
    RelationOntoNothing,
    /// A permission's rule means nothing, so the permission allows nothing.
    RuleWithoutMeaning,
    /// Junction rows belong to no item.
    JunctionWithoutOwner,
    /// A relation that the database doesn't watch over.
    MissingForeignKey,
    /// A relation whose look-ups read the whole table.
    MissingIndex,
    /// A collection that only administrators can use.
    WithoutRights,
}

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Severity {
    /// Something refers to nothing.
    Broken,
    /// Nothing is wrong yet.
    Advice,
}

impl Complaint {
    /// The name that answers carry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::DanglingReference => "dangling_reference",
            Self::CollectionNotAllowed => "collection_not_allowed",
            Self::FieldWithoutColumn => "field_without_column",
            Self::CollectionWithoutTable => "collection_without_table",
            Self::RelationOntoNothing => "relation_onto_nothing",
            Self::RuleWithoutMeaning => "rule_without_meaning",
            Self::JunctionWithoutOwner => "junction_without_owner",
            Self::MissingForeignKey => "missing_foreign_key",
            Self::MissingIndex => "missing_index",
            Self::WithoutRights => "without_rights",
        }
    }

    /// How bad it is.
    pub const fn severity(self) -> Severity {
        match self {
            Self::DanglingReference
            | Self::CollectionNotAllowed
            | Self::FieldWithoutColumn
            | Self::CollectionWithoutTable
            | Self::RelationOntoNothing
            | Self::RuleWithoutMeaning => Severity::Broken,
            Self::JunctionWithoutOwner | Self::MissingForeignKey | Self::MissingIndex | Self::WithoutRights => Severity::Advice,
        }
    }
}

impl Severity {
    /// The name that answers carry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Advice => "advice",
        }
    }
}

/// One thing that a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What.
    pub complaint: Complaint,
    /// Where.
    pub collection: SmolStr,
    /// In which field; of a relation, the one that refers.
    pub field: Option<SmolStr>,
    /// How many rows are concerned; 0 where no rows are.
    pub count: usize,
    /// Some of their keys.
    pub keys: Vec<SmolStr>,
    /// What it means and what to do, as sentences.
    pub advice: String,
    /// Whether it can be repaired without a decision.
    pub fixable: bool,
}

impl Finding {
    /// As the API and the command line print it.
    pub fn to_json(&self) -> Json {
        json!({
            "code": self.complaint.as_str(),
            "severity": self.complaint.severity().as_str(),
            "collection": self.collection.as_str(),
            "field": self.field.as_deref(),
            "count": self.count,
            "keys": self.keys.iter().map(SmolStr::as_str).collect::<Vec<_>>(),
            "fixable": self.fixable,
            "advice": self.advice,
        })
    }

    /// Whether something refers to nothing.
    pub fn is_broken(&self) -> bool {
        self.complaint.severity() == Severity::Broken
    }
}
