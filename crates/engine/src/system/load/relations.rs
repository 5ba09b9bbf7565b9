//! The relations: every foreign key over one column, and every row that describes a relation the database doesn't know.

use std::sync::Arc;

use relata_db::{ForeignKeyFacts, TableFacts};
use relata_schema::{CollectionName, DeselectAction, FieldName, Relation, RelationMeta, RelationTarget, system_data};
use rustc_hash::FxHashSet;
use serde_json::Value as Json;

use crate::system::stored::{Row, StoredRows, text};

pub(super) fn all(tables: &[TableFacts], stored: &StoredRows) -> Vec<Relation> {
    let rows: Vec<&Row> = stored.relations.iter().chain(&system_data().relations).collect();
    let mut used = FxHashSet::default();
    let mut found = Vec::new();
    for table in tables {
        for key in &table.foreign_keys {
            let [column] = key.columns.as_slice() else { continue };
            let row = rows
                .iter()
                .position(|row| text(row, "many_collection") == table.name.as_str() && text(row, "many_field") == column.as_str());
            used.extend(row);
            found.push(from_foreign_key(tables, table, key, column, row.map(|index| rows[index])));
        }
    }
    let described = rows.iter().enumerate().filter(|(index, _)| !used.contains(index)).filter_map(|(_, row)| described(tables, row));
    found.extend(described);
    found
}

fn from_foreign_key(tables: &[TableFacts], table: &TableFacts, key: &ForeignKeyFacts, column: &FieldName, row: Option<&Row>) -> Relation {
    let plain = Relation {
        many_collection: table.name.clone(),
        many_field: column.clone(),
        target: RelationTarget::One(key.table.clone()),
        one_field: None,
        sort_field: None,
        junction_field: None,
        deselect: DeselectAction::default(),
        meta: None,
    };
    match row {
        Some(row) => with_row(tables, plain, row),
        None => plain,
    }
}

/// A relation that only a row knows: between tables without foreign keys, or to any of several collections. Rows about tables and fields
/// that are gone describe nothing.
fn described(tables: &[TableFacts], row: &Row) -> Option<Relation> {
    let many_collection = CollectionName::parse(text(row, "many_collection")).ok()?;
    let many_field = FieldName::parse(text(row, "many_field")).ok()?;
    table(tables, &many_collection)?.column(many_field.as_str())?;
    let target = match CollectionName::parse(text(row, "one_collection")) {
        Ok(one) => RelationTarget::One(one),
        Err(_) => RelationTarget::Any {
            collection_field: FieldName::parse(text(row, "one_collection_field")).ok()?,
            allowed: names(row, "one_allowed_collections"),
        },
    };
    let plain = Relation {
        many_collection,
        many_field,
        target,
        one_field: None,
        sort_field: None,
        junction_field: None,
        deselect: DeselectAction::default(),
        meta: None,
    };
    Some(with_row(tables, plain, row))
}

fn with_row(tables: &[TableFacts], relation: Relation, row: &Row) -> Relation {
    let name = |key: &str| FieldName::parse(text(row, key)).ok();
    // An alias can't stand where a column stands.
    let shadows = |field: &FieldName| {
        relation.one_collection().and_then(|one| table(tables, one)).is_some_and(|one| one.column(field.as_str()).is_some())
    };
    Relation {
        one_field: name("one_field").filter(|field| !shadows(field)),
        sort_field: name("sort_field"),
        junction_field: name("junction_field"),
        deselect: if text(row, "one_deselect_action") == "delete" { DeselectAction::Delete } else { DeselectAction::Nullify },
        meta: Some(Arc::new(RelationMeta { row: row.clone() })),
        ..relation
    }
}

fn table<'a>(tables: &'a [TableFacts], name: &CollectionName) -> Option<&'a TableFacts> {
    tables.iter().find(|table| table.name == *name)
}

fn names(row: &Row, key: &str) -> Vec<CollectionName> {
    let texts = row.get(key).and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
    texts.filter_map(|text| CollectionName::parse(text).ok()).collect()
}
