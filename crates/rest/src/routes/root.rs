//! `GET /`

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};

use super::missing;
use crate::AppState;

/// Leads to where the settings say.
pub(super) async fn root(State(state): State<AppState>, uri: Uri) -> Response {
    let target = state.settings().root_redirect.as_deref().and_then(|target| HeaderValue::from_str(target).ok());
    match target {
        Some(target) => (StatusCode::FOUND, [(header::LOCATION, target)]).into_response(),
        None => missing::not_found(uri.path()).into_response(),
    }
}
