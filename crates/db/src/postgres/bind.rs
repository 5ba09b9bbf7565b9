//! Our values in PostgreSQL's binary format, each by the type that the server inferred for its placeholder; as text where only the server
//! knows how a type is written (addresses, ranges, intervals, …).

use bytes::{BufMut, BytesMut};
use postgres_protocol::IsNull;
use postgres_types::{Kind, Type};
use relata_schema::Value;

use super::array;
use super::decode::{EPOCH_DAYS, EPOCH_MICROS, is_shape};
use crate::shape::{self, ShapeError};
use crate::{calendar, decimal};

/// Why a value can't be bound. Holds no value: it ends up in logs.
#[derive(Debug, thiserror::Error)]
pub(super) enum BindError {
    #[error("a {given} doesn't fit the type {expected}")]
    Mismatch { given: &'static str, expected: String },
    #[error("a number is out of the range of {expected}")]
    OutOfRange { expected: String },
    #[error("{given} values don't fit a statement that takes {expected}")]
    Count { given: usize, expected: usize },
    #[error(transparent)]
    Shape(#[from] ShapeError),
    #[error("the statement can't be sent: {0}")]
    Unwritable(std::io::Error),
}

/// Whether a value of a type travels in its binary format.
pub(super) fn is_binary(value: &Value, ty: &Type) -> bool {
    match ty.kind() {
        Kind::Domain(inner) => is_binary(value, inner),
        Kind::Array(member) => matches!(value, Value::List(_)) && is_known(member),
        _ if is_shape(ty) => matches!(value, Value::Shape { .. }),
        _ => is_known(ty),
    }
}

/// Whether the binary format of a type is known here.
fn is_known(ty: &Type) -> bool {
    let is_plain = matches!(
        *ty,
        Type::INT4 | Type::INT8 | Type::INT2 | Type::OID | Type::FLOAT8 | Type::FLOAT4 | Type::NUMERIC | Type::BOOL | Type::UUID
    );
    is_plain
        || matches!(*ty, Type::DATE | Type::TIME | Type::TIMESTAMP | Type::TIMESTAMPTZ | Type::JSON | Type::JSONB | Type::BYTEA)
        || is_text(ty)
        || matches!(ty.kind(), Kind::Domain(inner) if is_known(inner))
}

/// Appends a value.
pub(super) fn encode(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BindError> {
    if value.is_null() {
        return Ok(IsNull::Yes);
    }
    let written = match *ty {
        Type::INT4 => number(value, ty)?.map(|number: i32| out.put_i32(number)),
        Type::INT8 => number(value, ty)?.map(|number: i64| out.put_i64(number)),
        Type::INT2 => number(value, ty)?.map(|number: i16| out.put_i16(number)),
        Type::OID => number(value, ty)?.map(|number: u32| out.put_u32(number)),
        Type::FLOAT8 => float(value).map(|number| out.put_f64(number)),
        Type::FLOAT4 => narrow_float(value, ty)?.map(|number| out.put_f32(number)),
        Type::NUMERIC => numeric(value).map(|bytes| out.put_slice(&bytes)),
        Type::BOOL => truth(value).map(|truth| out.put_u8(u8::from(truth))),
        Type::UUID => uuid(value).map(|bytes| out.put_slice(&bytes)),
        Type::DATE => days(value).map(|days| out.put_i32(days.saturating_sub(EPOCH_DAYS))),
        Type::TIME => time(value).map(|micros| out.put_i64(micros)),
        Type::TIMESTAMP | Type::TIMESTAMPTZ => moment(value).map(|micros| out.put_i64(micros.saturating_sub(EPOCH_MICROS))),
        Type::JSON => json(value, out),
        Type::JSONB => {
            out.put_u8(1);
            json(value, out)
        }
        Type::BYTEA => bytes(value, out),
        _ => return encode_other(value, ty, out),
    };
    written.map(|()| IsNull::No).ok_or_else(|| mismatch(value, ty))
}

fn encode_other(value: &Value, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BindError> {
    match (ty.kind(), value) {
        (Kind::Domain(inner), _) => encode(value, inner, out),
        (_, Value::Shape { geojson, srid }) if is_shape(ty) => {
            out.put_slice(&shape::extended(geojson, *srid)?);
            Ok(IsNull::No)
        }
        (Kind::Array(member), Value::Json(json)) if let Some(literal) = array::literal(json, is_document(member)) => {
            out.put_slice(literal.as_bytes());
            Ok(IsNull::No)
        }
        (Kind::Array(member), Value::List(members)) if is_known(member) => array(members, member, ty, out),
        (Kind::Array(_), Value::List(members)) => array_text(members, out).map(|()| IsNull::No).ok_or_else(|| mismatch(value, ty)),
        _ => text(value, out).map(|()| IsNull::No).ok_or_else(|| mismatch(value, ty)),
    }
}

fn is_document(ty: &Type) -> bool {
    matches!(*ty, Type::JSON | Type::JSONB)
}

/// Types whose binary format is their text.
fn is_text(ty: &Type) -> bool {
    matches!(*ty, Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::UNKNOWN | Type::XML)
        || matches!(ty.kind(), Kind::Enum(_))
        || ty.name() == "citext"
}

fn array(members: &[Value], member: &Type, ty: &Type, out: &mut BytesMut) -> Result<IsNull, BindError> {
    let length = |n: usize| i32::try_from(n).map_err(|_| BindError::OutOfRange { expected: ty.name().to_owned() });
    out.put_i32(i32::from(!members.is_empty()));
    out.put_i32(i32::from(members.iter().any(Value::is_null)));
    out.put_u32(member.oid());
    if members.is_empty() {
        return Ok(IsNull::No);
    }
    out.put_i32(length(members.len())?);
    out.put_i32(1);
    for value in members {
        let at = out.len();
        out.put_i32(-1);
        if matches!(encode(value, member, out)?, IsNull::No) {
            let n_bytes = length(out.len() - at - 4)?;
            out[at..at + 4].copy_from_slice(&n_bytes.to_be_bytes());
        }
    }
    Ok(IsNull::No)
}

/// `{"a","b"}`.
fn array_text(members: &[Value], out: &mut BytesMut) -> Option<()> {
    out.put_u8(b'{');
    for (nth, value) in members.iter().enumerate() {
        if nth > 0 {
            out.put_u8(b',');
        }
        if value.is_null() {
            out.put_slice(b"NULL");
            continue;
        }
        let mut member = BytesMut::new();
        text(value, &mut member)?;
        let mut quoted = String::new();
        array::write_quoted(std::str::from_utf8(&member).ok()?, &mut quoted);
        out.put_slice(quoted.as_bytes());
    }
    out.put_u8(b'}');
    Some(())
}

fn number<N: TryFrom<i64>>(value: &Value, ty: &Type) -> Result<Option<N>, BindError> {
    let out_of_range = || BindError::OutOfRange { expected: ty.name().to_owned() };
    let wide = match value {
        Value::Integer(number) => *number,
        Value::Boolean(truth) => i64::from(*truth),
        Value::Float(number) if number.fract() == 0.0 => {
            // Beyond 2^63 a double can't be an i64; below, whole doubles convert exactly.
            if number.abs() >= 9.2e18 {
                return Err(out_of_range());
            }
            #[expect(clippy::cast_possible_truncation, reason = "checked to be whole and in range just above")]
            let whole = *number as i64;
            whole
        }
        Value::Text(text) | Value::Decimal(text) => match text.parse::<i64>() {
            Ok(number) => number,
            Err(error) => match error.kind() {
                std::num::IntErrorKind::PosOverflow | std::num::IntErrorKind::NegOverflow => return Err(out_of_range()),
                _ => return Ok(None),
            },
        },
        _ => return Ok(None),
    };
    N::try_from(wide).map(Some).map_err(|_| out_of_range())
}

#[expect(clippy::cast_precision_loss, reason = "a double column holds what a double can hold")]
fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        Value::Decimal(text) | Value::Text(text) => text.parse().ok(),
        _ => None,
    }
}

fn narrow_float(value: &Value, ty: &Type) -> Result<Option<f32>, BindError> {
    let Some(wide) = float(value) else { return Ok(None) };
    #[expect(clippy::cast_possible_truncation, reason = "a 4-byte column rounds; what overflows is refused below")]
    let narrow = wide as f32;
    if narrow.is_infinite() && wide.is_finite() {
        return Err(BindError::OutOfRange { expected: ty.name().to_owned() });
    }
    Ok(Some(narrow))
}

fn numeric(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::Decimal(text) | Value::Text(text) => decimal::encode_wire(text),
        Value::Integer(number) => decimal::encode_wire(&number.to_string()),
        Value::Float(number) => decimal::encode_wire(&number.to_string()),
        _ => None,
    }
}

fn truth(value: &Value) -> Option<bool> {
    match value {
        Value::Boolean(truth) => Some(*truth),
        Value::Integer(0) => Some(false),
        Value::Integer(1) => Some(true),
        Value::Text(text) => match text.as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

fn uuid(value: &Value) -> Option<[u8; 16]> {
    let (Value::Uuid(text) | Value::Text(text)) = value else { return None };
    let mut bytes = [0_u8; 16];
    let mut n_digits = 0;
    for (at, character) in text.char_indices() {
        if character == '-' && matches!(at, 8 | 13 | 18 | 23) && text.len() == 36 {
            continue;
        }
        let digit = u8::try_from(character.to_digit(16)?).ok()?;
        let byte = bytes.get_mut(n_digits / 2)?;
        *byte = (*byte << 4) | digit;
        n_digits += 1;
    }
    (n_digits == 32).then_some(bytes)
}

fn days(value: &Value) -> Option<i32> {
    match value {
        Value::Date(days) => Some(*days),
        Value::DateTime(micros) | Value::Timestamp(micros) => i32::try_from(calendar::split_days(*micros).0).ok(),
        Value::Text(text) => calendar::parse_date(text),
        _ => None,
    }
}

fn time(value: &Value) -> Option<i64> {
    match value {
        Value::Time(micros) => Some(*micros),
        Value::DateTime(micros) | Value::Timestamp(micros) => Some(calendar::split_days(*micros).1),
        Value::Text(text) => calendar::parse_time(text),
        _ => None,
    }
}

fn moment(value: &Value) -> Option<i64> {
    match value {
        Value::DateTime(micros) | Value::Timestamp(micros) => Some(*micros),
        Value::Date(days) => i64::from(*days).checked_mul(calendar::MICROS_PER_DAY),
        Value::Text(text) => calendar::parse_date_time(text),
        _ => None,
    }
}

fn json(value: &Value, out: &mut BytesMut) -> Option<()> {
    match value {
        Value::Date(_) | Value::Time(_) | Value::DateTime(_) | Value::Timestamp(_) | Value::Uuid(_) => {
            out.put_u8(b'"');
            text(value, out)?;
            out.put_u8(b'"');
            Some(())
        }
        _ => text(value, out),
    }
}

fn bytes(value: &Value, out: &mut BytesMut) -> Option<()> {
    let Value::Binary(bytes) = value else { return text(value, out) };
    out.put_slice(bytes);
    Some(())
}

fn text(value: &Value, out: &mut BytesMut) -> Option<()> {
    let mut printed = String::new();
    match value {
        Value::Text(text)
        | Value::Uuid(text)
        | Value::Json(text)
        | Value::Geometry(text)
        | Value::Shape { geojson: text, .. }
        | Value::Decimal(text) => {
            out.put_slice(text.as_bytes());
        }
        Value::Integer(number) => printed = number.to_string(),
        Value::Float(number) => printed = number.to_string(),
        Value::Boolean(truth) => out.put_slice(if *truth { b"true" } else { b"false" }),
        Value::Date(days) => calendar::print_date(i64::from(*days), &mut printed),
        Value::Time(micros) => calendar::print_time(*micros, &mut printed),
        Value::DateTime(micros) => calendar::print_date_time(*micros, &mut printed),
        Value::Timestamp(micros) => {
            calendar::print_date_time(*micros, &mut printed);
            printed.push('Z');
        }
        Value::Null | Value::Binary(_) | Value::List(_) => return None,
    }
    out.put_slice(printed.as_bytes());
    Some(())
}

fn mismatch(value: &Value, ty: &Type) -> BindError {
    let given = match value {
        Value::Null => "NULL",
        Value::Boolean(_) => "boolean",
        Value::Integer(_) => "integer",
        Value::Float(_) => "float",
        Value::Decimal(_) => "decimal",
        Value::Text(_) => "text",
        Value::Uuid(_) => "UUID",
        Value::Date(_) => "date",
        Value::Time(_) => "time",
        Value::DateTime(_) => "date-time",
        Value::Timestamp(_) => "timestamp",
        Value::Json(_) => "JSON document",
        Value::Binary(_) => "byte string",
        Value::Geometry(_) | Value::Shape { .. } => "geometry",
        Value::List(_) => "list",
    };
    BindError::Mismatch { given, expected: ty.name().to_owned() }
}
