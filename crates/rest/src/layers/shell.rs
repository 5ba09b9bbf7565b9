//! The outermost layer: names the request, bounds its time, survives its panics, and writes one line of log about it.
//!
//! One service instead of a stack of small ones, because every layer costs each request an allocation. Must never log a query string,
//! a header or a body: they hold tokens.

use std::{
    convert::Infallible,
    panic::AssertUnwindSafe,
    pin::Pin,
    task::{Context, Poll},
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, Uri, header::CONTENT_TYPE, uri::PathAndQuery},
    response::{IntoResponse, Response},
};
use futures_util::FutureExt;
use relata_engine::{EngineError, ErrorCode};
use tower::Service;
use tracing::Level;

use super::{Protection, RateLimits, request_id};
use crate::{
    AddressSettings,
    error::{ApiError, Logged},
};

const ASKS_FOR_TIMING: HeaderName = HeaderName::from_static("x-relata-timing");
const SERVER_TIMING: HeaderName = HeaderName::from_static("server-timing");

/// Wraps the routes.
#[derive(Debug, Clone)]
pub(crate) struct Shell<S> {
    inner: S,
    settings: ShellSettings,
}

/// What it holds requests to.
#[derive(Debug, Clone)]
pub(crate) struct ShellSettings {
    /// The longest a request may take until its answer begins.
    pub request_timeout: Duration,
    /// The same where a file may be on its way.
    pub upload_timeout: Duration,
    /// Whether every answer carries `Server-Timing`.
    pub always_timing: bool,
    /// How many requests are answered.
    pub rate_limits: Option<(RateLimits, AddressSettings)>,
    /// What every answer tells browsers.
    pub protection: Protection,
}

impl<S> Shell<S> {
    pub(crate) fn new(inner: S, settings: ShellSettings) -> Self {
        Self { inner, settings }
    }
}

impl<S, B> Service<Request> for Shell<S>
where
    S: Service<Request, Response = Response<B>, Error = Infallible> + Clone + Send + 'static,
    S::Future: Send,
    B: axum::body::HttpBody<Data = bytes::Bytes> + Send + 'static,
    B::Error: Into<axum::BoxError>,
{
    type Response = Response;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let started = Instant::now();
        let id = request_id::of(request.headers());
        let timing = self.settings.always_timing || asks_for_timing(request.headers());
        let limit = if is_upload(&request) { self.settings.upload_timeout } else { self.settings.request_timeout };
        let counted = self.settings.rate_limits.as_ref().map(|(limits, addresses)| {
            let address = addresses.of(request.headers(), request.extensions());
            (limits.clone(), address)
        });
        let protection = self.settings.protection.clone();
        without_trailing_slash(&mut request);
        let line = tracing::enabled!(target: "relata::access", Level::INFO).then(|| (request.method().clone(), path_of(request.uri())));
        let clone = self.inner.clone();
        let mut ready = std::mem::replace(&mut self.inner, clone);
        Box::pin(async move {
            let answer = AssertUnwindSafe(async {
                if let Some((limits, address)) = counted
                    && let Err(refused) = limits.request(address).await
                {
                    return Ok(refused.into_response());
                }
                ready.call(request).await.map(|response| response.map(Body::new))
            })
            .catch_unwind();
            let mut response = match tokio::time::timeout(limit, answer).await {
                Ok(Ok(Ok(response))) => response,
                Ok(Ok(Err(never))) => match never {},
                Ok(Err(panic)) => panicked(panic.as_ref()),
                Err(_) => too_slow(limit),
            };
            let elapsed = started.elapsed();
            log(&id, line.as_ref(), &response, elapsed);
            if timing && let Ok(value) = HeaderValue::from_str(&format!("total;dur={:.3}", elapsed.as_secs_f64() * 1e3)) {
                response.headers_mut().insert(SERVER_TIMING, value);
            }
            response.headers_mut().insert(request_id::HEADER, id);
            protection.add_to(response.headers_mut());
            Ok(response)
        })
    }
}

/// Whether a file may be on its way, which takes as long as the line takes.
fn is_upload(request: &Request) -> bool {
    let is_form = request.headers().get(CONTENT_TYPE).is_some_and(|value| value.as_bytes().starts_with(b"multipart/form-data"));
    is_form || request.uri().path() == "/files/import"
}

fn asks_for_timing(headers: &HeaderMap) -> bool {
    headers.get(ASKS_FOR_TIMING).is_some_and(|value| value == "1")
}

/// `/items/articles/` means `/items/articles`. In the Editor the slash matters: its pages count the folders of their address.
fn without_trailing_slash(request: &mut Request) {
    let uri = request.uri();
    let path = uri.path();
    if path.len() < 2 || !path.ends_with('/') || path.starts_with("/admin/") {
        return;
    }
    let path = path.trim_end_matches('/');
    let path = if path.is_empty() { "/" } else { path };
    let text = uri.query().map_or_else(|| path.to_owned(), |query| format!("{path}?{query}"));
    let mut parts = uri.clone().into_parts();
    if let Ok(path_and_query) = PathAndQuery::try_from(text) {
        parts.path_and_query = Some(path_and_query);
        if let Ok(uri) = Uri::from_parts(parts) {
            *request.uri_mut() = uri;
        }
    }
}

fn path_of(uri: &Uri) -> String {
    uri.path().to_owned()
}

#[cold]
fn panicked(panic: &(dyn std::any::Any + Send)) -> Response {
    let what = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or_default();
    ApiError::from(EngineError::new(ErrorCode::InternalServerError, format!("a handler panicked: {what}"))).into_response()
}

#[cold]
fn too_slow(limit: Duration) -> Response {
    let reason = format!("The request took longer than {} s", limit.as_secs_f64());
    let message = format!("{reason}: ask for less at once, or raise REQUEST_TIMEOUT.");
    ApiError::from(EngineError::new(ErrorCode::ServiceUnavailable, message).with("service", "api").with("reason", reason)).into_response()
}

fn log(id: &HeaderValue, line: Option<&(Method, String)>, response: &Response, elapsed: Duration) {
    let request_id = id.to_str().unwrap_or_default();
    if response.status().is_server_error()
        && let Some(error) = response.extensions().get::<Logged>()
    {
        tracing::error!(request_id, error = %error, "request failed");
    }
    if let Some((method, path)) = line {
        // Thousandths are enough.
        let duration_ms = (elapsed.as_secs_f64() * 1e6).round() / 1e3;
        tracing::info!(target: "relata::access", request_id, %method, path, status = response.status().as_u16(), duration_ms, "request");
    }
}
