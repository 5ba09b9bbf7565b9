//! The tables of the system collections, from their compact form in data to [`TableSpec`]s.

use serde::Deserialize;
use serde_json::Value as Json;
use smol_str::SmolStr;

use super::rows::embedded;
use crate::{CollectionName, ColumnDefault, ColumnSpec, ColumnType, FieldName, FieldType, ForeignKeySpec, ReferentialAction, TableSpec};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "table")]
    name: CollectionName,
    columns: Vec<Column>,
    #[serde(default)]
    unique_together: Vec<Vec<FieldName>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "the form of the file")]
struct Column {
    name: FieldName,
    #[serde(rename = "type")]
    ty: SmolStr,
    max_length: Option<u32>,
    #[serde(default)]
    primary_key: bool,
    #[serde(default)]
    auto_increment: bool,
    #[serde(default)]
    nullable: bool,
    #[serde(default)]
    unique: bool,
    #[serde(default)]
    indexed: bool,
    default: Option<Json>,
    references: Option<SmolStr>,
    on_delete: Option<SmolStr>,
}

pub(super) fn tables() -> Vec<TableSpec> {
    let tables: Vec<Table> = embedded(include_str!("../../data/system-tables.json"));
    tables.into_iter().map(table).collect()
}

/// Tables that Directus knows nothing of.
pub(super) fn own_tables() -> Vec<TableSpec> {
    let tables: Vec<Table> = embedded(include_str!("../../data/own-tables.json"));
    tables.into_iter().map(table).collect()
}

fn table(table: Table) -> TableSpec {
    TableSpec {
        name: table.name,
        foreign_keys: table.columns.iter().filter_map(foreign_key).collect(),
        columns: table.columns.into_iter().map(column).collect(),
        unique_together: table.unique_together,
    }
}

fn column(column: Column) -> ColumnSpec {
    let ty = FieldType::parse(&column.ty).unwrap_or(FieldType::Unknown);
    ColumnSpec {
        name: column.name,
        ty: ColumnType { max_length: column.max_length, ..ColumnType::of(ty) },
        nullable: column.nullable,
        default: column.default.map(default),
        primary_key: column.primary_key,
        auto_increment: column.auto_increment,
        unique: column.unique,
        indexed: column.indexed,
    }
}

fn default(value: Json) -> ColumnDefault {
    match value {
        Json::String(text) if text == "CURRENT_TIMESTAMP" => ColumnDefault::Now,
        Json::String(text) => ColumnDefault::Literal(text.into()),
        other => ColumnDefault::Literal(other.to_string().into()),
    }
}

fn foreign_key(column: &Column) -> Option<ForeignKeySpec> {
    let (table, referenced) = column.references.as_ref()?.split_once('.')?;
    Some(ForeignKeySpec {
        column: column.name.clone(),
        table: CollectionName::parse(table).ok()?,
        referenced_column: FieldName::parse(referenced).ok()?,
        on_delete: column.on_delete.as_deref().and_then(ReferentialAction::parse).unwrap_or_default(),
        on_update: ReferentialAction::NoAction,
    })
}
