//! `GET /roles/me`

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, ReadTarget};
use relata_query::{Filter, FilterKey, Limit, Operand, Operator, Query};
use serde_json::{Value as Json, json};

use crate::{
    ApiError, AppState, Caller, reply,
    routes::items::{query::Asked, reply::read},
};

/// The caller's roles, as much of them as the caller may see; their keys in any case.
pub(super) async fn mine(State(state): State<AppState>, caller: Caller, Asked(query): Asked) -> Result<Response, ApiError> {
    if caller.user.is_none() {
        return Err(EngineError::forbidden().into());
    }
    let keys: Vec<Json> = caller.roles.iter().map(|role| Json::from(role.as_str())).collect();
    if keys.is_empty() {
        return Ok(reply::data(&json!([])));
    }
    let own = Filter::Is(Operator::In, Operand::Many(keys.clone()));
    let filter = Some(Filter::On(FilterKey::Field("id".into()), Box::new(own)));
    let query = Query { filter, search: None, limit: Some(Limit::All), offset: None, page: None, ..query };
    match read(&state, &caller, "directus_roles", (ReadTarget::Items, &query)).await {
        Err(error) if error.is_forbidden() => Ok(reply::data(&keys.iter().map(|key| json!({ "id": key })).collect())),
        answer => answer,
    }
}
