//! `/auth`: logging in, staying logged in, logging out.

mod login;
mod logout;
mod mode;
mod providers;
mod refresh;

use axum::{
    Router,
    routing::{get, post},
};

use crate::AppState;

pub(super) fn routes() -> Router<AppState> {
    Router::new()
        .route("/auth", get(providers::providers))
        .route("/auth/login", post(login::login))
        .route("/auth/refresh", post(refresh::refresh))
        .route("/auth/logout", post(logout::logout))
}
