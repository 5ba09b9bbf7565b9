//! Lists, written with commas.

use super::Value;

/// Texts in their order; none of them is empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct List(pub Vec<String>);

impl Value for List {
    const KIND: &'static str = "list";
    const FORM: &'static str = "a list with commas, such as `a,b`";

    fn parse(text: &str) -> Option<Self> {
        let members = text.split(',').map(str::trim).filter(|member| !member.is_empty());
        Some(Self(members.map(str::to_owned).collect()))
    }

    fn absent() -> Option<Self> {
        Some(Self::default())
    }
}

/// Which sites may call the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CorsOrigin {
    /// None.
    Nobody,
    /// The one that asks, whichever it is: its own name is sent back.
    Asker,
    /// Any, said as `*`.
    Anybody,
    /// These.
    Only(Vec<String>),
}

impl Value for CorsOrigin {
    const KIND: &'static str = "list";
    const FORM: &'static str = "`true`, `false`, `*` or a list of origins such as `https://example.com`";

    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "true" => return Some(Self::Asker),
            "false" => return Some(Self::Nobody),
            "*" => return Some(Self::Anybody),
            _ => {}
        }
        let origins = List::parse(text)?.0;
        let all_are_origins = !origins.is_empty() && origins.iter().all(|one| is_origin(one));
        all_are_origins.then_some(Self::Only(origins))
    }
}

/// Scheme, host and perhaps a port, as browsers send it: a path behind it would never match.
fn is_origin(text: &str) -> bool {
    text.split_once("://").is_some_and(|(scheme, rest)| !scheme.is_empty() && !rest.is_empty() && !rest.contains(['/', '*', ' ']))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    fn texts(members: &[&str]) -> Vec<String> {
        members.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn splits_at_commas() {
        reads(&[("GET, POST,", List(texts(&["GET", "POST"]))), (",", List(vec![]))], &[]);
    }

    #[test]
    fn an_origin_has_no_path() {
        let two = CorsOrigin::Only(texts(&["https://a.example", "http://b.example:3000"]));
        reads(
            &[
                ("true", CorsOrigin::Asker),
                ("false", CorsOrigin::Nobody),
                ("*", CorsOrigin::Anybody),
                ("https://a.example,http://b.example:3000", two),
            ],
            &["a.example", "https://a.example/", "https://*.example", ",", "https://a.example,b"],
        );
    }
}
