//! The doctor: finds what refers to nothing, repairs what needs no decision, and finds nothing in what is sound.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{engine, rows, run};
use relata_engine::{Asker, Complaint, Engine, ErrorCode, Finding};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

/// Pages with blocks, tags and a parent, made the ordinary way.
async fn sound(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let table = |name: &str, fields: Json| json!({"collection": name, "schema": {}, "meta": {}, "fields": fields});
    let collections = json!([
        table("pages", json!([key, number("parent")])),
        table("headings", json!([key])),
        table("blocks", json!([key, number("page"), text("collection"), text("item")])),
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for relation in [
        json!({"collection": "pages", "field": "parent", "related_collection": "pages", "schema": {"on_delete": "SET NULL"}}),
        json!({"collection": "blocks", "field": "page", "related_collection": "pages", "schema": {"on_delete": "CASCADE"},
            "meta": {"junction_field": "item"}}),
        json!({"collection": "blocks", "field": "item", "related_collection": null, "schema": null,
            "meta": {"one_collection_field": "collection", "one_allowed_collections": ["headings"], "junction_field": "page"}}),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    run(
        engine.database(),
        &[
            "insert into pages (id, parent) values (1, null), (2, 1)",
            "insert into headings (id) values (1), (2)",
            "insert into blocks (id, page, collection, item) values (1, 1, 'headings', '1'), (2, 2, 'headings', '2'), (3, 1, 'headings', null)",
        ],
    )
    .await;
    engine
}

fn kinds(findings: &[Finding]) -> Vec<(Complaint, String, usize)> {
    let place = |found: &Finding| {
        found.field.as_ref().map_or_else(|| found.collection.to_string(), |field| format!("{}.{field}", found.collection))
    };
    findings
        .iter()
        .filter(|found| found.complaint != Complaint::WithoutRights)
        .map(|found| (found.complaint, place(found), found.count))
        .collect()
}

async fn nothing_is_found_in_what_is_sound(test: TestDatabase) {
    let engine = sound(&test).await;
    let found = engine.doctor(&Asker::system()).await.unwrap();
    assert_eq!(kinds(&found), []);
    let without_rights: Vec<&str> = found.iter().map(|found| found.collection.as_str()).collect();
    assert_eq!(without_rights.len(), 3, "{without_rights:?}");
    let treated = engine.heal(&Asker::system()).await.unwrap();
    assert_eq!((treated.fixed.len(), treated.left), (0, found));
    assert_eq!(engine.doctor(&Asker::nobody()).await.unwrap_err().code(), ErrorCode::Forbidden);
    assert_eq!(engine.heal(&Asker::nobody()).await.unwrap_err().code(), ErrorCode::Forbidden);
}

async fn references_to_nothing_are_found_and_repaired(test: TestDatabase) {
    let engine = sound(&test).await;
    run(
        engine.database(),
        &[
            // Somebody else's delete, which knows nothing of many-to-any.
            "delete from headings where id = 2",
            "insert into blocks (id, page, collection, item) values (4, 1, 'pages', '1'), (5, null, 'headings', '1')",
            // Somebody else's tables, without any foreign key or index.
            "create table notes (id integer primary key, page integer, must integer not null)",
            "insert into notes (id, page, must) values (1, 1, 1), (2, 77, 1), (3, 1, 88), (4, null, 2)",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let relation = "insert into directus_relations (many_collection, many_field, one_collection)";
    run(engine.database(), &[&format!("{relation} values ('notes', 'page', 'pages'), ('notes', 'must', 'pages')")]).await;
    engine.reload_schema().await.unwrap();

    let before = engine.doctor(&Asker::system()).await.unwrap();
    let mut found = kinds(&before);
    found.sort_by_key(|(complaint, place, _)| (complaint.as_str(), place.clone()));
    let expected = [
        (Complaint::CollectionNotAllowed, "blocks.item", 1),
        (Complaint::DanglingReference, "blocks.item", 1),
        (Complaint::DanglingReference, "notes.must", 1),
        (Complaint::DanglingReference, "notes.page", 1),
        (Complaint::JunctionWithoutOwner, "blocks.page", 1),
        (Complaint::MissingForeignKey, "notes.must", 0),
        (Complaint::MissingForeignKey, "notes.page", 0),
        (Complaint::MissingIndex, "notes.must", 0),
        (Complaint::MissingIndex, "notes.page", 0),
    ];
    assert_eq!(found, expected.map(|(complaint, place, count)| (complaint, place.to_owned(), count)));
    let dangling =
        before.iter().find(|found| found.field.as_deref() == Some("page") && found.complaint == Complaint::DanglingReference).unwrap();
    assert_eq!((dangling.keys.as_slice(), dangling.fixable), (&["2".into()][..], true));

    let treated = engine.heal(&Asker::system()).await.unwrap();
    // What would lose something is left for people: a row that must refer, a collection that isn't allowed, a row that belongs to nobody.
    let mut left = kinds(&treated.left);
    left.sort_by_key(|(complaint, place, _)| (complaint.as_str(), place.clone()));
    let expected = [
        (Complaint::CollectionNotAllowed, "blocks.item", 1),
        (Complaint::DanglingReference, "notes.must", 1),
        (Complaint::JunctionWithoutOwner, "blocks.page", 1),
        (Complaint::MissingForeignKey, "notes.must", 0),
    ];
    assert_eq!(left, expected.map(|(complaint, place, count)| (complaint, place.to_owned(), count)));
    assert_eq!(
        rows(engine.database(), "select id, page from notes order by id").await,
        [["1", "1"], ["2", "null"], ["3", "1"], ["4", "null"]]
    );
    assert_eq!(rows(engine.database(), "select id from blocks order by id").await, [["1"], ["3"], ["4"], ["5"]]);
    // The new foreign key watches from now on.
    let notes = engine.schema().await.unwrap();
    let column = notes.collection("notes").unwrap().field("page").unwrap().column.clone().unwrap();
    assert!(column.foreign_key.is_some());
    assert_eq!(kinds(&engine.heal(&Asker::system()).await.unwrap().fixed), [], "a second time there is nothing to do");
}

async fn descriptions_of_nothing_are_found_and_removed(test: TestDatabase) {
    let engine = sound(&test).await;
    run(
        engine.database(),
        &[
            "create table gone (id integer primary key, page integer, old integer)",
            "insert into directus_collections (collection) values ('gone')",
            "insert into directus_fields (collection, field) values ('gone', 'id'), ('gone', 'page'), ('pages', 'nothing')",
            "insert into directus_fields (collection, field, special) values ('pages', 'list', 'o2m')",
            "insert into directus_relations (many_collection, many_field, one_collection) values ('gone', 'page', 'pages'), ('pages', 'parent2', 'pages')",
            "update directus_relations set one_allowed_collections = 'headings,gone' where many_field = 'item'",
            "drop table gone",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let mut found = kinds(&engine.doctor(&Asker::system()).await.unwrap());
    found.sort_by_key(|(complaint, place, _)| (complaint.as_str(), place.clone()));
    let expected = [
        (Complaint::CollectionWithoutTable, "gone"),
        (Complaint::FieldWithoutColumn, "gone.id"),
        (Complaint::FieldWithoutColumn, "gone.page"),
        (Complaint::FieldWithoutColumn, "pages.nothing"),
        (Complaint::RelationOntoNothing, "blocks.item"),
        (Complaint::RelationOntoNothing, "gone.page"),
        (Complaint::RelationOntoNothing, "pages.parent2"),
    ];
    assert_eq!(found, expected.map(|(complaint, place)| (complaint, place.to_owned(), 0)));
    let treated = engine.heal(&Asker::system()).await.unwrap();
    assert_eq!(kinds(&treated.left), [], "an empty folder is what is left of the collection");
    assert_eq!(rows(engine.database(), "select count(*) from directus_fields where field = 'list'").await, [["1"]]);
    assert_eq!(
        rows(engine.database(), "select one_allowed_collections from directus_relations where many_field = 'item'").await,
        [["headings"]]
    );
}

on_every_database!(
    nothing_is_found_in_what_is_sound,
    references_to_nothing_are_found_and_repaired,
    descriptions_of_nothing_are_found_and_removed
);
