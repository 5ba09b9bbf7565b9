//! `GET /permissions/me`

use axum::{extract::State, response::Response};
use relata_engine::EngineError;

use crate::{ApiError, AppState, Caller, reply};

/// What the caller may do, per collection and action.
pub(super) async fn mine(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    if caller.user.is_none() && caller.share.is_none() && !caller.is_admin() {
        return Err(EngineError::forbidden().into());
    }
    Ok(reply::data(&state.engine().own_permissions(&caller).await?))
}
