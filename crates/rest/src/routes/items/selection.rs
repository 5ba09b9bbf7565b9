//! Which items a body selects.

use relata_engine::EngineError;
use serde_json::{Map, Value as Json};

use crate::ApiError;

/// The body's `keys`, if there are any.
pub(in crate::routes) fn keys_in(body: &Map<String, Json>) -> Result<Option<&[Json]>, ApiError> {
    match body.get("keys") {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Array(keys)) => match keys.iter().position(|key| !key.is_string() && !key.is_number()) {
            None => Ok(Some(keys)),
            Some(nth) => Err(EngineError::invalid_payload(format!("\"keys[{nth}]\" must be a text or a number.")).into()),
        },
        Some(_) => Err(EngineError::invalid_payload("\"keys\" must be an array.").into()),
    }
}

/// The objects of a list.
pub(in crate::routes) fn objects(entries: &[Json]) -> Result<Vec<&Map<String, Json>>, ApiError> {
    let objects: Option<Vec<_>> = entries.iter().map(Json::as_object).collect();
    objects.ok_or_else(|| EngineError::invalid_payload("Each item has to be an object.").into())
}
