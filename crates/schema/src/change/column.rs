//! A column to be made, and what may change about one that exists.

use smol_str::SmolStr;

use crate::{FieldName, FieldType};

/// A column to be made.
#[derive(Debug, Clone, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ColumnSpec {
    /// Its name.
    pub name: FieldName,
    /// Its type.
    pub ty: ColumnType,
    /// Whether NULL may be stored. Columns of a key never store NULL, whatever stands here.
    pub nullable: bool,
    /// What is stored where nothing is given.
    pub default: Option<ColumnDefault>,
    /// Whether it is the primary key (of several columns marked, all together are).
    pub primary_key: bool,
    /// Whether the database counts it up. Only for a primary key of a whole-number type.
    pub auto_increment: bool,
    /// Whether each value may appear only once.
    pub unique: bool,
    /// Whether an index was asked for.
    pub indexed: bool,
}

/// A column's type with its measures. Types that have no use for a measure ignore it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ColumnType {
    /// The field type; never `Alias`.
    pub ty: FieldType,
    /// Longest text, in characters.
    pub max_length: Option<u32>,
    /// Digits in all.
    pub numeric_precision: Option<u32>,
    /// Digits after the point.
    pub numeric_scale: Option<u32>,
    /// Geometry in the database's own type for shapes, not as GeoJSON.
    pub spatial: bool,
}

/// What is stored where nothing is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColumnDefault {
    /// The moment of writing.
    Now,
    /// A value, as text that the column's type can read.
    Literal(SmolStr),
}

/// What changes about a column; everything else about it stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ColumnChange {
    /// A new type.
    pub ty: Option<ColumnType>,
    /// Whether NULL may be stored from now on.
    pub nullable: Option<bool>,
    /// A new default; the inner `None` takes it away.
    pub default: Option<Option<ColumnDefault>>,
}

impl ColumnType {
    /// A type with the measures that Directus gives it.
    pub fn of(ty: FieldType) -> Self {
        Self { ty, max_length: None, numeric_precision: None, numeric_scale: None, spatial: false }
    }
}

impl ColumnSpec {
    /// A plain column: nullable, without a default.
    pub fn new(name: FieldName, ty: FieldType) -> Self {
        Self {
            name,
            ty: ColumnType::of(ty),
            nullable: true,
            default: None,
            primary_key: false,
            auto_increment: false,
            unique: false,
            indexed: false,
        }
    }

    /// The primary key that a collection gets when none is asked for: whole numbers, counted up.
    pub fn counted_key(name: FieldName) -> Self {
        Self { nullable: false, primary_key: true, auto_increment: true, ..Self::new(name, FieldType::Integer) }
    }
}

impl ColumnChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
