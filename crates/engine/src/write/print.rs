//! Values as the API shows them, for what is told and recorded of a write. What is concealed stays so.

use relata_db::Cell;
use relata_plan::Codec;
use relata_schema::{Collection, Field, FieldName, FieldType, Value};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json};
use uuid::Uuid;

use crate::read::{Numbers, write_scalar, write_text};

/// Columns and their values as one JSON object.
pub(crate) fn object<'v>(
    collection: &Collection,
    values: impl Iterator<Item = (&'v FieldName, &'v Value)>,
    dialect: Dialect,
) -> Map<String, Json> {
    let text = object_text(collection, values, dialect);
    serde_json::from_str(&text).unwrap_or_default()
}

/// The same as text.
pub(super) fn object_text<'v>(
    collection: &Collection,
    values: impl Iterator<Item = (&'v FieldName, &'v Value)>,
    dialect: Dialect,
) -> String {
    let mut out = String::from("{");
    for (name, value) in values {
        let Some(field) = collection.field(name.as_str()) else { continue };
        if out.len() > 1 {
            out.push(',');
        }
        write_text(name.as_str(), &mut out);
        out.push(':');
        write_value(field, value, dialect, &mut out);
    }
    out.push('}');
    out
}

fn write_value(field: &Field, value: &Value, dialect: Dialect, out: &mut String) {
    let codec = match value {
        _ if field.is_secret() => Codec::Concealed,
        // Arrays of PostgreSQL have no field type of their own.
        Value::Json(_) => Codec::Field(FieldType::Json),
        _ => Codec::Field(field.ty),
    };
    let cell = match value {
        Value::Null | Value::List(_) => Cell::Null,
        Value::Boolean(truth) => Cell::Boolean(*truth),
        Value::Integer(number) => Cell::Integer(*number),
        Value::Float(number) => Cell::Float(*number),
        // Where decimals are stored as floating-point numbers, they are shown as such.
        Value::Decimal(text) => match text.parse() {
            Ok(number) if dialect == Dialect::Sqlite => Cell::Float(number),
            _ => Cell::Text(text),
        },
        Value::Text(text) | Value::Json(text) | Value::Geometry(text) | Value::Shape { geojson: text, .. } => Cell::Text(text),
        Value::Uuid(text) => Uuid::try_parse(text).map_or(Cell::Text(text), |uuid| Cell::Uuid(uuid.into_bytes())),
        Value::Date(days) => Cell::Date(*days),
        Value::Time(micros) => Cell::Time(*micros),
        Value::DateTime(micros) => Cell::DateTime(*micros),
        Value::Timestamp(micros) => Cell::Timestamp(*micros),
        Value::Binary(bytes) => Cell::Bytes(bytes),
    };
    write_scalar(cell.read_as(field.ty), codec, Numbers::Plain, out);
}
