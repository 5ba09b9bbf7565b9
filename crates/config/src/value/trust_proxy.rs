//! Which proxies are believed about where a request comes from.

use super::{List, Value};

/// Whose word about a caller's address counts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrustProxy {
    /// Nobody's: the caller is who has connected.
    Nobody,
    /// Everybody's: the caller is who the request says.
    Everybody,
    /// That of so many proxies in a row.
    Hops(usize),
    /// That of proxies at these addresses.
    At(List),
}

impl Value for TrustProxy {
    const KIND: &'static str = "list";
    const FORM: &'static str = "`true`, `false`, a number of proxies, or a list of addresses such as `10.0.0.0/8,loopback`";

    fn parse(text: &str) -> Option<Self> {
        Some(match text.to_ascii_lowercase().as_str() {
            "false" | "0" => Self::Nobody,
            "true" => Self::Everybody,
            other => match other.parse() {
                Ok(n_proxies) => Self::Hops(n_proxies),
                Err(_) => Self::At(List::parse(text)?),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn words_numbers_and_addresses() {
        let at = TrustProxy::At(List(vec!["10.0.0.0/8".to_owned(), "loopback".to_owned()]));
        reads(
            &[
                ("true", TrustProxy::Everybody),
                ("false", TrustProxy::Nobody),
                ("0", TrustProxy::Nobody),
                ("2", TrustProxy::Hops(2)),
                ("10.0.0.0/8, loopback", at),
            ],
            &[],
        );
    }
}
