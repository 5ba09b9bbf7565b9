//! `POST /users/invite` and `POST /users/invite/accept`

use axum::{extract::State, response::Response};
use relata_engine::{EngineError, accounts::Invitation};

use crate::{
    ApiError, AppState, Caller,
    body::Payload,
    reply,
    routes::given::{Given, Single},
    source::Source,
};

/// Makes accounts that wait for their owners, and mails them.
pub(super) async fn invite(State(state): State<AppState>, caller: Caller, Payload(body): Payload) -> Result<Response, ApiError> {
    let given = Given::only(&body, &["email", "role", "invite_url"])?;
    let (emails, role) = (given.emails("email", Single::Accepted)?, given.text("role")?);
    if uuid::Uuid::parse_str(role).is_err() {
        return Err(EngineError::invalid_payload("\"role\" has to be the key of a role.").into());
    }
    let invitation = Invitation { emails, role: role.to_owned(), url: given.url("invite_url") };
    state.accounts().invite(&caller, &invitation).await?;
    Ok(reply::no_content())
}

/// A password for whoever was invited.
pub(super) async fn accept(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    let given = Given::only(&body, &["token", "password"])?;
    state.accounts().accept(given.text("token")?, given.password("password")?, from).await?;
    Ok(reply::no_content())
}
