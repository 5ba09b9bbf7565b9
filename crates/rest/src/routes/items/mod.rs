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
use percent_encoding::percent_decode_str;
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
        let decoded = segments.into_iter().next_back().unwrap_or_default();
        Ok(Self(with_commas_of_parts(parts.uri.path(), &decoded).unwrap_or(decoded)))
    }
}

/// A key whose path has commas of both kinds, plain ones between the parts of a composite key and encoded ones within a part: those stay
/// encoded, as in the key's text.
fn with_commas_of_parts(path: &str, decoded: &str) -> Option<String> {
    let text = |raw: &str| percent_decode_str(raw).decode_utf8().map(String::from).ok();
    let raw = path.rsplit('/').find(|raw| text(raw).as_deref() == Some(decoded))?;
    let has_both = raw.contains(',') && raw.to_ascii_lowercase().contains("%2c");
    if has_both { text(&raw.replace("%2C", "%252C").replace("%2c", "%252C")) } else { None }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_within_a_part_stay_encoded() {
        for (path, decoded, expected) in [
            ("/items/words/x%2Cy,1", "x,y,1", Some("x%2Cy,1")),
            ("/items/words/%C3%BC%2cy,1", "ü,y,1", Some("ü%2Cy,1")),
            ("/items/words/x,y%2C,1", "x,y,,1", Some("x,y%2C,1")),
            // All of one kind: a key of one text, or parts that a client has joined before it encoded them.
            ("/items/words/x%2Cy", "x,y", None),
            ("/items/words/1%2C8", "1,8", None),
            ("/items/words/x%252Cy,1", "x%2Cy,1", None),
            ("/items/words/1,8", "1,8", None),
            ("/items/a%2C,b/1", "1", None),
        ] {
            assert_eq!(with_commas_of_parts(path, decoded).as_deref(), expected, "{path}");
        }
    }
}
