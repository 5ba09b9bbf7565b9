//! `POST /utils/cache/clear`

use axum::{body::Body, extract::State, response::Response};
use relata_engine::{EngineError, ErrorCode};

use crate::{ApiError, AppState, Caller};

/// Forgets what is kept of the model and of callers. For administrators.
pub(super) async fn clear(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    if !caller.is_admin() {
        return Err(EngineError::new(ErrorCode::Forbidden, "You don't have permission to access this.").into());
    }
    state.auth().forget().await;
    state.engine().reload_schema().await?;
    Ok(Response::new(Body::empty()))
}
