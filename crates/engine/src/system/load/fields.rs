//! The fields of a collection: its columns in the table's order, then what has no column.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::{ColumnInfo, IndexFacts, TableFacts};
use relata_schema::{CollectionName, ColumnFacts, Field, FieldMeta, FieldName, FieldType, ForeignKey, Special, system_data};
use serde_json::Value as Json;

use crate::system::stored::{Row, StoredRows, text};

pub(super) fn of_table(table: &TableFacts, stored: &StoredRows) -> IndexMap<FieldName, Field> {
    let mut fields: IndexMap<FieldName, Field> =
        table.columns.iter().map(|column| (column.name.clone(), of_column(table, column, stored))).collect();
    fields.extend(aliases(&table.name, stored, &|name| table.column(name).is_some()));
    fields
}

/// Fields without a column: the project's own ones first, then the system's.
pub(super) fn aliases(collection: &CollectionName, stored: &StoredRows, is_column: &dyn Fn(&str) -> bool) -> IndexMap<FieldName, Field> {
    let rows = stored.fields.iter().chain(&system_data().fields);
    let rows = rows.filter(|row| text(row, "collection") == collection.as_str() && !is_column(text(row, "field")));
    rows.filter_map(|row| {
        let name = FieldName::parse(text(row, "field")).ok()?;
        let field = Field { name: name.clone(), ty: FieldType::Alias, special: marks(row), column: None, meta: Some(Arc::new(meta(row))) };
        Some((name, field))
    })
    .collect()
}

fn of_column(table: &TableFacts, column: &ColumnInfo, stored: &StoredRows) -> Field {
    let row = field_row(stored, table.name.as_str(), column.name.as_str());
    Field {
        name: column.name.clone(),
        ty: row.map_or(column.ty, |row| marked_type(column.ty, row)),
        special: row.map(marks).unwrap_or_default(),
        column: Some(Arc::new(facts(table, column))),
        meta: row.map(|row| Arc::new(meta(row))),
    }
}

fn field_row<'a>(stored: &'a StoredRows, collection: &str, field: &str) -> Option<&'a Row> {
    let matches = |row: &&Row| text(row, "collection") == collection && text(row, "field") == field;
    stored.fields.iter().find(matches).or_else(|| system_data().fields.iter().find(matches))
}

fn mark_texts(row: &Row) -> impl Iterator<Item = &str> {
    row.get("special").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str)
}

fn marks(row: &Row) -> Vec<Special> {
    mark_texts(row).filter_map(Special::parse).collect()
}

fn meta(row: &Row) -> FieldMeta {
    FieldMeta {
        sort: row.get("sort").and_then(Json::as_i64),
        searchable: row.get("searchable").and_then(Json::as_bool).unwrap_or(true),
        row: row.clone(),
    }
}

/// What the marks make of a column's type: databases know too few types to say it themselves.
fn marked_type(column: FieldType, row: &Row) -> FieldType {
    let has = |mark: &str| mark_texts(row).any(|it| it == mark);
    if has("cast-json") {
        FieldType::Json
    } else if has("cast-csv") {
        FieldType::Csv
    } else if has("uuid") || has("file") {
        FieldType::Uuid
    } else if has("cast-timestamp") {
        FieldType::Timestamp
    } else if has("cast-datetime") {
        FieldType::DateTime
    } else if has("hash") {
        FieldType::Hash
    } else {
        mark_texts(row).find(|mark| mark.starts_with("geometry")).and_then(FieldType::parse).unwrap_or(column)
    }
}

/// The database's facts, with the relation in place and without the indexes that only serve it.
fn facts(table: &TableFacts, column: &ColumnInfo) -> ColumnFacts {
    let mut facts = column.facts.clone();
    let alone = std::slice::from_ref(&column.name);
    let key = table.foreign_keys.iter().find(|key| key.columns == alone);
    facts.foreign_key = key.and_then(|key| {
        let [referenced] = key.referenced_columns.as_slice() else { return None };
        Some(ForeignKey {
            table: key.table.clone(),
            column: referenced.clone(),
            constraint_name: key.constraint_name.clone(),
            on_delete: key.on_delete,
            on_update: key.on_update,
        })
    });
    facts.indexed =
        table.indexes.iter().any(|index| index.columns == alone && !index.unique && !index.partial && !is_relation_index(table, index));
    facts
}

/// Whether an index only carries a relation: one that we made for it, or that the database made by itself.
pub(crate) fn is_relation_index(table: &TableFacts, index: &IndexFacts) -> bool {
    let made_by_database = table.foreign_keys.iter().any(|key| key.constraint_name.as_ref() == Some(&index.name));
    made_by_database || index.name.contains("_foreign_index")
}
