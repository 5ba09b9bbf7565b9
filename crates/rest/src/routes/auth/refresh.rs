//! `POST /auth/refresh`: new tokens for a refresh token.

use axum::{extract::State, http::HeaderMap, response::Response};

use super::mode::{Mode, entries};
use crate::{ApiError, AppState, body::Payload};

/// New tokens; the old refresh token is spent.
pub(super) async fn refresh(State(state): State<AppState>, headers: HeaderMap, Payload(body): Payload) -> Result<Response, ApiError> {
    let body = entries(&body)?;
    let absent = if body.contains_key("refresh_token") { Mode::Json } else { Mode::Cookie };
    let mode = Mode::of(body, absent)?;
    let token = mode.refresh_token(&state, &headers, body)?;
    let tokens = state.auth().refresh(&token, mode.form()).await?;
    Ok(mode.answer(&state, &tokens))
}
