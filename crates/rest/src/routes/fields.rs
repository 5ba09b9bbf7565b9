//! `/fields`: the fields of collections.

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};
use serde_json::Value as Json;

use crate::{
    ApiError, AppState,
    body::Payload,
    caller::Caller,
    reply::{data, no_content},
};

/// The routes under `/fields`.
pub(crate) fn router() -> Router<AppState> {
    let of_collection = get(list_of).post(create).patch(update_many);
    let one = get(show).patch(update).delete(delete);
    Router::new().route("/fields", get(list)).route("/fields/{collection}", of_collection).route("/fields/{collection}/{field}", one)
}

async fn list(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    Ok(data(&state.engine().fields(&caller).await?))
}

async fn list_of(State(state): State<AppState>, caller: Caller, Path(collection): Path<String>) -> Result<Response, ApiError> {
    Ok(data(&state.engine().fields_of(&caller, &collection).await?))
}

async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    Ok(data(&state.engine().field(&caller, &collection, &field).await?))
}

async fn create(
    State(state): State<AppState>,
    caller: Caller,
    Path(collection): Path<String>,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    Ok(shown(state.engine().create_field(&caller, &collection, &body).await?))
}

async fn update(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    Ok(shown(state.engine().update_field(&caller, &collection, &field, &body).await?))
}

async fn update_many(
    State(state): State<AppState>,
    caller: Caller,
    Path(collection): Path<String>,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    Ok(shown(state.engine().update_fields(&caller, &collection, &body).await?))
}

async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    state.engine().delete_field(&caller, &collection, &field).await?;
    Ok(no_content())
}

/// Where there is nothing to show there is nothing to say.
fn shown(field: Option<Json>) -> Response {
    field.map_or_else(no_content, |field| data(&field))
}
