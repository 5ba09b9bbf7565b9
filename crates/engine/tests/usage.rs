//! Where items are used: the forecast of a delete is what the delete then does.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::collections::BTreeMap;

use common::{engine, rows, run};
use relata_engine::{Asker, DeleteEffect, Engine, ErrorCode, NewAdmin, Selection, Usage};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::json;

/// Pages with blocks of two kinds, tags, notes that keep their page, comments that go with it, links that lose it.
async fn with_pages(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let item = json!({"field": "item", "type": "string", "schema": {}, "meta": {"options": {"relata": {"on_delete": {"images": "delete_owner"}}}}});
    let table = |name: &str, fields: serde_json::Value| json!({"collection": name, "schema": {}, "meta": {}, "fields": fields});
    let collections = json!([
        table("pages", json!([key, number("parent")])),
        table("headings", json!([key])),
        table("images", json!([key])),
        table("blocks", json!([key, number("page"), text("collection"), item])),
        table("tags", json!([key])),
        table("pages_tags", json!([key, number("page"), number("tag")])),
        table("comments", json!([key, number("page")])),
        table("replies", json!([key, number("comment")])),
        table("notes", json!([key, number("comment")])),
        table("links", json!([key, number("page")])),
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    let relation = |many: &str, field: &str, one: &str, on_delete: &str, junction: Option<&str>| json!({"collection": many, "field": field, "related_collection": one, "schema": {"on_delete": on_delete}, "meta": {"junction_field": junction}});
    for relation in [
        relation("pages", "parent", "pages", "CASCADE", None),
        relation("blocks", "page", "pages", "CASCADE", Some("item")),
        json!({"collection": "blocks", "field": "item", "related_collection": null, "schema": null,
            "meta": {"one_collection_field": "collection", "one_allowed_collections": ["headings", "images"], "junction_field": "page"}}),
        relation("pages_tags", "page", "pages", "CASCADE", Some("tag")),
        relation("pages_tags", "tag", "tags", "CASCADE", Some("page")),
        relation("comments", "page", "pages", "CASCADE", None),
        relation("replies", "comment", "comments", "CASCADE", None),
        relation("notes", "comment", "comments", "NO ACTION", None),
        relation("links", "page", "pages", "SET NULL", None),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    run(
        engine.database(),
        &[
            "insert into pages (id, parent) values (1, null), (2, 1), (3, 2), (4, null)",
            "insert into headings (id) values (1), (2)",
            "insert into images (id) values (1)",
            "insert into blocks (id, page, collection, item) values (1, 1, 'headings', '1'), (2, 1, 'images', '1'), (3, 2, 'headings', '1'), \
             (4, 4, 'headings', '2')",
            "insert into tags (id) values (1), (2)",
            "insert into pages_tags (id, page, tag) values (1, 1, 1), (2, 3, 1), (3, 4, 2)",
            "insert into comments (id, page) values (1, 1), (2, 2), (3, 4)",
            "insert into replies (id, comment) values (1, 1), (2, 1), (3, 2), (4, 3)",
            "insert into notes (id, comment) values (1, 3)",
            "insert into links (id, page) values (1, 1), (2, 3), (3, 4), (4, null)",
        ],
    )
    .await;
    engine
}

const TABLES: [&str; 10] = ["pages", "headings", "images", "blocks", "tags", "pages_tags", "comments", "replies", "notes", "links"];

async fn n_rows(engine: &Engine) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for table in TABLES {
        let found = rows(engine.database(), &format!("select count(*) from {table}")).await;
        counts.insert(table, found[0][0].parse().unwrap());
    }
    counts
}

async fn usage(engine: &Engine, collection: &str, key: &str) -> Usage {
    engine.usage(&Asker::system(), collection, Selection::Item(key)).await.unwrap()
}

fn uses(usage: &Usage) -> Vec<(String, DeleteEffect, usize, usize)> {
    usage.uses.iter().map(|found| (format!("{}.{}", found.collection, found.field), found.effect, found.depth, found.count)).collect()
}

async fn comes_true(engine: &Engine, collection: &str, key: &str) {
    let before = n_rows(engine).await;
    let n_linked = rows(engine.database(), "select id from links where page is not null").await.len();
    let forecast = usage(engine, collection, key).await;
    assert_eq!(forecast.refusal, None);
    assert_eq!(n_rows(engine).await, before, "looking changes nothing");
    engine.delete(&Asker::system(), collection, Selection::Item(key)).await.unwrap();
    let mut expected = before;
    for (name, count) in &forecast.deleted {
        *expected.get_mut(name.as_str()).unwrap() -= count;
    }
    assert_eq!(n_rows(engine).await, expected, "{collection}/{key}: {forecast:?}");
    let unlinked: usize = forecast.unlinked.iter().map(|(_, count)| count).sum();
    assert_eq!(rows(engine.database(), "select id from links where page is not null").await.len(), n_linked - unlinked);
}

async fn the_forecast_comes_true(test: TestDatabase) {
    let engine = with_pages(&test).await;
    for (collection, key) in [("headings", "1"), ("tags", "1"), ("pages", "1")] {
        comes_true(&engine, collection, key).await;
    }
}

async fn owners_that_go_along_are_in_the_forecast(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let image = usage(&engine, "images", "1").await;
    assert_eq!(image.uses[0].effect, DeleteEffect::DeleteOwner);
    let pages = image.deleted.iter().find(|(name, _)| *name == *"pages");
    assert_eq!(pages.map(|(_, count)| *count), Some(3), "the page, and those below it");
    comes_true(&engine, "images", "1").await;
}

async fn whoever_has_to_stay_is_told(test: TestDatabase) {
    let engine = engine(&test).await;
    let admin = NewAdmin {
        email: "admin@example.com".to_owned(),
        password: "secret".to_owned(),
        token: None,
        first_name: "Admin".to_owned(),
        last_name: "User".to_owned(),
    };
    let id = engine.bootstrap(Some(admin)).await.unwrap().admin.unwrap();
    let refusal = usage(&engine, "directus_users", &id).await.refusal.unwrap();
    let refused = engine.delete(&Asker::system(), "directus_users", Selection::Item(&id)).await.unwrap_err();
    assert_eq!(refusal, refused.to_string());
    assert_eq!(rows(engine.database(), "select count(*) from directus_users").await, [["1"]]);
}

async fn each_use_is_named(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let heading = usage(&engine, "headings", "1").await;
    assert_eq!(uses(&heading), [("blocks.item".to_owned(), DeleteEffect::RemoveJunctionRow, 1, 2)]);
    assert_eq!(heading.uses[0].keys, ["1", "3"]);
    let pages: Vec<String> = heading.uses[0].leads_to.iter().map(|(collection, key)| format!("{collection}/{key}")).collect();
    assert_eq!(pages, ["pages/1", "pages/2"]);

    let mut found = uses(&usage(&engine, "pages", "1").await);
    found.sort_by(|one, other| (one.2, &one.0).cmp(&(other.2, &other.0)));
    let expected = [
        ("blocks.page", DeleteEffect::RemoveJunctionRow, 1, 2),
        ("comments.page", DeleteEffect::Cascade, 1, 1),
        ("links.page", DeleteEffect::Unlink, 1, 1),
        ("pages.parent", DeleteEffect::Cascade, 1, 1),
        ("pages_tags.page", DeleteEffect::RemoveJunctionRow, 1, 1),
        ("blocks.page", DeleteEffect::RemoveJunctionRow, 2, 1),
        ("comments.page", DeleteEffect::Cascade, 2, 1),
        ("pages.parent", DeleteEffect::Cascade, 2, 1),
        ("replies.comment", DeleteEffect::Cascade, 2, 2),
        ("links.page", DeleteEffect::Unlink, 3, 1),
        ("pages_tags.page", DeleteEffect::RemoveJunctionRow, 3, 1),
        ("replies.comment", DeleteEffect::Cascade, 3, 1),
    ];
    assert_eq!(found, expected.map(|(field, effect, depth, count)| (field.to_owned(), effect, depth, count)));
    let many = engine.usage(&Asker::system(), "tags", Selection::Keys(&[json!(1), json!(2), json!(99)])).await.unwrap();
    assert_eq!(uses(&many), [("pages_tags.tag".to_owned(), DeleteEffect::RemoveJunctionRow, 1, 3)]);
}

async fn a_refusal_deep_down_is_told_and_kept(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let page = usage(&engine, "pages", "4").await;
    assert!(page.refusal.is_some());
    assert!(uses(&page).contains(&("notes.comment".to_owned(), DeleteEffect::Refuse, 2, 1)), "{page:?}");
    let before = n_rows(&engine).await;
    let refused = engine.delete(&Asker::system(), "pages", Selection::Item("4")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidForeignKey);
    assert_eq!(n_rows(&engine).await, before);
    // Whoever goes, too, keeps nothing.
    run(engine.database(), &["delete from notes"]).await;
    assert_eq!(usage(&engine, "pages", "4").await.refusal, None);
}

async fn what_does_not_exist_has_no_uses(test: TestDatabase) {
    let engine = with_pages(&test).await;
    for (asker, collection, key) in [
        (Asker::system(), "pages", "99"),
        (Asker::system(), "nowhere", "1"),
        (Asker::system(), "pages", "x"),
        (Asker::nobody(), "pages", "1"),
    ] {
        let refused = engine.usage(&asker, collection, Selection::Item(key)).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::Forbidden, "{collection}/{key}");
    }
}

async fn circles_of_references_can_be_deleted(test: TestDatabase) {
    let engine = with_pages(&test).await;
    run(engine.database(), &["update pages set parent = 3 where id = 1"]).await;
    let forecast = usage(&engine, "pages", "2").await;
    assert_eq!(forecast.refusal, None);
    engine.delete(&Asker::system(), "pages", Selection::Item("2")).await.unwrap();
    assert_eq!(rows(engine.database(), "select id from pages").await, [["4"]]);
}

on_every_database!(
    the_forecast_comes_true,
    owners_that_go_along_are_in_the_forecast,
    whoever_has_to_stay_is_told,
    each_use_is_named,
    a_refusal_deep_down_is_told_and_kept,
    what_does_not_exist_has_no_uses,
    circles_of_references_can_be_deleted
);
