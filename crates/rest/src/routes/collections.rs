//! `/collections`: which collections there are and what is said about them.

use axum::{
    Router,
    extract::{Path, Request, State},
    handler::Handler,
    response::{IntoResponse, Response},
    routing::get,
};

use super::missing;
use crate::{
    ApiError, AppState,
    body::Payload,
    caller::Caller,
    reply::{data, no_content},
};

/// The routes under `/collections`. `SEARCH` lists as well; what it asks is ignored, as are the parameters of `GET`.
pub(crate) fn router() -> Router<AppState> {
    let one = get(show).patch(update).delete(delete);
    let many = get(list).post(create).patch(update_many).fallback(search_or_missing);
    Router::new().route("/collections", many).route("/collections/{collection}", one)
}

/// `SEARCH` is no method that routers know by name.
async fn search_or_missing(State(state): State<AppState>, request: Request) -> Response {
    if request.method().as_str() == "SEARCH" {
        return list.call(request, state).await;
    }
    missing::not_found(request.uri().path()).into_response()
}

async fn list(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    Ok(data(&state.engine().collections(&caller).await?))
}

async fn show(State(state): State<AppState>, caller: Caller, Path(collection): Path<String>) -> Result<Response, ApiError> {
    Ok(data(&state.engine().collection(&caller, &collection).await?))
}

async fn create(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    Ok(data(&state.engine().create_collections(&caller, &body).await?))
}

async fn update(
    State(state): State<AppState>,
    caller: Caller,
    Path(collection): Path<String>,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    Ok(data(&state.engine().update_collection(&caller, &collection, &body).await?))
}

async fn update_many(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    Ok(data(&state.engine().update_collections(&caller, &body).await?))
}

async fn delete(State(state): State<AppState>, caller: Caller, Path(collection): Path<String>) -> Result<Response, ApiError> {
    state.engine().delete_collection(&caller, &collection).await?;
    Ok(no_content())
}
