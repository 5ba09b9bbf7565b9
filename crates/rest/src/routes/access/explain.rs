//! `GET /permissions/explain?collection=&action=&user=&key=&field=`: why somebody may or may not do something. For administrators.

use axum::{
    extract::{Query, State},
    response::Response,
};
use relata_engine::{Action, EngineError, Question};
use serde::Deserialize;

use crate::{ApiError, AppState, Caller, reply};

/// The question as it stands in the query string. Without a user it is about requests without credentials.
#[derive(Debug, Deserialize)]
pub(super) struct Asked {
    collection: Option<String>,
    action: Option<String>,
    user: Option<String>,
    key: Option<String>,
    field: Option<String>,
}

pub(super) async fn explain(State(state): State<AppState>, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, ApiError> {
    if !caller.is_admin() {
        return Err(EngineError::forbidden().into());
    }
    let given = |text: &Option<String>| text.clone().filter(|text| !text.is_empty());
    let needed = |name: &str| EngineError::invalid_query(format!("\"{name}\" is needed."));
    let collection = given(&asked.collection).ok_or_else(|| needed("collection"))?;
    let action = match given(&asked.action) {
        None => Action::Read,
        Some(name) => Action::parse(&name)
            .ok_or_else(|| EngineError::invalid_query("\"action\" has to be one of create, read, update, delete, share."))?,
    };
    let about = match given(&asked.user) {
        Some(user) => state.auth().asker_of_user(&user).await?,
        None => state.auth().nobody(None).await?,
    };
    let (key, field) = (given(&asked.key), given(&asked.field));
    let question = Question { collection: &collection, action, key: key.as_deref(), field: field.as_deref() };
    Ok(reply::data(&state.engine().explain(&caller, &about, question).await?))
}
