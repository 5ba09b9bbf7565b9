//! Our values in SQLite's storage classes. The one place that says how each type is stored:
//!
//! | value | stored as |
//! |---|---|
//! | boolean | integer 0 or 1 |
//! | date, date-time, timestamp | integer: milliseconds since 1970 |
//! | time | text: `17:05:00` |
//! | decimal | integer or float, whichever holds it |
//! | uuid, JSON, geometry | text |
//! | list | text: a JSON array, for `json_each` |

use std::fmt::Write;

use relata_schema::Value;
use rusqlite::types::{ToSqlOutput, Value as Owned, ValueRef};

use crate::calendar::{self, MILLIS_PER_DAY};

/// A value on its way into a statement.
pub(super) struct Bound<'a>(pub(super) &'a Value);

impl rusqlite::ToSql for Bound<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Owned(Owned::Null),
            Value::Boolean(truth) => integer(i64::from(*truth)),
            Value::Integer(number) => integer(*number),
            Value::Float(number) => ToSqlOutput::Owned(Owned::Real(*number)),
            Value::Decimal(text) => match decimal(text) {
                Some(number) => ToSqlOutput::Owned(number),
                None => borrowed(text),
            },
            Value::Text(text) | Value::Uuid(text) | Value::Json(text) | Value::Geometry(text) | Value::Shape { geojson: text, .. } => {
                borrowed(text)
            }
            Value::Date(days) => integer(i64::from(*days) * MILLIS_PER_DAY),
            Value::Time(micros) => text(|out| calendar::print_time(*micros, out)),
            Value::DateTime(micros) | Value::Timestamp(micros) => integer(micros.div_euclid(1_000)),
            Value::Binary(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::List(members) => text(|out| list(members, out)),
        })
    }
}

fn integer(number: i64) -> ToSqlOutput<'static> {
    ToSqlOutput::Owned(Owned::Integer(number))
}

fn borrowed(text: &str) -> ToSqlOutput<'_> {
    ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
}

fn text(print: impl FnOnce(&mut String)) -> ToSqlOutput<'static> {
    let mut out = String::new();
    print(&mut out);
    ToSqlOutput::Owned(Owned::Text(out))
}

/// SQLite has no decimals: a column of that type keeps integers and doubles.
fn decimal(text: &str) -> Option<Owned> {
    match text.parse::<i64>() {
        Ok(number) => Some(Owned::Integer(number)),
        Err(_) => text.parse::<f64>().ok().map(Owned::Real),
    }
}

fn list(members: &[Value], out: &mut String) {
    out.push('[');
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            out.push(',');
        }
        list_member(member, out);
    }
    out.push(']');
}

fn list_member(member: &Value, out: &mut String) {
    let _infallible = match member {
        Value::Boolean(truth) => write!(out, "{}", i64::from(*truth)),
        Value::Integer(number) => write!(out, "{number}"),
        Value::Float(number) if number.is_finite() => write!(out, "{number:?}"),
        Value::Decimal(text) => match decimal(text) {
            Some(Owned::Integer(number)) => write!(out, "{number}"),
            Some(Owned::Real(number)) if number.is_finite() => write!(out, "{number:?}"),
            _ => quoted(text, out),
        },
        Value::Text(text) | Value::Uuid(text) | Value::Json(text) | Value::Geometry(text) | Value::Shape { geojson: text, .. } => {
            quoted(text, out)
        }
        Value::Date(days) => write!(out, "{}", i64::from(*days) * MILLIS_PER_DAY),
        Value::Time(micros) => {
            out.push('"');
            calendar::print_time(*micros, out);
            out.write_char('"')
        }
        Value::DateTime(micros) | Value::Timestamp(micros) => write!(out, "{}", micros.div_euclid(1_000)),
        // JSON has neither bytes nor endless numbers, and a list in a list compares with nothing.
        Value::Null | Value::Float(_) | Value::Binary(_) | Value::List(_) => out.write_str("null"),
    };
}

fn quoted(text: &str, out: &mut String) -> std::fmt::Result {
    out.push('"');
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            control if u32::from(control) < 0x20 => write!(out, "\\u{:04x}", u32::from(control))?,
            other => out.push(other),
        }
    }
    out.write_char('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_become_json() {
        let members = [
            Value::Integer(1),
            Value::text("a\"b\\\n"),
            Value::Boolean(true),
            Value::Float(1.0),
            Value::Decimal("2.50".into()),
            Value::Date(1),
            Value::Timestamp(1_500_000),
            Value::Null,
        ];
        let mut out = String::new();
        list(&members, &mut out);
        assert_eq!(out, r#"[1,"a\"b\\\u000a",1,1.0,2.5,86400000,1500,null]"#);
    }
}
