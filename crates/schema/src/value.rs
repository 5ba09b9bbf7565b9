//! A single database value, independent of any driver.

use smol_str::SmolStr;

/// A value as it travels between a request and a database: typed as far as the field's type asks for, never SQL text.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL NULL.
    Null,
    /// A truth value; databases without a boolean type store 0 and 1.
    Boolean(bool),
    /// Any integer type.
    Integer(i64),
    /// A double.
    Float(f64),
    /// A decimal number in plain notation (`-12.5`), kept as text so that no digit is lost.
    Decimal(SmolStr),
    /// Text of any length.
    Text(SmolStr),
    /// A UUID in lower-case hyphenated form.
    Uuid(SmolStr),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since midnight.
    Time(i64),
    /// Microseconds since 1970-01-01T00:00:00 on a clock without a zone.
    DateTime(i64),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Timestamp(i64),
    /// A JSON document as text.
    Json(SmolStr),
    /// Raw bytes.
    Binary(Vec<u8>),
    /// GeoJSON text, for columns that keep it as it is.
    Geometry(SmolStr),
    /// A shape, for columns whose type is one for shapes.
    Shape {
        /// GeoJSON text; its positions have all two or all three numbers.
        geojson: SmolStr,
        /// The spatial reference system (EPSG); 0 if there is none.
        srid: u32,
    },
    /// Several values of one type, bound as one array where the database has arrays.
    List(Vec<Value>),
}

impl Value {
    /// A text value.
    pub fn text(text: impl AsRef<str>) -> Self {
        Self::Text(SmolStr::new(text))
    }

    /// Whether this is NULL.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Integer(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::text(value)
    }
}
