//! `POST /utils/hash/generate` and `/utils/hash/verify`

use axum::response::Response;
use relata_engine::tools;

use super::body::text;
use crate::{ApiError, body::Payload, reply};

/// The hash of `string`.
pub(super) async fn generate(Payload(body): Payload) -> Result<Response, ApiError> {
    let hash = tools::hash(text(&body, "string")?).await?;
    Ok(reply::data(&hash.into()))
}

/// Whether `hash` is one of `string`.
pub(super) async fn verify(Payload(body): Payload) -> Result<Response, ApiError> {
    let (string, hash) = (text(&body, "string")?, text(&body, "hash")?);
    Ok(reply::data(&tools::verify(string, hash).await?.into()))
}
