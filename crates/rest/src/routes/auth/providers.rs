//! `GET /auth`: the ways to log in besides e-mail address and password.

use axum::{extract::State, response::Response};
use relata_engine::auth::{Protocol, ProviderSettings};
use serde_json::{Value as Json, json};

use crate::{AppState, Caller, reply};

/// The servers that people may log in with, and whether e-mail address and password are of no use.
pub(super) async fn providers(State(state): State<AppState>, _caller: Caller) -> Response {
    let providers: Vec<Json> = state.auth().providers().map(described).collect();
    reply::json_body(json!({"data": providers, "disableDefault": !state.settings().password_login}).to_string())
}

fn described(provider: &ProviderSettings) -> Json {
    let mut described = serde_json::Map::new();
    described.insert("name".to_owned(), provider.name.clone().into());
    if let Some(label) = &provider.label {
        described.insert("label".to_owned(), label.clone().into());
    }
    let driver = if matches!(provider.protocol, Protocol::OpenId { .. }) { "openid" } else { "oauth2" };
    described.insert("driver".to_owned(), driver.into());
    if let Some(icon) = &provider.icon {
        described.insert("icon".to_owned(), icon.clone().into());
    }
    described.into()
}
