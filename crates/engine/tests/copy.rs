//! Deep copies: what belongs to an item is made anew, what it refers to is shared, and the original stays as it is.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{engine, rows, run};
use relata_db::Product;
use relata_engine::{Asker, Copied, CopyOf, Engine, EngineError, ErrorCode};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

const TABLES: [&str; 7] = ["pages", "blocks", "headings", "tags", "pages_tags", "languages", "pages_translations"];

/// Pages in a tree, with blocks, tags and translations.
async fn with_pages(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let unique = json!({"field": "slug", "type": "string", "schema": {"is_unique": true}});
    let uuid = json!({"field": "id", "type": "uuid", "meta": {"special": ["uuid"]}, "schema": {"is_primary_key": true}});
    let code = json!({"field": "code", "type": "string", "schema": {"is_primary_key": true}});
    let table = |name: &str, fields: Json| json!({"collection": name, "schema": {}, "meta": {}, "fields": fields});
    let collections = json!([
        table(
            "pages",
            json!([
                key,
                text("title"),
                unique,
                number("parent"),
                number("home"),
                list("children"),
                list("blocks"),
                list("tags"),
                list("translations")
            ])
        ),
        table("headings", json!([uuid, text("text"), number("page")])),
        table("blocks", json!([key, number("page"), number("sort"), text("collection"), text("item")])),
        table("tags", json!([key, text("name"), list("pages")])),
        table("pages_tags", json!([key, number("page"), number("tag")])),
        table("languages", json!([code])),
        table("pages_translations", json!([key, number("page"), text("language"), text("title")])),
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    let relation = |many: &str, field: &str, one: &str, meta: Json| json!({"collection": many, "field": field, "related_collection": one, "schema": {"on_delete": "SET NULL"}, "meta": meta});
    for relation in [
        relation("pages", "parent", "pages", json!({"one_field": "children"})),
        relation("pages", "home", "pages", json!({})),
        relation("headings", "page", "pages", json!({})),
        relation("blocks", "page", "pages", json!({"one_field": "blocks", "junction_field": "item", "sort_field": "sort"})),
        json!({"collection": "blocks", "field": "item", "related_collection": null, "schema": null,
            "meta": {"one_collection_field": "collection", "one_allowed_collections": ["headings"], "junction_field": "page"}}),
        relation("pages_tags", "page", "pages", json!({"one_field": "tags", "junction_field": "tag"})),
        relation("pages_tags", "tag", "tags", json!({"one_field": "pages", "junction_field": "page"})),
        relation("pages_translations", "page", "pages", json!({"one_field": "translations", "junction_field": "language"})),
        relation("pages_translations", "language", "languages", json!({"junction_field": "page"})),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    let (one, two) = ("5f8b2a52-0000-4000-8000-000000000001", "5f8b2a52-0000-4000-8000-000000000002");
    run(
        engine.database(),
        &[
            "insert into pages (id, title, slug, parent, home) values (1, 'One', null, null, null), (2, 'Two', null, 1, 1), (3, 'Three', null, 2, null)",
            "update pages set home = 3 where id = 1",
            &format!("insert into headings (id, text, page) values ('{one}', 'a', 1), ('{two}', 'b', 99999)").replace("99999", "null"),
            &format!("insert into blocks (id, page, sort, collection, item) values (1, 1, 5, 'headings', '{one}'), (2, 1, 3, 'headings', '{two}'), \
                      (3, 2, 1, 'headings', '{one}'), (4, 1, 9, 'headings', null)"),
            "insert into tags (id, name) values (1, 'x'), (2, 'y')",
            "insert into pages_tags (id, page, tag) values (1, 1, 1), (2, 1, 2), (3, 3, 1)",
            "insert into languages (code) values ('de'), ('en')",
            "insert into pages_translations (id, page, language, title) values (1, 1, 'de', 'Eins'), (2, 1, 'en', 'One'), (3, 2, 'de', 'Zwei')",
        ],
    )
    .await;
    if engine.database().product() == Product::Postgres {
        for table in ["pages", "blocks", "tags", "pages_tags", "pages_translations"] {
            run(engine.database(), &[&format!("select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))")])
                .await;
        }
    }
    engine
}

/// Every row of every table, and how many there are.
async fn everything(engine: &Engine) -> Vec<Vec<Vec<String>>> {
    let mut all = Vec::new();
    for table in TABLES {
        all.push(rows(engine.database(), &format!("select * from {table} order by 1")).await);
    }
    all
}

async fn copy(engine: &Engine, fields: Json, overrides: Json) -> Result<Copied, EngineError> {
    let of = CopyOf { collection: "pages", key: "1", fields: fields.as_object(), overrides: overrides.as_object() };
    engine.copy(&Asker::system(), of).await
}

fn counts(copied: &Copied) -> Vec<(&str, usize)> {
    let mut counts: Vec<(&str, usize)> = copied.created.iter().map(|(name, count)| (name.as_str(), *count)).collect();
    counts.sort_unstable();
    counts
}

async fn cells(engine: &Engine, statement: &str) -> String {
    rows(engine.database(), statement).await.into_iter().map(|row| row.join(",")).collect::<Vec<_>>().join(" ")
}

async fn what_belongs_to_an_item_is_made_anew(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let before = everything(&engine).await;
    let of = CopyOf { collection: "pages", key: "1", fields: None, overrides: None };
    let preview = engine.preview_copy(&Asker::system(), of).await.unwrap();
    assert_eq!(everything(&engine).await, before, "a preview writes nothing");
    let copied = engine.copy(&Asker::system(), of).await.unwrap();
    assert_eq!(copied.created, preview.created);
    assert_eq!(counts(&copied), [("blocks", 4), ("headings", 2), ("pages", 3), ("pages_tags", 3), ("pages_translations", 3)]);
    // Whatever was there is there unchanged: new rows only.
    for (table, old) in everything(&engine).await.iter().zip(&before) {
        assert!(old.iter().all(|row| table.contains(row)), "{old:?} became {table:?}");
    }
    assert_eq!(copied.key_json(), 4);
    // The tree's references, the circle among them, lead to the copies.
    assert_eq!(cells(&engine, "select id, title, parent, home from pages where id > 3 order by id").await.split(' ').count(), 3);
    assert_eq!(
        cells(&engine, "select title, parent, (select title from pages h where h.id = p.home) from pages p where id = 4").await,
        "One,null,Three"
    );
    assert_eq!(cells(&engine, "select title, parent, home from pages where parent = 4").await, "Two,4,4");
    assert_eq!(cells(&engine, "select count(*) from pages where id > 3 and (parent < 4 or home < 4)").await, "0");
    // Blocks keep their order; one that two pages share is copied once, and shared by the copies.
    let texts =
        "select b.sort, h.text from blocks b left join headings h on cast(h.id as char(36)) = b.item where b.page = 4 order by b.sort";
    assert_eq!(cells(&engine, texts).await, "3,b 5,a 9,null");
    assert_eq!(cells(&engine, "select count(*) from headings").await, "4");
    let shared = "select count(distinct item) from blocks where page > 3 and item is not null";
    assert_eq!(cells(&engine, shared).await, "2");
    assert_eq!(
        cells(&engine, "select count(*) from blocks where page > 3 and item in (select item from blocks where page < 4)").await,
        "0"
    );
    assert_eq!(cells(&engine, "select page from headings where page > 3").await, "4");
    // Tags and languages are shared.
    assert_eq!(cells(&engine, "select tag from pages_tags where page = 4 order by id").await, "1 2");
    assert_eq!(cells(&engine, "select language, title from pages_translations where page = 4 order by language").await, "de,Eins en,One");
}

async fn what_is_given_stands_instead_of_what_would_be_copied(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let skipped = json!({"children": "skip", "translations": "skip"});
    let copied =
        copy(&engine, skipped.clone(), json!({"blocks": [], "home": {"title": "new home"}, "tags": [{"tag": {"name": "z"}}]})).await;
    let copied = copied.unwrap();
    assert_eq!(counts(&copied), [("pages", 2), ("pages_tags", 1), ("tags", 1)]);
    let key = copied.key_json();
    assert_eq!(cells(&engine, &format!("select count(*) from blocks where page = {key}")).await, "0");
    assert_eq!(cells(&engine, &format!("select h.title from pages p join pages h on h.id = p.home where p.id = {key}")).await, "new home");
    assert_eq!(cells(&engine, &format!("select t.name from pages_tags j join tags t on t.id = j.tag where j.page = {key}")).await, "z");
}

async fn relations_can_be_linked_or_skipped(test: TestDatabase) {
    let engine = with_pages(&test).await;
    let fields = json!({"children": "skip", "blocks": "link", "translations": "skip", "tags": {"fields": {"tag": "copy"}}, "home": "skip", "title": "skip"});
    let copied = copy(&engine, fields, json!({})).await.unwrap();
    assert_eq!(counts(&copied), [("blocks", 3), ("pages", 1), ("pages_tags", 2), ("tags", 2)]);
    assert_eq!(cells(&engine, "select title, parent, home from pages where id > 3").await, "null,null,null");
    assert_eq!(cells(&engine, "select count(*) from headings").await, "2");
    assert_eq!(
        cells(&engine, "select count(*) from blocks b where page = 4 and item in (select item from blocks where page = 1)").await,
        "2"
    );
    for (fields, named) in [
        (json!({"children": "link"}), "children"),
        (json!({"blocks": "move"}), "blocks"),
        (json!({"nothing": "skip"}), "nothing"),
        (json!({"tags": {"fields": {"nothing": "skip"}}}), "nothing"),
    ] {
        let refused = copy(&engine, fields, json!({})).await.unwrap_err();
        assert_eq!(refused.code(), ErrorCode::InvalidPayload);
        assert!(refused.to_string().contains(named), "{refused}");
    }
}

async fn unique_fields_are_named_or_given(test: TestDatabase) {
    let engine = with_pages(&test).await;
    run(engine.database(), &["update pages set slug = 'one' where id = 1", "update pages set slug = 'two' where id = 2"]).await;
    let before = everything(&engine).await;
    let refused = copy(&engine, json!({}), json!({})).await.unwrap_err();
    assert_eq!((refused.code(), &refused.extensions()["fields"]), (ErrorCode::InvalidPayload, &json!(["pages.slug"])));
    assert!(copy(&engine, json!({}), json!({"slug": "one copied"})).await.is_err(), "the child has a slug, too");
    assert!(copy(&engine, json!({"children": {"fields": {"slug": "skip"}}}), json!({"slug": "two"})).await.is_err(), "taken");
    assert_eq!(everything(&engine).await, before, "nothing is half copied");
    let copied = copy(&engine, json!({"children": {"fields": {"slug": "skip"}}}), json!({"slug": "three", "title": "Copy"})).await.unwrap();
    let expected = "Copy,three Two,null Three,null";
    assert_eq!(copied.key_json(), json!(cells(&engine, "select id from pages where slug = 'three'").await.parse::<i64>().unwrap()));
    assert_eq!(cells(&engine, "select p.title, p.slug from pages p where id > 3 order by id").await, expected);
}

async fn what_cannot_be_seen_cannot_be_copied(test: TestDatabase) {
    let engine = with_pages(&test).await;
    for (asker, collection, key) in [
        (Asker::system(), "pages", "99"),
        (Asker::system(), "nowhere", "1"),
        (Asker::system(), "pages", "x"),
        (Asker::nobody(), "pages", "1"),
    ] {
        let of = CopyOf { collection, key, fields: None, overrides: None };
        assert_eq!(engine.copy(&asker, of).await.unwrap_err().code(), ErrorCode::Forbidden);
        assert_eq!(engine.preview_copy(&asker, of).await.unwrap_err().code(), ErrorCode::Forbidden);
    }
}

on_every_database!(
    what_belongs_to_an_item_is_made_anew,
    what_is_given_stands_instead_of_what_would_be_copied,
    relations_can_be_linked_or_skipped,
    unique_fields_are_named_or_given,
    what_cannot_be_seen_cannot_be_copied
);
