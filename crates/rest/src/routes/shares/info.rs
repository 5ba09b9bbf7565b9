//! `GET /shares/info/{share}`

use axum::{
    extract::{Path, State},
    http::Uri,
    response::Response,
};

use crate::{ApiError, AppState, Caller, reply, routes::missing};

/// What anybody with the link may know before they open it.
pub(super) async fn info(
    State(state): State<AppState>,
    _caller: Caller,
    Path(share): Path<String>,
    uri: Uri,
) -> Result<Response, ApiError> {
    if uuid::Uuid::parse_str(&share).is_err() {
        return Err(missing::not_found(uri.path()));
    }
    Ok(reply::data(&state.auth().share_info(&share).await?))
}
