//! Lets pages of other origins call the API, as far as the settings say.

use std::time::Duration;

use axum::http::{HeaderName, HeaderValue, Method};
use tower_http::cors::{AllowOrigin, CorsLayer};

use crate::CorsSettings;

/// The layer for `settings`. Names that are no legal headers, methods or origins can't match anything and are left out.
pub(crate) fn cors(settings: &CorsSettings) -> CorsLayer {
    let origin = if settings.origins.is_empty() {
        AllowOrigin::mirror_request()
    } else {
        AllowOrigin::list(legal::<HeaderValue>(&settings.origins))
    };
    CorsLayer::new()
        .allow_origin(origin)
        .allow_methods(legal::<Method>(&settings.methods))
        .allow_headers(legal::<HeaderName>(&settings.allowed_headers))
        .expose_headers(legal::<HeaderName>(&settings.exposed_headers))
        .allow_credentials(settings.credentials)
        .max_age(Duration::from_secs(settings.max_age_seconds))
}

fn legal<T: std::str::FromStr>(names: &[String]) -> Vec<T> {
    names.iter().filter_map(|name| name.trim().parse().ok()).collect()
}
