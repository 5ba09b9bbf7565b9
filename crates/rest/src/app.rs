//! Puts routes and layers together.

use std::convert::Infallible;

use axum::{
    Router,
    extract::Request,
    http::{Extensions, HeaderMap, StatusCode, Version},
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
    layers::{Shell, cors},
    routes,
};

/// Answers below this size stay as they are: packing them costs more than it saves.
const COMPRESS_ABOVE_BYTES: u64 = 1024;

/// The whole app as one service. Layers wrap the router, not its routes, so that each request is boxed once.
pub fn app(state: AppState) -> impl Service<Request, Response = Response, Error = Infallible, Future: Send> + Clone + Send + 'static {
    let settings = state.settings().clone();
    let routes: Router = routes::all(&settings).with_state(state);
    let compresses = settings.compression;
    let predicate = SizeAbove::new(COMPRESS_ABOVE_BYTES).and(move |_: StatusCode, _: Version, _: &HeaderMap, _: &Extensions| compresses);
    let compression = CompressionLayer::new().quality(CompressionLevel::Fastest).compress_when(predicate);
    let cors = option_layer(settings.cors.as_ref().map(cors));
    Shell::new(compression.layer(cors.layer(routes)), settings.request_timeout, settings.always_timing)
}
