//! Models from facts and rows.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_db::{ColumnInfo, ForeignKeyFacts, IndexFacts, TableFacts, TableKind};
use relata_schema::{CollectionKind, CollectionName, ColumnFacts, EdgeKind, FieldName, FieldType, PrimaryKey, ReferentialAction, Schema};
use serde_json::{Value as Json, json};

use super::load;
use crate::system::StoredRows;
use crate::system::stored::Row;

fn collection(name: &str) -> CollectionName {
    CollectionName::parse(name).unwrap()
}

fn field(name: &str) -> FieldName {
    FieldName::parse(name).unwrap()
}

fn table(name: &str, columns: &[(&str, FieldType)], key: &[&str]) -> TableFacts {
    let column = |(name, ty): &(&str, FieldType)| ColumnInfo { name: field(name), ty: *ty, facts: ColumnFacts::default() };
    TableFacts {
        name: collection(name),
        kind: TableKind::Table,
        schema: None,
        columns: columns.iter().map(column).collect(),
        primary_key: key.iter().map(|name| field(name)).collect(),
        foreign_keys: Vec::new(),
        indexes: Vec::new(),
        comment: None,
        definition: None,
    }
}

fn refers(mut from: TableFacts, column: &str, to: &str) -> TableFacts {
    from.foreign_keys.push(ForeignKeyFacts {
        constraint_name: None,
        columns: vec![field(column)],
        table: collection(to),
        referenced_columns: vec![field("id")],
        on_delete: ReferentialAction::SetNull,
        on_update: ReferentialAction::NoAction,
    });
    from
}

fn rows(json: Json) -> Vec<Row> {
    serde_json::from_value(json).unwrap()
}

fn loaded(tables: &[TableFacts], stored: &StoredRows) -> Schema {
    load(tables, stored, 1).unwrap()
}

use FieldType::{Integer, String, Text};

#[test]
fn a_foreign_database_needs_no_rows() {
    let tables = [
        table("countries", &[("id", Integer), ("name", String)], &["id"]),
        refers(table("cities", &[("id", Integer), ("country", Integer)], &["id"]), "country", "countries"),
        table("links", &[("a", Integer), ("b", Integer)], &["a", "b"]),
        TableFacts { kind: TableKind::View, ..table("big_cities", &[("id", Integer)], &[]) },
    ];
    let schema = loaded(&tables, &StoredRows::default());
    assert_eq!(schema.edge(&collection("cities"), &field("country")).unwrap().kind, EdgeKind::ManyToOne);
    assert_eq!(schema.collection("links").unwrap().primary_key, PrimaryKey::Composite(vec![field("a"), field("b")]));
    assert_eq!(schema.collection("big_cities").unwrap().kind, CollectionKind::View);
    let key = schema.collection("cities").unwrap().field("country").unwrap().column.clone().unwrap().foreign_key.clone().unwrap();
    assert_eq!((key.table, key.on_delete), (collection("countries"), ReferentialAction::SetNull));
}

#[test]
fn rows_add_aliases_folders_and_marks() {
    let tables = [
        table("pages", &[("id", Integer), ("data", Text)], &["id"]),
        table("blocks", &[("id", Integer), ("page", Integer), ("item", String), ("collection", String)], &["id"]),
    ];
    let stored = StoredRows {
        collections: rows(json!([{"collection": "folder"}, {"collection": "pages", "singleton": true, "sort_field": "sort"}])),
        fields: rows(json!([
            {"collection": "pages", "field": "data", "special": ["cast-json"]},
            {"collection": "pages", "field": "blocks", "special": ["m2a"]},
        ])),
        relations: rows(json!([
            {"many_collection": "blocks", "many_field": "page", "one_collection": "pages", "one_field": "blocks", "junction_field": "item",
             "one_deselect_action": "delete"},
            {"many_collection": "blocks", "many_field": "item", "one_collection_field": "collection", "one_allowed_collections": ["pages", "gone"]},
            {"many_collection": "gone", "many_field": "x", "one_collection": "pages"},
            {"many_collection": "blocks", "many_field": "gone", "one_collection": "pages"},
        ])),
    };
    let schema = loaded(&tables, &stored);
    let pages = schema.collection("pages").unwrap();
    assert!(pages.is_singleton());
    assert_eq!(pages.field("data").unwrap().ty, FieldType::Json);
    assert_eq!(pages.field("blocks").unwrap().ty, FieldType::Alias);
    assert_eq!(schema.collection("folder").unwrap().kind, CollectionKind::Folder);
    assert_eq!(schema.relations().len(), 2, "rows about what is gone describe nothing");
    assert_eq!(schema.edge(&collection("blocks"), &field("item")).unwrap().kind, EdgeKind::AnyToOne);
    let edge = schema.edge(&collection("pages"), &field("blocks")).unwrap();
    assert_eq!((edge.kind, edge.relation.junction_field.clone()), (EdgeKind::OneToMany, Some(field("item"))));
}

#[test]
fn an_alias_never_shadows_a_column() {
    let tables = [
        table("countries", &[("id", Integer), ("cities", String)], &["id"]),
        refers(table("cities", &[("id", Integer), ("country", Integer)], &["id"]), "country", "countries"),
    ];
    let stored = StoredRows {
        relations: rows(
            json!([{"many_collection": "cities", "many_field": "country", "one_collection": "countries", "one_field": "cities"}]),
        ),
        ..StoredRows::default()
    };
    let schema = loaded(&tables, &stored);
    assert_eq!(schema.relations()[0].one_field, None);
    assert_eq!(schema.collection("countries").unwrap().field("cities").unwrap().ty, String);
}

#[test]
fn an_index_for_a_relation_is_no_index_that_somebody_asked_for() {
    let index = |name: &str| IndexFacts { name: name.into(), columns: vec![field("country")], unique: false, partial: false };
    let with =
        |index: IndexFacts| TableFacts { indexes: vec![index], ..table("cities", &[("id", Integer), ("country", Integer)], &["id"]) };
    let indexed = |facts: TableFacts| {
        let schema = loaded(&[facts], &StoredRows::default());
        schema.collection("cities").unwrap().field("country").unwrap().column.clone().unwrap().indexed
    };
    assert!(indexed(with(index("cities_country_index"))));
    assert!(!indexed(with(index("cities_country_foreign_index"))));
}

#[test]
fn marks_decide_where_the_database_knows_no_type() {
    let check = |column: FieldType, special: &[&str], expected: FieldType| {
        let tables = [table("t", &[("id", Integer), ("f", column)], &["id"])];
        let stored = StoredRows { fields: rows(json!([{"collection": "t", "field": "f", "special": special}])), ..StoredRows::default() };
        assert_eq!(loaded(&tables, &stored).collection("t").unwrap().field("f").unwrap().ty, expected, "{special:?}");
    };
    check(String, &["uuid"], FieldType::Uuid);
    check(String, &["hash", "conceal"], FieldType::Hash);
    check(FieldType::DateTime, &["date-created", "cast-timestamp"], FieldType::Timestamp);
    check(FieldType::DateTime, &["cast-datetime", "cast-timestamp"], FieldType::Timestamp);
    check(FieldType::Json, &["geometry.Point"], FieldType::parse("geometry.Point").unwrap());
    check(String, &["cast-boolean"], String);
    check(FieldType::BigInteger, &[], FieldType::BigInteger);
}
