//! Finds out who asks: takes the token out of the request and lets the engine say whose it is.
//!
//! An administrator may look as somebody else: `X-Relata-View-As` with a user's key makes the request one of that user, as long as it
//! only reads. Nobody else is told whether that user exists. Pictures and downloads, which a browser asks for by itself, name the user
//! in their address: `relata_view_as`.

use std::{ops::Deref, sync::Arc, time::Duration};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, Method, header, request::Parts},
};
use percent_encoding::percent_decode_str;
use relata_engine::{Asker, EngineError, ErrorCode};

use crate::{
    ApiError, AppState, cookies, same_origin,
    source::{address_of, source_of},
};

/// Names the user that an administrator looks as.
const VIEW_AS: &str = "x-relata-view-as";
/// The same in an address.
const VIEW_AS_PARAMETER: &str = "relata_view_as";

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
        let in_query = |name: &str| parts.uri.query().and_then(|query| parameter(query, name));
        let from_query = in_query("access_token");
        let from_header = token_in_header(&parts.headers);
        let token = match (from_header, from_query) {
            (Some(_), Some(_)) => {
                return Err(EngineError::invalid_payload("The request brings more than one access token: leave out all but one.").into());
            }
            (Some(token), None) => Some(token.to_owned()),
            (None, Some(token)) => Some(token),
            (None, None) => None,
        };
        let asker = match token {
            Some(token) => state.auth().asker(&token, address_of(parts, state)).await?,
            None => of_cookie(parts, state).await?,
        };
        // What is no text names nobody.
        let viewed = parts.headers.get(VIEW_AS).map(|user| user.to_str().unwrap_or_default().to_owned());
        if let Some(user) = viewed.or_else(|| in_query(VIEW_AS_PARAMETER)) {
            return Ok(Self(seen_as(&user, &asker, &parts.method, state).await?));
        }
        // Only what changes something is recorded together with its source.
        if only_reads(&parts.method) {
            return Ok(Self(asker));
        }
        Ok(Self(Arc::new(Asker { source: Some(Arc::new(source_of(parts, state))), ..Asker::clone(&asker) })))
    }
}

fn only_reads(method: &Method) -> bool {
    method.is_safe() || method.as_str() == "SEARCH"
}

/// The asker that a user would be, for an administrator who wants to see what that user sees.
async fn seen_as(user: &str, asker: &Asker, method: &Method, state: &AppState) -> Result<Arc<Asker>, ApiError> {
    if !asker.is_admin() {
        return Err(EngineError::forbidden().into());
    }
    if !only_reads(method) {
        return Err(EngineError::new(ErrorCode::Forbidden, "Whoever looks as somebody else changes nothing.").into());
    }
    Ok(state.auth().asker_of_user(user).await?)
}

/// A browser sends its cookie whoever has made it send the request; and it keeps it until it is told not to.
async fn of_cookie(parts: &Parts, state: &AppState) -> Result<Arc<Asker>, ApiError> {
    let settings = state.settings();
    let cookie = &settings.cookies.session;
    let address = address_of(parts, state);
    let Some(token) = cookies::value(&parts.headers, &cookie.name) else { return Ok(state.auth().nobody(address).await?) };
    same_origin::check(&parts.method, &parts.headers, settings)?;
    match state.auth().asker(token, address).await {
        Ok(asker) => Ok(asker),
        Err(error) if error.code() == ErrorCode::InvalidCredentials => {
            Err(ApiError::from(error).with_cookie(cookie.set("", Duration::ZERO)))
        }
        Err(error) => Err(error.into()),
    }
}

/// `Authorization: Bearer …`; other schemes are none of our business.
fn token_in_header(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let token = token.trim();
    (scheme.eq_ignore_ascii_case("bearer") && !token.is_empty()).then_some(token)
}

/// A value of the query: of `access_token` in `?access_token=…`. An empty one is none.
fn parameter(query: &str, name: &str) -> Option<String> {
    let text = query.split('&').find_map(|part| part.strip_prefix(name)?.strip_prefix('='))?;
    let value = percent_decode_str(&text.replace('+', " ")).decode_utf8_lossy().into_owned();
    (!value.is_empty()).then_some(value)
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
        let token = |query| parameter(query, "access_token");
        assert_eq!(token("limit=1&access_token=a%2Bb&x").as_deref(), Some("a+b"));
        assert_eq!(token("xaccess_token=a"), None);
        assert_eq!(token("access_tokens=a"), None);
        assert_eq!(token("access_token="), None);
    }
}
