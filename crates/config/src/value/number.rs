//! Whole numbers, switches and bounds.

use super::Value;

impl Value for u16 {
    const KIND: &'static str = "port";
    const FORM: &'static str = "a port from 0 to 65535";

    fn parse(text: &str) -> Option<Self> {
        digits(text)
    }
}

impl Value for u32 {
    const KIND: &'static str = "number";
    const FORM: &'static str = "a whole number from 0 to 4294967295";

    fn parse(text: &str) -> Option<Self> {
        digits(text)
    }
}

impl Value for bool {
    const KIND: &'static str = "switch";
    const FORM: &'static str = "`true` or `false`";

    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        }
    }
}

/// A bound that may be absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(pub Option<u64>);

impl Value for Limit {
    const KIND: &'static str = "limit";
    const FORM: &'static str = "a whole number, or `-1` or `infinity` for no limit";

    fn parse(text: &str) -> Option<Self> {
        match text.to_ascii_lowercase().as_str() {
            "-1" | "infinity" | "infinite" => Some(Self(None)),
            other => digits(other).map(|number| Self(Some(number))),
        }
    }
}

/// The standard library also takes a leading `+`, which nobody means.
fn digits<T: std::str::FromStr>(text: &str) -> Option<T> {
    text.starts_with(|c: char| c.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::check::reads;

    #[test]
    fn reads_numbers() {
        reads::<u16>(&[("0", 0), ("8055", 8055)], &["65536", "-1", "+1", "http", "80.5"]);
        reads::<u32>(&[("10", 10)], &["4294967296", "-10", "ten"]);
    }

    #[test]
    fn reads_switches() {
        reads(&[("true", true), ("FALSE", false), ("1", true), ("0", false)], &["yes", "2", "t"]);
    }

    #[test]
    fn a_limit_may_be_absent() {
        reads(&[("100", Limit(Some(100))), ("-1", Limit(None)), ("Infinity", Limit(None))], &["-2", "all", "1.5"]);
    }
}
