//! A decimal number as the database sent it: printed on demand, never held as a float, never copied.

use std::fmt;

/// A decimal number, borrowed from a row. Printed in plain notation, with the digits after the point that the database keeps.
#[derive(Clone, Copy, PartialEq)]
pub struct Decimal<'a>(Repr<'a>);

#[derive(Clone, Copy, PartialEq)]
enum Repr<'a> {
    Text(&'a str),
    /// PostgreSQL's `numeric` in binary: count, weight, sign and scale as 2 bytes each, then digits to base 10,000.
    Wire(&'a [u8]),
}

const NEGATIVE: u16 = 0x4000;
const NAN: u16 = 0xC000;
const INFINITY: u16 = 0xD000;
const NEGATIVE_INFINITY: u16 = 0xF000;

impl<'a> Decimal<'a> {
    pub(crate) fn from_text(text: &'a str) -> Self {
        Self(Repr::Text(text))
    }

    /// `None` when the bytes are no `numeric`.
    pub(crate) fn from_wire(bytes: &'a [u8]) -> Option<Self> {
        let n_digits = usize::from(word(bytes, 0)?);
        (bytes.len() == 8 + 2 * n_digits).then_some(Self(Repr::Wire(bytes)))
    }

    /// The nearest double.
    pub fn to_f64(self) -> f64 {
        match self.0 {
            Repr::Text(text) => text.parse().unwrap_or(f64::NAN),
            Repr::Wire(_) => self.to_string().parse().unwrap_or(f64::NAN),
        }
    }
}

fn word(bytes: &[u8], index: usize) -> Option<u16> {
    let pair = bytes.get(2 * index..2 * index + 2)?;
    Some(u16::from_be_bytes([pair[0], pair[1]]))
}

fn print_wire(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let header = |index| word(bytes, index).unwrap_or(0);
    let (n_digits, weight, sign, scale) = (i32::from(header(0)), i32::from(header(1).cast_signed()), header(2), header(3));
    match sign {
        NAN => return f.write_str("NaN"),
        INFINITY => return f.write_str("Infinity"),
        NEGATIVE_INFINITY => return f.write_str("-Infinity"),
        NEGATIVE => f.write_str("-")?,
        _ => {}
    }
    // The digit group that stands for 10,000^power.
    let group = |power: i32| {
        let index = weight - power;
        if (0..n_digits).contains(&index) { usize::try_from(4 + index).ok().and_then(|at| word(bytes, at)) } else { None }.unwrap_or(0)
    };
    if weight < 0 {
        f.write_str("0")?;
    } else {
        write!(f, "{}", group(weight))?;
        for power in (0..weight).rev() {
            write!(f, "{:04}", group(power))?;
        }
    }
    if scale > 0 {
        f.write_str(".")?;
        let mut left = usize::from(scale);
        let mut power = -1;
        while left > 0 {
            let digits = group(power);
            let width = left.min(4);
            let shown = digits / [1000, 100, 10, 1][width - 1];
            write!(f, "{shown:0width$}")?;
            left -= width;
            power -= 1;
        }
    }
    Ok(())
}

impl fmt::Display for Decimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Repr::Text(text) => f.write_str(text),
            Repr::Wire(bytes) => print_wire(bytes, f),
        }
    }
}

impl fmt::Debug for Decimal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Writes plain notation as PostgreSQL's binary `numeric`; `None` when the text is no number.
pub(crate) fn encode_wire(text: &str) -> Option<Vec<u8>> {
    if text.eq_ignore_ascii_case("nan") {
        return Some(words(0, NAN, 0, &[]));
    }
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (NEGATIVE, rest),
        None => (0, text.strip_prefix('+').unwrap_or(text)),
    };
    let (mantissa, exponent) = match digits.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all: Vec<u8> = whole.bytes().chain(fraction.bytes()).collect();
    if all.is_empty() || !all.iter().all(u8::is_ascii_digit) || exponent.abs() > 10_000 {
        return None;
    }
    // The position of the decimal point, counted from the first digit.
    let point = i32::try_from(whole.len()).ok()? + exponent;
    let scale = (i32::try_from(all.len()).ok()? - point).max(0);
    // Groups are aligned to the point: the first group starts at or before the first digit.
    let first_power = (point + 3).div_euclid(4) - 1;
    let start = point - 4 * (first_power + 1);
    let digit_at = |at: i32| usize::try_from(at).ok().and_then(|at| all.get(at)).map_or(0, |digit| u16::from(digit - b'0'));
    let n_groups = (i32::try_from(all.len()).ok()? - start + 3) / 4;
    let mut groups: Vec<u16> =
        (0..n_groups).map(|group| (0..4).fold(0, |sum, offset| sum * 10 + digit_at(start + 4 * group + offset))).collect();
    let leading = groups.iter().take_while(|group| **group == 0).count();
    groups.drain(..leading);
    while groups.last() == Some(&0) {
        groups.pop();
    }
    let weight = if groups.is_empty() { 0 } else { first_power - i32::try_from(leading).ok()? };
    let sign = if groups.is_empty() { 0 } else { sign };
    Some(words(i16::try_from(weight).ok()?, sign, u16::try_from(scale).ok().filter(|scale| *scale < 16_384)?, &groups))
}

fn words(weight: i16, sign: u16, scale: u16, groups: &[u16]) -> Vec<u8> {
    let count = u16::try_from(groups.len()).unwrap_or(u16::MAX);
    [count, weight.cast_unsigned(), sign, scale].iter().chain(groups).flat_map(|word| word.to_be_bytes()).collect()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn round_trip(text: &str) -> String {
        Decimal::from_wire(&encode_wire(text).unwrap()).unwrap().to_string()
    }

    #[test]
    fn plain_notation_survives_the_wire() {
        for text in [
            "0",
            "1",
            "-1",
            "12.50",
            "-0.001",
            "10000",
            "100000000",
            "0.0001",
            "0.00001",
            "99999999999999999999.123456789",
            "-12345.6",
            "0.10",
            "1000000.000001",
            "NaN",
            "9999",
            "0.00",
        ] {
            assert_eq!(round_trip(text), text);
        }
    }

    #[test]
    fn other_spellings_become_plain() {
        for (given, plain) in [("007", "7"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("1e3", "1000"), ("1.5e-3", "0.0015"), ("-0", "0")] {
            assert_eq!(round_trip(given), plain, "{given}");
        }
    }

    #[test]
    fn refuses_what_is_no_number() {
        for text in ["", "-", ".", "1.2.3", "1,5", "abc", "1e", "0x10", "1e99999"] {
            assert_eq!(encode_wire(text), None, "{text}");
        }
        assert!(Decimal::from_wire(&[0, 2, 0, 0, 0, 0, 0, 0, 0, 1]).is_none());
    }
}
