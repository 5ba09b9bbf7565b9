//! Requests to other servers.
//!
//! Addresses that the operator has set (who logs people in) are asked with a [`LazyClient`]. Addresses that came with a request or a row
//! (imports, webhooks) are asked with [`Fetcher`] only, which never connects to anything on its [`Guard`]'s list.

mod client;
mod fetch;
mod guard;

pub use client::LazyClient;
pub use fetch::{FetchError, Fetched, Fetcher};
pub use guard::{BadDenyList, Guard};
pub use reqwest::{Client, Error, Response, StatusCode};
