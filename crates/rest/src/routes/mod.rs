//! Every path of the REST face.

mod access;
mod auth;
mod changes;
mod collections;
mod fields;
mod files;
mod given;
mod items;
mod missing;
mod relations;
mod root;
mod server;
mod shares;
mod system_table;
mod users;
mod utils;

use axum::{Router, routing::get};

pub(crate) use self::system_table::{SYSTEM_ROUTES, Verbs};

use crate::{AppState, RestSettings};

/// All routes. A known path with a method that it doesn't have is as unknown as any other.
pub(crate) fn all(settings: &RestSettings) -> Router<AppState> {
    let editor = if settings.serves_editor { relata_editor::router(settings.browser.editor_policy.clone()) } else { Router::new() };
    Router::new()
        .merge(access::routes())
        .merge(auth::routes())
        .merge(changes::routes())
        .merge(collections::router())
        .merge(editor)
        .merge(fields::router())
        .merge(files::routes())
        .merge(items::routes())
        .merge(relations::router())
        .merge(server::routes())
        .merge(shares::routes())
        .merge(users::routes())
        .merge(utils::routes())
        .route("/", get(root::root))
        .method_not_allowed_fallback(missing::route)
        .fallback(missing::route)
}
