//! Puts routes and layers together.

use std::convert::Infallible;

use axum::{
    Router,
    extract::Request,
    http::{Extensions, HeaderMap, StatusCode, Version, header},
    response::Response,
};
use tower::{Layer, Service, util::option_layer};
use tower_http::{
    CompressionLevel,
    compression::{
        CompressionLayer,
        predicate::{Predicate, SizeAbove},
    },
};

use crate::{
    AppState,
    layers::{Protection, Shell, ShellSettings, cors},
    routes,
};

/// Answers below this size stay as they are: packing them costs more than it saves.
const COMPRESS_ABOVE_BYTES: u64 = 1024;

/// The whole app as one service. Layers wrap the router, not its routes, so that each request is boxed once.
pub fn app(state: AppState) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static {
    let settings = state.settings().clone();
    let rate_limits = state.rate_limits().counts_requests().then(|| (state.rate_limits().clone(), settings.addresses.clone()));
    let routes: Router = routes::all(&settings).with_state(state);
    let compresses = settings.compression;
    let predicate = SizeAbove::new(COMPRESS_ABOVE_BYTES)
        .and(move |_: StatusCode, _: Version, headers: &HeaderMap, _: &Extensions| compresses && shrinks(headers));
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(predicate);
    let cors = option_layer(settings.cors.as_ref().map(cors));
    let shell = ShellSettings {
        request_timeout: settings.request_timeout,
        upload_timeout: settings.upload_timeout,
        always_timing: settings.always_timing,
        rate_limits,
        protection: Protection { strict_transport_security: settings.browser.strict_transport_security.clone() },
    };
    Shell::new(compression.layer(cors.layer(routes)), shell)
}

/// Whether packing makes an answer smaller. Pictures, films and archives are packed already.
fn shrinks(headers: &HeaderMap) -> bool {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    kind.starts_with("text/") || ["json", "xml", "yaml", "javascript"].iter().any(|part| kind.contains(part))
}
