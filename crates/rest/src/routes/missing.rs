//! Paths, and methods of known paths, that don't exist.

use axum::http::Uri;
use relata_engine::{EngineError, ErrorCode};

use crate::ApiError;

/// 404 `ROUTE_NOT_FOUND`.
pub(crate) async fn route(uri: Uri) -> ApiError {
    not_found(uri.path())
}

/// The error for a path that doesn't exist.
pub(crate) fn not_found(path: &str) -> ApiError {
    EngineError::new(ErrorCode::RouteNotFound, format!("Route {path} doesn't exist.")).with("path", path).into()
}
