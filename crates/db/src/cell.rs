//! One value of a result, borrowed from the row set that holds it.

use relata_schema::{FieldType, Temporal};

use crate::{Array, Decimal, Shape, calendar};

/// One value of a result. Small and copied freely; text and bytes are borrowed.
///
/// The kind follows the database, not the field: SQLite knows only integers, floats, text and bytes, MariaDB has no booleans.
/// [`Cell::read_as`] turns a cell into what a field's type means.
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
    /// An array (PostgreSQL).
    Array(Array<'a>),
    /// A decimal number.
    Decimal(Decimal<'a>),
    /// A shape.
    Shape(Shape<'a>),
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

    /// The cell as a field of type `ty` means it: undoes what databases without that type do to it. SQLite keeps truth values as
    /// 0 and 1 and moments as milliseconds (or as text, where a default or another program wrote them), MariaDB keeps truth
    /// values as numbers. What doesn't make sense for the type stays as it is.
    #[must_use]
    pub fn read_as(self, ty: FieldType) -> Self {
        let read = match (ty, self) {
            (FieldType::Boolean, _) => self.truth(),
            (FieldType::Date | FieldType::Time | FieldType::DateTime | FieldType::Timestamp, _) => {
                ty.temporal().and_then(|kind| self.moment(kind))
            }
            (FieldType::Binary | FieldType::Geometry(_) | FieldType::Unknown, Self::Bytes(_)) => None,
            (_, Self::Bytes(bytes)) => std::str::from_utf8(bytes).ok().map(Self::Text),
            _ => None,
        };
        read.unwrap_or(self)
    }

    fn truth(self) -> Option<Self> {
        let truth = match self {
            Self::Integer(number) => number != 0,
            Self::Unsigned(number) => number != 0,
            Self::Float(number) => number != 0.0,
            Self::Text(text) if text.eq_ignore_ascii_case("true") || text == "1" => true,
            Self::Text(text) if text.eq_ignore_ascii_case("false") || text == "0" => false,
            _ => return None,
        };
        Some(Self::Boolean(truth))
    }

    fn moment(self, kind: Temporal) -> Option<Self> {
        if let (Temporal::Time, Self::Text(text)) = (kind, self) {
            return calendar::parse_time(text).map(Self::Time);
        }
        let micros = match self {
            Self::Integer(millis) => millis.checked_mul(1_000)?,
            #[expect(clippy::cast_possible_truncation, reason = "bounded just before; fractions of a microsecond go")]
            Self::Float(millis) if millis.abs() < 1e15 => (millis * 1_000.0) as i64,
            Self::Text(text) => calendar::parse_date_time(text)?,
            Self::Date(days) => i64::from(days) * calendar::MICROS_PER_DAY,
            Self::DateTime(micros) | Self::Timestamp(micros) => micros,
            _ => return None,
        };
        let (days, rest) = calendar::split_days(micros);
        Some(match kind {
            Temporal::Date => Self::Date(i32::try_from(days).ok()?),
            Temporal::Time => Self::Time(rest),
            Temporal::DateTime => Self::DateTime(micros),
            Temporal::Timestamp => Self::Timestamp(micros),
        })
    }
}

/// Widens a 4-byte float by way of its shortest decimal form, so that 0.1 stays 0.1. Of two forms that are equally near, PostgreSQL
/// and this one take the one whose last digit is even.
pub(crate) fn widen(number: f32) -> f64 {
    if !number.is_finite() {
        return f64::from(number);
    }
    ryu::Buffer::new().format_finite(number).parse().unwrap_or_else(|_| f64::from(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_by_the_fields_type() {
        let check = |cell: Cell<'static>, ty| cell.read_as(ty);
        assert_eq!(check(Cell::Integer(0), FieldType::Boolean), Cell::Boolean(false));
        assert_eq!(check(Cell::Text("true"), FieldType::Boolean), Cell::Boolean(true));
        assert_eq!(check(Cell::Text("maybe"), FieldType::Boolean), Cell::Text("maybe"));
        assert_eq!(check(Cell::Integer(1_500), FieldType::Timestamp), Cell::Timestamp(1_500_000));
        assert_eq!(check(Cell::Integer(-1), FieldType::Date), Cell::Date(-1));
        assert_eq!(check(Cell::Text("1970-01-02 00:00:01"), FieldType::DateTime), Cell::DateTime(86_401_000_000));
        assert_eq!(check(Cell::Text("13:45"), FieldType::Time), Cell::Time(49_500_000_000));
        assert_eq!(check(Cell::Text("soon"), FieldType::Date), Cell::Text("soon"));
        assert_eq!(check(Cell::Bytes(b"{}"), FieldType::Json), Cell::Text("{}"));
        assert_eq!(check(Cell::Bytes(b"{}"), FieldType::Binary), Cell::Bytes(b"{}"));
        assert_eq!(check(Cell::Null, FieldType::Boolean), Cell::Null);
    }

    #[test]
    fn floats_keep_their_digits() {
        for (narrow, wide) in [(0.1_f32, 0.1_f64), (1.5, 1.5), (-3.4e38, -3.4e38), (1e-45, 1e-45), (16_777_216.0, 16_777_216.0)] {
            assert_eq!(widen(narrow).to_bits(), wide.to_bits(), "{narrow}");
        }
        // Halfway between two forms: as PostgreSQL prints them.
        for (narrow, wide) in [(6.269_531_3_f32, 6.269_531_2_f64), (6.808_593_8, 6.808_593_8), (-7.441_406_3, -7.441_406_2)] {
            assert_eq!(widen(narrow).to_bits(), wide.to_bits(), "{narrow}");
        }
        assert!(widen(f32::NAN).is_nan());
        assert!(widen(f32::INFINITY).is_infinite());
    }
}
