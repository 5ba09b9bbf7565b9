//! `GET /items/{collection}`: a list, or the item of a singleton.

use axum::{extract::State, response::Response};
use relata_engine::ReadTarget;

use super::{CollectionName, query::Asked, reply};
use crate::{ApiError, AppState, Caller};

pub(in crate::routes) async fn list(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    caller: Caller,
    Asked(query): Asked,
) -> Result<Response, ApiError> {
    reply::read(&state, &caller, &collection, (ReadTarget::Items, &query)).await
}
