//! `POST /auth/logout`: closes a session.

use std::time::Duration;

use axum::{extract::State, http::HeaderMap, response::Response};

use super::mode::{Mode, entries, with_cookie};
use crate::{ApiError, AppState, Caller, body::Payload, cookies, reply, source::Source};

/// 204, whether or not the session was still open.
pub(super) async fn logout(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    headers: HeaderMap,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let body = entries(&body)?;
    let token = Mode::refresh_token(Mode::of_session(body), &state, &headers, body)?;
    state.auth().logout(&token, from).await?;
    let names = &state.settings().cookies;
    let answer = [&names.refresh, &names.session].into_iter().fold(reply::no_content(), |answer, cookie| {
        let removes = cookies::value(&headers, &cookie.name).and_then(|_| cookie.set("", Duration::ZERO));
        with_cookie(answer, removes)
    });
    Ok(answer)
}
