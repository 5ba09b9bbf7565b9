//! `PATCH /users/me/track/page`

use axum::{extract::State, response::Response};
use relata_engine::EngineError;
use serde_json::Value as Json;

use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// Remembers where the caller is, to lead them back there after the next login.
pub(super) async fn track(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let user = caller.user()?;
    let page = match body.get("last_page") {
        Some(Json::String(page)) if !page.is_empty() => page.clone(),
        Some(Json::Number(number)) => number.to_string(),
        _ => return Err(EngineError::invalid_payload("\"last_page\" is required.").into()),
    };
    state.auth().note_page(user, &page).await?;
    Ok(reply::no_content())
}
