//! What a database refuses in a nested payload is told with its place: the field, the value, and a pointer to where it stands.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use common::engine;
use relata_engine::{Asker, Engine, EngineError, ErrorCode, Selection};
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

/// Regions with cities with streets. Everything has a unique code of at most five letters.
async fn with_country(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let code = json!({"field": "code", "type": "string", "schema": {"is_unique": true, "max_length": 5}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let owner = json!({"field": "city", "type": "integer", "schema": {"is_nullable": false}});
    let collections = json!([
        {"collection": "regions", "schema": {}, "meta": {}, "fields": [key, code, list("cities")]},
        {"collection": "cities", "schema": {}, "meta": {}, "fields": [key, code, number("region"), number("people"), list("streets")]},
        {"collection": "streets", "schema": {}, "meta": {}, "fields": [key, code, owner, number("crosses")]},
    ]);
    engine.create_collections(&Asker::system(), &collections).await.unwrap();
    for relation in [
        json!({"collection": "cities", "field": "region", "related_collection": "regions", "schema": {}, "meta": {"one_field": "cities"}}),
        json!({"collection": "streets", "field": "city", "related_collection": "cities", "schema": {"on_delete": "CASCADE"}, "meta": {"one_field": "streets"}}),
        json!({"collection": "streets", "field": "crosses", "related_collection": "streets", "schema": {"on_delete": "SET NULL"}, "meta": {}}),
    ] {
        engine.create_relation(&Asker::system(), &relation).await.unwrap();
    }
    engine
}

fn objects(json: &Json) -> Vec<&Map<String, Json>> {
    match json {
        Json::Array(items) => items.iter().map(|item| item.as_object().unwrap()).collect(),
        item => vec![item.as_object().unwrap()],
    }
}

async fn create(engine: &Engine, collection: &str, payload: Json) -> Result<(), EngineError> {
    engine.create(&Asker::system(), collection, &objects(&payload)).await.map(drop)
}

async fn change(engine: &Engine, collection: &str, key: &str, payload: Json) -> Result<(), EngineError> {
    engine.update(&Asker::system(), collection, (Selection::Item(key), payload.as_object().unwrap())).await.map(drop)
}

/// Expects a refusal with these extensions, and no others.
fn check(outcome: Result<(), EngineError>, code: ErrorCode, extensions: Json) {
    let Err(error) = outcome else { panic!("accepted, not refused with {extensions}") };
    assert_eq!((error.code(), Json::from(error.extensions().clone())), (code, extensions), "{error}");
}

async fn a_taken_value_is_found_at_every_depth(test: TestDatabase) {
    let engine = with_country(&test).await;
    create(&engine, "regions", json!({"code": "r", "cities": [{"code": "c", "streets": [{"code": "s"}]}]})).await.unwrap();
    let taken = |collection: &str, value: &str, pointer: &str| json!({"collection": collection, "field": "code", "value": value, "pointer": pointer});
    let refused = ErrorCode::RecordNotUnique;

    let two_down = json!({"cities": [
        {"code": "c1", "streets": [{"code": "s1"}]},
        {"code": "c2", "streets": {"create": [{"code": "s2"}, {"code": "s"}, {"code": "s3"}]}},
    ]});
    check(create(&engine, "regions", two_down).await, refused, taken("streets", "s", "/cities/1/streets/create/1/code"));
    let up = json!({"code": "s9", "city": {"code": "c9", "region": {"code": "r"}}});
    check(create(&engine, "streets", up).await, refused, taken("regions", "r", "/city/region/code"));
    let given_twice = json!({"cities": {"create": [{"code": "x"}, {"code": "y"}, {"code": "x"}]}});
    check(create(&engine, "regions", given_twice).await, refused, taken("cities", "x", "/cities/create/2/code"));
    let in_a_list = json!([{"code": "a"}, {"code": "b"}, {"code": "r"}]);
    check(create(&engine, "regions", in_a_list).await, refused, taken("regions", "r", "/2/code"));
    // At the top of a single item the field says it all.
    check(create(&engine, "regions", json!({"code": "r"})).await, refused, json!({"collection": "regions", "field": "code", "value": "r"}));
    create(&engine, "regions", json!({"code": "r1", "cities": [{"code": "c1"}, {"code": "c2"}]})).await.unwrap();
}

async fn a_changed_value_that_is_taken_is_told_of_the_item_that_changes(test: TestDatabase) {
    let engine = with_country(&test).await;
    create(&engine, "regions", json!({"code": "r", "cities": [{"id": 1, "code": "c"}, {"id": 2, "code": "d"}, {"id": 3, "code": "e"}]}))
        .await
        .unwrap();
    // The second one already has the code that the first one asks for; the third one asks for a code that is free.
    let update = |first: &str| json!({"cities": {"create": [], "update": [{"id": 1, "code": first}, {"id": 2, "code": "d"}, {"id": 3, "code": "g"}], "delete": []}});
    let expected = json!({"collection": "cities", "field": "code", "value": "d", "pointer": "/cities/update/0/code"});
    check(change(&engine, "regions", "1", update("d")).await, ErrorCode::RecordNotUnique, expected);
    change(&engine, "regions", "1", update("f")).await.unwrap();
}

async fn a_reference_that_leads_nowhere_is_found(test: TestDatabase) {
    let engine = with_country(&test).await;
    create(&engine, "regions", json!({"cities": [{"id": 1, "streets": [{"id": 1}]}]})).await.unwrap();
    let streets = |crosses: i64| {
        json!({"cities": [
            {"code": "c1", "streets": [{"code": "s1", "crosses": 1}]},
            {"code": "c2", "streets": [{"code": "s2"}, {"code": "s3", "crosses": crosses}]},
        ]})
    };
    let expected = json!({"collection": "streets", "field": "crosses", "value": 77, "pointer": "/cities/1/streets/1/crosses"});
    check(create(&engine, "regions", streets(77)).await, ErrorCode::InvalidForeignKey, expected);
    create(&engine, "regions", streets(1)).await.unwrap();
    let changed = |crosses: i64| json!({"streets": {"create": [], "update": [{"id": 1, "crosses": crosses}], "delete": []}});
    let expected = json!({"collection": "streets", "field": "crosses", "value": 77, "pointer": "/streets/update/0/crosses"});
    check(change(&engine, "cities", "1", changed(77)).await, ErrorCode::InvalidForeignKey, expected);
    change(&engine, "cities", "1", changed(1)).await.unwrap();
}

async fn what_a_column_is_too_small_for_is_found(test: TestDatabase) {
    let engine = with_country(&test).await;
    let long = json!({"cities": [{"code": "c1"}, {"code": "c2", "streets": [{"code": "s1"}, {"code": "street"}]}]});
    let big = json!({"cities": {"create": [{"code": "c3", "people": 1}, {"code": "c4", "people": 3_000_000_000_i64}]}});
    let (long, big) = (create(&engine, "regions", long).await, create(&engine, "regions", big).await);
    if test.backend() == Backend::Sqlite {
        // It knows neither lengths nor sizes.
        long.unwrap();
        big.unwrap();
        return;
    }
    let expected = json!({"collection": "streets", "field": "code", "value": "street", "pointer": "/cities/1/streets/1/code"});
    check(long, ErrorCode::ValueTooLong, expected);
    let expected = json!({"collection": "cities", "field": "people", "value": 3_000_000_000_i64, "pointer": "/cities/create/1/people"});
    check(big, ErrorCode::ValueOutOfRange, expected);
}

async fn a_member_that_can_not_do_without_its_owner_is_told_by_its_list(test: TestDatabase) {
    let engine = with_country(&test).await;
    create(&engine, "regions", json!({"id": 1, "cities": [{"id": 1, "streets": [{"id": 1}, {"id": 2}]}]})).await.unwrap();
    let cities = |streets: Json| json!({"cities": {"create": [], "update": [{"id": 1, "streets": streets}], "delete": []}});
    let expected = json!({"collection": "streets", "field": "city", "value": null, "pointer": "/cities/update/0/streets"});
    check(change(&engine, "regions", "1", cities(json!([1]))).await, ErrorCode::NotNullViolation, expected);
    change(&engine, "regions", "1", cities(json!([1, 2]))).await.unwrap();
}

on_every_database!(
    a_taken_value_is_found_at_every_depth,
    a_changed_value_that_is_taken_is_told_of_the_item_that_changes,
    a_reference_that_leads_nowhere_is_found,
    what_a_column_is_too_small_for_is_found,
    a_member_that_can_not_do_without_its_owner_is_told_by_its_list,
);
