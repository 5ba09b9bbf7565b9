//! Answers with the headers that Directus gives them.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::Response,
};
use serde_json::{Value as Json, json};

/// The content type of every JSON answer.
pub(crate) const JSON_TYPE: &str = "application/json; charset=utf-8";

/// A complete JSON text as an answer.
pub(crate) fn json_body(body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(JSON_TYPE));
    never_cached(headers);
    response
}

/// `{"data": …}`.
pub(crate) fn data(data: &Json) -> Response {
    json_body(json!({ "data": data }).to_string())
}

/// 204: done, and nothing to say.
pub(crate) fn no_content() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    never_cached(response.headers_mut());
    response
}

/// A download named `<name> <date>-<time>.<extension>`.
pub(crate) fn file(body: impl Into<Body>, content_type: &'static str, file_name: &str) -> Response {
    let mut response = Response::new(body.into());
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    headers.insert(header::CONTENT_DISPOSITION, disposition("attachment", file_name));
    never_cached(headers);
    response
}

/// `attachment; filename="…"`, with `filename*` beside it where the name isn't plain ASCII.
pub(crate) fn disposition(kind: &'static str, file_name: &str) -> HeaderValue {
    let plain: String =
        file_name.chars().map(|c| if c.is_ascii() && !c.is_ascii_control() && c != '"' && c != '\\' { c } else { '?' }).collect();
    let text = if plain == file_name {
        format!("{kind}; filename=\"{plain}\"")
    } else {
        let encoded = percent_encoding::utf8_percent_encode(file_name, percent_encoding::NON_ALPHANUMERIC);
        format!("{kind}; filename=\"{plain}\"; filename*=UTF-8''{encoded}")
    };
    HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static(kind))
}

/// Answers depend on who asks and on data that may change at any time.
fn never_cached(headers: &mut HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("Origin, Cache-Control"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_cannot_break_out_of_its_header() {
        assert_eq!(disposition("attachment", "era 20261122-173638.csv"), "attachment; filename=\"era 20261122-173638.csv\"");
        let odd = disposition("attachment", "gr\u{f6}\u{df}e\".csv");
        assert_eq!(odd, "attachment; filename=\"gr??e?.csv\"; filename*=UTF-8''gr%C3%B6%C3%9Fe%22%2Ecsv");
        assert_eq!(disposition("attachment", "a\r\nb"), "attachment; filename=\"a??b\"; filename*=UTF-8''a%0D%0Ab");
    }
}
