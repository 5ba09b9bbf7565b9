//! `DELETE`: items removed, one by its key, or many by keys or by query.

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, Selection};
use serde_json::Value as Json;

use super::{CollectionName, Key, query::query_in, selection::keys_in};
use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// `DELETE /items/{collection}/{key}`. 204 whether or not the item was there.
pub(super) async fn one(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    Key(key): Key,
    caller: Caller,
) -> Result<Response, ApiError> {
    state.engine().delete(&caller, &collection, Selection::Item(&key)).await?;
    Ok(reply::no_content())
}

/// `DELETE /items/{collection}`: a list of keys, `{keys}` or `{query}`.
pub(super) async fn many(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let by_query;
    let selection = match &body {
        Json::Array(keys) => Selection::Keys(keys),
        Json::Object(body) => match keys_in(body)? {
            Some(keys) => Selection::Keys(keys),
            None if body.contains_key("query") => {
                by_query = query_in(body, &state)?;
                Selection::Query(&by_query)
            }
            None => return Err(nothing_selected()),
        },
        _ => return Err(nothing_selected()),
    };
    state.engine().delete(&caller, &collection, selection).await?;
    Ok(reply::no_content())
}

fn nothing_selected() -> ApiError {
    EngineError::invalid_payload("A list of keys, \"keys\" or \"query\" has to say which items to delete.").into()
}
