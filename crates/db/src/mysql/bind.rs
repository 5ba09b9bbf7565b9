//! Our values in the binary protocol's types.
//!
//! Booleans are 0 and 1, JSON and UUIDs are text, moments are dates in UTC (the session's zone), shapes are what
//! the server keeps: the reference system before well-known binary. A list is never bound: statements
//! spell it out, one placeholder per member.

use mysql_async::{Params, Value as Wire};
use relata_schema::Value;

use crate::calendar::{self, MICROS_PER_DAY};
use crate::shape::{self, ShapeError};
use crate::{DbError, Details};

/// Why a value can't be bound.
#[derive(Debug, thiserror::Error)]
enum BindError {
    #[error("a list can't be bound as one value")]
    List,
    #[error("a year beyond 65535")]
    Year,
    #[error(transparent)]
    Shape(#[from] ShapeError),
}

pub(super) fn params(values: &[Value]) -> Result<Params, DbError> {
    if values.is_empty() {
        return Ok(Params::Empty);
    }
    let wire: Result<Vec<Wire>, BindError> = values.iter().map(wire).collect();
    wire.map(Params::Positional)
        .map_err(|error| DbError::InvalidValue(Box::new(Details { cause: Some(Box::new(error)), ..Details::default() })))
}

fn wire(value: &Value) -> Result<Wire, BindError> {
    Ok(match value {
        Value::Null => Wire::NULL,
        Value::Boolean(truth) => Wire::Int(i64::from(*truth)),
        Value::Integer(number) => Wire::Int(*number),
        Value::Float(number) => Wire::Double(*number),
        Value::Decimal(text) | Value::Text(text) | Value::Uuid(text) | Value::Json(text) | Value::Geometry(text) => {
            Wire::Bytes(text.as_bytes().to_vec())
        }
        Value::Date(days) => moment(i64::from(*days) * MICROS_PER_DAY)?,
        Value::Time(micros) => {
            let clock = calendar::clock_of_micros(*micros);
            Wire::Time(false, 0, clock.hour, clock.minute, clock.second, clock.micros)
        }
        Value::DateTime(micros) | Value::Timestamp(micros) => moment(*micros)?,
        Value::Binary(bytes) => Wire::Bytes(bytes.clone()),
        Value::Shape { geojson, srid } => Wire::Bytes(shape::prefixed(geojson, *srid)?),
        Value::List(_) => return Err(BindError::List),
    })
}

fn moment(micros: i64) -> Result<Wire, BindError> {
    let (days, rest) = calendar::split_days(micros);
    let civil = calendar::civil_of_days(days);
    let clock = calendar::clock_of_micros(rest);
    let year = u16::try_from(civil.year).map_err(|_| BindError::Year)?;
    Ok(Wire::Date(year, civil.month, civil.day, clock.hour, clock.minute, clock.second, clock.micros))
}
