//! Lists of addresses: `192.0.2.7`, `192.0.2.0/24`, `192.0.2.10-192.0.2.20`, and the same with IPv6.
//!
//! One kind of list for everything that depends on where a connection comes from or leads to: policies, trusted proxies, forbidden
//! targets. An IPv4 address written as IPv6 (`::ffff:192.0.2.7`) counts as the IPv4 address that it is.

use std::net::{IpAddr, Ipv6Addr};

/// Ranges of addresses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IpList(Vec<(IpAddr, IpAddr)>);

/// A part of a list that is no address, no block and no range.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no IP address, no block such as 192.0.2.0/24 and no range such as 192.0.2.1-192.0.2.9")]
pub struct NotAnAddress(pub String);

const LOOPBACK: [&str; 2] = ["127.0.0.0/8", "::1/128"];
const LINK_LOCAL: [&str; 2] = ["169.254.0.0/16", "fe80::/10"];
const UNIQUE_LOCAL: [&str; 4] = ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"];
/// What is neither of those and no public address either: this network, shared, benchmarks, documentation, reserved, multicast.
const SPECIAL: [&str; 12] = [
    "0.0.0.0/8",
    "100.64.0.0/10",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/3",
    "::/128",
    "64:ff9b::/96",
    "2001:db8::/32",
    "ff00::/8",
];

impl IpList {
    /// Reads each part. Besides addresses, the words `loopback`, `linklocal` and `uniquelocal` stand for their blocks, and
    /// `private` for all that aren't of the public network.
    pub fn parse<'a>(parts: impl IntoIterator<Item = &'a str>) -> Result<Self, NotAnAddress> {
        let mut list = Self::default();
        for part in parts.into_iter().map(str::trim).filter(|part| !part.is_empty()) {
            match part {
                "loopback" => list.extend(&LOOPBACK),
                "linklocal" => list.extend(&LINK_LOCAL),
                "uniquelocal" => list.extend(&UNIQUE_LOCAL),
                "private" => list.0.extend(Self::not_public().0),
                _ => list.0.push(range(part).ok_or_else(|| NotAnAddress(part.to_owned()))?),
            }
        }
        Ok(list)
    }

    /// Every address that isn't one of the public network.
    pub fn not_public() -> Self {
        let mut list = Self::default();
        for blocks in [&LOOPBACK[..], &LINK_LOCAL, &UNIQUE_LOCAL, &SPECIAL] {
            list.extend(blocks);
        }
        list
    }

    /// Whether an address is in the list.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.0.iter().any(|(first, last)| first.is_ipv4() == address.is_ipv4() && *first <= address && address <= *last)
    }

    /// Whether it holds nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn extend(&mut self, blocks: &[&str]) {
        self.0.extend(blocks.iter().filter_map(|block| range(block)));
    }
}

fn range(text: &str) -> Option<(IpAddr, IpAddr)> {
    let address = |text: &str| text.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical());
    if let Some((block, length)) = text.split_once('/') {
        return block_of(block.trim().parse().ok()?, length.trim().parse().ok()?);
    }
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (address(first)?, address(last)?);
        return (first.is_ipv4() == last.is_ipv4() && first <= last).then_some((first, last));
    }
    address(text).map(|address| (address, address))
}

fn block_of(address: IpAddr, length: u32) -> Option<(IpAddr, IpAddr)> {
    match address {
        IpAddr::V4(v4) => {
            let free = u32::MAX.checked_shr(length).unwrap_or(0);
            let bits = v4.to_bits();
            (length <= 32).then(|| (IpAddr::V4((bits & !free).into()), IpAddr::V4((bits | free).into())))
        }
        IpAddr::V6(v6) => {
            let free = u128::MAX.checked_shr(length).unwrap_or(0);
            let bits = v6.to_bits();
            let (first, last) = (Ipv6Addr::from(bits & !free), Ipv6Addr::from(bits | free));
            (length <= 128).then(|| (IpAddr::V6(first).to_canonical(), IpAddr::V6(last).to_canonical()))
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn has(list: &str, address: &str) -> bool {
        IpList::parse(list.split(',')).unwrap().contains(address.parse().unwrap())
    }

    #[test]
    fn addresses_blocks_and_ranges() {
        for (list, inside, outside) in [
            ("192.0.2.7", "192.0.2.7", "192.0.2.8"),
            ("192.0.2.0/24", "192.0.2.255", "192.0.3.0"),
            ("192.0.2.77/24", "192.0.2.1", "192.0.1.255"),
            ("192.0.2.10-192.0.2.20", "192.0.2.20", "192.0.2.21"),
            ("0.0.0.0/0", "8.8.8.8", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::"),
            ("::1", "::1", "127.0.0.1"),
            ("10.0.0.1, 127.0.0.1", "127.0.0.1", "10.0.0.2"),
            ("127.0.0.1", "::ffff:127.0.0.1", "::1"),
            ("::ffff:10.0.0.0/104", "10.0.0.9", "11.0.0.9"),
            ("loopback", "127.9.9.9", "10.0.0.1"),
            ("uniquelocal,linklocal", "169.254.169.254", "172.32.0.1"),
        ] {
            assert!(has(list, inside), "{list}: {inside}");
            assert!(!has(list, outside), "{list}: {outside}");
        }
    }

    #[test]
    fn refuses_what_is_no_address() {
        for text in ["nonsense", "192.0.2", "192.0.2.0/33", "::/129", "192.0.2.9-192.0.2.1", "192.0.2.1-::1", "1.2.3.4/x", "example.com"] {
            assert_eq!(IpList::parse([text]), Err(NotAnAddress(text.to_owned())));
        }
        assert!(IpList::parse(["", " "]).unwrap().is_empty());
    }

    #[test]
    fn knows_what_is_not_public() {
        let list = IpList::not_public();
        let blocked = ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "255.255.255.255"];
        for address in blocked.into_iter().chain(["::1", "::", "fd00::1", "fe80::1", "::ffff:10.0.0.1", "224.0.0.1", "64:ff9b::a00:1"]) {
            assert!(list.contains(address.parse().unwrap()), "{address}");
        }
        for address in ["1.1.1.1", "172.15.0.1", "172.32.0.1", "2606:4700::1111", "192.1.2.3", "223.255.255.255"] {
            assert!(!list.contains(address.parse().unwrap()), "{address}");
        }
    }
}
