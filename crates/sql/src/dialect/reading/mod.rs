//! What differs between the dialects when rows are read and written.

mod mariadb;
mod postgres;
mod sqlite;

use relata_plan::ShapeExtent;
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
    /// Statements don't travel: a limit per owner may be a statement per owner.
    pub each_key: bool,
    /// Plans are kept and depend on the limit, so that it has to stand in the text.
    pub limits_as_text: bool,
    /// Plans are kept for any values, unless a statement asks for a new one.
    pub plan_hints: bool,
    /// How the size of a table is estimated, where pages are found by way of what rows refer to ([`crate::ByTarget`]): the planner
    /// doesn't find that way by itself.
    pub row_estimate: Option<RowEstimate>,
    /// Where nulls come in ascending order. Where they come last, a page may be tried ([`crate::ByTarget`]).
    pub nulls: Nulls,
    /// The planner knows nothing of values and plans row by row, so that what depends on lists chooses its way while it runs.
    pub weighs_lists: bool,
    /// The planner gathers all members that match where a list is one way among others, also for a page.
    pub gathers_members: bool,
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
    /// What stands before, between and after two shapes to ask whether they share a point.
    pub meets: fn(ShapeExtent) -> [&'static str; 3],
    /// Whether clients of this database know big and computed numbers as text.
    pub big_numbers_as_text: bool,
    /// What stands instead of columns and values in an `INSERT` of nothing but defaults.
    pub insert_defaults: &'static str,
    /// Appended to a `SELECT` to keep its rows from other writers; `None` where there is only one writer.
    pub lock_rows: fn(RowLock) -> Option<&'static str>,
    /// Whether a locking read locks the rows that it finds only, not all that it looks at.
    pub locks_what_it_finds: bool,
    /// The array type of keys of a field type.
    pub array_type: fn(FieldType) -> &'static str,
    /// The type name of a key in `CAST`; `None` if a text is one already.
    pub key_cast: fn(FieldType) -> Option<&'static str>,
    /// A quoted regular expression that a text must match to be cast to a key, where a failing cast is an error.
    pub key_pattern: fn(FieldType) -> Option<&'static str>,
}

/// What other writers may not do with rows until a transaction ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RowLock {
    /// Remove them. Several transactions may ask for this at once.
    Remove,
    /// Change or remove them; rows that refer to them may come and go.
    Change,
    /// Change, remove or refer to them.
    Refer,
}

/// Where nulls come in ascending order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Nulls {
    /// After everything else.
    Last,
    /// Before everything else, unless a statement says `NULLS LAST`.
    FirstUnlessSaid,
    /// Before everything else.
    First,
}

/// How the size of a table is estimated, without counting.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RowEstimate {
    /// What the last analysis found.
    Catalog,
    /// The largest row number.
    LastRowid,
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

    /// Whether several transactions may write at once, so that rows have to be locked.
    pub fn locks_rows(self) -> bool {
        (self.reading().lock_rows)(RowLock::Change).is_some()
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
