//! How a client wants to be given its tokens.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use relata_engine::{
    EngineError,
    auth::{SessionForm, Tokens},
};
use serde_json::{Map, Value as Json, json};

use crate::{ApiError, AppState, cookies, reply};

/// How tokens travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Both in the body.
    Json,
    /// The refresh token in a cookie.
    Cookie,
    /// A single token, in a cookie.
    Session,
}

impl Mode {
    /// The mode that a body names; without one, `absent`.
    pub(super) fn of(body: &Map<String, Json>, absent: Self) -> Result<Self, ApiError> {
        match body.get("mode") {
            None => Ok(absent),
            Some(Json::String(mode)) if mode == "json" => Ok(Self::Json),
            Some(Json::String(mode)) if mode == "cookie" => Ok(Self::Cookie),
            Some(Json::String(mode)) if mode == "session" => Ok(Self::Session),
            Some(_) => Err(EngineError::invalid_payload("\"mode\" has to be one of cookie, json, session.").into()),
        }
    }

    pub(super) fn form(self) -> SessionForm {
        match self {
            Self::Json | Self::Cookie => SessionForm::TwoTokens,
            Self::Session => SessionForm::OneToken,
        }
    }

    /// The answer to a login or a refresh.
    pub(super) fn answer(self, state: &AppState, tokens: &Tokens) -> Response {
        let expires = u64::try_from(tokens.expires.as_millis()).unwrap_or(u64::MAX);
        let settings = state.settings();
        let (data, cookie) = match self {
            Self::Json => (json!({"expires": expires, "refresh_token": tokens.refresh_token, "access_token": tokens.access_token}), None),
            Self::Cookie => (
                json!({"expires": expires, "access_token": tokens.access_token}),
                settings.cookies.refresh.set(&tokens.refresh_token, settings.refresh_token_ttl),
            ),
            Self::Session => (json!({ "expires": expires }), settings.cookies.session.set(&tokens.access_token, tokens.expires)),
        };
        with_cookie(reply::data(&data), cookie)
    }

    /// The refresh token that a request brings, in its body or in the mode's cookie.
    pub(super) fn refresh_token(self, state: &AppState, headers: &HeaderMap, body: &Map<String, Json>) -> Result<String, ApiError> {
        let names = &state.settings().cookies;
        let found = match self {
            Self::Json | Self::Cookie => match body.get("refresh_token") {
                Some(Json::String(token)) if !token.is_empty() => Some(token.clone()),
                _ => cookies::value(headers, &names.refresh.name).map(str::to_owned),
            },
            Self::Session => cookies::value(headers, &names.session.name).and_then(|token| state.auth().session_of(token)),
        };
        found.ok_or_else(|| EngineError::invalid_payload("The refresh token is missing: send it in the body or as a cookie.").into())
    }
}

pub(super) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The body's entries; 400 where it is a list.
pub(super) fn entries(body: &Json) -> Result<&Map<String, Json>, ApiError> {
    body.as_object().ok_or_else(|| EngineError::invalid_payload("The body has to be an object.").into())
}
