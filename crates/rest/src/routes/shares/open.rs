//! `POST /shares/auth`

use axum::{extract::State, response::Response};

use crate::{
    ApiError, AppState, Caller,
    body::Payload,
    routes::{
        auth::mode::{Mode, entries},
        given::Given,
    },
    source::Source,
};

/// Tokens for a share and, where it asks for one, its password.
pub(super) async fn open(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let given = Given::of(&body)?;
    let (share, password) = (given.text("share")?, given.optional_text("password")?);
    let mode = Mode::of(entries(&body)?, Mode::Json)?;
    let tokens = state.auth().open_share(share, password, (from, mode.form())).await?;
    Ok(mode.answer(&state, &tokens))
}
