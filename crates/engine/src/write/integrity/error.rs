//! What is wrong with a relation after a write, and how that is told.

use relata_schema::{CollectionName, FieldName};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{EngineError, ErrorCode};

/// A relation that a write would leave in disorder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum IntegrityError {
    /// A key without the collection that it belongs to.
    #[error(
        "\"{field}\" in collection \"{collection}\" has a key, but \"{collection_field}\" doesn't say of which collection; set both together"
    )]
    AnyWithoutCollection { collection: CollectionName, field: FieldName, collection_field: FieldName },
    /// A collection that the relation doesn't allow.
    #[error("\"{field}\" in collection \"{collection}\" can't be linked to collection \"{target}\"; allowed are: {allowed}")]
    AnyNotAllowed { collection: CollectionName, field: FieldName, target: SmolStr, allowed: String },
    /// A key that no item has.
    #[error("\"{field}\" in collection \"{collection}\" refers to item \"{key}\" of collection \"{target}\", which doesn't exist")]
    AnyDangling { collection: CollectionName, field: FieldName, target: CollectionName, key: SmolStr },
    /// An item that would be its own ancestor.
    #[error("\"{field}\" in collection \"{collection}\" would close a circle: {circle}; choose a parent that isn't below the item")]
    Circle { collection: CollectionName, field: FieldName, circle: String },
    /// A list that is too short or too long.
    #[error("\"{field}\" of item \"{owner}\" in collection \"{collection}\" would have {n_members} members; {} {bound}", if *.is_min { "it needs at least" } else { "it may have at most" })]
    ListLength {
        collection: CollectionName,
        field: FieldName,
        owner: SmolStr,
        n_members: usize,
        bound: usize,
        is_min: bool,
        path: Vec<SmolStr>,
    },
    /// A file whose row would tell of bytes that aren't its own.
    #[error("\"filename_disk\" and \"storage\" say where a file's bytes are, which only an upload decides; send the bytes instead")]
    PlacedByHand,
    /// Two files that would share their bytes.
    #[error("another file is stored as \"{name}\" in \"{location}\"; send the bytes again to have a copy of them")]
    BytesOfAnother { location: String, name: String },
    /// A list that leads to one item twice.
    #[error("item \"{owner}\" in collection \"{collection}\" would have item \"{target}\" twice in \"{field}\"; leave one of them out")]
    Repeated {
        collection: CollectionName,
        field: FieldName,
        owner: SmolStr,
        target: SmolStr,
        /// Where the rows are, and the field of theirs that repeats itself.
        members: CollectionName,
        member_field: FieldName,
    },
}

impl From<IntegrityError> for EngineError {
    fn from(error: IntegrityError) -> Self {
        let message = crate::error::sentence(&error.to_string());
        match error {
            IntegrityError::AnyWithoutCollection { .. } | IntegrityError::AnyNotAllowed { .. } | IntegrityError::Circle { .. } => {
                Self::invalid_payload(message)
            }
            IntegrityError::PlacedByHand | IntegrityError::BytesOfAnother { .. } => {
                Self::new(ErrorCode::Forbidden, message.clone()).with("reason", message)
            }
            IntegrityError::AnyDangling { collection, field, key, .. } => Self::new(ErrorCode::InvalidForeignKey, message)
                .with("collection", collection.as_str())
                .with("field", field.as_str())
                .with("value", key.as_str()),
            IntegrityError::ListLength { field, path, bound, is_min, n_members, .. } => {
                let path: Json = path.iter().map(SmolStr::as_str).collect();
                let told = Self::new(ErrorCode::FailedValidation, message).with("field", field.as_str()).with("path", path);
                match (is_min, n_members) {
                    (true, 0) if bound == 1 => told.with("type", "required"),
                    (true, _) => told.with("type", "gte").with("valid", bound),
                    (false, _) => told.with("type", "lte").with("valid", bound),
                }
            }
            IntegrityError::Repeated { members, member_field, target, .. } => Self::new(ErrorCode::RecordNotUnique, message)
                .with("collection", members.as_str())
                .with("field", member_field.as_str())
                .with("value", target.as_str()),
        }
    }
}
