//! `/utils`: what belongs to no collection of its own.

mod body;
mod cache;
mod copy;
mod doctor;
mod hash;
mod import;
mod move_items;
mod random;
mod revert;
mod sort;
mod usage;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/utils/cache/clear", post(cache::clear))
        .route("/utils/copy/{collection}/{key}", post(copy::copy))
        .route("/utils/doctor", get(doctor::doctor))
        .route("/utils/hash/generate", post(hash::generate))
        .route("/utils/hash/verify", post(hash::verify))
        // Files have a limit of their own.
        .route("/utils/import/{collection}", post(import::import).layer(DefaultBodyLimit::disable()))
        .route("/utils/move/{collection}", post(move_items::in_collection))
        .route("/utils/move/{collection}/{key}/{field}", post(move_items::in_list))
        .route("/utils/random/string", get(random::string))
        .route("/utils/revert/{revision}", post(revert::revert))
        .route("/utils/sort/{collection}", post(sort::sort))
        .route("/utils/usage/{collection}", post(usage::of_many))
        .route("/utils/usage/{collection}/{key}", get(usage::of_one))
}
