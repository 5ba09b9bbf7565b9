//! `GET /policies/me/globals`

use axum::response::Response;
use relata_engine::Engine;

use crate::{Caller, reply};

/// What the caller's policies say about the app as a whole.
pub(super) async fn globals(caller: Caller) -> Response {
    reply::data(&Engine::own_globals(&caller))
}
