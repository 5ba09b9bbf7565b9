//! `POST /utils/import/{collection}`: items out of a file, as Directus takes it: `multipart/form-data` with one file, CSV or JSON.

use axum::{
    body::Body,
    extract::{FromRequest as _, Multipart, Path, RawQuery, Request, State, multipart::Field},
    http::{HeaderMap, header},
    response::Response,
};
use relata_engine::{EngineError, ErrorCode, ImportRow};
use serde_json::json;

use crate::import::{Reader, Unreadable};
use crate::{ApiError, AppState, Caller, reply};

/// Answers nothing, as Directus does; with `?counts=true`, which is Relata's own, how many items were made and changed.
pub(super) async fn import(
    State(state): State<AppState>,
    Path(collection): Path<String>,
    RawQuery(query): RawQuery,
    caller: Caller,
    request: Request,
) -> Result<Response, ApiError> {
    let engine = state.engine();
    // Before the file has arrived: whoever may not import needn't send it.
    engine.check_import(&caller, &collection).await?;
    check_is_form(request.headers())?;
    let mut form = Multipart::from_request(request, &state).await.map_err(broken)?;
    let max_bytes = state.settings().max_import_size_bytes;
    let mut rows = None;
    while let Some(part) = form.next_field().await.map_err(broken)? {
        if part.file_name().is_some() {
            rows = Some(rows_of(part, max_bytes).await?);
            break;
        }
    }
    let rows = rows.ok_or_else(|| EngineError::invalid_payload("No file was included in the body."))?;
    let imported = engine.import(&caller, &collection, rows).await?;
    let counts = query.is_some_and(|query| query.split('&').any(|part| matches!(part, "counts" | "counts=true" | "counts=1")));
    Ok(if counts { reply::data(&json!({"created": imported.created, "updated": imported.updated})) } else { Response::new(Body::empty()) })
}

async fn rows_of(mut part: Field<'_>, max_bytes: usize) -> Result<Vec<ImportRow>, EngineError> {
    let media_type = part.content_type().unwrap_or_default().to_owned();
    let mut reader = Reader::of(&media_type).ok_or_else(|| unsupported(&media_type, "file import"))?;
    let mut rows = Vec::new();
    let mut n_bytes = 0;
    while let Some(piece) = part.chunk().await.map_err(broken)? {
        n_bytes += piece.len();
        if n_bytes > max_bytes {
            let reason = format!("The file is longer than {max_bytes} bytes: import it in parts, or raise IMPORT_MAX_SIZE.");
            return Err(EngineError::invalid_payload(reason));
        }
        reader.feed(&piece, &mut rows).map_err(|error| unreadable(&error))?;
    }
    reader.end(&mut rows).map_err(|error| unreadable(&error))?;
    Ok(rows)
}

fn unreadable(error: &Unreadable) -> EngineError {
    let rows = json!([{"type": "lines", "rows": [error.row]}]);
    EngineError::invalid_payload(format!("Row {}: {}", error.row, error.reason)).with("rows", rows)
}

fn check_is_form(headers: &HeaderMap) -> Result<(), EngineError> {
    let given = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let media_type = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    if media_type == "multipart/form-data" { Ok(()) } else { Err(unsupported(&media_type, "Content-Type header")) }
}

fn unsupported(media_type: &str, place: &str) -> EngineError {
    let message = format!("Unsupported media type \"{media_type}\" in {place}.");
    EngineError::new(ErrorCode::UnsupportedMediaType, message).with("mediaType", media_type).with("where", place)
}

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::invalid_payload("The body is no complete multipart/form-data.").caused_by(error)
}
