//! From what the database says about its tables and what the project says about its model to one [`Schema`].
//!
//! Nothing that is in the database is refused: a table without any row is a collection, a foreign key without a row is a relation, a row
//! that refers to something that is gone is left out. Pure.

mod fields;
mod relations;

use std::sync::Arc;

use relata_db::{TableFacts, TableKind};
use relata_schema::{
    Accountability, ArchiveSettings, Collection, CollectionKind, CollectionMeta, CollectionName, FieldName, PrimaryKey, Schema,
    SchemaError, system_data,
};
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::stored::{Row, StoredRows, text};

pub(crate) use fields::is_relation_index;

/// Builds the model. `version` tells it from those before it.
pub(crate) fn load(tables: &[TableFacts], stored: &StoredRows, version: u64) -> Result<Schema, SchemaError> {
    let mut builder = Schema::builder();
    let is_own = |table: &TableFacts| system_data().own_tables.iter().any(|own| own.name == table.name);
    for table in tables.iter().filter(|table| !is_own(table)) {
        let meta = collection_row(stored, table.name.as_str());
        let fields = fields::of_table(table, stored);
        builder.collection(Collection {
            name: table.name.clone(),
            kind: match table.kind {
                TableKind::Table => CollectionKind::Table,
                TableKind::View => CollectionKind::View,
            },
            primary_key: primary_key(table),
            fields,
            meta: meta.map(|row| Arc::new(collection_meta(row))),
        })?;
    }
    for row in &stored.collections {
        let name = text(row, "collection");
        let has_table = tables.iter().any(|table| table.name == *name);
        if let (false, Ok(name)) = (has_table, CollectionName::parse(name)) {
            builder.collection(folder(name, row, stored))?;
        }
    }
    for relation in relations::all(tables, stored) {
        builder.relation(relation);
    }
    builder.build(version)
}

/// The project's own row, or what is known about the system collection.
fn collection_row<'a>(stored: &'a StoredRows, name: &str) -> Option<&'a Row> {
    let own = stored.collections.iter().find(|row| text(row, "collection") == name);
    own.or_else(|| system_data().collections.iter().find(|row| text(row, "collection") == name))
}

fn folder(name: CollectionName, row: &Row, stored: &StoredRows) -> Collection {
    Collection {
        fields: fields::aliases(&name, stored, &|_| false),
        name,
        kind: CollectionKind::Folder,
        primary_key: PrimaryKey::None,
        meta: Some(Arc::new(collection_meta(row))),
    }
}

fn primary_key(table: &TableFacts) -> PrimaryKey {
    match table.primary_key.as_slice() {
        [] => PrimaryKey::None,
        [one] => PrimaryKey::Single(one.clone()),
        several => PrimaryKey::Composite(several.to_vec()),
    }
}

fn collection_meta(row: &Row) -> CollectionMeta {
    let name = |key: &str| row.get(key).and_then(Json::as_str).and_then(|text| FieldName::parse(text).ok());
    let value = |key: &str| row.get(key).and_then(Json::as_str).map(SmolStr::new);
    CollectionMeta {
        singleton: row.get("singleton").and_then(Json::as_bool).unwrap_or_default(),
        sort_field: name("sort_field"),
        archive: name("archive_field").map(|field| ArchiveSettings {
            field,
            archived: value("archive_value"),
            unarchived: value("unarchive_value"),
        }),
        accountability: match row.get("accountability").and_then(Json::as_str) {
            Some("all") => Accountability::All,
            Some("activity") => Accountability::Activity,
            _ => Accountability::None,
        },
        row: row.clone(),
    }
}

#[cfg(test)]
mod tests;
