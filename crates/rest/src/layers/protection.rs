//! Headers that keep browsers from doing with an answer what nobody meant.
//!
//! Answers of the API are data: no browser may run, load or frame anything because of them. Pages and files bring a policy of their own.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};

/// What every answer tells browsers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Protection {
    /// `Strict-Transport-Security`, where the settings want it.
    pub strict_transport_security: Option<HeaderValue>,
}

const FOR_ALL: [(HeaderName, &str); 3] = [
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
];

impl Protection {
    /// Adds what the answer doesn't say already.
    pub(crate) fn add_to(&self, headers: &mut HeaderMap) {
        for (name, value) in FOR_ALL {
            headers.entry(name).or_insert(HeaderValue::from_static(value));
        }
        if let Some(value) = &self.strict_transport_security {
            headers.insert(header::STRICT_TRANSPORT_SECURITY, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_keep_the_policy_that_they_bring() {
        let own = HeaderValue::from_static("default-src 'self'");
        let mut headers = HeaderMap::from_iter([(header::CONTENT_SECURITY_POLICY, own.clone())]);
        Protection::default().add_to(&mut headers);
        assert_eq!(headers[header::CONTENT_SECURITY_POLICY], own);
        assert_eq!(headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
        assert!(!headers.contains_key(header::STRICT_TRANSPORT_SECURITY));
    }
}
