//! What callers may do: `/permissions/me`, `/policies/me/globals`, `/roles/me`, and for administrators `/permissions/explain`.

mod explain;
mod globals;
mod item;
mod permissions;
mod roles;

use axum::{Router, routing::get};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/permissions/me", get(permissions::mine))
        .route("/permissions/me/{collection}", get(item::collection))
        .route("/permissions/me/{collection}/{key}", get(item::item))
        .route("/permissions/explain", get(explain::explain))
        .route("/policies/me/globals", get(globals::globals))
        .route("/roles/me", get(roles::mine))
}
