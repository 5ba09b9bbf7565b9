//! `GET /revisions/{key}/changes` and `GET /activity/{key}/changes`: every row of a write, before and after. Relata's own.

use axum::{
    Router,
    extract::{Path, State},
    response::Response,
    routing::get,
};

use crate::{ApiError, AppState, Caller, reply};

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/revisions/{key}/changes", get(of_revision)).route("/activity/{key}/changes", get(of_activity))
}

async fn of_revision(State(state): State<AppState>, Path(key): Path<String>, caller: Caller) -> Result<Response, ApiError> {
    Ok(reply::data(&state.engine().revision_changes(&caller, &key).await?))
}

async fn of_activity(State(state): State<AppState>, Path(key): Path<String>, caller: Caller) -> Result<Response, ApiError> {
    Ok(reply::data(&state.engine().activity_changes(&caller, &key).await?))
}
