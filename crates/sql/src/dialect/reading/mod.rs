//! What differs between the dialects when rows are read and written.

mod mariadb;
mod postgres;
mod sqlite;

use relata_query::Function;
use relata_schema::FieldType;

use super::Dialect;

/// The abilities and spellings that reads and writes of rows depend on.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "abilities are independent of each other")]
pub(crate) struct Reading {
    /// A list of keys travels as one array (`= ANY($1)`, `unnest($1)`).
    pub array_binds: bool,
    /// A list travels as one JSON array (`json_each(?1)`).
    pub json_lists: bool,
    /// `ILIKE`.
    pub ilike: bool,
    /// Whether `LIKE` tells upper from lower case.
    pub like_is_sensitive: bool,
    /// What stands for no limit where an offset needs one.
    pub no_limit: &'static str,
    /// Appended to an expression to read it as text, where the database doesn't do so by itself.
    pub text_cast: Option<&'static str>,
    /// The type name of text in `CAST`.
    pub text_type: &'static str,
    /// Appended to a computed number to compare it as a whole one.
    pub integer_cast: Option<&'static str>,
    /// What stands before and after a JSON array to count its entries.
    pub json_length: (&'static str, &'static str),
    /// How parts of a date are taken.
    pub date_parts: DateParts,
    /// Whether clients of this database know big and computed numbers as text.
    pub big_numbers_as_text: bool,
    /// What stands instead of columns and values in an `INSERT` of nothing but defaults.
    pub insert_defaults: &'static str,
    /// Appended to a `SELECT` to keep its rows from other writers; `None` where there is only one writer.
    pub lock_rows: Option<&'static str>,
    /// The array type of keys of a field type.
    pub array_type: fn(FieldType) -> &'static str,
    /// The type name of a key in `CAST`; `None` if a text is one already.
    pub key_cast: fn(FieldType) -> Option<&'static str>,
    /// A quoted regular expression that a text must match to be cast to a key, where a failing cast is an error.
    pub key_pattern: fn(FieldType) -> Option<&'static str>,
}

/// How parts of a date are taken.
#[derive(Debug, Clone, Copy)]
pub(crate) enum DateParts {
    /// `EXTRACT(part FROM column)`.
    Extract(fn(Function) -> &'static str),
    /// A function call: what stands before and after the column.
    Call(fn(Function) -> (&'static str, &'static str)),
    /// `strftime` with a quoted format; whole numbers are milliseconds since 1970.
    Format(fn(Function) -> &'static str),
}

impl Dialect {
    /// Whether clients of this database know big and computed numbers as text, so that no digit is lost.
    pub const fn big_numbers_as_text(self) -> bool {
        self.reading().big_numbers_as_text
    }

    /// What differs when rows are read.
    pub(crate) const fn reading(self) -> &'static Reading {
        match self {
            Self::Sqlite => &sqlite::READING,
            Self::Postgres => &postgres::READING,
            Self::Mariadb | Self::Mysql => &mariadb::READING,
        }
    }
}
