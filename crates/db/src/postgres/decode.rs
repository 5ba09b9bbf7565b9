//! Cells straight from PostgreSQL's binary format, without a copy.
//!
//! Types without a case here (intervals, arrays, ranges, network addresses, geometry…) come out as their raw bytes: statements
//! cast them to text.

use postgres_types::{FromSql, Kind, Type};

use crate::cell::widen;
use crate::{Cause, Cell, Decimal};

/// PostgreSQL counts from 2000-01-01.
pub(super) const EPOCH_DAYS: i32 = 10_957;
pub(super) const EPOCH_MICROS: i64 = 946_684_800_000_000;

impl<'a> FromSql<'a> for Cell<'a> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Cause> {
        Ok(decode(ty, raw).unwrap_or(Cell::Bytes(raw)))
    }

    fn from_sql_null(_: &Type) -> Result<Self, Cause> {
        Ok(Cell::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// `None` when the bytes don't have the type's shape.
fn decode<'a>(ty: &Type, raw: &'a [u8]) -> Option<Cell<'a>> {
    Some(match *ty {
        Type::INT4 => Cell::Integer(i64::from(i32::from_be_bytes(raw.try_into().ok()?))),
        Type::TEXT | Type::VARCHAR | Type::BPCHAR | Type::NAME | Type::JSON | Type::UNKNOWN | Type::XML | Type::CHAR => text(raw)?,
        Type::INT8 => Cell::Integer(i64::from_be_bytes(raw.try_into().ok()?)),
        Type::UUID => Cell::Uuid(raw.try_into().ok()?),
        Type::BOOL => Cell::Boolean(*raw.first()? != 0),
        Type::TIMESTAMPTZ => moment(raw, Cell::Timestamp)?,
        Type::TIMESTAMP => moment(raw, Cell::DateTime)?,
        Type::DATE => match i32::from_be_bytes(raw.try_into().ok()?) {
            i32::MAX => Cell::Text("infinity"),
            i32::MIN => Cell::Text("-infinity"),
            days => Cell::Date(days.checked_add(EPOCH_DAYS)?),
        },
        Type::TIME => Cell::Time(i64::from_be_bytes(raw.try_into().ok()?)),
        Type::NUMERIC => Cell::Decimal(Decimal::from_wire(raw)?),
        Type::FLOAT8 => Cell::Float(f64::from_be_bytes(raw.try_into().ok()?)),
        Type::FLOAT4 => Cell::Float(widen(f32::from_be_bytes(raw.try_into().ok()?))),
        Type::JSONB => match raw.split_first()? {
            (1, document) => text(document)?,
            _ => return None,
        },
        Type::INT2 => Cell::Integer(i64::from(i16::from_be_bytes(raw.try_into().ok()?))),
        Type::OID => Cell::Integer(i64::from(u32::from_be_bytes(raw.try_into().ok()?))),
        Type::BYTEA => Cell::Bytes(raw),
        Type::VOID => Cell::Null,
        _ => match ty.kind() {
            Kind::Domain(inner) => return decode(inner, raw),
            Kind::Enum(_) => text(raw)?,
            _ if ty.name() == "citext" => text(raw)?,
            _ => return None,
        },
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
