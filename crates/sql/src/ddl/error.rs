//! Why a change can't be spelled out.

use relata_schema::{CollectionName, FieldName, NameError};

/// Why a change can't be spelled out.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DdlError {
    /// The change needs the text that made the table, and none was given.
    #[error("the definition of table \"{0}\" is unknown")]
    MissingDefinition(CollectionName),
    /// The text that made the table isn't understood.
    #[error("the definition of table \"{0}\" can't be read")]
    UnreadableDefinition(CollectionName),
    /// The table has no such column.
    #[error("table \"{table}\" has no column \"{column}\"")]
    UnknownColumn {
        /// The table.
        table: CollectionName,
        /// The missing column.
        column: FieldName,
    },
    /// The database reported a name that can't be one.
    #[error("\"{name}\" can't be the name of an index or a constraint: {source}")]
    BadName {
        /// The reported name.
        name: String,
        /// What is wrong with it.
        source: NameError,
    },
}
