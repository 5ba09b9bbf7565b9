//! Where a login may lead: this server, and what the settings name. Anything else would help others to be mistaken for it.

/// Whether a login may lead to `target`.
pub(super) fn is_allowed(target: &str, public_url: &str, allowed: &[String]) -> bool {
    // Browsers take a backslash for a slash, and leave control characters out.
    if target.is_empty() || target.chars().any(|c| c == '\\' || c.is_control() || c.is_whitespace()) {
        return false;
    }
    if target.starts_with('/') {
        return !target.starts_with("//");
    }
    let is_below = |base: &str| {
        let rest = target.strip_prefix(base.trim_end_matches('/'));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
    };
    let page = target.split(['?', '#']).next().unwrap_or_default();
    (public_url.contains("://") && is_below(public_url)) || allowed.iter().any(|one| one == page || one == target)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allowed(target: &str) -> bool {
        is_allowed(target, "https://content.example", &["https://app.example/done".to_owned()])
    }

    #[test]
    fn own_pages_and_named_ones() {
        for target in [
            "/",
            "/admin/content?a=b",
            "https://content.example",
            "https://content.example/admin",
            "https://content.example?x",
            "https://app.example/done",
            "https://app.example/done?step=2",
        ] {
            assert!(allowed(target), "{target}");
        }
    }

    #[test]
    fn nothing_that_only_looks_like_one() {
        for target in [
            "",
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "/\t/evil.example",
            "https://evil.example",
            "https://content.example.evil.example",
            "https://content.example@evil.example",
            "https://content.example\\@evil.example",
            "https://content.example:8443/",
            "http://content.example/",
            "https://app.example/other",
            "https://app.example/done/../other",
            "javascript:alert(1)",
            "admin",
        ] {
            assert!(!allowed(target), "{target}");
        }
    }
}
