//! The types that a field can have: one table with their names, classes and abilities.

use std::fmt;

/// A field's type, under the name that Directus gives it (`fields[].type`, see the field reference of its public API).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum FieldType {
    String,
    Text,
    Boolean,
    Integer,
    BigInteger,
    Float,
    Decimal,
    Date,
    Time,
    DateTime,
    Timestamp,
    Json,
    Csv,
    Uuid,
    Hash,
    Binary,
    Geometry(GeometryKind),
    /// No column: the virtual end of a relation, or a presentation field.
    Alias,
    /// A column whose database type has no counterpart. Read and written as text.
    Unknown,
}

/// What a geometry column may hold. `Any` is plain `geometry`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum GeometryKind {
    Any,
    Point,
    LineString,
    Polygon,
    MultiPoint,
    MultiLineString,
    MultiPolygon,
}

/// The four types that hold points in time, or parts of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Temporal {
    /// A calendar day: `2026-11-22`.
    Date,
    /// A time of day: `17:05:00`.
    Time,
    /// Day and time without a zone: `2026-11-22T17:05:00`.
    DateTime,
    /// A moment, in UTC: `2026-11-22T17:05:00.000Z`.
    Timestamp,
}

/// Which operators make sense for a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum TypeClass {
    Text,
    Number,
    Boolean,
    Temporal,
    Json,
    Csv,
    Uuid,
    Hash,
    Binary,
    Geometry,
    Alias,
}

/// Every type with its wire name; the order is the one in which documentation lists them.
const NAMES: [(FieldType, &str); 25] = [
    (FieldType::String, "string"),
    (FieldType::Text, "text"),
    (FieldType::Boolean, "boolean"),
    (FieldType::Integer, "integer"),
    (FieldType::BigInteger, "bigInteger"),
    (FieldType::Float, "float"),
    (FieldType::Decimal, "decimal"),
    (FieldType::Date, "date"),
    (FieldType::Time, "time"),
    (FieldType::DateTime, "dateTime"),
    (FieldType::Timestamp, "timestamp"),
    (FieldType::Json, "json"),
    (FieldType::Csv, "csv"),
    (FieldType::Uuid, "uuid"),
    (FieldType::Hash, "hash"),
    (FieldType::Binary, "binary"),
    (FieldType::Geometry(GeometryKind::Any), "geometry"),
    (FieldType::Geometry(GeometryKind::Point), "geometry.Point"),
    (FieldType::Geometry(GeometryKind::LineString), "geometry.LineString"),
    (FieldType::Geometry(GeometryKind::Polygon), "geometry.Polygon"),
    (FieldType::Geometry(GeometryKind::MultiPoint), "geometry.MultiPoint"),
    (FieldType::Geometry(GeometryKind::MultiLineString), "geometry.MultiLineString"),
    (FieldType::Geometry(GeometryKind::MultiPolygon), "geometry.MultiPolygon"),
    (FieldType::Alias, "alias"),
    (FieldType::Unknown, "unknown"),
];

impl FieldType {
    /// Every type, in documentation order.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMES.iter().map(|(ty, _)| *ty)
    }

    /// Reads a wire name.
    pub fn parse(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(ty, _)| *ty)
    }

    /// The wire name.
    pub fn as_str(self) -> &'static str {
        NAMES.iter().find(|(ty, _)| *ty == self).map_or("unknown", |(_, name)| name)
    }

    /// The class that decides which operators apply.
    pub fn class(self) -> TypeClass {
        match self {
            Self::String | Self::Text | Self::Unknown => TypeClass::Text,
            Self::Boolean => TypeClass::Boolean,
            Self::Integer | Self::BigInteger | Self::Float | Self::Decimal => TypeClass::Number,
            Self::Date | Self::Time | Self::DateTime | Self::Timestamp => TypeClass::Temporal,
            Self::Json => TypeClass::Json,
            Self::Csv => TypeClass::Csv,
            Self::Uuid => TypeClass::Uuid,
            Self::Hash => TypeClass::Hash,
            Self::Binary => TypeClass::Binary,
            Self::Geometry(_) => TypeClass::Geometry,
            Self::Alias => TypeClass::Alias,
        }
    }

    /// The temporal kind, for the four types that have one.
    pub fn temporal(self) -> Option<Temporal> {
        match self {
            Self::Date => Some(Temporal::Date),
            Self::Time => Some(Temporal::Time),
            Self::DateTime => Some(Temporal::DateTime),
            Self::Timestamp => Some(Temporal::Timestamp),
            _ => None,
        }
    }

    /// Whether a column stands behind a field of this type.
    pub fn has_column(self) -> bool {
        self != Self::Alias
    }

    /// Whether columns of the two types can be joined: the key of one may be stored in the other.
    pub fn can_reference(self, key: Self) -> bool {
        use FieldType::{BigInteger, Hash, Integer, String, Text, Unknown, Uuid};
        match key {
            Integer | BigInteger => matches!(self, Integer | BigInteger),
            Uuid => matches!(self, Uuid | String),
            String | Text | Hash | Unknown => matches!(self, String | Text | Hash | Unknown),
            other => self == other,
        }
    }
}

impl fmt::Display for FieldType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_reads_back_from_its_name() {
        for ty in FieldType::all() {
            assert_eq!(FieldType::parse(ty.as_str()), Some(ty));
        }
        assert_eq!(FieldType::parse("varchar"), None);
    }

    #[test]
    fn a_key_is_stored_in_its_own_kind_of_column() {
        assert!(FieldType::BigInteger.can_reference(FieldType::Integer));
        assert!(!FieldType::String.can_reference(FieldType::Integer));
        assert!(!FieldType::Integer.can_reference(FieldType::Uuid));
    }
}
