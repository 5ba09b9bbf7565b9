//! `POST /utils/move/{collection}` and `/utils/move/{collection}/{key}/{field}`: items to another place in a manual order, with as few
//! rows changed as possible. Relata's own.

use axum::{
    extract::{Path, State},
    response::Response,
};
use relata_engine::{EngineError, MoveTo, OrderOf};
use serde_json::{Value as Json, json};

use super::body::{is_key, key};
use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// Moves items within a collection that has a sort field.
pub(super) async fn in_collection(
    State(state): State<AppState>,
    Path(collection): Path<String>,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    moved(&state, &caller, OrderOf::Collection(&collection), &body).await
}

/// Moves members within the list of one item. The members of a many-to-many or many-to-any list are its junction rows.
pub(super) async fn in_list(
    State(state): State<AppState>,
    Path((collection, of, field)): Path<(String, String, String)>,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    moved(&state, &caller, OrderOf::List { collection: &collection, key: &of, field: &field }, &body).await
}

/// `{item | items, before | after | position}`; answers how many rows got another number.
async fn moved(state: &AppState, caller: &Caller, of: OrderOf<'_>, body: &Json) -> Result<Response, ApiError> {
    let items: Vec<&Json> = match body.get("items") {
        Some(Json::Array(items)) => items.iter().collect(),
        Some(_) => return Err(EngineError::invalid_payload("\"items\" must be an array.").into()),
        None => vec![key(body, "item")?],
    };
    items.iter().try_for_each(|item| is_key(item, "items"))?;
    let changed = state.engine().arrange(caller, of, &items, place(body)?).await?;
    Ok(reply::data(&json!({"changed": changed.keys.len()})))
}

fn place(body: &Json) -> Result<MoveTo<'_>, EngineError> {
    let given: Vec<&str> = ["before", "after", "position"].into_iter().filter(|name| body.get(name).is_some()).collect();
    match given.as_slice() {
        ["before"] => Ok(MoveTo::Before(key(body, "before")?)),
        ["after"] => Ok(MoveTo::After(key(body, "after")?)),
        ["position"] => {
            let position = body["position"].as_u64().and_then(|position| usize::try_from(position).ok()).filter(|position| *position > 0);
            position.map(MoveTo::Position).ok_or_else(|| EngineError::invalid_payload("\"position\" must be a number from 1 on."))
        }
        _ => Err(EngineError::invalid_payload("Say where to: either \"before\" or \"after\" with a key, or \"position\" with a number.")),
    }
}
