//! Cells straight from PostgreSQL's binary format, without a copy.
//!
//! Types without a case here (intervals, ranges, network addresses…) are asked for as text, as are arrays.

use postgres_types::{Kind, Type};

use super::array::{Array, Member};
use crate::cell::widen;
use crate::{Cell, Decimal, Shape};

/// PostgreSQL counts from 2000-01-01.
pub(super) const EPOCH_DAYS: i32 = 10_957;
pub(super) const EPOCH_MICROS: i64 = 946_684_800_000_000;

/// How the values of a column are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Not binary: the text that the server makes of an array.
    Array(Member),
    Boolean,
    Bytes,
    Date,
    Float4,
    Float8,
    Int2,
    Int4,
    Int8,
    /// Text after a byte that says how it is written.
    JsonBinary,
    Numeric,
    Oid,
    /// Extended well-known binary, of an extension's types.
    Shape,
    Text,
    Time,
    Timestamp,
    TimestampWithZone,
    Uuid,
    Void,
    /// Not binary: the text that the server makes of it.
    Printed,
}

impl Format {
    /// Whether the server is asked for the binary form.
    pub(super) fn is_binary(self) -> bool {
        !matches!(self, Self::Array(_) | Self::Printed)
    }

    pub(super) fn of(ty: &Type) -> Self {
        match *ty {
            Type::BOOL => Self::Boolean,
            Type::DATE => Self::Date,
            Type::FLOAT4 => Self::Float4,
            Type::FLOAT8 => Self::Float8,
            Type::INT2 => Self::Int2,
            Type::INT4 => Self::Int4,
            Type::INT8 => Self::Int8,
            Type::JSONB => Self::JsonBinary,
            Type::NUMERIC => Self::Numeric,
            Type::OID => Self::Oid,
            Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN | Type::XML | Type::CHAR => Self::Text,
            Type::TIME => Self::Time,
            Type::TIMESTAMP => Self::Timestamp,
            Type::TIMESTAMPTZ => Self::TimestampWithZone,
            Type::UUID => Self::Uuid,
            Type::VOID => Self::Void,
            Type::BYTEA => Self::Bytes,
            _ => match ty.kind() {
                Kind::Domain(inner) => Self::of(inner),
                Kind::Array(member) if *member != Type::BOX => Self::Array(member_of(member)),
                Kind::Enum(_) => Self::Text,
                _ if ty.name() == "citext" => Self::Text,
                _ if is_shape(ty) => Self::Shape,
                _ => Self::Printed,
            },
        }
    }
}

fn member_of(ty: &Type) -> Member {
    match Format::of(ty) {
        Format::Boolean => Member::Boolean,
        Format::Float4 | Format::Float8 | Format::Int2 | Format::Int4 | Format::Numeric | Format::Oid => Member::Number,
        Format::JsonBinary => Member::Document,
        Format::Text if *ty == Type::JSON => Member::Document,
        Format::TimestampWithZone => Member::Timestamp,
        _ => Member::Text,
    }
}

/// PostGIS's types for shapes.
pub(super) fn is_shape(ty: &Type) -> bool {
    matches!(ty.name(), "geometry" | "geography")
}

/// A value; its bytes as they are when they don't have the shape that they should have.
#[inline]
pub(super) fn decode(format: Format, raw: &[u8]) -> Cell<'_> {
    read(format, raw).unwrap_or(Cell::Bytes(raw))
}

#[inline]
fn read(format: Format, raw: &[u8]) -> Option<Cell<'_>> {
    Some(match format {
        Format::Int4 => Cell::Integer(i64::from(i32::from_be_bytes(raw.try_into().ok()?))),
        Format::Text | Format::Printed => text(raw)?,
        Format::Int8 => Cell::Integer(i64::from_be_bytes(raw.try_into().ok()?)),
        Format::Uuid => Cell::Uuid(raw.try_into().ok()?),
        Format::Boolean => Cell::Boolean(*raw.first()? != 0),
        Format::TimestampWithZone => moment(raw, Cell::Timestamp)?,
        Format::Timestamp => moment(raw, Cell::DateTime)?,
        Format::Date => match i32::from_be_bytes(raw.try_into().ok()?) {
            i32::MAX => Cell::Text("infinity"),
            i32::MIN => Cell::Text("-infinity"),
            days => Cell::Date(days.checked_add(EPOCH_DAYS)?),
        },
        Format::Time => Cell::Time(i64::from_be_bytes(raw.try_into().ok()?)),
        Format::Numeric => Cell::Decimal(Decimal::from_wire(raw)?),
        Format::Float8 => Cell::Float(f64::from_be_bytes(raw.try_into().ok()?)),
        Format::Float4 => Cell::Float(widen(f32::from_be_bytes(raw.try_into().ok()?))),
        Format::JsonBinary => match raw.split_first()? {
            (1, document) => text(document)?,
            _ => return None,
        },
        Format::Int2 => Cell::Integer(i64::from(i16::from_be_bytes(raw.try_into().ok()?))),
        Format::Oid => Cell::Integer(i64::from(u32::from_be_bytes(raw.try_into().ok()?))),
        Format::Array(member) => Cell::Array(Array::new(std::str::from_utf8(raw).ok()?, member)),
        Format::Bytes => Cell::Bytes(raw),
        Format::Shape => Cell::Shape(Shape::of_extended(raw)?),
        Format::Void => Cell::Null,
    })
}

fn text(raw: &[u8]) -> Option<Cell<'_>> {
    std::str::from_utf8(raw).ok().map(Cell::Text)
}

fn moment<'a>(raw: &[u8], kind: fn(i64) -> Cell<'a>) -> Option<Cell<'a>> {
    Some(match i64::from_be_bytes(raw.try_into().ok()?) {
        i64::MAX => Cell::Text("infinity"),
        i64::MIN => Cell::Text("-infinity"),
        micros => kind(micros.checked_add(EPOCH_MICROS)?),
    })
}
