//! Reads and writes the cookies of logins.

use std::time::Duration;

use axum::http::{HeaderMap, HeaderValue, header};
use jiff::{Timestamp, fmt::rfc2822::DateTimePrinter};

/// The two cookies that a login may set.
#[derive(Debug, Clone)]
pub struct Cookies {
    /// Holds a refresh token.
    pub refresh: CookieSettings,
    /// Holds a session token.
    pub session: CookieSettings,
}

/// How one cookie is set.
#[derive(Debug, Clone)]
pub struct CookieSettings {
    /// Its name.
    pub name: String,
    /// Its domain; `None`: this host only.
    pub domain: Option<String>,
    /// Whether browsers send it over HTTPS only.
    pub secure: bool,
    /// `Lax`, `Strict` or `None`.
    pub same_site: &'static str,
}

impl Default for Cookies {
    fn default() -> Self {
        let named = |name: &str| CookieSettings { name: name.to_owned(), domain: None, secure: false, same_site: "Lax" };
        Self { refresh: named("directus_refresh_token"), session: named("directus_session_token") }
    }
}

impl CookieSettings {
    /// Sets the cookie; a lifetime of zero removes it. `None` where the settings hold what no header can.
    pub(crate) fn set(&self, value: &str, lifetime: Duration) -> Option<HeaderValue> {
        let domain = self.domain.as_ref().map(|domain| format!("; Domain={domain}")).unwrap_or_default();
        let secure = if self.secure { "; Secure" } else { "" };
        let expires = expires(lifetime);
        let text = format!(
            "{}={value}; Max-Age={}{domain}; Path=/{expires}; HttpOnly{secure}; SameSite={}",
            self.name,
            lifetime.as_secs(),
            self.same_site
        );
        HeaderValue::from_str(&text).ok()
    }
}

/// The end as a moment, for clients that don't know `Max-Age`.
fn expires(lifetime: Duration) -> String {
    let end = Timestamp::now().checked_add(lifetime).unwrap_or(Timestamp::MAX);
    DateTimePrinter::new().timestamp_to_rfc9110_string(&end).map(|end| format!("; Expires={end}")).unwrap_or_default()
}

/// The value of a request's cookie, if it has one.
pub(crate) fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    lines.flat_map(|line| line.split(';')).find_map(|pair| {
        let (key, value) = pair.trim().split_once('=')?;
        (key == name && !value.is_empty()).then_some(value)
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn finds_a_cookie_among_others() {
        let headers = HeaderMap::from_iter([(header::COOKIE, "a=1; directus_session_token=x.y=; b=2".parse().unwrap())]);
        assert_eq!(value(&headers, "directus_session_token"), Some("x.y="));
        assert_eq!(value(&headers, "session_token"), None);
    }

    #[test]
    fn scripts_never_see_it() {
        let cookie = CookieSettings { domain: Some("content.example".to_owned()), secure: true, ..Cookies::default().refresh };
        let set = cookie.set("t", Duration::from_secs(7)).unwrap();
        let set = set.to_str().unwrap();
        let (head, rest) = set.split_once("; Expires=").unwrap();
        assert_eq!(head, "directus_refresh_token=t; Max-Age=7; Domain=content.example; Path=/");
        let (moment, flags) = rest.split_once("; ").unwrap();
        assert!(moment.ends_with(" GMT"), "{set}");
        assert_eq!(flags, "HttpOnly; Secure; SameSite=Lax");
    }
}
