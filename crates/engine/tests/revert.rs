//! Revisions with their relations on every database: what a nested write changed can be read as one list of rows, and an item goes back to what
//! it was with its links, their order, its translations, even after it was deleted.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{engine, rows};
use relata_engine::{Asker, Engine, Envelope, ErrorCode, ReadOf, ReadTarget, RequestSource, Revert, Selection};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

fn asker() -> Asker {
    Asker { source: Some(Arc::new(RequestSource::default())), ..Asker::system() }
}

/// Pages with sections in their order, tags, translations and a cover.
async fn pages(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let collections = json!([
        {"collection": "covers", "schema": {}, "meta": {}, "fields": [key, text("name")]},
        {"collection": "pages", "schema": {}, "meta": {}, "fields": [key, text("title"), number("cover"), list("sections"), list("tags"),
            list("translations")]},
        {"collection": "sections", "schema": {}, "meta": {}, "fields": [key, text("name"), number("page"), number("sort")]},
        {"collection": "tags", "schema": {}, "meta": {}, "fields": [key, text("name")]},
        {"collection": "pages_tags", "schema": {}, "meta": {}, "fields": [key, number("page"), number("tag")]},
        {"collection": "pages_translations", "schema": {}, "meta": {}, "fields": [key, number("page"), text("language"), text("title")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for relation in [
        json!({"collection": "pages", "field": "cover", "related_collection": "covers", "schema": {"on_delete": "SET NULL"}, "meta": {}}),
        json!({"collection": "sections", "field": "page", "related_collection": "pages", "schema": {"on_delete": "SET NULL"},
            "meta": {"one_field": "sections", "sort_field": "sort"}}),
        json!({"collection": "pages_tags", "field": "page", "related_collection": "pages", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "tags", "junction_field": "tag", "one_deselect_action": "delete"}}),
        json!({"collection": "pages_tags", "field": "tag", "related_collection": "tags", "schema": {"on_delete": "CASCADE"},
            "meta": {"junction_field": "page"}}),
        json!({"collection": "pages_translations", "field": "page", "related_collection": "pages", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "translations", "one_deselect_action": "delete"}}),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    engine
}

fn object(json: &Json) -> &Map<String, Json> {
    json.as_object().unwrap()
}

async fn update(engine: &Engine, payload: Json) {
    engine.update(&asker(), "pages", (Selection::Item("1"), object(&payload))).await.unwrap();
}

async fn read(engine: &Engine, collection: &str, query: &str) -> Vec<Json> {
    let bounds = Bounds::default();
    let query = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
    let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    engine.read_values(&Asker::system(), of).await.unwrap()
}

/// The page with everything that belongs to it.
async fn page(engine: &Engine) -> Json {
    let query = "fields=title,cover.name,sections.name,sections.sort,tags.tag.name,translations.language,translations.title\
        &deep[sections][_sort]=sort&deep[tags][_sort]=tag.name&deep[translations][_sort]=language";
    read(engine, "pages", query).await.pop().unwrap_or(Json::Null)
}

/// The latest revision of the page.
async fn latest(engine: &Engine) -> String {
    let found = read(engine, "directus_revisions", "filter[collection]=pages&sort=-id&limit=1&fields=id").await;
    found[0]["id"].to_string()
}

async fn made(engine: &Engine) -> (Json, String) {
    let payload = json!({"title": "one", "cover": {"name": "c1"},
        "sections": {"create": [{"name": "s1"}, {"name": "s2"}, {"name": "s3"}]},
        "tags": [{"tag": {"name": "t1"}}, {"tag": {"name": "t2"}}],
        "translations": [{"language": "de", "title": "eins"}, {"language": "fr", "title": "un"}]});
    engine.create(&asker(), "pages", &[object(&payload)]).await.unwrap();
    (page(engine).await, latest(engine).await)
}

async fn an_item_goes_back_with_links_order_and_translations(test: TestDatabase) {
    let engine = pages(&test).await;
    let (first, revision) = made(&engine).await;
    update(
        &engine,
        json!({"title": "two", "cover": {"name": "c2"}, "tags": [{"tag": 1}, {"tag": {"name": "t3"}}],
        "translations": {"update": [{"id": 1, "title": "zwei"}], "delete": [2], "create": [{"language": "it", "title": "due"}]}}),
    )
    .await;
    let (second, second_revision) = (page(&engine).await, latest(&engine).await);
    update(&engine, json!({"sections": {"update": [{"id": 1, "sort": 3}, {"id": 3, "sort": 1, "name": "s3x"}], "delete": [2]}})).await;
    update(&engine, json!({"title": "three", "cover": null, "tags": []})).await;
    assert_ne!(page(&engine).await, second);

    engine.revert(&asker(), &second_revision, Revert::Relations).await.unwrap();
    assert_eq!(page(&engine).await, second);
    engine.revert(&asker(), &revision, Revert::Relations).await.unwrap();
    assert_eq!(page(&engine).await, first);
    // Going back is a write like any other: it can be undone.
    engine.revert(&asker(), &second_revision, Revert::Relations).await.unwrap();
    assert_eq!(page(&engine).await, second);
    // What a reference led to stays.
    assert_eq!(rows(engine.database(), "select count(*) from tags").await, [["3"]]);
}

async fn a_deleted_item_comes_back_whole(test: TestDatabase) {
    let engine = pages(&test).await;
    let (first, revision) = made(&engine).await;
    engine.delete(&asker(), "pages", Selection::Item("1")).await.unwrap();
    assert_eq!(page(&engine).await, Json::Null);
    engine.revert(&asker(), &revision, Revert::Values).await.unwrap();
    assert_eq!(page(&engine).await, Json::Null);
    engine.revert(&asker(), &revision, Revert::Relations).await.unwrap();
    assert_eq!(page(&engine).await, first);
    let unknown = engine.revert(&asker(), "999", Revert::Relations).await.unwrap_err();
    assert_eq!(unknown.code(), ErrorCode::Forbidden);
}

async fn what_others_changed_in_between_is_kept(test: TestDatabase) {
    let engine = pages(&test).await;
    let (_, revision) = made(&engine).await;
    update(&engine, json!({"title": "two", "sections": {"update": [{"id": 1, "name": "renamed"}, {"id": 2, "name": "renamed"}]}})).await;
    engine.update(&asker(), "sections", (Selection::Item("2"), object(&json!({"name": "by another way"})))).await.unwrap();
    engine.revert(&asker(), &revision, Revert::Relations).await.unwrap();
    let names = rows(engine.database(), "select name from sections order by id").await;
    assert_eq!(names, [["s1"], ["by another way"], ["s3"]]);
    assert_eq!(page(&engine).await["title"], "one");
}

async fn a_write_reads_as_one_list_of_rows(test: TestDatabase) {
    let engine = pages(&test).await;
    made(&engine).await;
    update(&engine, json!({"title": "two", "tags": {"delete": [1]}, "translations": {"update": [{"id": 1, "title": "zwei"}]}})).await;
    let told = engine.revision_changes(&asker(), &latest(&engine).await).await.unwrap();
    assert_eq!((&told["collection"], &told["item"], &told["action"]), (&json!("pages"), &json!("1"), &json!("update")));
    assert_eq!(
        told["changes"],
        json!([
            {"collection": "pages_tags", "item": "1", "action": "delete", "parent": 2, "field": "tags",
                "before": {"id": 1, "page": 1, "tag": 1}, "after": null},
            {"collection": "pages_translations", "item": "1", "action": "update", "parent": 2, "field": "translations",
                "before": {"title": "eins"}, "after": {"title": "zwei"}},
            {"collection": "pages", "item": "1", "action": "update", "parent": null, "field": null,
                "before": {"title": "one"}, "after": {"title": "two"}},
        ])
    );
    // A nested revision belongs to the same write.
    let nested = read(&engine, "directus_revisions", "filter[collection]=pages_translations&sort=-id&limit=1&fields=id").await;
    assert_eq!(engine.revision_changes(&asker(), &nested[0]["id"].to_string()).await.unwrap(), told);
    // A deletion has no revision, but an activity.
    engine.delete(&asker(), "covers", Selection::Item("1")).await.unwrap();
    let activity = read(&engine, "directus_activity", "filter[collection]=covers&sort=-id&limit=1&fields=id").await[0]["id"].to_string();
    let told = engine.activity_changes(&asker(), &activity).await.unwrap();
    assert_eq!(told["changes"][0]["before"], json!({"cover": 1}));
    assert_eq!(told["changes"][1]["before"], json!({"id": 1, "name": "c1"}));
    let refused = engine.activity_changes(&Asker::nobody(), &activity).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Forbidden);
}

on_every_database!(
    an_item_goes_back_with_links_order_and_translations,
    a_deleted_item_comes_back_whole,
    what_others_changed_in_between_is_kept,
    a_write_reads_as_one_list_of_rows,
);
