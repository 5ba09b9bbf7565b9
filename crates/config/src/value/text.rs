//! Texts, paths and URLs.

use std::path::PathBuf;

use super::Value;

impl Value for String {
    const KIND: &'static str = "text";
    const FORM: &'static str = "a text";

    fn parse(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }
}

impl Value for PathBuf {
    const KIND: &'static str = "path";
    const FORM: &'static str = "a path";

    fn parse(text: &str) -> Option<Self> {
        Some(Self::from(text))
    }
}

/// The URL under which clients reach the server, without a slash at its end; empty where it isn't known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL without a slash at its end, to put paths behind.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Value for PublicUrl {
    const KIND: &'static str = "URL";
    const FORM: &'static str = "a URL such as `https://example.com`, or `/`";

    fn parse(text: &str) -> Option<Self> {
        let url = text.trim_end_matches('/');
        let host = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
        let is_url = host.is_some_and(|host| !host.is_empty() && !host.starts_with('/'));
        let is_clean = !url.contains(|c: char| c.is_whitespace() || matches!(c, '?' | '#'));
        (url.is_empty() || is_url && is_clean).then(|| Self(url.to_owned()))
    }
}

/// Where a path leads, if anywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect(pub Option<String>);

impl Value for Redirect {
    const KIND: &'static str = "path";
    const FORM: &'static str = "a path or `false`";

    fn parse(text: &str) -> Option<Self> {
        Some(Self((!text.eq_ignore_ascii_case("false")).then(|| text.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn a_public_url_is_whole_or_unknown() {
        let url = |text: &str| PublicUrl(text.to_owned());
        reads(
            &[
                ("/", url("")),
                ("https://a.example/cms/", url("https://a.example/cms")),
                ("http://127.0.0.1:8055", url("http://127.0.0.1:8055")),
            ],
            &["a.example", "ftp://a.example", "https://", "https://a.example/?x", "https:///x"],
        );
    }

    #[test]
    fn false_leads_nowhere() {
        reads(&[("false", Redirect(None)), ("./admin", Redirect(Some("./admin".to_owned())))], &[]);
    }
}
