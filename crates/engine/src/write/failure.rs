//! Why a write was undone, and how that is told.

use relata_db::{DbError, Details};
use relata_plan::WriteError;
use relata_schema::CollectionName;
use serde_json::{Value as Json, json};

use crate::{EngineError, ErrorCode};

/// Why a write was undone.
#[derive(Debug, thiserror::Error)]
pub(crate) enum WriteFailure {
    /// The payload can't be written.
    #[error(transparent)]
    Payload(#[from] WriteError),
    /// The database refused a value.
    #[error("the database refused a write to \"{collection}\"")]
    Database {
        /// The table that was written to.
        collection: CollectionName,
        /// What it said.
        #[source]
        error: DbError,
    },
    /// The transaction itself failed.
    #[error(transparent)]
    Transaction(#[from] DbError),
    /// An item that a list names doesn't exist.
    #[error("an item doesn't exist")]
    Forbidden,
    /// An item is still referenced.
    #[error("items of \"{by}\" still refer to the item")]
    StillReferenced {
        /// The collection of the referring items.
        by: CollectionName,
        /// The field that refers.
        field: String,
    },
}

impl WriteFailure {
    pub(super) fn database(collection: &CollectionName, error: DbError) -> Self {
        Self::Database { collection: collection.clone(), error }
    }
}

impl From<WriteFailure> for EngineError {
    fn from(failure: WriteFailure) -> Self {
        match failure {
            WriteFailure::Payload(error) => payload(&error),
            WriteFailure::Transaction(error) => error.into(),
            WriteFailure::Forbidden => Self::forbidden(),
            WriteFailure::Database { collection, error } => refused(&collection, error),
            WriteFailure::StillReferenced { by, field } => Self::new(
                ErrorCode::InvalidForeignKey,
                format!("The item can't be deleted: items of \"{by}\" still refer to it by \"{field}\". Change or delete those first."),
            )
            .with("collection", by.as_str())
            .with("field", field)
            .with("value", Json::Null),
        }
    }
}

fn payload(error: &WriteError) -> EngineError {
    let message = crate::error::sentence(&error.to_string());
    match error {
        WriteError::FailedValidation { field, path, validation } => EngineError::new(ErrorCode::FailedValidation, message)
            .with("field", field.as_str())
            .with("path", json!(path))
            .with("type", validation.as_str()),
        WriteError::NoSuchItem => EngineError::forbidden(),
        WriteError::CollectionNotWritable { .. } => EngineError::new(ErrorCode::Forbidden, message.clone()).with("reason", message),
        WriteError::ValueNotOfType { .. } | WriteError::InvalidPayload(_) | WriteError::TooDeep { .. } => {
            EngineError::invalid_payload(message)
        }
    }
}

/// A constraint's refusal in the API's terms.
fn refused(collection: &CollectionName, error: DbError) -> EngineError {
    let facts = |details: &Details| {
        let table = details.table.as_deref().unwrap_or(collection.as_str()).to_owned();
        let field = details.columns.first().map(|column| Json::from(column.as_str()));
        let value = details.value.as_ref().map(|value| Json::from(value.as_str()));
        (table, field.unwrap_or(Json::Null), value.unwrap_or(Json::Null))
    };
    let (code, message, details) = match &error {
        DbError::Unique(details) => (ErrorCode::RecordNotUnique, "has to be unique", details),
        DbError::ForeignKey { details, .. } => {
            (ErrorCode::InvalidForeignKey, "refers to an item that doesn't exist, or is still referred to", details)
        }
        DbError::NotNull(details) => (ErrorCode::NotNullViolation, "must not be null", details),
        DbError::TooLong(details) => (ErrorCode::ValueTooLong, "is too long", details),
        DbError::OutOfRange(details) => (ErrorCode::ValueOutOfRange, "is out of range", details),
        DbError::InvalidValue(_) | DbError::Check(_) => {
            return EngineError::invalid_payload(format!("A value in collection \"{collection}\" doesn't fit its field.")).caused_by(error);
        }
        _ => return error.into(),
    };
    let (table, field, mut value) = facts(details);
    if code == ErrorCode::InvalidForeignKey {
        // Keys that are numbers are told as numbers, whether the database quotes them or not.
        value = value.as_str().and_then(|text| text.parse::<i64>().ok()).map_or(value.clone(), Json::from);
    }
    let subject = match (&field, &value) {
        (Json::String(field), Json::String(value)) => format!("Value \"{value}\" for field \"{field}\" in collection \"{table}\""),
        (Json::String(field), Json::Number(value)) => format!("Value \"{value}\" for field \"{field}\" in collection \"{table}\""),
        (Json::String(field), _) => format!("The value for field \"{field}\" in collection \"{table}\""),
        _ => format!("A value in collection \"{table}\""),
    };
    EngineError::new(code, format!("{subject} {message}."))
        .with("collection", table)
        .with("field", field)
        .with("value", value)
        .caused_by(error)
}
