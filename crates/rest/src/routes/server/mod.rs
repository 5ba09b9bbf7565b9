//! `/server`: about the server itself.

mod ping;

use axum::{Router, routing::get};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/server/ping", get(ping::ping))
}
