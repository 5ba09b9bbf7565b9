//! `GET /auth/login/{provider}` and its `/callback`: logging in with another server.
//!
//! Whatever goes wrong on the way back leads to a page, not to an error: a person is looking.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::Response,
};
use relata_engine::{
    EngineError, ErrorCode,
    auth::{LoginElsewhere, Protocol, ProviderSettings, Return, SessionForm},
};
use serde::Deserialize;

use super::{
    mode::{Mode, with_cookie},
    redirect,
};
use crate::{ApiError, AppState, CookieSettings, cookies, error::Logged, routes::missing, source::Source};

#[derive(Debug, Deserialize)]
pub(super) struct Departing {
    redirect: Option<String>,
    prompt: Option<String>,
    otp: Option<String>,
}

#[derive(Deserialize)]
pub(super) struct Returning {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
    iss: Option<String>,
}

/// Leads to the other server's page.
pub(super) async fn depart(
    State(state): State<AppState>,
    Path(name): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    Query(asked): Query<Departing>,
) -> Result<Response, ApiError> {
    let provider = provider(&state, &name, &uri)?;
    let public_url = public_url(&state, &headers);
    if let Some(target) = asked.redirect.as_deref().filter(|target| !redirect::is_allowed(target, &public_url, &provider.redirects)) {
        let reason = format!("URL \"{target}\" can't be used to redirect after login");
        return Err(EngineError::invalid_payload(reason).into());
    }
    let login = LoginElsewhere {
        callback_url: format!("{public_url}/auth/login/{name}/callback"),
        redirect: asked.redirect,
        prompt: asked.prompt.is_some(),
        one_time_password: asked.otp,
    };
    match state.auth().depart(&name, login).await {
        Ok(departure) => {
            let cookie = cookie_of(provider, &state).set(&departure.cookie, departure.lifetime);
            Ok(with_cookie(leading_to(&departure.url), cookie))
        }
        Err(error) => Ok(lost(&state, error)),
    }
}

/// Somebody comes back.
pub(super) async fn come_back(
    State(state): State<AppState>,
    Path(name): Path<String>,
    Source(from): Source,
    uri: Uri,
    headers: HeaderMap,
    Query(returning): Query<Returning>,
) -> Result<Response, ApiError> {
    let provider = provider(&state, &name, &uri)?;
    let cookie = cookie_of(provider, &state);
    let Some(kept) = cookies::value(&headers, &cookie.name) else { return Ok(lost(&state, unknown())) };
    let Some(redirect) = state.auth().redirect_of(&name, kept) else { return Ok(lost(&state, unknown())) };
    let mode = if provider.form == SessionForm::OneToken { Mode::Session } else { Mode::Cookie };
    let back = Return { cookie: kept.to_owned(), code: returning.code, state: returning.state, issuer: returning.iss };
    let target = redirect.unwrap_or_else(|| "/".to_owned());
    let removes = cookie.set("", Duration::ZERO);
    Ok(match state.auth().come_back(&name, back, from).await {
        Ok(tokens) => with_cookie(with_cookie(leading_to(&target), removes), mode.cookie(&state, &tokens)),
        Err(error) => {
            let link = if target.contains('?') { '&' } else { '?' };
            let reason = error.code().as_str();
            with_cookie(logged(leading_to(&format!("{target}{link}reason={reason}")), error), removes)
        }
    })
}

fn provider<'s>(state: &'s AppState, name: &str, uri: &Uri) -> Result<&'s ProviderSettings, ApiError> {
    state.auth().providers().find(|provider| provider.name == name).ok_or_else(|| missing::not_found(uri.path()))
}

/// Where this server is reached: as the settings say, or as the browser has reached it.
fn public_url(state: &AppState, headers: &HeaderMap) -> String {
    let set = &state.settings().public_url;
    let host = || headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if set.contains("://") { set.clone() } else { format!("http://{}{set}", host()) }
}

/// What keeps a login while somebody is away. Browsers must send it when the other server leads them back.
fn cookie_of(provider: &ProviderSettings, state: &AppState) -> CookieSettings {
    let kind = if matches!(provider.protocol, Protocol::OpenId { .. }) { "openid" } else { "oauth2" };
    let secure = state.settings().cookies.session.secure;
    CookieSettings { name: format!("{kind}.{}", provider.name), domain: None, secure, same_site: "Lax" }
}

fn unknown() -> EngineError {
    EngineError::new(ErrorCode::InvalidCredentials, "The browser has kept nothing of a login, or not in time.")
}

/// To the page where people log in, which says why.
fn lost(state: &AppState, error: EngineError) -> Response {
    let target = format!("{}/admin/login?reason={}", state.settings().public_url, error.code().as_str());
    logged(leading_to(&target), error)
}

/// What went wrong stands in the log, where it is the server's or its settings' fault.
fn logged(mut response: Response, error: EngineError) -> Response {
    tracing::warn!(error = %crate::error::chain(&error), "a login with another server has failed");
    response.extensions_mut().insert(Logged(Arc::new(error)));
    response
}

fn leading_to(url: &str) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_str(url).unwrap_or(HeaderValue::from_static("/")));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
