//! `POST /utils/revert/{revision}`: an item goes back to what it was at a revision. With `?relations=true`, which is Relata's own, its
//! references, lists, translations and their order go back, too.

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};
use relata_engine::Revert;

use crate::{ApiError, AppState, Caller, reply};

pub(super) async fn revert(
    State(state): State<AppState>,
    Path(revision): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
) -> Result<Response, ApiError> {
    let whole = query.is_some_and(|query| query.split('&').any(|part| matches!(part, "relations" | "relations=true" | "relations=1")));
    let how = if whole { Revert::Relations } else { Revert::Values };
    state.engine().revert(&caller, &revision, how).await?;
    Ok(reply::no_content())
}
