//! Editing the model on every database: what is made, what is refused, what stays.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{engine, rows, run};
use relata_engine::{Asker, Engine, EngineError, ErrorCode};
use relata_schema::EdgeKind;
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

async fn make(engine: &Engine, collections: Json) {
    engine.create_collections(&Asker::system(), &collections).await.unwrap();
}

async fn relate(engine: &Engine, relation: Json) {
    engine.create_relation(&Asker::system(), &relation).await.unwrap();
}

fn key() -> Json {
    json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}})
}

fn code<T: std::fmt::Debug>(outcome: Result<T, EngineError>) -> ErrorCode {
    outcome.unwrap_err().code()
}

/// Articles and tags with a sorted junction, and a row in each.
async fn articles_with_tags(engine: &Engine) {
    let number = |name: &str| json!({"field": name, "type": "integer"});
    make(
        engine,
        json!([
            {"collection": "articles", "schema": {}, "meta": {}, "fields": [key(), {"field": "title", "type": "string"},
                {"field": "tags", "type": "alias", "meta": {"special": ["m2m"]}}]},
            {"collection": "tags", "schema": {}, "meta": {}, "fields": [key(), {"field": "name", "type": "string"}]},
            {"collection": "articles_tags", "schema": {}, "meta": {}, "fields": [key(), number("article"), number("tag"), number("sort")]},
        ]),
    )
    .await;
    relate(
        engine,
        json!({"collection": "articles_tags", "field": "article", "related_collection": "articles", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "tags", "junction_field": "tag", "sort_field": "sort"}}),
    )
    .await;
    relate(
        engine,
        json!({"collection": "articles_tags", "field": "tag", "related_collection": "tags", "schema": {"on_delete": "CASCADE"},
            "meta": {"junction_field": "article"}}),
    )
    .await;
    let mut statements: Vec<String> = (1..=20).map(|n| format!("insert into articles (title) values ('article {n}')")).collect();
    statements.extend((1..=5).map(|n| format!("insert into tags (name) values ('tag {n}')")));
    statements.extend(
        (1..=20).flat_map(|a| (1..=5).map(move |t| format!("insert into articles_tags (article, tag, sort) values ({a}, {t}, {t})"))),
    );
    run(engine.database(), &statements.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

/// Rebuilding a table in SQLite fires `ON DELETE` where foreign keys are on: that has eaten junctions elsewhere.
async fn a_changed_field_on_sqlite_keeps_every_row_of_every_junction(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    let asker = Asker::system();
    let all = "select article, tag, sort from articles_tags order by id";
    let before = rows(engine.database(), all).await;
    let changes = [
        json!({"schema": {"max_length": 500}}),
        json!({"schema": {"is_nullable": false}}),
        json!({"schema": {"default_value": "x"}}),
        json!({"schema": {"is_unique": true}}),
        json!({"schema": {"is_unique": false, "is_indexed": true}}),
        json!({"type": "text", "schema": {"is_indexed": false}}),
    ];
    for change in &changes {
        engine.update_field(&asker, "articles", "title", change).await.unwrap();
        assert_eq!(rows(engine.database(), all).await, before, "{change}");
    }
    engine.update_field(&asker, "tags", "name", &json!({"schema": {"max_length": 40}})).await.unwrap();
    engine
        .create_field(&asker, "articles", &json!({"field": "made", "type": "timestamp", "schema": {"default_value": "now()"}}))
        .await
        .unwrap();
    engine.delete_field(&asker, "articles", "made").await.unwrap();
    engine.update_relation(&asker, "articles_tags", "tag", &json!({"schema": {"on_delete": "SET NULL"}})).await.unwrap();
    assert_eq!(rows(engine.database(), all).await, before);
    assert_eq!(rows(engine.database(), "select count(*) from articles").await, [["20"]]);
    common::write(engine.database(), "delete from articles where id = 20").await;
    engine.update_field(&asker, "articles", "title", &json!({"schema": {"is_nullable": true}})).await.unwrap();
    common::write(engine.database(), "insert into articles (title) values ('another')").await;
    assert_eq!(rows(engine.database(), "select max(id) from articles").await, [["21"]], "a key never comes twice");
}

async fn foreign_keys_act_after_a_rebuild(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    engine.update_field(&Asker::system(), "articles", "title", &json!({"schema": {"max_length": 500}})).await.unwrap();
    // `alter` turns foreign keys off on SQLite, so the row goes by way of an ordinary write.
    common::write(engine.database(), "delete from articles where id = 1").await;
    assert_eq!(rows(engine.database(), "select count(*) from articles_tags").await, [["95"]]);
}

async fn every_foreign_key_has_an_index_with_its_order(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    let tables = engine.database().introspect().await.unwrap();
    let junction = tables.iter().find(|table| table.name == "articles_tags").unwrap();
    assert_eq!(junction.foreign_keys.len(), 2);
    let leads = |columns: &[&str]| {
        junction
            .indexes
            .iter()
            .any(|index| columns.iter().eq(index.columns.iter().map(relata_schema::FieldName::as_str).collect::<Vec<_>>().iter()))
    };
    assert!(leads(&["article", "sort"]), "{:?}", junction.indexes);
    assert!(leads(&["tag"]), "{:?}", junction.indexes);
    let field = engine.field(&Asker::system(), "articles_tags", "tag").await.unwrap();
    assert_eq!(field["schema"]["is_indexed"], json!(false), "nobody asked for that one");
}

async fn a_relation_reads_from_both_ends(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    let schema = engine.schema().await.unwrap();
    let articles = &schema.collection("articles").unwrap().name;
    let list = schema.edge(articles, &schema.collection("articles").unwrap().field("tags").unwrap().name).unwrap();
    assert_eq!(list.kind, EdgeKind::OneToMany);
    assert_eq!(list.relation.junction_field.as_ref().unwrap().as_str(), "tag");
    assert_eq!(list.relation.sort_field.as_ref().unwrap().as_str(), "sort");
}

async fn fields_of_every_type_read_back(test: TestDatabase) {
    let engine = engine(&test).await;
    make(&engine, json!({"collection": "things", "schema": {}, "meta": {}})).await;
    let types = [
        "string",
        "text",
        "boolean",
        "integer",
        "bigInteger",
        "float",
        "decimal",
        "date",
        "time",
        "dateTime",
        "timestamp",
        "json",
        "csv",
        "uuid",
        "hash",
        "binary",
        "geometry",
        "geometry.Point",
        "geometry.MultiPolygon",
    ];
    for ty in types {
        let name = format!("a_{}", ty.replace('.', "_"));
        let special = match ty {
            "csv" => json!({"special": ["cast-csv"]}),
            "uuid" => json!({"special": ["uuid"]}),
            "hash" => json!({"special": ["hash"]}),
            _ => json!({}),
        };
        let made =
            engine.create_field(&Asker::system(), "things", &json!({"field": name, "type": ty, "meta": special})).await.unwrap().unwrap();
        let expected = match (test.backend(), ty) {
            (Backend::Sqlite, "decimal") => "float",
            // Directus has no name for PostgreSQL's bytes.
            (Backend::Postgres, "binary") => "unknown",
            _ => ty,
        };
        assert_eq!(made["type"], json!(expected), "{made}");
    }
}

async fn a_failed_change_leaves_everything_as_it_was(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    let asker = Asker::system();
    run(engine.database(), &["update articles set title = 'same'", "update tags set name = null where id = 1"]).await;
    let tables = engine.database().introspect().await.unwrap();
    let unique = json!({"schema": {"is_unique": true}, "meta": {"note": "changed"}});
    assert_eq!(code(engine.update_field(&asker, "articles", "title", &unique).await), ErrorCode::RecordNotUnique);
    let required = json!({"schema": {"is_nullable": false}, "meta": {"note": "changed"}});
    assert_eq!(code(engine.update_field(&asker, "tags", "name", &required).await), ErrorCode::ContainsNullValues);
    let needed = json!({"field": "needed", "type": "string", "schema": {"is_nullable": false}, "meta": {}});
    assert_eq!(code(engine.create_field(&asker, "tags", &needed).await), ErrorCode::ContainsNullValues);
    let several = json!([{"collection": "one", "schema": {}, "meta": {}}, {"collection": "articles", "schema": {}}]);
    assert_eq!(code(engine.create_collections(&asker, &several).await), ErrorCode::InvalidPayload);
    run(
        engine.database(),
        &["create table loose (id integer primary key, article integer)", "insert into loose (id, article) values (1, 999)"],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let dangling = json!({"collection": "loose", "field": "article", "related_collection": "articles"});
    assert_eq!(code(engine.create_relation(&asker, &dangling).await), ErrorCode::InvalidForeignKey);
    let after: Vec<_> = engine.database().introspect().await.unwrap().into_iter().filter(|table| table.name != "loose").collect();
    assert_eq!(after, tables);
    assert_eq!(rows(engine.database(), "select count(*) from directus_fields where note = 'changed'").await, [["0"]]);
    assert_eq!(rows(engine.database(), "select count(*) from directus_relations where many_collection = 'loose'").await, [["0"]]);
}

async fn deleting_cleans_up_whatever_referred_to_it(test: TestDatabase) {
    let engine = engine(&test).await;
    articles_with_tags(&engine).await;
    let asker = Asker::system();
    make(
        &engine,
        json!([
            {"collection": "pages", "schema": {}, "meta": {}, "fields": [key(), {"field": "item", "type": "string"}, {"field": "kind", "type": "string"}]},
        ]),
    )
    .await;
    relate(
        &engine,
        json!({"collection": "pages", "field": "item", "related_collection": null,
            "meta": {"one_collection_field": "kind", "one_allowed_collections": ["articles", "tags"]}}),
    )
    .await;
    engine.delete_field(&asker, "articles_tags", "sort").await.unwrap();
    let relation = engine.relation(&asker, "articles_tags", "article").await.unwrap();
    assert_eq!(relation["meta"]["sort_field"], Json::Null);
    engine.delete_collection(&asker, "articles").await.unwrap();
    let schema = engine.schema().await.unwrap();
    assert!(schema.collection("articles").is_none());
    let item = engine.relation(&asker, "pages", "item").await.unwrap();
    assert_eq!(item["meta"]["one_allowed_collections"], json!(["tags"]));
    assert_eq!(engine.relations_of(&asker, "articles_tags").await.unwrap().as_array().unwrap().len(), 1);
    assert_eq!(rows(engine.database(), "select count(*) from articles_tags").await, [["100"]], "rows of others stay");
    engine.delete_collection(&asker, "articles_tags").await.unwrap();
    assert_eq!(rows(engine.database(), "select count(*) from directus_fields where collection like 'articles%'").await, [["0"]]);
}

async fn a_foreign_database_can_be_described(test: TestDatabase) {
    let engine = engine(&test).await;
    run(
        engine.database(),
        &[
            "create table countries (id integer primary key, name varchar(100) not null)",
            "create table cities (id integer primary key, country integer, foreign key (country) references countries (id))",
            "insert into countries (id, name) values (1, 'Japan')",
            "insert into cities (id, country) values (1, 1)",
        ],
    )
    .await;
    let asker = Asker::system();
    engine.reload_schema().await.unwrap();
    engine.create_field(&asker, "countries", &json!({"field": "cities", "type": "alias", "meta": {"special": ["o2m"]}})).await.unwrap();
    let relation = engine.update_relation(&asker, "cities", "country", &json!({"meta": {"one_field": "cities"}})).await.unwrap();
    assert_eq!(relation["meta"]["one_field"], json!("cities"));
    engine.update_field(&asker, "countries", "name", &json!({"schema": {"max_length": 200}, "meta": {"note": "mine"}})).await.unwrap();
    assert_eq!(rows(engine.database(), "select name from countries").await, [["Japan"]]);
    assert_eq!(rows(engine.database(), "select count(*) from cities where country = 1").await, [["1"]]);
}

async fn what_a_view_needs_stays(test: TestDatabase) {
    let engine = engine(&test).await;
    run(
        engine.database(),
        &[
            "create table plain (id integer primary key, title varchar(100), note varchar(100))",
            "create view seen as select id, title from plain",
            "insert into plain (id, title) values (1, 'one')",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let asker = Asker::system();
    if test.backend() != Backend::Mariadb {
        // MariaDB lets it happen, as it does to everybody.
        assert_eq!(code(engine.delete_field(&asker, "plain", "title").await), ErrorCode::InvalidPayload);
        assert_eq!(code(engine.delete_collection(&asker, "plain").await), ErrorCode::InvalidPayload);
    }
    engine.delete_field(&asker, "plain", "note").await.unwrap();
    assert_eq!(rows(engine.database(), "select title from seen").await, [["one"]]);
}

async fn only_administrators_see_and_change_the_model(test: TestDatabase) {
    let engine = engine(&test).await;
    let nobody = Asker::nobody();
    assert_eq!(code(engine.collections(&nobody).await), ErrorCode::Forbidden);
    assert_eq!(code(engine.fields(&nobody).await), ErrorCode::Forbidden);
    assert_eq!(code(engine.relations(&nobody).await), ErrorCode::Forbidden);
    assert_eq!(code(engine.create_collections(&nobody, &json!({"collection": "x", "schema": {}})).await), ErrorCode::Forbidden);
    assert!(engine.schema().await.unwrap().collection("x").is_none());
}

on_every_database!(
    a_changed_field_on_sqlite_keeps_every_row_of_every_junction,
    foreign_keys_act_after_a_rebuild,
    every_foreign_key_has_an_index_with_its_order,
    a_relation_reads_from_both_ends,
    fields_of_every_type_read_back,
    a_failed_change_leaves_everything_as_it_was,
    deleting_cleans_up_whatever_referred_to_it,
    a_foreign_database_can_be_described,
    what_a_view_needs_stays,
    only_administrators_see_and_change_the_model,
);
