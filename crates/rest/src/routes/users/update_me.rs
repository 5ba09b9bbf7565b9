//! `PATCH /users/me`

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, Selection};

use crate::{
    ApiError, AppState, Caller,
    body::Payload,
    routes::items::{
        query::Asked,
        reply::{Arity, written},
    },
};

/// Changes the caller's account.
pub(super) async fn update_me(
    State(state): State<AppState>,
    caller: Caller,
    Asked(query): Asked,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let user = caller.user()?;
    let change = body.as_object().ok_or_else(|| EngineError::invalid_payload("The body has to be an object."))?;
    let changed = state.engine().update(&caller, "directus_users", (Selection::Item(user), change)).await?;
    written(&state, &caller, &changed, (&query, Arity::One)).await
}
