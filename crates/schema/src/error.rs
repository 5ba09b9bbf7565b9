//! What can be wrong with a name or a model.

use crate::{CollectionName, FieldName};

/// Why a text is no name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was given.
    #[error("a name must not be empty")]
    Empty,
    /// Longer than any database accepts.
    #[error("a name must not be longer than {max_bytes} bytes")]
    TooLong {
        /// The bound that was passed.
        max_bytes: usize,
    },
    /// Line breaks, tabs, NUL and their kin.
    #[error("a name must not contain control characters")]
    ControlCharacter,
}

/// Why a model doesn't hold together.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SchemaError {
    /// Two collections of one name.
    #[error("collection \"{0}\" is defined twice")]
    DuplicateCollection(CollectionName),
    /// A relation starts at a field that doesn't exist.
    #[error("relation starts at \"{collection}.{field}\", which doesn't exist")]
    UnknownManyField {
        /// The collection on the many side.
        collection: CollectionName,
        /// The missing field.
        field: FieldName,
    },
}
