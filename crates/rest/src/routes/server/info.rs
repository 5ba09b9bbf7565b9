//! `GET /server/info`: what the project and its server are.

use axum::{extract::State, response::Response};
use relata_engine::{Asker, Envelope, ReadOf, ReadTarget};
use relata_query::{FieldPath, Query, Segment};
use serde_json::{Map, Value as Json, json};

use crate::{ApiError, AppState, Caller, reply};

/// The version of the API that is spoken here: clients ask for it to know what they can use.
pub(super) const API_VERSION: &str = "11.17.4";

/// The settings that everybody may know, in the answer's order, with what they are where nobody has set them.
const PUBLIC_SETTINGS: [(&str, &str); 17] = [
    ("project_name", "\"Directus\""),
    ("project_descriptor", "null"),
    ("project_logo", "null"),
    ("project_color", "\"#6644FF\""),
    ("default_appearance", "\"auto\""),
    ("default_theme_light", "null"),
    ("default_theme_dark", "null"),
    ("theme_light_overrides", "null"),
    ("theme_dark_overrides", "null"),
    ("default_language", "\"en-US\""),
    ("public_foreground", "null"),
    ("public_favicon", "null"),
    ("public_note", "null"),
    ("custom_css", "null"),
    ("public_registration", "false"),
    ("public_registration_verify_email", "true"),
    ("public_background", "null"),
];

/// The project; for those who are logged in, the server's limits too.
pub(super) async fn info(State(state): State<AppState>, caller: Caller) -> Result<Response, ApiError> {
    let is_set_up = state.engine().is_set_up().await?;
    let mut info = json!({"project": project(&state).await?, "setupCompleted": is_set_up});
    if !is_set_up {
        info["version"] = json!(API_VERSION);
    }
    if caller.user.is_some() || caller.is_admin() {
        let limit = |limit: Option<u64>| limit.map_or_else(|| json!(-1), |limit| json!(limit));
        let settings = state.settings();
        info["files"] = json!({"mimeTypeAllowList": ["*/*"]});
        info["rateLimit"] = json!(false);
        info["rateLimitGlobal"] = json!(false);
        info["extensions"] = json!({"limit": null});
        info["queryLimit"] = json!({"default": limit(settings.query_limit_default), "max": limit(settings.query_limit_max)});
        info["websocket"] = json!(false);
        info["version"] = json!(API_VERSION);
    }
    Ok(reply::data(&info))
}

async fn project(state: &AppState) -> Result<Map<String, Json>, ApiError> {
    let schema = state.engine().schema().await?;
    let settings = schema.collection("directus_settings");
    // A database of another version of Directus may lack some of them.
    let stored = PUBLIC_SETTINGS.iter().filter(|(name, _)| settings.is_some_and(|settings| settings.field(name).is_some()));
    let fields = stored.map(|(name, _)| FieldPath(vec![Segment::Field((*name).into())])).collect();
    let query = Query { fields: Some(fields), ..Query::default() };
    let of = ReadOf { collection: "directus_settings", target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    let row = match settings {
        Some(_) => state.engine().read_values(&Asker::system(), of).await?.pop(),
        None => None,
    };
    let value = |name: &str, default: &str| {
        let stored = row.as_ref().and_then(|row| row.get(name)).filter(|value| !value.is_null());
        stored.cloned().or_else(|| serde_json::from_str(default).ok()).unwrap_or_default()
    };
    Ok(PUBLIC_SETTINGS.iter().map(|(name, default)| ((*name).to_owned(), value(name, default))).collect())
}
