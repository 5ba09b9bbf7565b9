//! Why a payload can't be written.

use relata_schema::FieldType;
use smol_str::SmolStr;

/// A payload that can't be written, with the data to say what to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum WriteError {
    /// A value breaks a rule of its field.
    #[error("validation failed for field \"{field}\"{}: {}", at(path), validation.requirement())]
    FailedValidation {
        /// The field.
        field: SmolStr,
        /// The fields that lead to the nested item; empty at the top.
        path: Vec<SmolStr>,
        /// Which rule.
        validation: ValidationType,
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

/// The rules of a field, under the names that errors carry in `type`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValidationType {
    /// A value must be given.
    Required,
    /// The value must not be null.
    NotNull,
}

impl ValidationType {
    /// The name in `extensions.type`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Required => "required",
            Self::NotNull => "nnull",
        }
    }

    const fn requirement(self) -> &'static str {
        match self {
            Self::Required => "a value is required",
            Self::NotNull => "the value must not be null",
        }
    }
}

fn at(path: &[SmolStr]) -> String {
    if path.is_empty() { String::new() } else { format!(" at \"{}\"", path.join(".")) }
}
