//! One value of a result, borrowed from the row set that holds it.

use crate::Decimal;

/// One value of a result. Small and copied freely; text and bytes are borrowed.
///
/// The kind follows the database, not the field: SQLite knows only integers, floats, text and bytes, MariaDB has no booleans.
/// [`Cell::read_as`](Cell::read_as) turns a cell into what a field's type means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// SQL NULL.
    Null,
    /// A truth value (PostgreSQL).
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// An integer beyond the signed ones (MariaDB).
    Unsigned(u64),
    /// A double; a 4-byte float is widened so that it prints with its own digits.
    Float(f64),
    /// Text; JSON documents too.
    Text(&'a str),
    /// Bytes; also values of types that this crate doesn't know.
    Bytes(&'a [u8]),
    /// A UUID (PostgreSQL).
    Uuid([u8; 16]),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01T00:00:00 on a clock without a zone.
    DateTime(i64),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// A decimal number.
    Decimal(Decimal<'a>),
}

impl<'a> Cell<'a> {
    /// Whether this is NULL.
    pub fn is_null(self) -> bool {
        matches!(self, Self::Null)
    }

    /// The text, if it is text.
    pub fn as_str(self) -> Option<&'a str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The integer, if it is one (booleans count as 0 and 1).
    pub fn as_i64(self) -> Option<i64> {
        match self {
            Self::Integer(number) => Some(number),
            Self::Unsigned(number) => i64::try_from(number).ok(),
            Self::Boolean(truth) => Some(i64::from(truth)),
            _ => None,
        }
    }
}

/// Widens a 4-byte float by way of its shortest decimal form, so that 0.1 stays 0.1.
pub(crate) fn widen(number: f32) -> f64 {
    use std::io::Write;
    let mut buffer = [0_u8; 24];
    let mut rest = &mut buffer[..];
    // The scientific form of a float has at most 15 characters.
    let written = write!(rest, "{number:e}").map(|()| 24 - rest.len());
    written
        .ok()
        .and_then(|length| std::str::from_utf8(&buffer[..length]).ok()?.parse().ok())
        .unwrap_or_else(|| f64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_keep_their_digits() {
        for (narrow, wide) in [(0.1_f32, 0.1_f64), (1.5, 1.5), (-3.4e38, -3.4e38), (1e-45, 1e-45), (16_777_216.0, 16_777_216.0)] {
            assert_eq!(widen(narrow).to_bits(), wide.to_bits(), "{narrow}");
        }
        assert!(widen(f32::NAN).is_nan());
        assert!(widen(f32::INFINITY).is_infinite());
    }
}
