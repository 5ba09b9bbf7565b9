//! `POST /files/import`: a file from another server, by its URL.

use axum::{extract::State, response::Response};
use relata_engine::EngineError;
use serde_json::Value as Json;

use crate::routes::items::{
    query::Asked,
    reply::{Arity, written},
};
use crate::{ApiError, AppState, Caller, body::Payload};

/// `{url, data, options}`; `data` is what else is known of the file, `options.filterMimeType` which media types are taken.
pub(super) async fn import(
    State(state): State<AppState>,
    caller: Caller,
    asked: Asked,
    Payload(mut body): Payload,
) -> Result<Response, ApiError> {
    let url = match body.get("url") {
        Some(Json::String(url)) => url.clone(),
        Some(_) => return Err(EngineError::invalid_payload("\"url\" must be a string").into()),
        None => return Err(EngineError::invalid_payload("\"url\" is required").into()),
    };
    let said = match body.get_mut("data").map(Json::take) {
        Some(Json::Object(said)) => said,
        None | Some(Json::Null) => serde_json::Map::new(),
        Some(_) => return Err(EngineError::invalid_payload("\"data\" must be of type object").into()),
    };
    let allowed = allowed(body.get("options"))?;
    let imported = state.files().import(&caller, &url, said, &allowed).await?;
    written(&state, &caller, &imported, (&asked.0, Arity::One)).await
}

fn allowed(options: Option<&Json>) -> Result<Vec<String>, EngineError> {
    let Some(options) = options else { return Ok(Vec::new()) };
    let options = options.as_object().ok_or_else(|| EngineError::invalid_payload("\"options\" must be of type object"))?;
    if let Some(unknown) = options.keys().find(|name| *name != "filterMimeType") {
        return Err(EngineError::invalid_payload(format!("\"options.{unknown}\" is not allowed")));
    }
    let Some(types) = options.get("filterMimeType") else { return Ok(Vec::new()) };
    let types = types.as_array().ok_or_else(|| EngineError::invalid_payload("\"options.filterMimeType\" must be an array"))?;
    let text = |one: &Json| one.as_str().map(str::to_owned);
    types.iter().map(text).collect::<Option<_>>().ok_or_else(|| EngineError::invalid_payload("\"options.filterMimeType\" must hold texts"))
}
