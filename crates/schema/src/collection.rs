//! A collection: a table seen as a set of items, or a folder that only groups other collections.

use std::sync::Arc;

use indexmap::IndexMap;
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::{CollectionName, Field, FieldName};

/// One collection with all its fields.
#[derive(Debug, Clone)]
pub struct Collection {
    /// The collection's name; its table's name too.
    pub name: CollectionName,
    /// Whether items stand behind it.
    pub kind: CollectionKind,
    /// How an item is addressed.
    pub primary_key: PrimaryKey,
    /// All fields: columns in the table's order, then alias fields.
    pub fields: IndexMap<FieldName, Field>,
    /// The row of `directus_collections`; `None` for tables nobody has described yet.
    pub meta: Option<Arc<CollectionMeta>>,
}

/// Whether a collection has a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CollectionKind {
    /// A table with items.
    Table,
    /// A view: read, never written.
    View,
    /// Groups other collections; has no table.
    Folder,
}

/// How an item of a collection is addressed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrimaryKey {
    /// One column.
    Single(FieldName),
    /// Several columns, served as one encoded id: the parts joined by commas, in the key's order.
    Composite(Vec<FieldName>),
    /// The table has none: it can be listed, but single items can't be addressed.
    None,
}

/// What the server reads of a row of `directus_collections`.
#[derive(Debug, Clone, Default)]
pub struct CollectionMeta {
    /// Every column of the row, decoded, in the table's order.
    pub row: Map<String, Json>,
    /// Whether the collection holds exactly one item.
    pub singleton: bool,
    /// The field that holds the manual order.
    pub sort_field: Option<FieldName>,
    /// How items are archived.
    pub archive: Option<ArchiveSettings>,
    /// What is recorded of changes.
    pub accountability: Accountability,
}

/// How items are archived instead of deleted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveSettings {
    /// The field that says so.
    pub field: FieldName,
    /// Its value for archived items.
    pub archived: Option<SmolStr>,
    /// Its value for items that were brought back.
    pub unarchived: Option<SmolStr>,
}

/// What is recorded of changes to a collection's items.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Accountability {
    /// Activity and revisions.
    #[default]
    All,
    /// Who did what when, without contents.
    Activity,
    /// Nothing.
    None,
}

impl PrimaryKey {
    /// The columns of the key, in the key's order.
    pub fn columns(&self) -> &[FieldName] {
        match self {
            Self::Single(field) => std::slice::from_ref(field),
            Self::Composite(fields) => fields,
            Self::None => &[],
        }
    }

    /// The key's column, if it is exactly one.
    pub fn single(&self) -> Option<&FieldName> {
        match self {
            Self::Single(field) => Some(field),
            Self::Composite(_) | Self::None => None,
        }
    }
}

impl Collection {
    /// A field by name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.get(name)
    }

    /// The field behind the primary key, if that is a single column.
    pub fn primary_key_field(&self) -> Option<&Field> {
        self.primary_key.single().and_then(|name| self.fields.get(name))
    }

    /// The fields that have a column, in the table's order.
    pub fn columns(&self) -> impl Iterator<Item = &Field> {
        self.fields.values().filter(|field| field.has_column())
    }

    /// Whether the collection holds exactly one item.
    pub fn is_singleton(&self) -> bool {
        self.meta.as_ref().is_some_and(|meta| meta.singleton)
    }

    /// Whether a table or view stands behind the collection.
    pub fn has_table(&self) -> bool {
        self.kind != CollectionKind::Folder
    }
}
