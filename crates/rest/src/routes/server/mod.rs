//! `/server`: about the server itself.

mod health;
mod info;
mod openapi;
mod ping;

use axum::{Router, routing::get};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/server/ping", get(ping::ping))
        .route("/server/health", get(health::health))
        .route("/server/info", get(info::info))
        .route("/server/specs/oas", get(openapi::openapi))
}
