//! Every path of the REST face.

mod auth;
mod items;
mod missing;
mod server;
mod system_table;

use axum::Router;

pub(crate) use self::system_table::{SYSTEM_ROUTES, Verbs};

use crate::{AppState, RestSettings};

/// All routes. A known path with a method that it doesn't have is as unknown as any other.
pub(crate) fn all(_settings: &RestSettings) -> Router<AppState> {
    Router::new().merge(auth::routes()).merge(items::routes()).merge(server::routes()).method_not_allowed_fallback(missing::route).fallback(missing::route)
}
