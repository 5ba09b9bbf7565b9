//! Reads request bodies: JSON, packed or not, never longer than allowed once it is unpacked.

use axum::{
    body::{Body, to_bytes},
    extract::{FromRequest, Request},
    http::{HeaderMap, header},
};
use relata_engine::{EngineError, ErrorCode};
use serde_json::{Map, Value as Json};

use crate::{ApiError, AppState, charset, unpack::unpacked};

/// A body: an object or a list. No body at all is an empty object.
#[derive(Debug)]
pub(crate) struct Payload(pub Json);

impl FromRequest<AppState> for Payload {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, ApiError> {
        let (parts, body) = request.into_parts();
        let bytes = read(&parts.headers, body, state.settings().max_payload_size_bytes).await?;
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Ok(Self(Json::Object(Map::new())));
        }
        check_is_json(&parts.headers)?;
        parse(&charset::utf8(&parts.headers, &bytes)?).map(Self)
    }
}

async fn read(headers: &HeaderMap, body: Body, max_bytes: usize) -> Result<bytes::Bytes, ApiError> {
    let announced = headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > max_bytes as u64) {
        return Err(too_large(max_bytes));
    }
    let packing = headers.get(header::CONTENT_ENCODING);
    to_bytes(unpacked(packing, body)?, max_bytes).await.map_err(|error| {
        let error = error.into_inner();
        if is_length_limit(error.as_ref()) {
            too_large(max_bytes)
        } else if packing.is_some() {
            EngineError::invalid_payload("The request's body ended too early, or isn't packed as Content-Encoding says.").into()
        } else {
            EngineError::invalid_payload("The request's body ended too early.").into()
        }
    })
}

fn is_length_limit(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if error.is::<http_body_util::LengthLimitError>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Directus answers this with 400, not 413.
fn too_large(max_bytes: usize) -> ApiError {
    EngineError::invalid_payload(format!(
        "The request's body is longer than {max_bytes} bytes: send less at once, or raise MAX_PAYLOAD_SIZE."
    ))
    .into()
}

/// Anything else than JSON would have to be ignored, and what was sent be lost.
fn check_is_json(headers: &HeaderMap) -> Result<(), ApiError> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json")) {
        return Ok(());
    }
    let message = "The request's body has to be JSON, sent with the header Content-Type: application/json.";
    Err(EngineError::new(ErrorCode::UnsupportedMediaType, message).with("mediaType", media_type).with("where", "body").into())
}

fn parse(bytes: &[u8]) -> Result<Json, ApiError> {
    let value: Json = serde_json::from_slice(bytes).map_err(|error| {
        // Told by nothing but its text.
        let problem = if error.to_string().starts_with("recursion limit") { "is nested too deeply" } else { "isn't valid JSON" };
        EngineError::invalid_payload(format!("The body {problem} at line {}, column {}.", error.line(), error.column()))
    })?;
    match value {
        Json::Object(_) | Json::Array(_) => Ok(value),
        _ => Err(EngineError::invalid_payload("The body has to be an object or a list.").into()),
    }
}
