//! `POST /auth/refresh`: new tokens for a refresh token.

use axum::{extract::State, http::HeaderMap, response::Response};

use super::mode::{Mode, entries};
use crate::{ApiError, AppState, Caller, body::Payload, source::Source};

/// New tokens; the old refresh token is spent.
pub(super) async fn refresh(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let body = entries(&body)?;
    let mode = Mode::of_session(body);
    let token = Mode::refresh_token(mode, &state, &headers, body)?;
    let mode = mode.unwrap_or(Mode::Json);
    let tokens = state.auth().refresh(&token, mode.form(), from).await?;
    Ok(mode.answer(&state, &tokens))
}
