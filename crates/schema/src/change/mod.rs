//! Changes of tables, as values: what a database is asked to become.
//!
//! Whoever edits the model makes these; `relata-sql` turns them into the statements of each dialect. Nothing here knows rows of
//! `directus_*` tables.

mod column;

pub use column::{ColumnChange, ColumnDefault, ColumnSpec, ColumnType};

use smol_str::SmolStr;

use crate::{CollectionName, FieldName, ReferentialAction};

/// A table to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct TableSpec {
    /// Its name.
    pub name: CollectionName,
    /// Its columns, in order; at least one.
    pub columns: Vec<ColumnSpec>,
    /// Further uniqueness, over several columns each.
    pub unique_together: Vec<Vec<FieldName>>,
    /// Its foreign keys. Their targets must exist by then, or be the table itself.
    pub foreign_keys: Vec<ForeignKeySpec>,
}

/// A foreign key to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKeySpec {
    /// The column that refers.
    pub column: FieldName,
    /// The table referred to.
    pub table: CollectionName,
    /// Its key.
    pub referenced_column: FieldName,
    /// What happens when the referenced row goes.
    pub on_delete: ReferentialAction,
    /// What happens when the referenced key changes.
    pub on_update: ReferentialAction,
}

/// What an index is for; its name follows from that.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IndexPurpose {
    /// Somebody asked for it (`is_indexed`).
    Asked,
    /// Each value only once (`is_unique`).
    Unique,
    /// Carries a foreign key, or the pair of columns of an any-to-one.
    Relation,
}

/// An index to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexSpec {
    /// What it is for.
    pub purpose: IndexPurpose,
    /// Its columns, in order.
    pub columns: Vec<FieldName>,
}

/// An index or constraint that exists, under the name that the database reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingIndex {
    /// The reported name.
    pub name: SmolStr,
    /// Its columns, in order.
    pub columns: Vec<FieldName>,
    /// What it is for.
    pub purpose: IndexPurpose,
}

/// One change of one table.
#[derive(Debug, Clone, PartialEq)]
pub enum SchemaChange {
    /// Makes a table with its keys and indexes.
    CreateTable(TableSpec),
    /// Removes a table with everything in it.
    DropTable(CollectionName),
    /// Adds a column.
    AddColumn {
        /// The table.
        table: CollectionName,
        /// The column.
        column: ColumnSpec,
    },
    /// Changes a column in place; every row stays.
    AlterColumn {
        /// The table.
        table: CollectionName,
        /// The column.
        column: FieldName,
        /// What changes.
        change: ColumnChange,
    },
    /// Removes a column with its values.
    DropColumn {
        /// The table.
        table: CollectionName,
        /// The column.
        column: FieldName,
    },
    /// Adds a foreign key.
    AddForeignKey {
        /// The table that refers.
        table: CollectionName,
        /// The key.
        key: ForeignKeySpec,
    },
    /// Removes the foreign key that starts at a column.
    DropForeignKey {
        /// The table that refers.
        table: CollectionName,
        /// The key, for the case that it must be put back.
        key: ForeignKeySpec,
        /// The reported name, where the database has one.
        constraint_name: Option<SmolStr>,
    },
    /// Adds an index.
    AddIndex {
        /// The table.
        table: CollectionName,
        /// The index.
        index: IndexSpec,
    },
    /// Removes an index or a unique constraint.
    DropIndex {
        /// The table.
        table: CollectionName,
        /// The index.
        index: ExistingIndex,
    },
}

impl SchemaChange {
    /// The table that changes.
    pub fn table(&self) -> &CollectionName {
        match self {
            Self::CreateTable(spec) => &spec.name,
            Self::DropTable(table)
            | Self::AddColumn { table, .. }
            | Self::AlterColumn { table, .. }
            | Self::DropColumn { table, .. }
            | Self::AddForeignKey { table, .. }
            | Self::DropForeignKey { table, .. }
            | Self::AddIndex { table, .. }
            | Self::DropIndex { table, .. } => table,
        }
    }

    /// Whether rows or values are lost, so that nothing can bring them back.
    pub fn is_destructive(&self) -> bool {
        matches!(self, Self::DropTable(_) | Self::DropColumn { .. })
    }
}
