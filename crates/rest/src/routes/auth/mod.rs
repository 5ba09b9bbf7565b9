//! `/auth`: logging in, staying logged in, logging out.

mod elsewhere;
pub(in crate::routes) mod login;
mod logout;
pub(in crate::routes) mod mode;
mod password;
mod providers;
mod redirect;
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
        .route("/auth/login/{provider}", get(elsewhere::depart))
        .route("/auth/login/{provider}/callback", get(elsewhere::come_back))
        .route("/auth/oauth/{provider}", get(elsewhere::depart))
        .route("/auth/oauth/{provider}/callback", get(elsewhere::come_back))
        .route("/auth/refresh", post(refresh::refresh))
        .route("/auth/logout", post(logout::logout))
        .route("/auth/password/request", post(password::request))
        .route("/auth/password/reset", post(password::reset))
}
