//! Why a write was undone, and how that is told.

use relata_db::{DbError, Details};
use relata_plan::{WriteError, pointer_to};
use relata_schema::{CollectionName, FieldName};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{EngineError, ErrorCode};

use super::integrity::{AccountError, IntegrityError};

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
        /// What is known besides.
        found: Finding,
    },
    /// A relation would be in disorder.
    #[error(transparent)]
    Integrity(Box<IntegrityError>),
    /// Accounts would be in disorder.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// The transaction itself failed.
    #[error(transparent)]
    Transaction(#[from] DbError),
    /// An item that a list names doesn't exist.
    #[error("an item doesn't exist")]
    Forbidden,
    /// An item can't go because of something that the asker may not see.
    #[error("something that you may not see still needs the item")]
    NeededOutOfSight,
    /// Others refer to an item by a column in which it has nothing.
    #[error("\"{field}\" in collection \"{collection}\" is empty, so that nothing can refer to the item by it; give it a value first")]
    NothingToReferTo {
        /// The item's collection.
        collection: CollectionName,
        /// The column.
        field: FieldName,
    },
    /// An item is still referenced.
    #[error("items of \"{by}\" still refer to the item")]
    StillReferenced {
        /// The collection of the referring items.
        by: CollectionName,
        /// The field that refers.
        field: String,
    },
}

/// What is known of a refused value beside the database's own words.
#[derive(Debug, Default)]
pub(crate) struct Finding {
    /// Whether it is a number that is taken: databases tell all values as text.
    pub(super) is_number: bool,
    /// A JSON pointer to where it stands in the payload; none at the top of a single item, where the field says it all.
    pub(super) pointer: Option<String>,
}

impl WriteFailure {
    /// Whether the same write may succeed if it is tried again.
    pub(crate) fn is_collision(&self) -> bool {
        matches!(self, Self::Database { error: DbError::Deadlock(_), .. } | Self::Transaction(DbError::Deadlock(_)))
    }

    /// The same, told with the list that it came from.
    pub(super) fn in_list(self, place: Option<Vec<SmolStr>>) -> Self {
        match (self, place) {
            (Self::Database { collection, error, found }, Some(place)) => {
                let found = Finding { pointer: Some(pointer_to(&place, None)), ..found };
                Self::Database { collection, error, found }
            }
            (other, _) => other,
        }
    }

    pub(super) fn database(collection: &CollectionName, error: DbError) -> Self {
        Self::Database { collection: collection.clone(), error, found: Finding::default() }
    }
}

impl From<IntegrityError> for WriteFailure {
    fn from(error: IntegrityError) -> Self {
        Self::Integrity(Box::new(error))
    }
}

impl From<WriteFailure> for EngineError {
    fn from(failure: WriteFailure) -> Self {
        match failure {
            WriteFailure::Payload(error) => payload(&error),
            WriteFailure::Transaction(error) => error.into(),
            WriteFailure::Forbidden => Self::forbidden(),
            WriteFailure::Integrity(error) => (*error).into(),
            WriteFailure::Account(error) => error.into(),
            WriteFailure::Database { collection, error, found } => {
                let is_payload = error.details().is_some();
                let refused = refused(&collection, error, found.is_number);
                match found.pointer.filter(|_| is_payload) {
                    Some(pointer) => refused.with("pointer", pointer),
                    None => refused,
                }
            }
            WriteFailure::NeededOutOfSight => Self::new(
                ErrorCode::InvalidForeignKey,
                "The item can't be deleted or moved: something that you may not see still refers to it. Ask an administrator.",
            ),
            WriteFailure::NothingToReferTo { .. } => Self::invalid_payload(crate::error::sentence(&failure.to_string())),
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
        WriteError::FailedValidation(breaches) => {
            let each = breaches.iter().map(|breach| {
                let error = EngineError::new(ErrorCode::FailedValidation, crate::error::sentence(&breach.to_string()));
                breach.extensions().into_iter().fold(error, |error, (name, value)| error.with(&name, value))
            });
            each.reduce(EngineError::and).unwrap_or_else(|| EngineError::invalid_payload(message))
        }
        WriteError::NoSuchItem => EngineError::forbidden(),
        WriteError::CollectionNotWritable { .. } | WriteError::FieldNotWritable { .. } => {
            EngineError::new(ErrorCode::Forbidden, message.clone()).with("reason", message)
        }
        WriteError::ValueNotOfType { .. }
        | WriteError::RuleNotReadable { .. }
        | WriteError::InvalidPayload(_)
        | WriteError::TooDeep { .. } => EngineError::invalid_payload(message),
    }
}

/// A constraint's refusal in the API's terms.
fn refused(collection: &CollectionName, error: DbError, is_number: bool) -> EngineError {
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
        DbError::Unsuited(_) => {
            return EngineError::invalid_payload(format!("The database doesn't let items of \"{collection}\" be written so."))
                .caused_by(error);
        }
        _ => return error.into(),
    };
    let (table, field, mut value) = facts(details);
    if is_number || matches!(code, ErrorCode::InvalidForeignKey | ErrorCode::ValueOutOfRange) {
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
