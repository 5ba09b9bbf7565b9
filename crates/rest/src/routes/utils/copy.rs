//! `POST /utils/copy/{collection}/{key}`: a deep copy of an item. Relata's own.

use axum::{
    extract::{Path, State},
    response::Response,
};
use relata_engine::{CopyOf, EngineError};
use serde_json::{Map, Value as Json, json};

use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// `{fields?, override?, dry_run?}`; answers the new item's key and how many items of each collection were made.
pub(super) async fn copy(
    State(state): State<AppState>,
    Path((collection, key)): Path<(String, String)>,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let engine = state.engine();
    let of = CopyOf { collection: &collection, key: &key, fields: object(&body, "fields")?, overrides: object(&body, "override")? };
    let copied = match body.get("dry_run") {
        Some(Json::Bool(true)) => engine.preview_copy(&caller, of).await?,
        None | Some(Json::Null | Json::Bool(false)) => engine.copy(&caller, of).await?,
        Some(_) => return Err(EngineError::invalid_payload("\"dry_run\" must be true or false.").into()),
    };
    let created: Map<String, Json> = copied.created.iter().map(|(name, count)| (name.as_str().to_owned(), Json::from(*count))).collect();
    Ok(reply::data(&json!({ "key": copied.key_json(), "created": created })))
}

fn object<'b>(body: &'b Json, name: &str) -> Result<Option<&'b Map<String, Json>>, EngineError> {
    match body.get(name) {
        None | Some(Json::Null) => Ok(None),
        Some(Json::Object(object)) => Ok(Some(object)),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{name}\" must be an object."))),
    }
}
