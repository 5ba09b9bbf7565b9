//! What a client reads when the database refuses a change of the model.

use relata_db::{DbError, Details};
use smol_str::SmolStr;

use super::apply::ApplyError;
use crate::{EngineError, ErrorCode};

impl From<ApplyError> for EngineError {
    fn from(error: ApplyError) -> Self {
        let ApplyError::Db { table, source } = &error else {
            return Self::new(ErrorCode::InternalServerError, "The model could not be changed; everything is as it was.").caused_by(error);
        };
        let details = source.details();
        let collection = table.as_ref().map(SmolStr::new).or_else(|| details.and_then(|details| details.table.clone()));
        let field = details.and_then(|details| details.columns.first().cloned());
        let named = |code: ErrorCode, message: String| {
            Self::new(code, message).with("collection", collection.as_deref()).with("field", field.as_deref())
        };
        let place = place(collection.as_deref(), field.as_deref());
        let refused = match source {
            DbError::NotNull(_) if table.is_some() => named(ErrorCode::ContainsNullValues, format!("{place} contains null values.")),
            DbError::NotNull(_) => named(ErrorCode::NotNullViolation, format!("Value for {} can't be null.", lower(&place))),
            DbError::Unique(_) => named(ErrorCode::RecordNotUnique, format!("Value for {} has to be unique.", lower(&place))),
            DbError::ForeignKey { .. } => {
                let value = details.and_then(|details: &Details| details.value.as_deref());
                named(ErrorCode::InvalidForeignKey, "Invalid foreign key.".to_owned()).with("value", value)
            }
            DbError::BrokenReferences(broken) => {
                let first = broken.first().map_or_else(SmolStr::default, |first| first.table.clone());
                let message = format!("Rows of \"{first}\" refer to items that don't exist.");
                Self::new(ErrorCode::InvalidForeignKey, message).with("collection", first.as_str())
            }
            DbError::TooLong(_) => named(ErrorCode::ValueTooLong, format!("Value for {} is too long.", lower(&place))),
            DbError::OutOfRange(_) => named(ErrorCode::ValueOutOfRange, format!("Value for {} is out of range.", lower(&place))),
            DbError::InvalidValue(_) | DbError::Check(_) => Self::invalid_payload("A stored or given value doesn't fit the field's type."),
            DbError::Unsuited(_) => {
                Self::invalid_payload("The database doesn't allow this for the field's type, or because of what refers to it or by it.")
            }
            DbError::StillNeeded(_) => {
                Self::invalid_payload("Something else in the database, such as a view, needs it. Remove or change that first.")
            }
            _ => {
                let ApplyError::Db { source, .. } = error else { return Self::forbidden() };
                return match Self::from(source) {
                    other if other.code() == ErrorCode::ServiceUnavailable => other,
                    other => Self::new(ErrorCode::InternalServerError, "The database refused the change; everything is as it was.")
                        .caused_by(other),
                };
            }
        };
        refused.caused_by(error)
    }
}

fn place(collection: Option<&str>, field: Option<&str>) -> String {
    match (field, collection) {
        (Some(field), Some(collection)) => format!("Field \"{field}\" in collection \"{collection}\""),
        (None, Some(collection)) => format!("A field in collection \"{collection}\""),
        _ => "A field".to_owned(),
    }
}

fn lower(place: &str) -> String {
    let mut chars = place.chars();
    let first = chars.next().map(|first| first.to_lowercase().to_string()).unwrap_or_default();
    first + chars.as_str()
}
