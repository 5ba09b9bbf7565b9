//! Routes: files by their name, and the one page for everything else below `/admin`.

use axum::{
    Extension, Router,
    body::Body,
    extract::Path,
    http::{HeaderMap, HeaderValue, Response, StatusCode, header},
    routing::get,
};

use crate::files;

/// Scripts come from files only. Styles may stand inline: the component library writes its variables so.
const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob: https:; \
media-src 'self' blob: https:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-src 'none'; object-src 'none'; \
base-uri 'self'; form-action 'self'; frame-ancestors 'none'";

/// Stands in the built page where the way to the Editor's root goes.
const BASE: &str = "<base href=\"./\"";

const UNBUILT: &str = include_str!("unbuilt.html");

/// The routes of the Editor. `policy` is the page's `Content-Security-Policy`; `None`: the strictest that it works with.
pub fn router<S: Clone + Send + Sync + 'static>(policy: Option<HeaderValue>) -> Router<S> {
    let policy = Policy(policy.unwrap_or(HeaderValue::from_static(POLICY)));
    Router::new()
        .route("/admin", get(to_the_folder))
        .route("/admin/", get(start_page))
        .route("/admin/{*path}", get(file_or_page))
        .layer(Extension(policy))
}

#[derive(Debug, Clone)]
struct Policy(HeaderValue);

/// The Editor's root is a folder: relative addresses need the slash.
async fn to_the_folder() -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::FOUND;
    response.headers_mut().insert(header::LOCATION, HeaderValue::from_static("./admin/"));
    response
}

async fn start_page(Extension(policy): Extension<Policy>) -> Response<Body> {
    page("", policy)
}

async fn file_or_page(Path(path): Path<String>, Extension(policy): Extension<Policy>, asked: HeaderMap) -> Response<Body> {
    match files::find(&path) {
        Some(file) if path != "index.html" => file.answer(&asked),
        None if path.starts_with("assets/") => {
            let mut response = Response::new(Body::from("This file belongs to another version of the Editor: reload the page."));
            *response.status_mut() = StatusCode::NOT_FOUND;
            response
        }
        _ => page(&path, policy),
    }
}

/// The page for an address `path` below the root. It is asked for anew each time, since it names the current files.
fn page(path: &str, Policy(policy): Policy) -> Response<Body> {
    let body = match files::find("index.html").map(|file| String::from_utf8_lossy(file.plain())) {
        Some(html) => html.replacen(BASE, &format!("<base href=\"{}\"", way_up(path)), 1),
        None => UNBUILT.to_owned(),
    };
    let mut response = Response::new(Body::from(body));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// From the folder of `path` up to the root: as many steps as `path` has slashes.
fn way_up(path: &str) -> String {
    match path.matches('/').count() {
        0 => "./".to_owned(),
        depth => "../".repeat(depth),
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use axum::{extract::Request, http::StatusCode};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use super::*;

    async fn ask(path: &str) -> (StatusCode, HeaderMap, String) {
        let request = Request::get(path).body(Body::empty()).unwrap();
        let response = router::<()>(None).oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes();
        (parts.status, parts.headers, String::from_utf8_lossy(&bytes).into_owned())
    }

    #[test]
    fn the_way_up_has_a_step_for_each_folder() {
        assert_eq!(way_up(""), "./");
        assert_eq!(way_up("login"), "./");
        assert_eq!(way_up("content/articles/1"), "../../");
    }

    #[tokio::test]
    async fn every_address_is_the_page_with_a_strict_policy() {
        let (status, headers, html) = ask("/admin/content/articles/1").await;
        assert_eq!(status, StatusCode::OK);
        assert!(html.contains("<title>"), "{html}");
        assert!(headers[header::CONTENT_SECURITY_POLICY].to_str().unwrap().contains("script-src 'self';"));
        assert!(html.contains("<base href=\"../../\"") || html.contains("cargo xtask editor"), "{html}");
    }

    #[tokio::test]
    async fn the_root_is_a_folder() {
        let (status, headers, _) = ask("/admin").await;
        assert_eq!((status, headers[header::LOCATION].to_str().unwrap()), (StatusCode::FOUND, "./admin/"));
        assert_eq!(ask("/admin/").await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn a_file_of_another_version_is_missing() {
        assert_eq!(ask("/admin/assets/gone-1.js").await.0, StatusCode::NOT_FOUND);
    }
}
