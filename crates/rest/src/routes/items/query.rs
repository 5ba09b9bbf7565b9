//! The query of a request: from its query string, or from an object in its body.

use axum::{extract::FromRequestParts, http::request::Parts};
use relata_engine::EngineError;
use relata_query::{Query, parse_query, parse_query_string};
use serde_json::{Map, Value as Json};

use crate::{ApiError, AppState};

/// What the query string asks for.
#[derive(Debug)]
pub(crate) struct Asked(pub Query);

impl FromRequestParts<AppState> for Asked {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Some(text) = parts.uri.query().filter(|text| !text.is_empty()) else { return Ok(Self(Query::default())) };
        let bounds = &state.settings().query_bounds;
        Ok(Self(parse_query(&parse_query_string(text, bounds)?, bounds)?))
    }
}

/// The query in a body's `query`; absent or null, it asks for nothing in particular.
pub(crate) fn query_in(body: &Map<String, Json>, state: &AppState) -> Result<Query, ApiError> {
    match body.get("query") {
        None | Some(Json::Null) => Ok(Query::default()),
        Some(Json::Object(query)) => Ok(parse_query(query, &state.settings().query_bounds)?),
        Some(_) => Err(EngineError::invalid_payload("\"query\" must be an object.").into()),
    }
}
