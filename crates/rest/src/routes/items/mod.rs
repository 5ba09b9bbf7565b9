//! Items of collections: `/items/{collection}`, and the system collections under paths of their own. One set of handlers serves
//! both; they differ only in how the collection's name is found.

pub(in crate::routes) mod create;
mod delete;
pub(in crate::routes) mod list;
pub(in crate::routes) mod one;
pub(in crate::routes) mod query;
pub(in crate::routes) mod reply;
mod search;
pub(in crate::routes) mod selection;
pub(in crate::routes) mod update;

use axum::{
    Router,
    extract::{FromRequestParts, Path, Request, State},
    handler::Handler,
    http::request::Parts,
    response::{IntoResponse, Response},
    routing::{MethodRouter, get},
};
use relata_engine::EngineError;
use relata_schema::system_data;

use super::{SYSTEM_ROUTES, Verbs, missing};
use crate::{ApiError, AppState};

/// The collection that a path is about.
#[derive(Debug, Clone)]
pub(crate) struct CollectionName(String);

/// The key in a path.
#[derive(Debug, Clone)]
pub(crate) struct Key(pub(in crate::routes) String);

/// Which system collection a path stands for. Layered onto its routes.
#[derive(Debug, Clone, Copy)]
pub(in crate::routes) struct SystemCollection(pub &'static str);

impl FromRequestParts<AppState> for CollectionName {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        if let Some(SystemCollection(name)) = parts.extensions.get::<SystemCollection>() {
            return Ok(Self((*name).to_owned()));
        }
        let Path(segments) =
            Path::<Vec<String>>::from_request_parts(parts, state).await.map_err(|_| missing::not_found(parts.uri.path()))?;
        let name = segments.into_iter().next().unwrap_or_default();
        // System collections have paths of their own, with rules of their own.
        if name.starts_with("directus_") && system_data().tables.iter().any(|table| table.name == *name.as_str()) {
            return Err(EngineError::forbidden().into());
        }
        Ok(Self(name))
    }
}

impl FromRequestParts<AppState> for Key {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &AppState) -> Result<Self, ApiError> {
        let Path(segments) =
            Path::<Vec<String>>::from_request_parts(parts, state).await.map_err(|_| missing::not_found(parts.uri.path()))?;
        Ok(Self(segments.into_iter().next_back().unwrap_or_default()))
    }
}

/// `/items/…` and the system collections.
pub(crate) fn routes() -> Router<AppState> {
    let items = Router::new().route("/items/{collection}", all_of_many()).route("/items/{collection}/{key}", all_of_one());
    // Files have bytes, too: their routes stand in `files`.
    SYSTEM_ROUTES.iter().filter(|route| route.path != "/files").fold(items, |router, route| {
        let name = axum::Extension(SystemCollection(route.collection));
        let (many, one) = match route.verbs {
            Verbs::All => (all_of_many(), Some(all_of_one())),
            Verbs::Read => (get(list::list).fallback(search_or_missing), Some(get(one::one))),
            Verbs::Singleton => (get(list::list).patch(update::many).fallback(missing::route), None),
        };
        let router = router.route(route.path, many.layer(name));
        match one {
            Some(one) => router.route(&format!("{}/{{key}}", route.path), one.layer(name)),
            None => router,
        }
    })
}

fn all_of_many() -> MethodRouter<AppState> {
    get(list::list).post(create::create).patch(update::many).delete(delete::many).fallback(search_or_missing)
}

fn all_of_one() -> MethodRouter<AppState> {
    get(one::one).patch(update::one).delete(delete::one).fallback(missing::route)
}

/// `SEARCH` is no method that routers know by name.
pub(in crate::routes) async fn search_or_missing(State(state): State<AppState>, request: Request) -> Response {
    if request.method().as_str() == "SEARCH" {
        return search::search.call(request, state).await;
    }
    missing::not_found(request.uri().path()).into_response()
}
