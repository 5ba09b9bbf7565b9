//! What a database is able to do, as plain data.

/// The abilities of one dialect.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "abilities are independent of each other")]
pub struct Caps {
    /// The quote around names.
    pub quote: char,
    /// How binds are marked in the text.
    pub(crate) placeholder: Placeholder,
    /// Most binds in one statement.
    pub max_binds: usize,
    /// Longest name of a table, column, index or constraint, in bytes.
    pub max_name_bytes: usize,
    /// Longest text of limited length, in letters.
    pub max_text_length: u32,
    /// `INSERT … RETURNING`.
    pub insert_returning: bool,
    /// `JOIN LATERAL`.
    pub lateral: bool,
    /// A list travels as one bind (`= ANY($1)`).
    pub array_binds: bool,
    /// `NULLS FIRST` and `NULLS LAST` in `ORDER BY`.
    pub nulls_order: bool,
    /// Where NULL stands in an ascending order without further words.
    pub nulls_in_ascending: NullsPlace,
    /// `ILIKE`.
    pub ilike: bool,
    /// DDL takes part in transactions.
    pub transactional_ddl: bool,
    /// Columns and constraints change in place. Where not, the table is rebuilt.
    pub alter_column: bool,
    /// An index stands behind every foreign key without asking.
    pub indexes_foreign_keys: bool,
    /// Whether the texts of unlimited length may have an ordinary default and index.
    pub text_defaults: bool,
    /// Names of tables that differ only in letter case are the same name.
    pub table_names_fold_case: bool,
    /// A foreign key's column must have exactly the type of the key it refers to, signedness and all.
    pub foreign_keys_match_exactly: bool,
    /// A column type for moments in time, apart from the one for a clock without a zone.
    pub timestamp_type: bool,
    /// Types of text columns whose names tell the kind of geometry.
    pub geometry_names: bool,
    /// What a constant's text may be escaped with, besides doubled quotes.
    pub(crate) literal_escapes: Escapes,
    /// How a column is said to be counted up.
    pub(crate) counting: Counting,
    /// How a constraint of uniqueness is kept.
    pub(crate) uniqueness: Uniqueness,
}

/// An end of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum NullsPlace {
    First,
    Last,
}

/// The spelling of placeholders.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placeholder {
    /// `$1`
    Dollar,
    /// `?1`
    NumberedQuestion,
    /// `?`
    Question,
}

/// Characters with a meaning inside constants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Escapes {
    /// None but the quote.
    None,
    /// The backslash.
    Backslash,
}

/// The spelling of counted columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Counting {
    /// `PRIMARY KEY AUTOINCREMENT`.
    Autoincrement,
    /// The types `serial` and `bigserial`.
    Serial,
    /// `AUTO_INCREMENT PRIMARY KEY`.
    AutoIncrement,
}

/// The form of uniqueness.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Uniqueness {
    /// A unique index.
    Index,
    /// A constraint of the table.
    Constraint,
}
