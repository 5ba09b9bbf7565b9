//! Writes at the same moment on every database: what each of them checks still holds once both are committed, where no foreign key and no
//! unique index helps.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{engine, rows};
use relata_engine::{Asker, Engine, EngineError, ErrorCode, Finding, Selection};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

/// How often two writers meet.
const N_ROUNDS: i64 = 40;

/// Pages made of headings, tags that a page has once, and a tree of tags.
async fn with_pages(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true}});
    let counted = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let alias = |name: &str, special: &str, options: Json| json!({"field": name, "type": "alias", "meta": {"special": [special], "options": options}});
    let collections = json!([
        {"collection": "pages", "schema": {}, "meta": {}, "fields": [key,
            alias("blocks", "m2a", Json::Null), alias("tags", "m2m", json!({"relata": {"unique": true}}))]},
        {"collection": "blocks", "schema": {}, "meta": {}, "fields": [counted, number("page"), text("collection"), text("item")]},
        {"collection": "sections", "schema": {}, "meta": {}, "fields": [key]},
        {"collection": "headings", "schema": {}, "meta": {}, "fields": [key, number("section")]},
        {"collection": "tags", "schema": {}, "meta": {}, "fields": [key, number("parent"), alias("children", "o2m", Json::Null)]},
        {"collection": "pages_tags", "schema": {}, "meta": {}, "fields": [counted, number("page"), number("tag")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for relation in [
        json!({"collection": "blocks", "field": "page", "related_collection": "pages", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "blocks", "junction_field": "item"}}),
        json!({"collection": "blocks", "field": "item", "related_collection": null,
            "meta": {"one_collection_field": "collection", "one_allowed_collections": ["headings"], "junction_field": "page"}}),
        json!({"collection": "headings", "field": "section", "related_collection": "sections", "schema": {"on_delete": "CASCADE"}, "meta": {}}),
        json!({"collection": "pages_tags", "field": "page", "related_collection": "pages", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "tags", "junction_field": "tag"}}),
        json!({"collection": "pages_tags", "field": "tag", "related_collection": "tags", "schema": {"on_delete": "CASCADE"},
            "meta": {"junction_field": "page"}}),
        json!({"collection": "tags", "field": "parent", "related_collection": "tags", "schema": {"on_delete": "SET NULL"},
            "meta": {"one_field": "children"}}),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    engine
}

async fn create(engine: &Engine, collection: &str, payload: Json) -> Result<(), EngineError> {
    engine.create(&Asker::system(), collection, &[payload.as_object().unwrap()]).await.map(drop)
}

async fn update(engine: &Engine, collection: &str, (key, payload): (i64, Json)) -> Result<(), EngineError> {
    let key = key.to_string();
    engine.update(&Asker::system(), collection, (Selection::Item(&key), payload.as_object().unwrap())).await.map(drop)
}

async fn delete(engine: &Engine, collection: &str, key: i64) -> Result<(), EngineError> {
    let key = key.to_string();
    engine.delete(&Asker::system(), collection, Selection::Item(&key)).await.map(drop)
}

/// How many rows a collection has.
async fn n_rows(engine: &Engine, collection: &str) -> i64 {
    rows(engine.database(), &format!("select count(*) from {collection}")).await[0][0].parse().unwrap()
}

fn code(outcome: Result<(), EngineError>) -> Option<ErrorCode> {
    outcome.err().map(|error| error.code())
}

async fn a_block_and_its_heading_that_goes(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let mut n_refused = 0;
    for n in 1..=N_ROUNDS {
        create(&engine, "sections", json!({"id": n})).await.unwrap();
        create(&engine, "headings", json!({"id": n, "section": n})).await.unwrap();
        create(&engine, "pages", json!({"id": n})).await.unwrap();
        let blocks = json!({"blocks": {"create": [{"collection": "headings", "item": n.to_string()}], "update": [], "delete": []}});
        // In every other round the heading goes because its section does.
        let goes = if n % 2 == 0 { "headings" } else { "sections" };
        let (made, gone) = tokio::join!(update(&engine, "pages", (n, blocks)), delete(&engine, goes, n));
        gone.unwrap();
        n_refused += i32::from(made.is_err());
    }
    eprintln!("{n_refused} of {N_ROUNDS} blocks came too late");
    assert_eq!((n_rows(&engine, "headings").await, n_rows(&engine, "blocks").await), (0, 0));
    let broken: Vec<Finding> = engine.doctor(&Asker::system()).await.unwrap().into_iter().filter(Finding::is_broken).collect();
    assert!(broken.is_empty(), "{broken:?}");
}

async fn two_links_to_one_tag(test: TestDatabase) {
    let engine = with_pages(&test).await;
    create(&engine, "tags", json!({"id": 1})).await.unwrap();
    for n in 1..=N_ROUNDS {
        create(&engine, "pages", json!({"id": n})).await.unwrap();
        let through_the_page = json!({"tags": {"create": [{"tag": 1}], "update": [], "delete": []}});
        let itself = json!({"page": n, "tag": 1});
        let (one, other) = tokio::join!(create(&engine, "pages_tags", itself.clone()), async {
            if n % 2 == 0 {
                update(&engine, "pages", (n, through_the_page)).await
            } else {
                create(&engine, "pages_tags", itself.clone()).await
            }
        });
        let refused: Vec<ErrorCode> = [code(one), code(other)].into_iter().flatten().collect();
        assert_eq!(refused, [ErrorCode::RecordNotUnique], "round {n}");
    }
    assert_eq!(n_rows(&engine, "pages_tags").await, N_ROUNDS);
}

async fn two_branches_put_below_each_other(test: TestDatabase) {
    let engine = with_pages(&test).await;
    for n in (1..=N_ROUNDS * 2).step_by(2) {
        create(&engine, "tags", json!({"id": n})).await.unwrap();
        create(&engine, "tags", json!({"id": n + 1})).await.unwrap();
        let (one, other) =
            tokio::join!(update(&engine, "tags", (n, json!({"parent": n + 1}))), update(&engine, "tags", (n + 1, json!({"parent": n}))));
        assert_eq!(usize::from(one.is_ok()) + usize::from(other.is_ok()), 1, "round {n}: {one:?}, {other:?}");
    }
    let circles = "select count(*) from tags a join tags b on b.id = a.parent where b.parent = a.id";
    assert_eq!(rows(engine.database(), circles).await, [["0"]]);
}

on_every_database!(a_block_and_its_heading_that_goes, two_links_to_one_tag, two_branches_put_below_each_other);
