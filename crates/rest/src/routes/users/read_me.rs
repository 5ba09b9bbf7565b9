//! `GET /users/me`

use axum::{extract::State, response::Response};
use relata_engine::ReadTarget;
use relata_query::{MetaRequest, Query};
use serde_json::json;

use crate::{
    ApiError, AppState, Caller, reply,
    routes::items::{query::Asked, reply::read},
};

/// The caller's account. Whoever may read nothing of it still learns its key.
pub(super) async fn read_me(State(state): State<AppState>, caller: Caller, Asked(query): Asked) -> Result<Response, ApiError> {
    if let Some(share) = &caller.share {
        return Ok(reply::data(&json!({ "share": share })));
    }
    let user = caller.user()?;
    let query = Query { meta: MetaRequest::default(), ..query };
    match read(&state, &caller, "directus_users", (ReadTarget::Item(user), &query)).await {
        Err(error) if error.is_forbidden() => Ok(reply::data(&json!({ "id": user }))),
        answer => answer,
    }
}
