//! Limits, offsets and pages: whole numbers that also come as texts.

use serde_json::Value;

use crate::{Limit, QueryError, place::Place};

/// The largest whole number that JavaScript clients can tell from its neighbours.
const MAX_SAFE: i64 = (1 << 53) - 1;

/// Reads a `limit`: `-1` means all.
pub(crate) fn read_limit(value: &Value, place: &Place<'_>) -> Result<Option<Limit>, QueryError> {
    let malformed = || place.malformed("a whole number from -1 up");
    if value.is_null() {
        return Ok(None);
    }
    match whole(value).ok_or_else(malformed)? {
        -1 => Ok(Some(Limit::All)),
        number => u64::try_from(number).map(|number| Some(Limit::AtMost(number))).map_err(|_| malformed()),
    }
}

/// Reads an `offset` or a `page`.
pub(crate) fn read_count(value: &Value, place: &Place<'_>) -> Result<Option<u64>, QueryError> {
    if value.is_null() {
        return Ok(None);
    }
    let number = whole(value).and_then(|number| u64::try_from(number).ok());
    number.map(Some).ok_or_else(|| place.malformed("a whole number from 0 up"))
}

/// A whole number. An empty text is 0, and a list of one value is that value, as in JavaScript.
fn whole(value: &Value) -> Option<i64> {
    let number = match value {
        Value::Number(number) => number.as_i64().or_else(|| number.as_f64().and_then(whole_float)),
        Value::String(text) => match text.trim() {
            "" => Some(0),
            text => text.parse().ok().or_else(|| text.parse().ok().and_then(whole_float)),
        },
        Value::Array(items) if items.len() == 1 => match &items[0] {
            Value::Array(_) => None,
            item => whole(item),
        },
        _ => None,
    };
    number.filter(|number| (-MAX_SAFE..=MAX_SAFE).contains(number))
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
fn whole_float(number: f64) -> Option<i64> {
    (number.fract() == 0.0 && number.abs() < 9_007_199_254_740_992.0).then_some(number as i64)
}
