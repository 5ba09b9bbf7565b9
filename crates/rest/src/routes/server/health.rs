//! `GET /server/health`: whether the server can do its work.

use std::time::Instant;

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value as Json, json};

use super::info::API_VERSION;
use crate::{AppState, Caller, reply};

const CONTENT_TYPE: &str = "application/health+json; charset=utf-8";

/// Beyond this the database is called slow, in milliseconds.
const SLOW_MS: f64 = 150.0;

/// `ok`, `warn` or `error`; administrators also see why.
pub(super) async fn health(State(state): State<AppState>, caller: Caller) -> Response {
    let began = Instant::now();
    let reached = state.engine().database().ping().await;
    let elapsed_ms = began.elapsed().as_secs_f64() * 1e3;
    let status = match &reached {
        Err(_) => "error",
        Ok(()) if elapsed_ms > SLOW_MS => "warn",
        Ok(()) => "ok",
    };
    if let Err(error) = &reached {
        tracing::error!(error = %crate::error::chain(error), "the database doesn't answer");
    }
    let body = if caller.is_admin() { detailed(&state, status, elapsed_ms) } else { json!({ "status": status }) };
    let mut response = reply::json_body(body.to_string());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(CONTENT_TYPE));
    if status == "error" {
        *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
    }
    response
}

fn detailed(state: &AppState, status: &str, elapsed_ms: f64) -> Json {
    let check = json!([{
        "status": status,
        "componentType": "datastore",
        "observedUnit": "ms",
        "observedValue": (elapsed_ms * 1e3).round() / 1e3,
        "threshold": SLOW_MS,
    }]);
    let name = format!("{}:responseTime", state.engine().dialect().as_str());
    let checks: serde_json::Map<String, Json> = [(name, check)].into_iter().collect();
    json!({"status": status, "releaseId": API_VERSION, "serviceId": state.settings().public_url, "checks": checks})
}
