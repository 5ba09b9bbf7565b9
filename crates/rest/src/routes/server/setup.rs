//! `POST /server/setup`: the first administrator, made by whoever comes first to a project without accounts.

use axum::{extract::State, response::Response};
use relata_engine::NewAdmin;

use crate::{ApiError, AppState, Caller, body::Payload, reply, routes::given::Given, source::Source};

/// Makes the administrator. What else Directus's own page sends about its owner is left alone.
pub(super) async fn setup(
    State(state): State<AppState>,
    _caller: Caller,
    Source(from): Source,
    Payload(body): Payload,
) -> Result<Response, ApiError> {
    state.rate_limits().registration(from.ip.as_deref().and_then(|ip| ip.parse().ok())).await?;
    let given = Given::of(&body)?;
    let admin = NewAdmin {
        email: given.text("project_owner")?.to_owned(),
        password: given.password("password")?.to_owned(),
        token: None,
        first_name: given.optional_text("first_name")?.unwrap_or("Admin").to_owned(),
        last_name: given.optional_text("last_name")?.unwrap_or("User").to_owned(),
    };
    state.engine().set_up(admin).await?;
    Ok(reply::no_content())
}
