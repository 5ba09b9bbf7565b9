//! `PATCH`: items changed, one by its key, or many by keys, by query, or each in its own way.

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, Selection};
use serde_json::Value as Json;

use super::{
    CollectionName, Key,
    query::Asked,
    reply::{Arity, written},
    selection::{Selected, objects},
};
use crate::{ApiError, AppState, Caller, body::Payload, routes::missing};

/// `PATCH /items/{collection}/{key}`.
pub(in crate::routes) async fn one(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    Key(key): Key,
    caller: Caller,
    Asked(query): Asked,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    if state.engine().is_singleton(&collection).await? {
        return Err(missing::not_found(&format!("/{collection}/{key}")));
    }
    let change = body.as_object().ok_or_else(|| EngineError::invalid_payload("The body has to be an object."))?;
    let changed = state.engine().update(&caller, &collection, (Selection::Item(&key), change)).await?;
    written(&state, &caller, &changed, (&query, Arity::One)).await
}

/// `PATCH /items/{collection}`: a list of items with their keys, `{keys, data}`, `{query, data}`, or a singleton's changes.
pub(in crate::routes) async fn many(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    caller: Caller,
    Asked(query): Asked,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let engine = state.engine();
    if engine.is_singleton(&collection).await? {
        let change = match &body {
            Json::Array(entries) => entries.first(),
            change => Some(change),
        };
        let change = change.and_then(Json::as_object).ok_or_else(|| EngineError::invalid_payload("The body has to be an object."))?;
        let changed = engine.update(&caller, &collection, (Selection::Singleton, change)).await?;
        return written(&state, &caller, &changed, (&query, Arity::One)).await;
    }
    let changed = match &body {
        Json::Array(entries) => engine.update_each(&caller, &collection, &objects(entries)?).await?,
        body => {
            let empty = serde_json::Map::new();
            let body = body.as_object().unwrap_or(&empty);
            let data = body.get("data").and_then(Json::as_object);
            let data = data.ok_or_else(|| EngineError::invalid_payload("\"data\" is required: an object with the changes."))?;
            let unselected = || EngineError::invalid_payload("Either \"keys\" or \"query\" has to say which items to change.");
            let selected = Selected::of(body, &state)?.ok_or_else(unselected)?;
            engine.update(&caller, &collection, (selected.selection(), data)).await?
        }
    };
    written(&state, &caller, &changed, (&query, Arity::Many)).await
}
