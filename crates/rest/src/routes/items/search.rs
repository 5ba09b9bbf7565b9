//! `SEARCH /items/{collection}`: a read whose query, or whose keys, stand in the body.

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, ReadTarget};

use super::{CollectionName, query::query_in, reply, selection};
use crate::{ApiError, AppState, Caller, body::Payload};

pub(super) async fn search(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let body = body.as_object().ok_or_else(|| EngineError::invalid_payload("The body has to be an object with \"query\" or \"keys\"."))?;
    if let Some(unknown) = body.keys().find(|name| !matches!(name.as_str(), "query" | "keys")) {
        return Err(EngineError::invalid_payload(format!("\"{unknown}\" is not allowed: put it into \"query\".")).into());
    }
    let query = query_in(body, &state)?;
    match selection::keys_in(body)? {
        Some(keys) => {
            let keys = state.engine().keys(&collection, keys).await?;
            reply::read(&state, &caller, &collection, (ReadTarget::Keys(&keys), &query)).await
        }
        None => reply::read(&state, &caller, &collection, (ReadTarget::Items, &query)).await,
    }
}
