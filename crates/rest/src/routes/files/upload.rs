//! `POST /files` and `PATCH /files/{key}`: as `multipart/form-data` with a file, or as JSON about a file.

use axum::{
    extract::{FromRequest, Multipart, Request, State, multipart::Field},
    http::{HeaderMap, Uri, header},
    response::Response,
};
use relata_engine::{EngineError, Written, files::Incoming};
use serde_json::{Map, Value as Json};

use crate::routes::items::{
    self, CollectionName, Key,
    query::Asked,
    reply::{Arity, written},
};
use crate::{ApiError, AppState, Caller, body::Payload};

/// What is said about a file, beside its bytes, may be this long at most.
const MAX_TEXT_BYTES: usize = 256 * 1024;

/// `POST /files`.
pub(super) async fn create(
    State(state): State<AppState>,
    collection: CollectionName,
    uri: Uri,
    caller: Caller,
    asked: Asked,
    request: Request,
) -> Result<Response, ApiError> {
    if !is_form(request.headers()) {
        let Payload(body) = Payload::from_request(request, &state).await?;
        let entries = body.as_array().map_or_else(|| std::slice::from_ref(&body), Vec::as_slice);
        if entries.iter().any(|entry| entry.get("type").is_none()) {
            return Err(EngineError::invalid_payload("\"type\" is required: the media type of the file.").into());
        }
        return items::create::create(State(state), collection, uri, caller, asked, Payload(body)).await;
    }
    let mut form = form(request, &state).await?;
    let mut done: Option<Written> = None;
    let mut said = Map::new();
    let mut n_files = 0;
    while let Some(part) = next(&mut form).await? {
        if part.file_name().is_none() {
            let (name, value) = text(part).await?;
            said.insert(name, value);
            continue;
        }
        let uploaded = state.files().upload(&caller, std::mem::take(&mut said), incoming(part)).await?;
        n_files += 1;
        match &mut done {
            None => done = Some(uploaded),
            Some(done) => done.keys.extend(uploaded.keys),
        }
    }
    let done = done.ok_or_else(|| EngineError::invalid_payload("No files were included in the body."))?;
    let arity = if n_files == 1 { Arity::One } else { Arity::Many };
    written(&state, &caller, &done, (&asked.0, arity)).await
}

/// `PATCH /files/{key}`: what is known of a file, and its contents where there is a file in the body.
pub(super) async fn update(
    State(state): State<AppState>,
    collection: CollectionName,
    key: Key,
    caller: Caller,
    asked: Asked,
    request: Request,
) -> Result<Response, ApiError> {
    if !is_form(request.headers()) {
        let payload = Payload::from_request(request, &state).await?;
        return items::update::one(State(state), collection, key, caller, asked, payload).await;
    }
    let mut form = form(request, &state).await?;
    let mut said = Map::new();
    while let Some(part) = next(&mut form).await? {
        if part.file_name().is_some() {
            let replaced = state.files().replace(&caller, &key.0, said, incoming(part)).await?;
            return written(&state, &caller, &replaced, (&asked.0, Arity::One)).await;
        }
        let (name, value) = text(part).await?;
        said.insert(name, value);
    }
    items::update::one(State(state), collection, key, caller, asked, Payload(Json::Object(said))).await
}

fn is_form(headers: &HeaderMap) -> bool {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    given.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")
}

async fn form(request: Request, state: &AppState) -> Result<Multipart, ApiError> {
    Multipart::from_request(request, state).await.map_err(|error| broken(error).into())
}

async fn next(form: &mut Multipart) -> Result<Option<Field<'_>>, ApiError> {
    form.next_field().await.map_err(|error| broken(error).into())
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::invalid_payload("The body is no complete multipart/form-data.").caused_by(error)
}

/// A field beside the file: JSON where it is a list, an object or null, else a text.
async fn text(mut part: Field<'_>) -> Result<(String, Json), ApiError> {
    let name = part.name().unwrap_or_default().to_owned();
    let mut bytes = Vec::new();
    while let Some(some) = part.chunk().await.map_err(broken)? {
        bytes.extend_from_slice(&some);
        if bytes.len() > MAX_TEXT_BYTES {
            return Err(EngineError::invalid_payload(format!("\"{name}\" is longer than {MAX_TEXT_BYTES} bytes.")).into());
        }
    }
    let text = String::from_utf8(bytes).map_err(|_| EngineError::invalid_payload(format!("\"{name}\" must be UTF-8 text.")))?;
    let value = match text.as_str() {
        "null" | "undefined" => Json::Null,
        json if json.starts_with(['[', '{']) => serde_json::from_str(json).unwrap_or_else(|_| text.clone().into()),
        _ => text.into(),
    };
    Ok((name, value))
}

fn incoming(part: Field<'_>) -> Incoming<Field<'_>> {
    let file_name = part.file_name().unwrap_or_default().to_owned();
    Incoming { file_name, media_type: part.content_type().map(str::to_owned), bytes: part }
}
