//! Reading request bodies: what must be there, and of which kind.

use serde_json::{Map, Value as Json};

use crate::EngineError;

/// The body as an object.
pub(super) fn object(body: &Json) -> Result<&Map<String, Json>, EngineError> {
    body.as_object().ok_or_else(|| EngineError::invalid_payload("\"value\" must be of type object."))
}

/// A text that must be there and not be empty.
pub(super) fn name<'a>(body: &'a Map<String, Json>, key: &str) -> Result<&'a str, EngineError> {
    match body.get(key) {
        None => Err(EngineError::invalid_payload(format!("\"{key}\" is required."))),
        Some(Json::String(text)) if text.is_empty() => Err(EngineError::invalid_payload(format!("\"{key}\" is not allowed to be empty."))),
        Some(Json::String(text)) => Ok(text),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{key}\" must be a string."))),
    }
}

/// An object that may be absent or null.
pub(super) fn part<'a>(body: &'a Map<String, Json>, key: &str) -> Result<Option<&'a Map<String, Json>>, EngineError> {
    match body.get(key) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(object)) => Ok(Some(object)),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{key}\" must be of type object."))),
    }
}

/// Refuses keys that mean nothing.
pub(super) fn only(body: &Map<String, Json>, known: &[&str]) -> Result<(), EngineError> {
    match body.keys().find(|key| !known.contains(&key.as_str())) {
        Some(key) => Err(EngineError::invalid_payload(format!("\"{key}\" is not allowed."))),
        None => Ok(()),
    }
}
