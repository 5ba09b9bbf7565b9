//! Lists of names as they come in requests: a text with commas, or an array.

use serde_json::Value;

use crate::{Bounds, QueryError, place::Place};

/// Whether commas also separate names inside the elements of an array.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Elements {
    /// `["a,b"]` is two names.
    Split,
    /// `["a,b"]` is one name.
    Whole,
}

const EXPECTED: &str = "a comma list or an array of texts";

/// Reads a list of names; None if there is nothing to read (null, an empty text).
pub(crate) fn read_list<T>(
    value: &Value,
    elements: Elements,
    place: &Place<'_>,
    bounds: &Bounds,
    mut read: impl FnMut(&str) -> Result<T, QueryError>,
) -> Result<Option<Vec<T>>, QueryError> {
    let mut list = Vec::new();
    let mut push = |name: &str| {
        let name = name.trim();
        if name.is_empty() {
            return Err(place.malformed("a list without empty names"));
        }
        if list.len() >= bounds.max_names {
            return Err(place.too_large(bounds.max_names));
        }
        list.push(read(name)?);
        Ok(())
    };
    match value {
        Value::Null => return Ok(None),
        Value::String(text) if text.is_empty() => return Ok(None),
        Value::String(text) => split_names(text).try_for_each(push)?,
        Value::Array(items) => {
            for item in items {
                match (item, elements) {
                    (Value::String(text), Elements::Whole) => push(text)?,
                    (Value::String(text), Elements::Split) => split_names(text).try_for_each(&mut push)?,
                    _ => return Err(place.malformed(EXPECTED)),
                }
            }
        }
        Value::Object(object) if !object.is_empty() && object.keys().all(|key| key.bytes().all(|byte| byte.is_ascii_digit())) => {
            return Err(place.too_large(bounds.max_array));
        }
        _ => return Err(place.malformed(EXPECTED)),
    }
    Ok(Some(list))
}

/// Splits at the commas that aren't inside parentheses.
pub(crate) fn split_names(text: &str) -> impl Iterator<Item = &str> {
    let mut n_open = 0_usize;
    text.split(move |letter| {
        match letter {
            '(' => n_open += 1,
            ')' => n_open = n_open.saturating_sub(1),
            _ => {}
        }
        letter == ',' && n_open == 0
    })
}
