//! The files that the Editor's build made.

use axum::{
    body::Body,
    http::{HeaderMap, HeaderValue, Response, header},
};

/// One file, as it is and packed.
#[derive(Debug, Clone, Copy)]
pub(crate) struct File {
    path: &'static str,
    plain: &'static [u8],
    br: Option<&'static [u8]>,
    gzip: Option<&'static [u8]>,
}

static FILES: &[File] = &include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Vite puts a hash into these names: what is behind one never changes.
const FOREVER: &str = "public, max-age=31536000, immutable";
const A_WHILE: &str = "public, max-age=3600";

/// The file with this path below the Editor's root.
pub(crate) fn find(path: &str) -> Option<File> {
    FILES.iter().find(|file| file.path == path).copied()
}

impl File {
    /// The bytes, not packed.
    pub(crate) fn plain(self) -> &'static [u8] {
        self.plain
    }

    /// The answer for a client with these headers: packed as well as it accepts.
    pub(crate) fn answer(self, asked: &HeaderMap) -> Response<Body> {
        let (bytes, encoding) = match (self.br, self.gzip) {
            (Some(br), _) if accepts(asked, "br") => (br, Some("br")),
            (_, Some(gzip)) if accepts(asked, "gzip") => (gzip, Some("gzip")),
            _ => (self.plain, None),
        };
        let mut response = Response::new(Body::from(bytes));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(self.path)));
        headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        let keep = if self.path.starts_with("assets/") { FOREVER } else { A_WHILE };
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
        if let Some(encoding) = encoding {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
        }
        response
    }
}

/// Whether `Accept-Encoding` names this encoding and doesn't forbid it.
fn accepts(asked: &HeaderMap, encoding: &str) -> bool {
    asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|offer| {
        let (name, weight) = offer.split_once(';').unwrap_or((offer, ""));
        name.trim().eq_ignore_ascii_case(encoding) && !matches!(weight.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000")
    })
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "json" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "woff2" => "font/woff2",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: File = File { path: "assets/a-1.js", plain: b"plain", br: Some(b"br"), gzip: Some(b"gz") };

    fn encoding(accepted: &'static str) -> Option<String> {
        let asked = HeaderMap::from_iter([(header::ACCEPT_ENCODING, HeaderValue::from_static(accepted))]);
        let response = FILE.answer(&asked);
        response.headers().get(header::CONTENT_ENCODING).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }

    #[test]
    fn the_best_accepted_packing_is_sent() {
        assert_eq!(encoding("gzip, deflate, br").as_deref(), Some("br"));
        assert_eq!(encoding("gzip, br;q=0").as_deref(), Some("gzip"));
        assert_eq!(encoding("identity"), None);
    }

    #[test]
    fn only_names_with_a_hash_are_kept_forever() {
        let keep = |path: &'static str| File { path, ..FILE }.answer(&HeaderMap::new()).headers()[header::CACHE_CONTROL].clone();
        assert_eq!(keep("assets/a-1.js"), FOREVER);
        assert_eq!(keep("favicon.svg"), A_WHILE);
    }

    #[test]
    fn types_follow_the_ending() {
        assert_eq!(media_type("a/b.js"), "text/javascript; charset=utf-8");
        assert_eq!(media_type("a"), "application/octet-stream");
    }
}
