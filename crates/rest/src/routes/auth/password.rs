//! `POST /auth/password/request` and `POST /auth/password/reset`

use axum::{extract::State, response::Response};

use crate::{ApiError, AppState, Caller, body::Payload, reply, routes::given::Given, source::Source};

/// Mails a link to choose a new password; answers the same whether or not there is such a user.
pub(super) async fn request(State(state): State<AppState>, _caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let given = Given::of(&body)?;
    state.accounts().request_new_password(given.text("email")?.to_owned(), given.url("reset_url").as_deref())?;
    Ok(reply::no_content())
}

/// A new password for the token of that link.
pub(super) async fn reset(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let given = Given::of(&body)?;
    state.accounts().set_new_password(given.text("token")?, given.password("password")?, from).await?;
    Ok(reply::no_content())
}
