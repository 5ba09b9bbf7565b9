//! `/users/me/tfa/…` and `/users/{key}/tfa/disable`: the second factor of logins.

use axum::{extract::Path, extract::State, response::Response};
use relata_engine::EngineError;
use serde_json::{Value as Json, json};

use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// `POST /users/me/tfa/generate`: a secret for an authenticator app.
pub(super) async fn generate(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let user = caller.user()?;
    let made = state.auth().new_second_factor(user, required(&body, "password")?).await?;
    Ok(reply::data(&json!({"secret": made.secret, "otpauth_url": made.url})))
}

/// `POST /users/me/tfa/enable`.
pub(super) async fn enable(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let user = caller.user()?;
    state.auth().enable_second_factor(user, required(&body, "secret")?, required(&body, "otp")?).await?;
    Ok(reply::no_content())
}

/// `POST /users/me/tfa/disable`.
pub(super) async fn disable(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let user = caller.user()?;
    state.auth().disable_second_factor(user, required(&body, "otp")?).await?;
    Ok(reply::no_content())
}

/// `POST /users/{key}/tfa/disable`, for administrators: their user has lost the app.
pub(super) async fn remove(State(state): State<AppState>, caller: Caller, Path(user): Path<String>) -> Result<Response, ApiError> {
    if !caller.is_admin() {
        return Err(EngineError::forbidden().into());
    }
    state.auth().remove_second_factor(&user).await?;
    Ok(reply::no_content())
}

/// A text that a body has to have.
pub(in crate::routes) fn required<'a>(body: &'a Json, name: &str) -> Result<&'a str, ApiError> {
    match body.get(name) {
        Some(Json::String(text)) if !text.is_empty() => Ok(text),
        Some(Json::String(_) | Json::Null) | None => Err(EngineError::invalid_payload(format!("\"{name}\" is required.")).into()),
        Some(_) => Err(EngineError::invalid_payload(format!("\"{name}\" has to be a text.")).into()),
    }
}
