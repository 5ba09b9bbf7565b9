//! Why a payload can't be written.

use relata_schema::FieldType;
use smol_str::SmolStr;

use crate::{Breach, RuleError};

/// A payload that can't be written, with the data to say what to change.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum WriteError {
    /// Values of one item break rules of their fields.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    FailedValidation(Vec<Breach>),
    /// A rule of the model that can't be understood.
    #[error(
        "the validation rule of field \"{field}\" in collection \"{collection}\" can't be understood: {error}; correct it in the field's settings"
    )]
    RuleNotReadable {
        /// The collection.
        collection: SmolStr,
        /// The field.
        field: SmolStr,
        /// Why.
        error: RuleError,
    },
    /// A value that can't be read as the field's type.
    #[error("\"{field}\" in collection \"{collection}\" is of type \"{ty}\": the given value doesn't fit")]
    ValueNotOfType {
        /// The collection.
        collection: SmolStr,
        /// The field.
        field: SmolStr,
        /// Its type.
        ty: FieldType,
    },
    /// A key that can't be one.
    #[error("you don't have permission to access this item, or it doesn't exist")]
    NoSuchItem,
    /// A collection that can't be written to.
    #[error("you don't have permission to access collection \"{collection}\", or it doesn't exist")]
    CollectionNotWritable {
        /// As given.
        collection: SmolStr,
    },
    /// A field that can't be written to.
    #[error("you don't have permission to access field \"{field}\" in collection \"{collection}\", or it doesn't exist")]
    FieldNotWritable {
        /// The collection.
        collection: SmolStr,
        /// As given.
        field: SmolStr,
    },
    /// Something that doesn't fit together; the text says what to change.
    #[error("{0}")]
    InvalidPayload(String),
    /// Nested deeper than allowed.
    #[error("the payload nests deeper than {max} levels")]
    TooDeep {
        /// The bound.
        max: usize,
    },
}
