//! `POST /auth/logout`: closes a session.

use std::time::Duration;

use axum::{extract::State, http::HeaderMap, response::Response};

use super::mode::{Mode, entries, with_cookie};
use crate::{ApiError, AppState, body::Payload, cookies, reply};

/// 204, whether or not the session was still open.
pub(super) async fn logout(State(state): State<AppState>, headers: HeaderMap, Payload(body): Payload) -> Result<Response, ApiError> {
    let body = entries(&body)?;
    let absent = if body.contains_key("refresh_token") { Mode::Json } else { Mode::Cookie };
    let mode = Mode::of(body, absent)?;
    let token = mode.refresh_token(&state, &headers, body)?;
    state.auth().logout(&token).await?;
    let names = &state.settings().cookies;
    let answer = [&names.refresh, &names.session].into_iter().fold(reply::no_content(), |answer, cookie| {
        let removes = cookies::value(&headers, &cookie.name).and_then(|_| cookie.set("", Duration::ZERO));
        with_cookie(answer, removes)
    });
    Ok(answer)
}
