//! `GET /permissions/me/{collection}` and `GET /permissions/me/{collection}/{key}`

use axum::{
    extract::{Path, State},
    response::Response,
};

use crate::{ApiError, AppState, Caller, reply};

/// Whether the caller may change, delete or share some item, or the item of a singleton.
pub(super) async fn collection(
    State(state): State<AppState>,
    caller: Caller,
    Path(collection): Path<String>,
) -> Result<Response, ApiError> {
    Ok(reply::data(&state.engine().own_item_permissions(&caller, &collection, None).await?))
}

/// Whether the caller may change, delete or share this item.
pub(super) async fn item(
    State(state): State<AppState>,
    caller: Caller,
    Path((collection, key)): Path<(String, String)>,
) -> Result<Response, ApiError> {
    Ok(reply::data(&state.engine().own_item_permissions(&caller, &collection, Some(&key)).await?))
}
