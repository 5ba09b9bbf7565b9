//! `GET /utils/doctor`: what is wrong in the whole model. Relata's own.

use axum::{extract::State, response::Response};
use relata_engine::Finding;
use serde_json::json;

use crate::{ApiError, AppState, Caller, reply};

/// Looks; repairs nothing. For administrators.
pub(super) async fn doctor(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    let findings = state.engine().doctor(&caller).await?;
    let n_broken = findings.iter().filter(|finding| finding.is_broken()).count();
    Ok(reply::data(&json!({
        "broken": n_broken,
        "advice": findings.len() - n_broken,
        "findings": findings.iter().map(Finding::to_json).collect::<Vec<_>>(),
    })))
}
