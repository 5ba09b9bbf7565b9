//! The REST face: routes that make an intent and render an outcome.
//!
//! Paths, bodies, statuses and error codes are those of Directus 11. A handler parses the request, calls the engine and renders what
//! comes back. There must never be SQL, a permission check or relation logic in here.

mod app;
mod body;
mod caller;
mod charset;
mod client_address;
mod cookies;
mod error;
mod export;
mod import;
mod json_list;
mod layers;
mod openapi;
mod reply;
mod routes;
mod same_origin;
mod settings;
mod source;
mod state;
mod unpack;

pub use app::app;
pub use caller::Caller;
pub use client_address::{AddressSettings, Peer, TrustedProxies};
pub use cookies::{CookieSettings, Cookies};
pub use error::ApiError;
pub use layers::Rate;
pub use openapi::document as openapi_document;
pub use settings::{BrowserSettings, CorsSettings, RateLimitSettings, RestSettings};
pub use state::AppState;
