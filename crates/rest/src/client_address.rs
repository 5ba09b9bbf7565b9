//! Where a request comes from: the connection's other end, or what a trusted proxy says.
//!
//! Policies, rate limits and the log of logins depend on it, so a caller must never be able to choose it: `X-Forwarded-For` is read
//! from its end, and only as far as the addresses in it belong to proxies that are trusted.

use std::net::IpAddr;

use axum::http::{Extensions, HeaderMap, HeaderName};
use relata_engine::IpList;

/// The other end of a connection. Whoever accepts connections puts it among a request's extensions.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

/// Whose word about a caller's address counts.
#[derive(Debug, Clone, Default)]
pub enum TrustedProxies {
    /// Nobody's.
    #[default]
    None,
    /// Everybody's.
    All,
    /// That of so many proxies in a row.
    Hops(usize),
    /// That of proxies at these addresses.
    At(IpList),
}

/// How to find out where a request comes from.
#[derive(Debug, Clone, Default)]
pub struct AddressSettings {
    /// Whose word counts.
    pub trusted: TrustedProxies,
    /// A header with the caller's address alone, instead of `X-Forwarded-For`.
    pub header: Option<HeaderName>,
}

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

impl AddressSettings {
    /// The caller's address; `None` where there is no connection at all.
    pub(crate) fn of(&self, headers: &HeaderMap, extensions: &Extensions) -> Option<IpAddr> {
        let Peer(peer) = *extensions.get::<Peer>()?;
        let peer = peer.to_canonical();
        if !self.trusts(0, peer) {
            return Some(peer);
        }
        if let Some(named) = self.header.as_ref().and_then(|name| headers.get(name)?.to_str().ok()).and_then(address) {
            return Some(named);
        }
        let lines: Vec<&str> = headers.get_all(FORWARDED_FOR).into_iter().filter_map(|line| line.to_str().ok()).collect();
        let mut caller = peer;
        for (nth, part) in lines.iter().flat_map(|line| line.split(',')).rev().enumerate() {
            // What isn't an address was written by nobody who is trusted.
            let Some(next) = address(part) else { break };
            caller = next;
            if !self.trusts(nth + 1, caller) {
                break;
            }
        }
        Some(caller)
    }

    fn trusts(&self, n_hops: usize, address: IpAddr) -> bool {
        match &self.trusted {
            TrustedProxies::None => false,
            TrustedProxies::All => true,
            TrustedProxies::Hops(n_proxies) => n_hops < *n_proxies,
            TrustedProxies::At(list) => list.contains(address),
        }
    }
}

/// An address, perhaps with a port: `192.0.2.7`, `192.0.2.7:4711`, `[2001:db8::1]:4711`.
fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let with_port = || text.parse::<std::net::SocketAddr>().ok().map(|address| address.ip());
    text.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn caller(trusted: TrustedProxies, peer: &str, forwarded: &[&str]) -> String {
        let mut extensions = Extensions::new();
        extensions.insert(Peer(peer.parse().unwrap()));
        let headers = forwarded.iter().map(|line| (FORWARDED_FOR, line.parse().unwrap())).collect();
        AddressSettings { trusted, header: None }.of(&headers, &extensions).unwrap().to_string()
    }

    fn at(list: &str) -> TrustedProxies {
        TrustedProxies::At(IpList::parse(list.split(',')).unwrap())
    }

    #[test]
    fn a_stranger_cannot_choose_an_address() {
        assert_eq!(caller(TrustedProxies::None, "10.0.0.1", &["8.8.8.8"]), "10.0.0.1");
        assert_eq!(caller(at("loopback"), "8.8.4.4", &["127.0.0.1"]), "8.8.4.4");
        assert_eq!(caller(at("loopback"), "127.0.0.1", &["1.1.1.1, 8.8.8.8"]), "8.8.8.8");
        assert_eq!(caller(at("loopback"), "127.0.0.1", &["1.1.1.1", "8.8.8.8"]), "8.8.8.8");
        assert_eq!(caller(at("loopback"), "127.0.0.1", &["127.0.0.1, nonsense, 127.0.0.1"]), "127.0.0.1");
        assert_eq!(caller(TrustedProxies::Hops(1), "10.0.0.1", &["1.1.1.1, 8.8.8.8"]), "8.8.8.8");
    }

    #[test]
    fn a_chain_of_proxies_is_followed() {
        assert_eq!(caller(at("uniquelocal"), "10.0.0.1", &["8.8.8.8, 10.0.0.7"]), "8.8.8.8");
        assert_eq!(caller(TrustedProxies::Hops(2), "10.0.0.1", &["1.1.1.1, 8.8.8.8, 10.0.0.7"]), "8.8.8.8");
        assert_eq!(caller(TrustedProxies::All, "8.8.4.4", &["1.1.1.1, 8.8.8.8"]), "1.1.1.1");
        assert_eq!(caller(at("loopback"), "::ffff:127.0.0.1", &["[2001:db8::1]:443"]), "2001:db8::1");
        assert_eq!(caller(at("loopback"), "127.0.0.1", &[]), "127.0.0.1");
    }

    #[test]
    fn a_header_of_its_own_is_believed_of_trusted_proxies_only() {
        let header = HeaderName::from_static("x-client-ip");
        let headers = HeaderMap::from_iter([(header.clone(), "8.8.8.8".parse().unwrap())]);
        let settings = AddressSettings { trusted: at("loopback"), header: Some(header) };
        for (peer, expected) in [("127.0.0.1", "8.8.8.8"), ("1.1.1.1", "1.1.1.1")] {
            let mut extensions = Extensions::new();
            extensions.insert(Peer(peer.parse().unwrap()));
            assert_eq!(settings.of(&headers, &extensions), Some(expected.parse().unwrap()));
        }
    }
}
