//! `DELETE`: items removed, one by its key, or many by keys or by query.

use axum::{extract::State, response::Response};
use relata_engine::Selection;

use super::{CollectionName, Key, selection::Selected};
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
    let selected = Selected::to_delete(&body, &state)?;
    state.engine().delete(&caller, &collection, selected.selection()).await?;
    Ok(reply::no_content())
}
