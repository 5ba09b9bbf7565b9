//! `/shares/…`, besides the rows of `directus_shares`: opening a share, what it is about, mailing its link.

mod info;
mod invite;
mod open;

use axum::{
    Router,
    routing::{get, post},
};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/shares/auth", post(open::open))
        .route("/shares/info/{share}", get(info::info))
        .route("/shares/invite", post(invite::invite))
}
