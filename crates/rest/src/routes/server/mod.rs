//! `/server`: about the server itself.

mod health;
mod info;
mod openapi;
mod ping;
mod setup;

use axum::{
    Router,
    routing::{get, post},
};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/server/ping", get(ping::ping))
        .route("/server/health", get(health::health))
        .route("/server/info", get(info::info))
        .route("/server/setup", post(setup::setup))
        .route("/server/specs/oas", get(openapi::openapi))
}
