//! What the database says about its tables.

use relata_schema::{CollectionName, ColumnFacts, FieldName, FieldType, ReferentialAction};
use smol_str::SmolStr;

/// A table or a view.
#[derive(Debug, Clone, PartialEq)]
pub struct TableFacts {
    /// Its name.
    pub name: CollectionName,
    /// Whether it is a table or a view.
    pub kind: TableKind,
    /// The schema it stands in (PostgreSQL), or the database (MariaDB, MySQL).
    pub schema: Option<SmolStr>,
    /// Its columns, in the table's order.
    pub columns: Vec<ColumnInfo>,
    /// The columns of the primary key, in the key's order.
    pub primary_key: Vec<FieldName>,
    /// Its foreign keys.
    pub foreign_keys: Vec<ForeignKeyFacts>,
    /// Its indexes, the primary key's left out.
    pub indexes: Vec<IndexFacts>,
    /// Its comment.
    pub comment: Option<SmolStr>,
    /// The text that made it, where the database keeps that (SQLite).
    pub definition: Option<SmolStr>,
}

/// Whether rows can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TableKind {
    /// A table.
    Table,
    /// A view, or a materialised view.
    View,
}

/// A column.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnInfo {
    /// Its name.
    pub name: FieldName,
    /// The field type that it stands for, by the database's type alone.
    pub ty: FieldType,
    /// What else is known.
    pub facts: ColumnFacts,
}

/// A foreign key, over one column or several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKeyFacts {
    /// The constraint's name; SQLite has none.
    pub constraint_name: Option<SmolStr>,
    /// The columns that refer.
    pub columns: Vec<FieldName>,
    /// The table referred to.
    pub table: CollectionName,
    /// The columns referred to, in the same order.
    pub referenced_columns: Vec<FieldName>,
    /// What happens when the referenced row goes.
    pub on_delete: ReferentialAction,
    /// What happens when the referenced key changes.
    pub on_update: ReferentialAction,
}

/// An index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexFacts {
    /// Its name.
    pub name: SmolStr,
    /// Its columns in order; an expression stands as an empty place at the end of what is known, so the list may be shorter
    /// than the index.
    pub columns: Vec<FieldName>,
    /// Whether it allows each combination only once.
    pub unique: bool,
    /// Whether it covers only some rows or has expressions.
    pub partial: bool,
}

impl TableFacts {
    /// A column by name.
    pub fn column(&self, name: &str) -> Option<&ColumnInfo> {
        self.columns.iter().find(|column| column.name == *name)
    }
}
