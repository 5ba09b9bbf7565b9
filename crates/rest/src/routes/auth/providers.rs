//! `GET /auth`: the ways to log in besides e-mail address and password.

use axum::response::Response;
use serde_json::json;

use crate::reply;

/// There are none yet.
pub(super) async fn providers() -> Response {
    reply::json_body(json!({"data": [], "disableDefault": false}).to_string())
}
