//! Which items a body selects.

use relata_engine::{EngineError, Selection};
use relata_query::Query;
use serde_json::{Map, Value as Json};

use super::query::query_in;
use crate::{ApiError, AppState};

/// Many items, as a body names them.
pub(in crate::routes) enum Selected<'a> {
    Keys(&'a [Json]),
    Query(Box<Query>),
}

impl<'a> Selected<'a> {
    /// The body of a deletion: a list of keys, `{keys}` or `{query}`. One that selects nothing never means everything.
    pub(in crate::routes) fn to_delete(body: &'a Json, state: &AppState) -> Result<Self, ApiError> {
        let selected = match body {
            Json::Array(keys) => Some(Self::Keys(checked("", keys)?)),
            Json::Object(body) => Self::of(body, state)?,
            _ => None,
        };
        let missing = || EngineError::invalid_payload("A list of keys, \"keys\" or \"query\" has to say what to delete.").into();
        selected.ok_or_else(missing)
    }

    /// `keys` or `query` of a body.
    pub(super) fn of(body: &'a Map<String, Json>, state: &AppState) -> Result<Option<Self>, ApiError> {
        match keys_in(body)? {
            Some(_) if body.contains_key("query") => {
                Err(EngineError::invalid_payload("Either \"keys\" or \"query\" says which items are meant, not both.").into())
            }
            Some(keys) => Ok(Some(Self::Keys(keys))),
            None if body.contains_key("query") => Ok(Some(Self::Query(Box::new(query_in(body, state)?)))),
            None => Ok(None),
        }
    }

    pub(in crate::routes) fn selection(&self) -> Selection<'_> {
        match self {
            Self::Keys(keys) => Selection::Keys(keys),
            Self::Query(query) => Selection::Query(query),
        }
    }
}

/// The body's `keys`, if there are any.
pub(super) fn keys_in(body: &Map<String, Json>) -> Result<Option<&[Json]>, ApiError> {
    match body.get("keys") {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Array(keys)) => checked("keys", keys).map(Some),
        Some(_) => Err(EngineError::invalid_payload("\"keys\" must be an array.").into()),
    }
}

/// A list of keys; `name` is what the body calls it.
fn checked<'k>(name: &str, keys: &'k [Json]) -> Result<&'k [Json], ApiError> {
    match keys.iter().position(|key| !key.is_string() && !key.is_number()) {
        None => Ok(keys),
        Some(nth) => Err(EngineError::invalid_payload(format!("\"{name}[{nth}]\" must be a text or a number.")).into()),
    }
}

/// The objects of a list.
pub(in crate::routes) fn objects(entries: &[Json]) -> Result<Vec<&Map<String, Json>>, ApiError> {
    let objects: Option<Vec<_>> = entries.iter().map(Json::as_object).collect();
    objects.ok_or_else(|| EngineError::invalid_payload("Each item has to be an object.").into())
}
