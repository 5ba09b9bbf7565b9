//! `POST /shares/invite`

use axum::{extract::State, response::Response};

use crate::{
    ApiError, AppState, Caller,
    body::Payload,
    reply,
    routes::given::{Given, Single},
};

/// Mails the link of a share.
pub(super) async fn invite(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let given = Given::of(&body)?;
    let (share, emails) = (given.text("share")?, given.emails("emails", Single::Refused)?);
    state.accounts().invite_to_share(&caller, share, &emails).await?;
    Ok(reply::no_content())
}
