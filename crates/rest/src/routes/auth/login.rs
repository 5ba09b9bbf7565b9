//! `POST /auth/login`: opens a session.

use axum::{extract::State, response::Response};
use relata_engine::auth::Credentials;
use serde_json::Value as Json;

use super::mode::{Mode, entries};
use crate::{
    ApiError, AppState, Caller,
    body::Payload,
    routes::{given::Given, missing},
    source::Source,
};

/// Tokens for an e-mail address and a password.
pub(super) async fn login(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    if !state.settings().password_login {
        return Err(missing::not_found("/auth/login"));
    }
    let credentials = credentials(&body)?;
    let mode = Mode::of(entries(&body)?, Mode::Json)?;
    let tokens = state.auth().login(credentials, from, mode.form()).await?;
    Ok(mode.answer(&state, &tokens))
}

fn credentials(body: &Json) -> Result<Credentials, ApiError> {
    let given = Given::of(body)?;
    Ok(Credentials {
        email: given.email("email")?.to_owned(),
        password: given.password("password")?.to_owned(),
        one_time_password: given.optional_text("otp")?.map(str::to_owned),
    })
}
