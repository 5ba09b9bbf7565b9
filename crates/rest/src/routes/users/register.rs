//! `POST /users/register` and `GET /users/register/verify-email`

use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use relata_engine::{EngineError, ErrorCode, accounts::Registration};
use serde::Deserialize;

use crate::{ApiError, AppState, Caller, body::Payload, reply, routes::given::Given, source::Source};

const NAMES: [&str; 5] = ["email", "password", "first_name", "last_name", "verification_url"];

/// Makes an account for whoever asks, if the project's settings let them.
pub(super) async fn register(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    state.rate_limits().registration(from.ip.as_deref().and_then(|ip| ip.parse().ok())).await?;
    let given = Given::only(&body, &NAMES)?;
    let new = Registration {
        email: given.email("email")?.to_owned(),
        password: given.password("password")?.to_owned(),
        first_name: given.optional_text("first_name")?.map(str::to_owned),
        last_name: given.optional_text("last_name")?.map(str::to_owned),
        url: given.url("verification_url"),
    };
    state.accounts().register(new, from).await?;
    Ok(reply::no_content())
}

/// What the link of the mail carries.
#[derive(Debug, Deserialize)]
pub(super) struct Link {
    token: Option<String>,
}

/// Lets a new user in and leads on to the Editor.
pub(super) async fn verify(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    link: Result<Query<Link>, QueryRejection>,
) -> Result<Response, ApiError> {
    let token = link.ok().and_then(|Query(link)| link.token);
    let token = token.ok_or_else(|| EngineError::new(ErrorCode::InvalidToken, "The link has lost its token."))?;
    let page = match token.as_str() {
        "" => "login".to_owned(),
        token => format!("users/{}", state.accounts().verify(token, from).await?),
    };
    let unsayable = |_| EngineError::new(ErrorCode::InternalServerError, "The server's own address can't be told.");
    let target = HeaderValue::try_from(format!("{}/admin/{page}", base_path(&state.settings().public_url))).map_err(unsayable)?;
    Ok((StatusCode::FOUND, [(header::LOCATION, target)]).into_response())
}

/// The path of an address, without a slash at the end: where the server lives below its host.
fn base_path(public_url: &str) -> &str {
    let behind_scheme = public_url.split_once("://").map_or("", |(_, rest)| rest);
    behind_scheme.find('/').map_or("", |at| &behind_scheme[at..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_may_live_below_its_host() {
        assert_eq!(base_path("https://a.example/cms"), "/cms");
        assert_eq!(base_path("https://a.example"), "");
        assert_eq!(base_path(""), "");
    }
}
