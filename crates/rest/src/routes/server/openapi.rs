//! `GET /server/specs/oas`: the API's description.

use axum::{extract::State, response::Response};

use crate::{ApiError, AppState, Caller, openapi::document, reply};

/// The `OpenAPI` document of what the caller may see: of the whole model, or of what every project has.
pub(super) async fn openapi(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    let public_url = &state.settings().public_url;
    let document = document(state.engine().schema_seen_by(&caller).await?.as_ref(), public_url);
    Ok(reply::json_body(document.to_string()))
}
