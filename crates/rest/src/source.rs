//! Where a request comes from: address, program, page.

use std::{convert::Infallible, net::IpAddr, sync::Arc};

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, request::Parts},
};
use relata_engine::RequestSource;

use crate::AppState;

/// Longest text that is kept of a header.
const MAX_CHARS: usize = 255;

/// Where the request comes from.
#[derive(Debug, Clone)]
pub(crate) struct Source(pub(crate) Arc<RequestSource>);

impl FromRequestParts<AppState> for Source {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, Infallible> {
        Ok(Self(Arc::new(source_of(parts, state))))
    }
}

/// Reads it off the request.
pub(crate) fn source_of(parts: &Parts, state: &AppState) -> RequestSource {
    RequestSource {
        ip: address_of(parts, state).map(|address| address.to_string()),
        user_agent: text(&parts.headers, "user-agent"),
        origin: text(&parts.headers, "origin"),
    }
}

/// The caller's address.
pub(crate) fn address_of(parts: &Parts, state: &AppState) -> Option<IpAddr> {
    state.settings().addresses.of(&parts.headers, &parts.extensions)
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(|text| text.chars().take(MAX_CHARS).collect())
}
