//! Which addresses may be connected to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, UdpSocket};

use relata_identity::IpList;

/// Stands for the addresses of this machine in a list.
const OWN: &str = "0.0.0.0";

/// Addresses that are never connected to.
#[derive(Debug, Clone)]
pub struct Guard {
    denied: IpList,
    denies_own: bool,
}

/// A part of a list that is no address, no block, no range and no known word.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(transparent)]
pub struct BadDenyList(#[from] relata_identity::NotAnAddress);

impl Guard {
    /// Reads a list: what [`IpList::parse`] understands, and `0.0.0.0` for the addresses of this machine.
    pub fn parse<'a>(parts: impl IntoIterator<Item = &'a str>) -> Result<Self, BadDenyList> {
        let parts: Vec<&str> = parts.into_iter().map(str::trim).collect();
        Ok(Self { denies_own: parts.contains(&OWN), denied: IpList::parse(parts)? })
    }

    /// Whether an address may be connected to.
    pub fn allows(&self, address: IpAddr) -> bool {
        let meant = meant(address);
        let is_denied = [address.to_canonical(), meant].into_iter().any(|address| self.denied.contains(address));
        let is_own = self.denies_own && is_own(meant);
        !(is_denied || is_own)
    }
}

/// The IPv4 address that an address of IPv6 leads to, where it is such a one; otherwise the address itself.
fn meant(address: IpAddr) -> IpAddr {
    let IpAddr::V6(v6) = address.to_canonical() else { return address.to_canonical() };
    let parts = v6.segments();
    let v4 = |high: u16, low: u16| IpAddr::V4(Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low)));
    match parts {
        // Compatible (RFC 4291), but neither of the two that only look like it.
        [0, 0, 0, 0, 0, 0, high, low] if v6 != Ipv6Addr::LOCALHOST && v6 != Ipv6Addr::UNSPECIFIED => v4(high, low),
        // Translated (RFC 6052), and 6to4 (RFC 3056).
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => v4(high, low),
        _ => IpAddr::V6(v6),
    }
}

/// Whether this machine has the address: only then can something be bound to it.
fn is_own(address: IpAddr) -> bool {
    address.is_unspecified() || address.is_loopback() || UdpSocket::bind(SocketAddr::new(address, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn allows(list: &str, address: &str) -> bool {
        Guard::parse(list.split(',')).unwrap().allows(address.parse().unwrap())
    }

    #[test]
    fn private_addresses_are_denied_in_every_spelling() {
        for address in [
            "10.0.0.1",
            "127.0.0.1",
            "169.254.169.254",
            "192.168.1.1",
            "0.0.0.0",
            "100.64.0.1",
            "::1",
            "::",
            "fe80::1",
            "fd00::1",
            "::ffff:10.0.0.1",
            "::ffff:169.254.169.254",
            "::10.0.0.1",
            "64:ff9b::10.0.0.1",
            "2002:0a00:0001::1",
            "224.0.0.1",
        ] {
            assert!(!allows("private", address), "{address}");
        }
        for address in ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "2002:0808:0808::1"] {
            assert!(allows("private", address), "{address}");
        }
    }

    #[test]
    fn this_machines_addresses_have_a_word_of_their_own() {
        assert!(!allows("0.0.0.0", "127.0.0.1"));
        assert!(!allows("0.0.0.0", "127.8.9.10"));
        assert!(!allows("0.0.0.0", "0.0.0.0"));
        assert!(!allows("0.0.0.0", "::ffff:127.0.0.1"));
        assert!(allows("0.0.0.0", "8.8.8.8"));
        assert!(allows("169.254.169.254", "127.0.0.1"));
        assert!(allows("", "127.0.0.1"));
    }

    #[test]
    fn what_is_no_address_is_refused() {
        assert!(Guard::parse(["localhost"]).is_err());
    }
}
