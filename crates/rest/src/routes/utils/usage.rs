//! `GET /utils/usage/{collection}/{key}` and `POST /utils/usage/{collection}`: where items are used, and what deleting them would do.
//! Relata's own.

use axum::{
    extract::{Path, State},
    response::Response,
};
use relata_engine::{EngineError, Selection, Usage, UsedBy};
use serde_json::{Map, Value as Json, json};

use crate::{ApiError, AppState, Caller, body::Payload, reply};

/// The uses of one item.
pub(super) async fn of_one(
    State(state): State<AppState>,
    Path((collection, key)): Path<(String, String)>,
    caller: Caller,
) -> Result<Response, ApiError> {
    let usage = state.engine().usage(&caller, &collection, Selection::Item(&key)).await?;
    Ok(reply::data(&printed(&usage)))
}

/// The uses of many items together: `{keys}`, or a list of keys.
pub(super) async fn of_many(
    State(state): State<AppState>,
    Path(collection): Path<String>,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let keys = body.get("keys").unwrap_or(&body).as_array();
    let keys = keys.ok_or_else(|| EngineError::invalid_payload("\"keys\" must be an array of the items' keys."))?;
    let usage = state.engine().usage(&caller, &collection, Selection::Keys(keys)).await?;
    Ok(reply::data(&printed(&usage)))
}

fn printed(usage: &Usage) -> Json {
    let counts = |counts: &[(relata_schema::CollectionName, usize)]| {
        counts.iter().map(|(name, count)| (name.as_str().to_owned(), Json::from(*count))).collect::<Map<_, _>>()
    };
    json!({
        "deletable": usage.refusal.is_none(),
        "refusal": usage.refusal,
        "uses": usage.uses.iter().map(used_by).collect::<Vec<_>>(),
        "deletes": counts(&usage.deleted),
        "unlinks": counts(&usage.unlinked),
    })
}

fn used_by(found: &UsedBy) -> Json {
    let leads_to: Vec<Json> =
        found.leads_to.iter().map(|(collection, key)| json!({"collection": collection.as_str(), "key": key.as_str()})).collect();
    json!({
        "collection": found.collection.as_str(),
        "field": found.field.as_str(),
        "refers_to": found.refers_to.as_str(),
        "list": found.list.as_ref().map(relata_schema::FieldName::as_str),
        "effect": found.effect.as_str(),
        "depth": found.depth,
        "count": found.count,
        "keys": found.keys.iter().map(AsRef::as_ref).collect::<Vec<&str>>(),
        "leads_to": leads_to,
    })
}
