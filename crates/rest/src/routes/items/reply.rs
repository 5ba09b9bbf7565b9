//! Renders what a read yields, and what a write has touched.

use axum::{body::Body, response::Response};
use futures_util::StreamExt as _;
use relata_engine::{Asker, EngineError, Envelope, Pieces, ReadAnswer, ReadOf, ReadTarget, Written};
use relata_query::{Limit, MetaRequest, Query};

use crate::{ApiError, AppState, export, reply};

/// Whether a write's answer is a list or one item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::routes) enum Arity {
    Many,
    One,
}

/// Reads and renders, as JSON or as a file.
pub(in crate::routes) async fn read(
    state: &AppState,
    asker: &Asker,
    collection: &str,
    read: (ReadTarget<'_>, &Query),
) -> Result<Response, ApiError> {
    let (target, query) = read;
    let envelope = if query.export.is_some() { Envelope::Bare } else { Envelope::Data };
    let answer = state.engine().read(asker, ReadOf { collection, target, query, envelope }).await?;
    match (query.export, answer) {
        (None, answer) => rendered(answer),
        (Some(format), ReadAnswer::Pieces(pieces)) => Ok(export::stream(format, collection, pieces).await?),
        (Some(format), answer) => {
            let items = whole(answer).await?;
            export::file(format, collection, &items).map_err(|error| unexpected(error).into())
        }
    }
}

fn rendered(answer: ReadAnswer) -> Result<Response, ApiError> {
    match answer {
        ReadAnswer::Whole(json) => Ok(reply::json_body(json)),
        ReadAnswer::Pieces(pieces) => Ok(reply::json_body(streamed(pieces))),
        ReadAnswer::Nothing => Err(EngineError::forbidden().into()),
    }
}

fn streamed(pieces: Pieces) -> Body {
    let stream = futures_util::stream::unfold(pieces, |mut pieces| async {
        let piece = pieces.next().await?;
        // Too late for another status: the answer can only be broken off.
        if let Err(error) = &piece {
            tracing::error!(error = %crate::error::chain(error), "an answer was broken off");
        }
        Some((piece, pieces))
    });
    // Compression asks once more after the end.
    Body::from_stream(stream.fuse())
}

async fn whole(answer: ReadAnswer) -> Result<Vec<u8>, ApiError> {
    match answer {
        ReadAnswer::Whole(json) => Ok(json.to_vec()),
        ReadAnswer::Nothing => Err(EngineError::forbidden().into()),
        ReadAnswer::Pieces(mut pieces) => {
            let mut text = Vec::new();
            while let Some(piece) = pieces.next().await {
                text.extend_from_slice(&piece?);
            }
            Ok(text)
        }
    }
}

/// What was written, as the caller may see it: 204 where that is nothing.
pub(in crate::routes) async fn written(
    state: &AppState,
    asker: &Asker,
    written: &Written,
    how: (&Query, Arity),
) -> Result<Response, ApiError> {
    let (query, arity) = how;
    let collection = written.collection.as_str();
    // The parameters of the request shape the answer, also by leaving items out; they don't choose what is written.
    let query = Query { limit: query.limit.or(Some(Limit::All)), meta: MetaRequest::default(), export: None, ..query.clone() };
    let of = ReadOf { collection, target: ReadTarget::Written(&written.keys), query: &query, envelope: Envelope::Data };
    if arity == Arity::Many {
        return match state.engine().read(asker, of).await {
            Ok(answer) => rendered(answer),
            Err(error) if error.code() == relata_engine::ErrorCode::Forbidden => Ok(reply::no_content()),
            Err(error) => Err(error.into()),
        };
    }
    let items = match state.engine().read(asker, ReadOf { envelope: Envelope::Bare, ..of }).await {
        Ok(answer) => whole(answer).await?,
        Err(error) if error.code() == relata_engine::ErrorCode::Forbidden => return Ok(reply::no_content()),
        Err(error) => return Err(error.into()),
    };
    match items.strip_prefix(b"[").and_then(|rest| rest.strip_suffix(b"]")) {
        Some(item) if !item.is_empty() => Ok(reply::json_body([b"{\"data\":", item, b"}"].concat())),
        _ => Ok(reply::no_content()),
    }
}

fn unexpected(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::new(relata_engine::ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error)
}
