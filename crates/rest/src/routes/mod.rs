//! Every path of the REST face.

mod auth;
mod collections;
mod fields;
mod items;
mod missing;
mod relations;
mod root;
mod server;
mod system_table;
mod users;

use axum::{Router, routing::get};

pub(crate) use self::system_table::{SYSTEM_ROUTES, Verbs};

use crate::{AppState, RestSettings};

/// All routes. A known path with a method that it doesn't have is as unknown as any other.
pub(crate) fn all(_settings: &RestSettings) -> Router<AppState> {
    Router::new()
        .merge(auth::routes())
        .merge(collections::router())
        .merge(fields::router())
        .merge(items::routes())
        .merge(relations::router())
        .merge(server::routes())
        .merge(users::routes())
        .route("/", get(root::root))
        .method_not_allowed_fallback(missing::route)
        .fallback(missing::route)
}
