//! How a client wants to be given its tokens.

use axum::{
    http::{HeaderMap, HeaderValue, Method, header},
    response::Response,
};
use relata_engine::{
    EngineError,
    auth::{SessionForm, Tokens},
};
use serde_json::{Map, Value as Json, json};

use crate::{ApiError, AppState, cookies, reply, same_origin};

/// How tokens travel.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::routes) enum Mode {
    /// Both in the body.
    Json,
    /// The refresh token in a cookie.
    Cookie,
    /// A single token, in a cookie.
    Session,
}

impl Mode {
    /// The cookie that keeps the tokens of a login.
    pub(super) fn cookie(self, state: &AppState, tokens: &Tokens) -> Option<HeaderValue> {
        let settings = state.settings();
        match self {
            Self::Json => None,
            Self::Cookie => settings.cookies.refresh.set(&tokens.refresh_token, settings.refresh_token_ttl),
            Self::Session => settings.cookies.session.set(&tokens.access_token, tokens.expires),
        }
    }

    /// The mode that a body names; without one, `absent`.
    pub(in crate::routes) fn of(body: &Map<String, Json>, absent: Self) -> Result<Self, ApiError> {
        match body.get("mode") {
            None => Ok(absent),
            Some(Json::String(mode)) if mode == "json" => Ok(Self::Json),
            Some(Json::String(mode)) if mode == "cookie" => Ok(Self::Cookie),
            Some(Json::String(mode)) if mode == "session" => Ok(Self::Session),
            Some(_) => Err(EngineError::invalid_payload("\"mode\" has to be one of cookie, json, session.").into()),
        }
    }

    pub(in crate::routes) fn form(self) -> SessionForm {
        match self {
            Self::Json | Self::Cookie => SessionForm::TwoTokens,
            Self::Session => SessionForm::OneToken,
        }
    }

    /// The answer to a login or a refresh.
    pub(in crate::routes) fn answer(self, state: &AppState, tokens: &Tokens) -> Response {
        let expires = u64::try_from(tokens.expires.as_millis()).unwrap_or(u64::MAX);
        let data = match self {
            Self::Json => json!({"expires": expires, "refresh_token": tokens.refresh_token, "access_token": tokens.access_token}),
            Self::Cookie => json!({"expires": expires, "access_token": tokens.access_token}),
            Self::Session => json!({ "expires": expires }),
        };
        with_cookie(reply::data(&data), self.cookie(state, tokens))
    }

    /// The mode of a request to renew or to end a session: without one, as the body has a refresh token or not. An unknown mode is none.
    pub(in crate::routes) fn of_session(body: &Map<String, Json>) -> Option<Self> {
        let absent = if body.contains_key("refresh_token") { Self::Json } else { Self::Cookie };
        Self::of(body, absent).ok()
    }

    /// The refresh token that a request brings, where its mode says: in its body or in a cookie.
    pub(in crate::routes) fn refresh_token(
        mode: Option<Self>,
        state: &AppState,
        headers: &HeaderMap,
        body: &Map<String, Json>,
    ) -> Result<String, ApiError> {
        let settings = state.settings();
        let found = match mode {
            Some(Self::Json) => match body.get("refresh_token") {
                Some(Json::String(token)) if !token.is_empty() => Some(token.clone()),
                _ => None,
            },
            Some(Self::Cookie) => cookies::value(headers, &settings.cookies.refresh.name).map(str::to_owned),
            Some(Self::Session) => cookies::value(headers, &settings.cookies.session.name).and_then(|token| state.auth().session_of(token)),
            None => None,
        };
        if found.is_some() && mode != Some(Self::Json) {
            same_origin::check(&Method::POST, headers, settings)?;
        }
        found.ok_or_else(|| EngineError::invalid_payload("The refresh token is missing: send it in the body or as a cookie.").into())
    }
}

pub(in crate::routes) fn with_cookie(mut response: Response, cookie: Option<HeaderValue>) -> Response {
    if let Some(cookie) = cookie {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}

/// The body's entries; 400 where it is a list.
pub(in crate::routes) fn entries(body: &Json) -> Result<&Map<String, Json>, ApiError> {
    body.as_object().ok_or_else(|| EngineError::invalid_payload("The body has to be an object.").into())
}
