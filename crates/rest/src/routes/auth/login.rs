//! `POST /auth/login`: opens a session.

use axum::{extract::State, http::HeaderMap, response::Response};
use relata_engine::{
    EngineError,
    auth::{Credentials, LoginFrom},
};
use serde_json::{Map, Value as Json};

use super::mode::{Mode, entries};
use crate::{ApiError, AppState, body::Payload};

const MAX_PASSWORD_BYTES: usize = 1024;

/// Tokens for an e-mail address and a password.
pub(super) async fn login(State(state): State<AppState>, headers: HeaderMap, Payload(body): Payload) -> Result<Response, ApiError> {
    let body = entries(&body)?;
    let credentials = credentials(body)?;
    let mode = Mode::of(body, Mode::Json)?;
    let tokens = state.auth().login(credentials, login_from(&headers), mode.form()).await?;
    Ok(mode.answer(&state, &tokens))
}

fn credentials(body: &Map<String, Json>) -> Result<Credentials, ApiError> {
    let text = |name: &str| match body.get(name) {
        Some(Json::String(text)) => Ok(text.clone()),
        Some(_) => Err(ApiError::from(EngineError::invalid_payload(format!("\"{name}\" has to be a text.")))),
        None => Err(EngineError::invalid_payload(format!("\"{name}\" is required.")).into()),
    };
    let (email, password) = (text("email")?, text("password")?);
    if !email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && !host.is_empty()) {
        return Err(EngineError::invalid_payload("\"email\" has to be an e-mail address.").into());
    }
    if password.len() > MAX_PASSWORD_BYTES {
        return Err(EngineError::invalid_payload(format!("\"password\" must not be longer than {MAX_PASSWORD_BYTES} bytes.")).into());
    }
    Ok(Credentials { email, password })
}

fn login_from(headers: &HeaderMap) -> LoginFrom {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(255).collect());
    LoginFrom { ip: None, user_agent: text("user-agent"), origin: text("origin") }
}
