//! Values of a payload read as a field's type, a little more generously than in filters: what JavaScript clients send by habit.

use relata_schema::{FieldType, Special, Value};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::typing;

use super::WriteError;

/// A value as the API shows it, read as what its column stores; `None` if it can't be stored.
pub fn column_of(field: &relata_schema::Field, json: &Json) -> Option<Value> {
    column_value("", field, json).ok()
}

/// Reads one value. Text fields take whatever is given as text; documents are kept as JSON.
pub(super) fn column_value(collection: &str, field: &relata_schema::Field, json: &Json) -> Result<Value, WriteError> {
    let refused = || WriteError::ValueNotOfType { collection: collection.into(), field: field.name.as_str().into(), ty: field.ty };
    if json.is_null() {
        return Ok(Value::Null);
    }
    let value = match (field.ty, json) {
        (FieldType::Geometry(kind), _) => typing::geometry(json, kind, field.spatial()),
        // The database may know lists.
        (FieldType::Unknown, Json::Array(_)) => Some(Value::Json(SmolStr::new(json.to_string()))),
        (FieldType::String | FieldType::Text | FieldType::Hash | FieldType::Unknown, Json::Array(_) | Json::Object(_)) => {
            Some(Value::Text(SmolStr::new(json.to_string())))
        }
        (FieldType::Json, Json::String(text)) if !is_document(text) => {
            Some(Value::Json(SmolStr::new(Json::from(text.as_str()).to_string())))
        }
        (FieldType::Boolean, Json::String(text)) if text.is_empty() => Some(Value::Null),
        (FieldType::Binary, _) => typing::text(json).map(|text| Value::Binary(text.as_bytes().to_vec())),
        (FieldType::BigInteger, _) if is_unsigned(field) => typing::unsigned(json),
        _ => typing::typed(json, field.ty),
    };
    match value {
        // Text columns marked as lists or documents keep what the mark says.
        Some(Value::Json(text)) if field.has(Special::CastJson) && field.ty != FieldType::Json => Ok(Value::Text(text)),
        Some(value) => Ok(value),
        None => Err(refused()),
    }
}

/// Whole numbers up to 2^64 - 1 (MariaDB, MySQL).
fn is_unsigned(field: &relata_schema::Field) -> bool {
    field.column.as_ref().is_some_and(|column| column.data_type == "bigint unsigned")
}

fn is_document(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}
