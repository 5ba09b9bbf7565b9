//! Request bodies that come packed (`Content-Encoding`), unpacked while they are read: no more of them is held than what is asked for.

use std::io;

use async_compression::{
    tokio::bufread::{BrotliDecoder, GzipDecoder, ZlibDecoder, ZstdDecoder},
    zstd::DParameter,
};
use axum::{body::Body, http::HeaderValue};
use futures_util::TryStreamExt;
use relata_engine::EngineError;
use tokio::io::AsyncRead;
use tokio_util::io::{ReaderStream, StreamReader};

/// How far back packed content may refer, as a power of two: 8 MiB, what every sender of `zstd` over HTTP keeps to (RFC 9659).
const ZSTD_WINDOW_LOG: u32 = 23;

/// What a body holds.
pub(crate) fn unpacked(packing: Option<&HeaderValue>, body: Body) -> Result<Body, EngineError> {
    let Some(packing) = packing else { return Ok(body) };
    let name = String::from_utf8_lossy(packing.as_bytes()).trim().to_ascii_lowercase();
    let packed = StreamReader::new(body.into_data_stream().map_err(io::Error::other));
    Ok(match name.as_str() {
        "" | "identity" => Body::from_stream(ReaderStream::new(packed)),
        "gzip" => read_by(GzipDecoder::new(packed)),
        "deflate" => read_by(ZlibDecoder::new(packed)),
        "br" => read_by(BrotliDecoder::new(packed)),
        "zstd" => read_by(ZstdDecoder::with_params(packed, &[DParameter::window_log_max(ZSTD_WINDOW_LOG)])),
        _ => {
            let message = format!("A body packed as \"{name}\" can't be read: send it as it is, or packed by gzip, deflate, br or zstd.");
            return Err(EngineError::invalid_payload(message));
        }
    })
}

fn read_by(decoder: impl AsyncRead + Send + 'static) -> Body {
    Body::from_stream(ReaderStream::new(decoder))
}
