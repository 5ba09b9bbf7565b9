//! Finds out who asks: takes the token out of the request and lets the engine say whose it is.

use std::{ops::Deref, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};
use percent_encoding::percent_decode_str;
use relata_engine::{Asker, EngineError, ErrorCode};

use crate::{ApiError, AppState, cookies};

/// The party that sent a request. Without credentials it is nobody; with wrong ones there is no caller but an error.
#[derive(Debug, Clone)]
pub struct Caller(pub Arc<Asker>);

impl Deref for Caller {
    type Target = Asker;

    fn deref(&self) -> &Asker {
        &self.0
    }
}

impl Caller {
    /// The caller's user key. 401 for those that have none.
    pub(crate) fn user(&self) -> Result<&str, ApiError> {
        let invalid = || EngineError::new(ErrorCode::InvalidCredentials, "Log in first.");
        self.0.user.as_deref().ok_or_else(|| invalid().into())
    }
}

impl FromRequestParts<AppState> for Caller {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let from_query = parts.uri.query().and_then(token_in_query);
        let from_header = token_in_header(&parts.headers);
        let token = match (from_header, from_query) {
            (Some(_), Some(_)) => {
                return Err(EngineError::invalid_payload("The request brings more than one access token: leave out all but one.").into());
            }
            (Some(token), None) => Some(token.to_owned()),
            (None, Some(token)) => Some(token),
            (None, None) => cookies::value(&parts.headers, &state.settings().cookies.session.name).map(str::to_owned),
        };
        let auth = state.auth();
        match token {
            Some(token) => Ok(Self(auth.asker(&token).await?)),
            None => Ok(Self(auth.nobody())),
        }
    }
}

/// `Authorization: Bearer …`; other schemes are none of our business.
fn token_in_header(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// `?access_token=…`
fn token_in_query(query: &str) -> Option<String> {
    let text = query.split('&').find_map(|part| part.strip_prefix("access_token="))?;
    let token = percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    (!token.is_empty()).then_some(token)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn header_with(value: &str) -> HeaderMap {
        HeaderMap::from_iter([(header::AUTHORIZATION, value.parse().unwrap())])
    }

    #[test]
    fn only_bearer_tokens_count() {
        assert_eq!(token_in_header(&header_with("Bearer abc")), Some("abc"));
        assert_eq!(token_in_header(&header_with("bearer abc")), Some("abc"));
        assert_eq!(token_in_header(&header_with("Basic abc")), None);
        assert_eq!(token_in_header(&header_with("Bearer")), None);
        assert_eq!(token_in_header(&header_with("Bearer ")), None);
    }

    #[test]
    fn a_token_may_stand_anywhere_in_the_query() {
        assert_eq!(token_in_query("limit=1&access_token=a%2Bb&x").as_deref(), Some("a+b"));
        assert_eq!(token_in_query("xaccess_token=a"), None);
        assert_eq!(token_in_query("access_token="), None);
    }
}
