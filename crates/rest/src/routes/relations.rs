//! `/relations`: which field refers to what.

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};

use crate::{
    ApiError, AppState,
    body::Payload,
    caller::Caller,
    reply::{data, no_content},
};

/// The routes under `/relations`.
pub(crate) fn router() -> Router<AppState> {
    let one = get(show).patch(update).delete(delete);
    Router::new()
        .route("/relations", get(list).post(create))
        .route("/relations/{collection}", get(list_of))
        .route("/relations/{collection}/{field}", one)
}

async fn list(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    Ok(data(&state.engine().relations(&caller).await?))
}

async fn list_of(State(state): State<AppState>, caller: Caller, Path(collection): Path<String>) -> Result<Response, ApiError> {
    Ok(data(&state.engine().relations_of(&caller, &collection).await?))
}

async fn show(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    Ok(data(&state.engine().relation(&caller, &collection, &field).await?))
}

async fn create(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    Ok(data(&state.engine().create_relation(&caller, &body).await?))
}

async fn update(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    Ok(data(&state.engine().update_relation(&caller, &collection, &field, &body).await?))
}

async fn delete(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, field)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    state.engine().delete_relation(&caller, &collection, &field).await?;
    Ok(no_content())
}
