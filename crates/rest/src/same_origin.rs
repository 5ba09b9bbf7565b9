//! Keeps pages of other sites from acting with somebody's cookies.
//!
//! A browser sends cookies along with a page's request whoever wrote the page. Where a request is authenticated by a cookie and may change
//! something, its `Origin` has to be this server's own, or one that the settings allow (`CORS_ORIGIN`). Programs other than browsers send
//! no `Origin`, and requests with a token in a header are nobody else's idea.

use axum::http::{HeaderMap, Method, header};
use relata_engine::{EngineError, ErrorCode};

use crate::RestSettings;

/// Refuses a request that another site's page has made up.
pub(crate) fn check(method: &Method, headers: &HeaderMap, settings: &RestSettings) -> Result<(), EngineError> {
    if matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS) || method.as_str() == "SEARCH" {
        return Ok(());
    }
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(origin) = text(header::ORIGIN.as_str()) else { return Ok(()) };
    // Browsers alone write this header; pages can't.
    let is_own = matches!(text("sec-fetch-site"), Some("same-origin" | "none"))
        || text(header::HOST.as_str()).is_some_and(|host| host_of(origin) == Some(host))
        || (!settings.public_url.is_empty() && host_of(&settings.public_url) == host_of(origin));
    let is_allowed =
        |cors: &crate::CorsSettings| cors.credentials && (cors.origins.is_empty() || cors.origins.iter().any(|one| one == origin));
    if is_own || settings.cors.as_ref().is_some_and(is_allowed) {
        return Ok(());
    }
    let reason = "Pages of other sites can't act with this site's cookies: send the token in the header Authorization, or allow the site \
                  with CORS_ORIGIN.";
    Err(EngineError::new(ErrorCode::Forbidden, reason).with("reason", reason))
}

fn host_of(url: &str) -> Option<&str> {
    url.split_once("://").map(|(_, rest)| rest.split('/').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::CorsSettings;

    fn passes(method: &Method, headers: &[(&'static str, &str)], settings: &RestSettings) -> bool {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        check(method, &headers, settings).is_ok()
    }

    #[test]
    fn other_sites_change_nothing() {
        let settings = RestSettings { public_url: "https://content.example".to_owned(), ..RestSettings::default() };
        let evil = [("origin", "https://evil.example"), ("host", "content.example")];
        assert!(!passes(&Method::POST, &evil, &settings));
        assert!(!passes(&Method::DELETE, &[("origin", "null"), ("host", "content.example")], &settings));
        assert!(!passes(&Method::PATCH, &[("origin", "https://evil.example"), ("sec-fetch-site", "same-site")], &settings));
        assert!(!passes(&Method::POST, &[("origin", "https://content.example.evil.example")], &settings));
        assert!(passes(&Method::GET, &evil, &settings));
    }

    #[test]
    fn this_site_and_programs_do() {
        let settings = RestSettings { public_url: "https://content.example".to_owned(), ..RestSettings::default() };
        assert!(passes(&Method::POST, &[], &settings));
        assert!(passes(&Method::POST, &[("origin", "https://content.example")], &settings));
        assert!(passes(&Method::POST, &[("origin", "http://127.0.0.1:8055"), ("host", "127.0.0.1:8055")], &settings));
        assert!(passes(&Method::POST, &[("origin", "https://x.example"), ("sec-fetch-site", "same-origin")], &settings));
    }

    #[test]
    fn sites_may_be_allowed() {
        let of = |origins: &[&str], credentials| CorsSettings {
            origins: origins.iter().map(ToString::to_string).collect(),
            credentials,
            ..CorsSettings::default()
        };
        let app = [("origin", "https://app.example")];
        let with = |cors| RestSettings { cors: Some(cors), ..RestSettings::default() };
        assert!(passes(&Method::POST, &app, &with(of(&["https://app.example"], true))));
        assert!(passes(&Method::POST, &app, &with(of(&[], true))));
        assert!(!passes(&Method::POST, &app, &with(of(&["https://app.example"], false))));
        assert!(!passes(&Method::POST, &app, &with(of(&["https://other.example"], true))));
    }
}
