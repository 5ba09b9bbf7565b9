//! What the database says about its tables.

use relata_schema::{CollectionName, ColumnFacts, FieldName, FieldType, ForeignKey, ReferentialAction};
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

/// Tables on the way to being described, filled from several results.
#[derive(Debug, Default)]
pub(crate) struct TableBuilder {
    tables: std::collections::BTreeMap<String, TableFacts>,
}

impl TableBuilder {
    /// The table of this name, made if it is new. `None` when its name can't be a collection's.
    pub(crate) fn table(&mut self, name: &str) -> Option<&mut TableFacts> {
        if !self.tables.contains_key(name) {
            let facts = TableFacts {
                name: CollectionName::parse(name).ok()?,
                kind: TableKind::Table,
                schema: None,
                columns: Vec::new(),
                primary_key: Vec::new(),
                foreign_keys: Vec::new(),
                indexes: Vec::new(),
                comment: None,
                definition: None,
            };
            self.tables.insert(name.to_owned(), facts);
        }
        self.tables.get_mut(name)
    }

    /// A table that is known already.
    pub(crate) fn known(&mut self, name: &str) -> Option<&mut TableFacts> {
        self.tables.get_mut(name)
    }

    /// Fills in what columns get from keys and indexes, and sorts.
    ///
    /// A column is *unique* when a unique index covers it alone, *indexed* when an ordinary index does: the API's meaning.
    pub(crate) fn finish(mut self) -> Vec<TableFacts> {
        let keys: Vec<(CollectionName, Vec<FieldName>)> =
            self.tables.values().map(|table| (table.name.clone(), table.primary_key.clone())).collect();
        for table in self.tables.values_mut() {
            let TableFacts { columns, primary_key, foreign_keys, indexes, .. } = table;
            for key in foreign_keys.iter_mut().filter(|key| key.referenced_columns.is_empty()) {
                // SQLite: a foreign key without columns means the primary key.
                let target = keys.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(key.table.as_str()));
                if let Some((name, columns)) = target {
                    key.table = name.clone();
                    key.referenced_columns.clone_from(columns);
                }
            }
            for column in columns {
                let alone = |index: &&IndexFacts| !index.partial && index.columns == [column.name.clone()];
                let facts = &mut column.facts;
                facts.primary_key = primary_key.contains(&column.name);
                facts.unique |= indexes.iter().filter(alone).any(|index| index.unique);
                facts.indexed = indexes.iter().filter(alone).any(|index| !index.unique);
                facts.foreign_key = foreign_keys.iter().find(|key| key.columns == [column.name.clone()]).and_then(single);
            }
        }
        self.tables.into_values().collect()
    }
}

fn single(key: &ForeignKeyFacts) -> Option<ForeignKey> {
    Some(ForeignKey {
        table: key.table.clone(),
        column: key.referenced_columns.first()?.clone(),
        constraint_name: key.constraint_name.clone(),
        on_delete: key.on_delete,
        on_update: key.on_update,
    })
}

/// Names as the database gives them; those that can't be names here are left out.
pub(crate) fn names<T: AsRef<str>>(given: impl IntoIterator<Item = T>) -> Vec<FieldName> {
    given.into_iter().filter_map(|name| FieldName::parse(name).ok()).collect()
}

/// An action in any spelling; unknown ones do nothing.
pub(crate) fn action(text: &str) -> ReferentialAction {
    ReferentialAction::parse(text).unwrap_or_default()
}
