//! `/files`: rows of `directus_files` like those of any collection, and uploads. `/assets`: the bytes.

mod asset;
mod import;
mod picture;
mod upload;

use axum::{
    Router,
    extract::{DefaultBodyLimit, State},
    response::Response,
    routing::{get, post},
};
use relata_engine::Selection;

use super::items::{self, Key, SystemCollection, selection::Selected};
use crate::{ApiError, AppState, Caller, body::Payload, reply, routes::missing};

/// `/files/…` and `/assets/…`.
pub(crate) fn routes() -> Router<AppState> {
    let name = axum::Extension(SystemCollection("directus_files"));
    let many =
        get(items::list::list).post(upload::create).patch(items::update::many).delete(delete_many).fallback(items::search_or_missing);
    let one = get(items::one::one).patch(upload::update).delete(delete_one).fallback(missing::route);
    Router::new()
        .route("/files", many.layer(name))
        .route("/files/{key}", one.layer(name))
        // Uploads have a limit of their own, in the engine.
        .layer(DefaultBodyLimit::disable())
        .route("/files/import", post(import::import))
        .route("/assets/{key}", get(asset::asset))
        .route("/assets/{key}/{name}", get(asset::asset))
}

async fn delete_one(State(state): State<AppState>, Key(key): Key, caller: Caller) -> Result<Response, ApiError> {
    state.files().delete(&caller, Selection::Item(&key)).await?;
    Ok(reply::no_content())
}

async fn delete_many(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let selected = Selected::to_delete(&body, &state)?;
    state.files().delete(&caller, selected.selection()).await?;
    Ok(reply::no_content())
}
