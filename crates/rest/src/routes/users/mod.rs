//! `/users/…`: one's own account, and ways to accounts besides making and changing items.

mod invite;
mod read_me;
mod register;
pub(in crate::routes) mod tfa;
mod track;
mod update_me;

use axum::{
    Router,
    routing::{get, patch, post},
};

use relata_engine::EngineError;

use crate::{ApiError, AppState, Caller};

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/users/me", get(read_me::read_me).patch(update_me::update_me).delete(no_such_key))
        .route("/users/invite", post(invite::invite))
        .route("/users/invite/accept", post(invite::accept))
        .route("/users/register", post(register::register))
        .route("/users/register/verify-email", get(register::verify))
        .route("/users/me/track/page", patch(track::track))
        .route("/users/me/tfa/generate", post(tfa::generate))
        .route("/users/me/tfa/enable", post(tfa::enable))
        .route("/users/me/tfa/disable", post(tfa::disable))
        .route("/users/{key}/tfa/disable", post(tfa::remove))
}

/// For other verbs `me` is a key like any other, and nobody has it.
async fn no_such_key(_caller: Caller) -> ApiError {
    EngineError::forbidden().into()
}
