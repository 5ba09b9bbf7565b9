//! A stored row as values, to be compared with what a payload asks for and kept as what was there before.

use std::sync::Arc;

use relata_db::Cell;
use relata_schema::{FieldName, FieldType, Value};
use serde_json::Value as Json;
use smol_str::{SmolStr, ToSmolStr};

use crate::read::Key;

/// One stored row. Rows of one collection share the list of their columns.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    columns: Arc<[FieldName]>,
    values: Vec<Value>,
}

impl Image {
    pub(super) fn new(columns: Arc<[FieldName]>, values: Vec<Value>) -> Self {
        Self { columns, values }
    }

    pub(crate) fn get(&self, column: &FieldName) -> Option<&Value> {
        self.iter().find(|(name, _)| *name == column).map(|(_, value)| value)
    }

    pub(super) fn set(&mut self, column: &FieldName, value: Value) {
        if let Some(at) = self.columns.iter().position(|name| name == column) {
            self.values[at] = value;
        }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (&FieldName, &Value)> {
        self.columns.iter().zip(&self.values)
    }
}

/// A cell as the value that would store it.
pub(super) fn value_of(cell: Cell<'_>, ty: FieldType) -> Value {
    match cell.read_as(ty) {
        Cell::Null => Value::Null,
        Cell::Boolean(truth) => Value::Boolean(truth),
        Cell::Integer(number) => Value::Integer(number),
        Cell::Unsigned(number) => i64::try_from(number).map_or_else(|_| Value::Decimal(number.to_smolstr()), Value::Integer),
        Cell::Float(number) => Value::Float(number),
        Cell::Text(text) => {
            let text = SmolStr::new(text);
            match ty {
                FieldType::Json => Value::Json(text),
                FieldType::Geometry(_) => Value::Geometry(text),
                FieldType::Uuid => Value::Uuid(text),
                FieldType::Decimal => Value::Decimal(text),
                _ => Value::Text(text),
            }
        }
        Cell::Bytes(bytes) => Value::Binary(bytes.to_vec()),
        Cell::Uuid(bytes) => Value::Uuid(uuid::Uuid::from_bytes(bytes).to_smolstr()),
        Cell::Date(days) => Value::Date(days),
        Cell::Time(micros) => Value::Time(micros),
        Cell::DateTime(micros) => Value::DateTime(micros),
        Cell::Timestamp(micros) => Value::Timestamp(micros),
        Cell::Decimal(number) => Value::Decimal(number.to_smolstr()),
        Cell::Array(array) => Value::Json(array.to_json().to_smolstr()),
        Cell::Shape(shape) => match shape.to_geojson() {
            Some(geojson) => Value::Shape { geojson: geojson.into(), srid: shape.srid() },
            None => Value::Null,
        },
    }
}

/// Whether storing `given` would leave a stored value as it is. When in doubt it wouldn't: a needless write does no harm.
pub(super) fn is_same(given: &Value, stored: &Value) -> bool {
    match (given, stored) {
        (Value::Null, Value::Null) => true,
        (Value::Null, _) | (_, Value::Null) => false,
        (Value::Json(a) | Value::Geometry(a) | Value::Text(a), Value::Json(b) | Value::Geometry(b)) => a == b || is_same_document(a, b),
        (Value::Decimal(_) | Value::Float(_), _) | (_, Value::Decimal(_) | Value::Float(_)) => {
            matches!((number(given), number(stored)), (Some(a), Some(b)) if a == b)
        }
        (Value::Shape { geojson: a, .. }, Value::Shape { geojson: b, .. }) => is_same_document(a, b),
        (Value::Binary(a), Value::Binary(b)) => a == b,
        (Value::Text(a), Value::Binary(b)) => a.as_bytes() == b.as_slice(),
        (given, stored) => matches!((Key::of_value(given), Key::of_value(stored)), (Some(a), Some(b)) if a == b),
    }
}

fn is_same_document(a: &str, b: &str) -> bool {
    matches!((serde_json::from_str::<Json>(a), serde_json::from_str::<Json>(b)), (Ok(a), Ok(b)) if a == b)
}

/// A number in plain notation without needless zeros.
fn number(value: &Value) -> Option<SmolStr> {
    let text = match value {
        Value::Integer(number) => number.to_smolstr(),
        Value::Float(number) => number.to_smolstr(),
        Value::Decimal(text) | Value::Text(text) => text.clone(),
        _ => return None,
    };
    if !text.contains('.') {
        return Some(text);
    }
    Some(SmolStr::new(text.trim_end_matches('0').trim_end_matches('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_mean_the_same_are_the_same() {
        let text = |text: &str| Value::text(text);
        let same = [
            (Value::Decimal("1.5".into()), Value::Decimal("1.50000".into())),
            (Value::Decimal("2".into()), Value::Float(2.0)),
            (Value::Json("[1, 2]".into()), Value::Json("[1,2]".into())),
            (Value::Boolean(true), Value::Integer(1)),
            (text("a"), text("a")),
            (Value::Null, Value::Null),
        ];
        for (given, stored) in same {
            assert!(is_same(&given, &stored), "{given:?} {stored:?}");
        }
        let different = [
            (Value::Decimal("1.5".into()), Value::Decimal("1.51".into())),
            (Value::Json("[1]".into()), Value::Json("[2]".into())),
            (text(""), Value::Null),
            (Value::Null, text("")),
            (text("1"), Value::Integer(1)),
            (text("a"), text("A")),
        ];
        for (given, stored) in different {
            assert!(!is_same(&given, &stored), "{given:?} {stored:?}");
        }
    }
}
