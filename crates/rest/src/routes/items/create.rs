//! `POST /items/{collection}`: new items, one or many.

use axum::{extract::State, http::Uri, response::Response};
use serde_json::Value as Json;

use super::{
    CollectionName,
    query::Asked,
    reply::{Arity, written},
    selection::objects,
};
use crate::{ApiError, AppState, Caller, body::Payload, routes::missing};

pub(in crate::routes) async fn create(
    State(state): State<AppState>,
    CollectionName(collection): CollectionName,
    uri: Uri,
    caller: Caller,
    Asked(query): Asked,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let engine = state.engine();
    // A singleton has its one item already: it is changed, never created.
    if engine.is_singleton(&collection).await? {
        return Err(missing::not_found(&format!("/{collection}")));
    }
    let (created, arity) = match &body {
        Json::Array(entries) => (engine.create(&caller, &collection, &objects(entries)?).await?, Arity::Many),
        Json::Object(item) => (engine.create(&caller, &collection, &[item]).await?, Arity::One),
        _ => return Err(missing::not_found(uri.path())),
    };
    written(&state, &caller, &created, (&query, arity)).await
}
