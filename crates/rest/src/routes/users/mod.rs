//! `/users/me`: one's own account.

mod read_me;
mod update_me;

use axum::{Router, routing::get};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new().route("/users/me", get(read_me::read_me).patch(update_me::update_me))
}
