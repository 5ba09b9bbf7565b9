//! The pages that mails lead to. Others may name one, but only of those that the settings list: a token must not travel to a stranger.

use super::Accounts;
use crate::EngineError;

/// What a page is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Page {
    Invite,
    Reset,
    Verify,
}

/// The address of a page, ready to be given a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    /// Up to the question mark.
    page: String,
    query: Option<String>,
    fragment: Option<String>,
}

impl Accounts {
    /// The page that a mail leads to: the one that the caller names, or our own.
    pub(super) fn page_for(&self, page: Page, url: Option<&str>) -> Result<Link, EngineError> {
        let settings = &self.0.settings;
        let (allowed, name, own) = match page {
            Page::Invite => (&settings.invite_urls, "USER_INVITE_URL_ALLOW_LIST", "/admin/accept-invite"),
            Page::Reset => (&settings.reset_urls, "PASSWORD_RESET_URL_ALLOW_LIST", "/admin/reset-password"),
            Page::Verify => (&settings.register_urls, "USER_REGISTER_URL_ALLOW_LIST", "/users/register/verify-email"),
        };
        let Some(url) = url else { return Ok(Link::parse(&format!("{}{own}", settings.public_url))) };
        let link = Link::parse(url);
        // Nothing that ends a link in a mail, or its line.
        let is_clean = !url.contains(|c: char| c.is_whitespace() || c.is_control() || "<>\"'\\".contains(c));
        if is_clean && allowed.iter().any(|allowed| Link::parse(allowed).page == link.page) {
            return Ok(link);
        }
        Err(EngineError::invalid_payload(format!("Mails can't lead to \"{url}\": it isn't listed in {name}.")))
    }
}

impl Link {
    fn parse(url: &str) -> Self {
        let (rest, fragment) = url.split_once('#').map_or((url, None), |(rest, fragment)| (rest, Some(fragment.to_owned())));
        let (page, query) = rest.split_once('?').map_or((rest, None), |(page, query)| (page, Some(query.to_owned())));
        Self { page: page.trim_end_matches('/').to_owned(), query, fragment }
    }

    /// The whole address. Tokens have no letter that would need an escape.
    pub(super) fn with_token(&self, token: &str) -> String {
        let query = self.query.as_deref().filter(|query| !query.is_empty());
        let query = query.map_or_else(String::new, |query| format!("{query}&"));
        let fragment = self.fragment.as_deref().map_or_else(String::new, |fragment| format!("#{fragment}"));
        format!("{}?{query}token={token}{fragment}", self.page)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_token_joins_what_is_asked_already() {
        let with_token = |url: &str| Link::parse(url).with_token("t.t");
        assert_eq!(with_token("https://a.example/reset"), "https://a.example/reset?token=t.t");
        assert_eq!(with_token("https://a.example/reset?x=1"), "https://a.example/reset?x=1&token=t.t");
        assert_eq!(with_token("https://a.example/?#/reset"), "https://a.example?token=t.t#/reset");
    }

    #[test]
    fn a_page_is_the_same_up_to_its_query() {
        let page = |url: &str| Link::parse(url).page;
        assert_eq!(page("https://a.example/reset?x=1#y"), page("https://a.example/reset/"));
        for other in [
            "https://a.example/reset/more",
            "https://a.example.evil.example/reset",
            "https://a.example@evil.example/reset",
            "//a.example/reset",
        ] {
            assert_ne!(page(other), page("https://a.example/reset"), "{other}");
        }
    }
}
