//! Parts of a body.

use relata_engine::EngineError;
use serde_json::Value as Json;

/// A text that must be given and hold something.
pub(super) fn text(body: &Json, name: &str) -> Result<String, EngineError> {
    match body.get(name) {
        Some(Json::String(text)) if !text.is_empty() => Ok(text.clone()),
        None | Some(Json::Null | Json::String(_)) => Err(EngineError::invalid_payload(format!("\"{name}\" is required."))),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{name}\" must be a string."))),
    }
}

/// A key that must be given.
pub(super) fn key<'b>(body: &'b Json, name: &str) -> Result<&'b Json, EngineError> {
    let key = body.get(name).ok_or_else(|| EngineError::invalid_payload(format!("\"{name}\" is required.")))?;
    is_key(key, name)?;
    Ok(key)
}

/// Refuses what can't be a key.
pub(super) fn is_key(key: &Json, name: &str) -> Result<(), EngineError> {
    match key {
        Json::String(_) | Json::Number(_) => Ok(()),
        _ => Err(EngineError::invalid_payload(format!("\"{name}\" must be one of [string, number]."))),
    }
}
