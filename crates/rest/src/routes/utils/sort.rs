//! `POST /utils/sort/{collection}`: Directus's way to move one item to another one's place.

use axum::{
    body::Body,
    extract::{Path, State},
    response::Response,
};
use relata_engine::{MoveTo, OrderOf};

use super::body::key;
use crate::{ApiError, AppState, Caller, body::Payload};

/// Moves `item` to the place of `to`.
pub(super) async fn sort(
    State(state): State<AppState>,
    Path(collection): Path<String>,
    caller: Caller,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let (item, to) = (key(&body, "item")?, key(&body, "to")?);
    state.engine().arrange(&caller, OrderOf::Collection(&collection), &[item], MoveTo::PlaceOf(to)).await?;
    Ok(Response::new(Body::empty()))
}
