//! A field: a name, a type, the column behind it and what the project's people said about it.

use std::sync::Arc;

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::{CollectionName, FieldName, FieldType, ReferentialAction, Special};

/// One field of a collection.
#[derive(Debug, Clone)]
pub struct Field {
    /// The field's name; its column's name too.
    pub name: FieldName,
    /// The type, from the column and the `special` marks.
    pub ty: FieldType,
    /// What the server does with values on their way in and out.
    pub special: Vec<Special>,
    /// The column; `None` for alias fields.
    pub column: Option<Arc<ColumnFacts>>,
    /// The row of `directus_fields`; `None` for columns nobody has described yet.
    pub meta: Option<Arc<FieldMeta>>,
}

/// A row of `directus_fields`. The server reads few of its columns; the others travel unread between database and clients.
#[derive(Debug, Clone, Default)]
pub struct FieldMeta {
    /// Every column of the row, decoded, in the table's order.
    pub row: Map<String, Json>,
    /// Position among its siblings; `None` sorts last.
    pub sort: Option<i64>,
    /// Whether search looks at the field.
    pub searchable: bool,
}

/// What the database says about a column.
#[derive(Debug, Clone, PartialEq, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub struct ColumnFacts {
    /// The database's own type name, e.g. `character varying`.
    pub data_type: SmolStr,
    /// The default as the client sees it: a value, or an expression as text.
    pub default: Option<Json>,
    /// Longest text, in characters.
    pub max_length: Option<i64>,
    /// Digits in all.
    pub numeric_precision: Option<i64>,
    /// Digits after the point.
    pub numeric_scale: Option<i64>,
    /// The spatial reference system (EPSG) of the shapes that it holds, where its type is one for shapes: 0 if it names none.
    pub spatial: Option<u32>,
    /// Whether NULL may be stored.
    pub nullable: bool,
    /// Whether a unique constraint or index covers just this column.
    pub unique: bool,
    /// Whether an index starts with this column.
    pub indexed: bool,
    /// Whether the column is (part of) the primary key.
    pub primary_key: bool,
    /// Whether the database counts it up by itself.
    pub auto_increment: bool,
    /// Whether, and how, the database computes it.
    pub generated: Generated,
    /// The foreign key that starts at this column alone.
    pub foreign_key: Option<ForeignKey>,
    /// The column's comment.
    pub comment: Option<SmolStr>,
}

/// A generated column's expression, if it is one.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Generated {
    /// An ordinary column.
    #[default]
    No,
    /// Computed by the database; writes are refused there.
    As(SmolStr),
}

/// A foreign key over one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForeignKey {
    /// The referenced table.
    pub table: CollectionName,
    /// The referenced column.
    pub column: FieldName,
    /// The constraint's name, where the database has one.
    pub constraint_name: Option<SmolStr>,
    /// What happens to this row when the referenced one goes.
    pub on_delete: ReferentialAction,
    /// What happens to this row when the referenced key changes.
    pub on_update: ReferentialAction,
}

impl Field {
    /// Whether the field carries a `special` mark.
    pub fn has(&self, special: Special) -> bool {
        self.special.contains(&special)
    }

    /// Whether the field's values are never shown: what is concealed, and hashes.
    pub fn is_secret(&self) -> bool {
        self.has(Special::Conceal) || self.has(Special::Hash) || self.ty == FieldType::Hash
    }

    /// The spatial reference system of its shapes, if its column is one for shapes; geometry in other columns is text.
    pub fn spatial(&self) -> Option<u32> {
        self.column.as_ref().and_then(|column| column.spatial)
    }

    /// Whether a column stands behind the field.
    pub fn has_column(&self) -> bool {
        self.column.is_some()
    }
}
