//! `GET /assets/{key}`: a file's bytes, some of them, or a picture made of it.

use axum::{
    body::Body,
    extract::{Path, RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use jiff::{Timestamp, fmt::rfc2822};
use relata_engine::files::{Asset, AssetWish, ByteRange};

use super::picture;
use crate::{ApiError, AppState, Caller, reply};

/// How long browsers may keep a file before they ask again: 30 days. A changed file has another ETag.
const CACHE_CONTROL: &str = "private, max-age=2592000";

/// A file may be a page or a drawing with a script in it, written by anybody: nothing in it may run or load anything.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; sandbox";

pub(super) async fn asset(
    State(state): State<AppState>,
    Path(path): Path<Vec<String>>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    caller: Caller,
) -> Result<Response, ApiError> {
    let key = path.first().map(String::as_str).unwrap_or_default();
    let asked = picture::parse(query.as_deref().unwrap_or_default(), &headers, &state.settings().query_bounds)?;
    let wish = AssetWish { picture: asked.picture, range: headers.get(header::RANGE).and_then(range) };
    let mut asset = state.files().asset(&caller, key, wish).await?;
    if let Some(name) = path.get(1) {
        name.clone_into(&mut asset.file_name);
    }
    Ok(rendered(asset, &headers, asked.download))
}

fn rendered(asset: Asset, asked: &HeaderMap, download: bool) -> Response {
    let etag = asset.modified.and_then(|at| HeaderValue::from_str(&format!("\"{}\"", at.as_second())).ok());
    let unchanged = etag.is_some() && asked.get(header::IF_NONE_MATCH).is_some_and(|known| etag.as_ref() == Some(known));
    let is_part = asset.download.range.end - asset.download.range.start < asset.download.size;
    let length = asset.download.range.end - asset.download.range.start;
    let content_range =
        format!("bytes {}-{}/{}", asset.download.range.start, asset.download.range.end.saturating_sub(1), asset.download.size);
    let mut response = Response::new(if unchanged { Body::empty() } else { Body::from_stream(asset.download.bytes) });
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(CACHE_CONTROL));
    headers.insert(header::VARY, HeaderValue::from_static("Origin, Cache-Control"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CONTENT_SECURITY_POLICY));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CONTENT_DISPOSITION, reply::disposition(if download { "attachment" } else { "inline" }, &asset.file_name));
    let media_type = HeaderValue::from_str(&asset.media_type).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CONTENT_TYPE, media_type);
    if let Some(etag) = etag {
        headers.insert(header::ETAG, etag);
    }
    if let Some(at) = asset.modified.and_then(http_date) {
        headers.insert(header::LAST_MODIFIED, at);
    }
    if unchanged {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return response;
    }
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    if is_part {
        if let Ok(value) = HeaderValue::from_str(&content_range) {
            headers.insert(header::CONTENT_RANGE, value);
        }
        *response.status_mut() = StatusCode::PARTIAL_CONTENT;
    }
    response
}

fn http_date(at: Timestamp) -> Option<HeaderValue> {
    let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&at).ok()?;
    HeaderValue::from_str(&text).ok()
}

/// One range of bytes. What isn't understood is ignored, as RFC 9110 (14.2) wants.
fn range(value: &HeaderValue) -> Option<ByteRange> {
    let (start, end) = value.to_str().ok()?.strip_prefix("bytes=")?.split_once('-')?;
    match (start.trim(), end.trim()) {
        ("", last) => last.parse().ok().map(ByteRange::Last),
        (start, "") => start.parse().ok().map(ByteRange::From),
        (start, end) => {
            let (start, end) = (start.parse().ok()?, end.parse().ok()?);
            (start <= end).then_some(ByteRange::Between(start, end))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read() {
        let read = |text| range(&HeaderValue::from_static(text));
        assert_eq!(read("bytes=0-9"), Some(ByteRange::Between(0, 9)));
        assert_eq!(read("bytes=5-"), Some(ByteRange::From(5)));
        assert_eq!(read("bytes=-5"), Some(ByteRange::Last(5)));
        for odd in ["bytes=9-0", "bytes=a-b", "bytes=0-1,3-4", "pages=1-2", "bytes=", "bytes=-"] {
            assert_eq!(read(odd), None, "{odd}");
        }
    }
}
