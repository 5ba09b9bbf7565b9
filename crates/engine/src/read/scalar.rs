//! One cell as JSON, by the field's type: the same value looks the same whatever database it comes from.

use std::fmt::Write as _;

use relata_db::Cell;
use relata_plan::{Codec, typed};
use relata_schema::{FieldType, Value};
use serde_json::Value as Json;

use super::{
    calendar,
    number::{write_float, write_integer},
    text::{write_document, write_text},
};

/// How big and computed numbers are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Numbers {
    /// As JSON numbers (SQLite, MariaDB).
    Plain,
    /// As text, as clients of PostgreSQL databases know them: no digit is lost.
    BigOnesAsText,
}

/// What stands for a value that is never shown.
const CONCEALED: &str = "\"**********\"";

/// Appends a cell.
pub(crate) fn write_scalar(cell: Cell<'_>, codec: Codec, numbers: Numbers, out: &mut String) {
    if cell.is_null() {
        return out.push_str("null");
    }
    match codec {
        Codec::Concealed => out.push_str(CONCEALED),
        Codec::Computed => write_number(cell, numbers, out),
        Codec::Field(ty) => write_field(cell, ty, numbers, out),
    }
}

fn write_field(cell: Cell<'_>, ty: FieldType, numbers: Numbers, out: &mut String) {
    match ty {
        FieldType::Boolean => match cell {
            Cell::Boolean(truth) => out.push_str(if truth { "true" } else { "false" }),
            Cell::Integer(number) => out.push_str(if number == 0 { "false" } else { "true" }),
            other => write_raw(other, out),
        },
        FieldType::BigInteger => write_number(cell, numbers, out),
        FieldType::Date | FieldType::Time | FieldType::DateTime | FieldType::Timestamp => write_temporal(cell, ty, out),
        FieldType::Json | FieldType::Geometry(_) => match cell {
            Cell::Text(text) => write_document(text, out),
            other => write_raw(other, out),
        },
        FieldType::Csv => match cell {
            Cell::Text(text) => write_list(text, out),
            other => write_raw(other, out),
        },
        _ => write_raw(cell, out),
    }
}

fn write_number(cell: Cell<'_>, numbers: Numbers, out: &mut String) {
    match (cell, numbers) {
        (Cell::Integer(_) | Cell::Unsigned(_), Numbers::BigOnesAsText) => {
            out.push('"');
            write_raw(cell, out);
            out.push('"');
        }
        _ => write_raw(cell, out),
    }
}

/// A cell by what it is.
fn write_raw(cell: Cell<'_>, out: &mut String) {
    match cell {
        Cell::Null => out.push_str("null"),
        Cell::Boolean(truth) => out.push_str(if truth { "true" } else { "false" }),
        Cell::Integer(number) => write_integer(number, out),
        Cell::Unsigned(number) => out.push_str(itoa::Buffer::new().format(number)),
        Cell::Float(number) => write_float(number, out),
        Cell::Text(text) => write_text(text, out),
        Cell::Bytes(bytes) => write_bytes(bytes, out),
        Cell::Uuid(bytes) => {
            out.push('"');
            let mut buffer = uuid::Uuid::encode_buffer();
            out.push_str(uuid::Uuid::from_bytes(bytes).hyphenated().encode_lower(&mut buffer));
            out.push('"');
        }
        Cell::Date(_) => write_temporal(cell, FieldType::Date, out),
        Cell::Time(_) => write_temporal(cell, FieldType::Time, out),
        Cell::DateTime(_) => write_temporal(cell, FieldType::DateTime, out),
        Cell::Timestamp(_) => write_temporal(cell, FieldType::Timestamp, out),
        Cell::Array(array) => {
            let _infallible = write!(out, "{}", array.to_json());
        }
        Cell::Shape(shape) => match shape.to_geojson() {
            Some(geojson) => write_document(&geojson, out),
            None => out.push_str("null"),
        },
        Cell::Decimal(number) => {
            let _infallible = write!(out, "\"{number}\"");
        }
    }
}

/// Dates and times, from whatever the database keeps: its own types, milliseconds since 1970 (SQLite), or text.
fn write_temporal(cell: Cell<'_>, ty: FieldType, out: &mut String) {
    let micros = match cell {
        Cell::Date(days) => i64::from(days) * calendar::MICROS_PER_DAY,
        Cell::Time(micros) | Cell::DateTime(micros) | Cell::Timestamp(micros) => micros,
        Cell::Integer(millis) => millis.saturating_mul(1_000),
        Cell::Text(text) if ty == FieldType::Time => return write_text(text, out),
        Cell::Text(text) => match typed(&Json::from(text), FieldType::Timestamp) {
            Some(Value::Timestamp(micros)) => micros,
            _ => return write_text(text, out),
        },
        other => return write_raw(other, out),
    };
    out.push('"');
    match ty {
        FieldType::Date => calendar::write_date(micros.div_euclid(calendar::MICROS_PER_DAY), out),
        FieldType::Time => calendar::write_time(micros, out),
        FieldType::DateTime => calendar::write_date_time(micros, out),
        _ => calendar::write_timestamp(micros, out),
    }
    out.push('"');
}

/// Comma-separated text as an array.
fn write_list(text: &str, out: &mut String) {
    out.push('[');
    if !text.is_empty() {
        for (nth, entry) in text.split(',').enumerate() {
            if nth > 0 {
                out.push(',');
            }
            write_text(entry, out);
        }
    }
    out.push(']');
}

/// Bytes in the form that JavaScript's buffers have in JSON.
fn write_bytes(bytes: &[u8], out: &mut String) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.chars().any(char::is_control)
    {
        return write_text(text, out);
    }
    out.push_str("{\"type\":\"Buffer\",\"data\":[");
    for (nth, byte) in bytes.iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        write_integer(i64::from(*byte), out);
    }
    out.push_str("]}");
}
