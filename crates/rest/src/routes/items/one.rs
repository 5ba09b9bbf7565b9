//! `GET /items/{collection}/{key}`: one item.

use axum::{extract::State, response::Response};
use relata_engine::ReadTarget;
use relata_query::{MetaRequest, Query};

use super::{CollectionName, Key, query::Asked, reply};
use crate::{ApiError, AppState, Caller};

pub(in crate::routes) async fn one(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    Key(key): Key,
    caller: Caller,
    Asked(query): Asked,
) -> Result<Response, ApiError> {
    // Counts belong to lists.
    let query = Query { meta: MetaRequest::default(), ..query };
    reply::read(&state, &caller, &collection, (ReadTarget::Item(&key), &query)).await
}
