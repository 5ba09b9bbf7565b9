//! The right side of a filter operator.

use serde_json::Value;

use crate::{Bounds, Operand, OperandForm, Operator, QueryError, place::Place};

/// Reads what stands behind an operator, by the operator's form.
pub(crate) fn read(operator: Operator, value: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<Operand, QueryError> {
    match operator.operand_form() {
        OperandForm::One => one(operator, value, place, bounds).map(Operand::One),
        OperandForm::List => many(value, place, bounds).map(Operand::Many),
        OperandForm::Pair => {
            let values = many(value, place, bounds)?;
            if values.len() == 2 { Ok(Operand::Many(values)) } else { Err(place.malformed("exactly two values")) }
        }
        OperandForm::Flag => flag(value, place).map(|flag| Operand::One(Value::Bool(flag))),
    }
}

fn one(operator: Operator, value: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<Value, QueryError> {
    match value {
        Value::String(text) if text.is_empty() && !bounds.empty_operands => {
            Err(place.malformed("a value; use _empty or _nempty to look for empty texts"))
        }
        Value::Object(_) if takes_geometry(operator) => Ok(value.clone()),
        Value::Object(_) | Value::Array(_) => Err(place.malformed("one text, number or truth value")),
        _ if compares_text(operator) => Ok(value.clone()),
        _ => Ok(scalar(value)),
    }
}

/// The values of a list: an array, an object's values (long lists in a query string become one), a text with commas, or one value.
fn many(value: &Value, place: &Place<'_>, bounds: &Bounds) -> Result<Vec<Value>, QueryError> {
    match value {
        Value::Array(items) => all(items.iter(), place, bounds),
        Value::Object(entries) => all(entries.values(), place, bounds),
        Value::String(text) => {
            if text.bytes().filter(|byte| *byte == b',').count() >= bounds.max_values {
                return Err(place.too_large(bounds.max_values));
            }
            Ok(text.split(',').map(text_value).collect())
        }
        _ => Ok(vec![value.clone()]),
    }
}

fn all<'v>(values: impl ExactSizeIterator<Item = &'v Value>, place: &Place<'_>, bounds: &Bounds) -> Result<Vec<Value>, QueryError> {
    if values.len() == 0 && !bounds.empty_operands {
        return Err(place.malformed("a list of at least one value"));
    }
    if values.len() > bounds.max_values {
        return Err(place.too_large(bounds.max_values));
    }
    values
        .map(|value| if value.is_array() || value.is_object() { Err(place.malformed("a list of plain values")) } else { Ok(scalar(value)) })
        .collect()
}

fn flag(value: &Value, place: &Place<'_>) -> Result<bool, QueryError> {
    match value {
        Value::Bool(flag) => Ok(*flag),
        Value::Null => Ok(true),
        Value::String(text) if text.is_empty() || text == "true" => Ok(true),
        Value::String(text) if text == "false" => Ok(false),
        _ => Err(place.malformed("true or false")),
    }
}

fn scalar(value: &Value) -> Value {
    match value {
        Value::String(text) => text_value(text),
        _ => value.clone(),
    }
}

/// `null` as a text means null, in JSON too: a query string has no other way to say it.
fn text_value(text: &str) -> Value {
    match text {
        "null" | "NULL" => Value::Null,
        _ => Value::from(text),
    }
}

fn takes_geometry(operator: Operator) -> bool {
    matches!(operator, Operator::Intersects | Operator::Nintersects | Operator::IntersectsBbox | Operator::NintersectsBbox)
}

/// Whether the operator looks into texts, where `null` is a word like any other.
fn compares_text(operator: Operator) -> bool {
    !matches!(operator, Operator::Eq | Operator::Neq | Operator::Lt | Operator::Lte | Operator::Gt | Operator::Gte)
}
