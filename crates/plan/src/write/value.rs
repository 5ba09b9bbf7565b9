//! Values of a payload read as a field's type, a little more generously than in filters: what JavaScript clients send by habit.

use relata_schema::{FieldType, GeometryKind, Special, Value};
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
        (FieldType::Geometry(kind), _) => shape(json, kind).then(|| typing::typed(json, field.ty)).flatten(),
        (FieldType::String | FieldType::Text | FieldType::Hash | FieldType::Unknown, Json::Array(_) | Json::Object(_)) => {
            Some(Value::Text(SmolStr::new(json.to_string())))
        }
        (FieldType::Json, Json::String(text)) if !is_document(text) => {
            Some(Value::Json(SmolStr::new(Json::from(text.as_str()).to_string())))
        }
        (FieldType::Boolean, Json::String(text)) if text.is_empty() => Some(Value::Null),
        (FieldType::Binary, _) => typing::text(json).map(|text| Value::Binary(text.as_bytes().to_vec())),
        _ => typing::typed(json, field.ty),
    };
    match value {
        // Text columns marked as lists or documents keep what the mark says.
        Some(Value::Json(text)) if field.has(Special::CastJson) && field.ty != FieldType::Json => Ok(Value::Text(text)),
        Some(value) => Ok(value),
        None => Err(refused()),
    }
}

fn is_document(text: &str) -> bool {
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// Whether a value is a GeoJSON geometry of the field's kind (RFC 7946, section 3.1), as an object or as its text.
fn shape(json: &Json, kind: GeometryKind) -> bool {
    let parsed;
    let object = match json {
        Json::String(text) => {
            parsed = serde_json::from_str(text).unwrap_or(Json::Null);
            &parsed
        }
        other => other,
    };
    let Some(name) = object.get("type").and_then(Json::as_str) else { return false };
    let (own_name, depth) = match name {
        "Point" => (GeometryKind::Point, 0),
        "LineString" => (GeometryKind::LineString, 1),
        "MultiPoint" => (GeometryKind::MultiPoint, 1),
        "Polygon" => (GeometryKind::Polygon, 2),
        "MultiLineString" => (GeometryKind::MultiLineString, 2),
        "MultiPolygon" => (GeometryKind::MultiPolygon, 3),
        "GeometryCollection" => return kind == GeometryKind::Any && object.get("geometries").is_some_and(Json::is_array),
        _ => return false,
    };
    (kind == GeometryKind::Any || kind == own_name) && object.get("coordinates").is_some_and(|coordinates| positions(coordinates, depth))
}

/// Whether coordinates are positions, nested so many arrays deep.
fn positions(coordinates: &Json, depth: usize) -> bool {
    let Some(parts) = coordinates.as_array() else { return false };
    if depth > 0 {
        return parts.iter().all(|part| positions(part, depth - 1));
    }
    parts.len() >= 2 && parts.iter().all(Json::is_number)
}
