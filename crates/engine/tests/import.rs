//! Items out of files: all rows or none, with the asker's rights, and refusals that name the rows.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{asker_of, engine, rows};
use relata_engine::{Asker, Engine, EngineError, ErrorCode, ImportRow, Imported};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

fn object(json: &Json) -> &Map<String, Json> {
    json.as_object().unwrap()
}

/// Cities of countries.
async fn cities(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let name = json!({"field": "name", "type": "string", "schema": {"is_nullable": false}});
    let code = json!({"field": "code", "type": "string", "schema": {"is_unique": true}});
    let field = |name: &str, ty: &str| json!({"field": name, "type": ty, "schema": {}});
    let collections = json!([
        {"collection": "countries", "schema": {}, "fields": [key, name]},
        {"collection": "cities", "schema": {},
            "fields": [key, name, code, field("people", "integer"), field("capital", "boolean"), field("country", "integer")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    let relation = json!({"collection": "cities", "field": "country", "related_collection": "countries", "schema": {}, "meta": {}});
    engine.create_relation(&system, &relation).await.unwrap();
    engine.create(&system, "countries", &[object(&json!({"name": "Japan"}))]).await.unwrap();
    engine
}

fn cells(names: &str, lines: &[&str]) -> Vec<ImportRow> {
    let names: Vec<Arc<str>> = names.split(',').map(Arc::from).collect();
    let row = |line: &&str| {
        let cells = names.iter().cloned().zip(line.split(',').map(str::to_owned)).filter(|(_, text)| !text.is_empty());
        ImportRow::Cells(cells.collect())
    };
    lines.iter().map(row).collect()
}

fn items(items: &Json) -> Vec<ImportRow> {
    items.as_array().unwrap().iter().map(|item| ImportRow::Item(object(item).clone())).collect()
}

async fn stored(engine: &Engine) -> String {
    let found = rows(engine.database(), "select name, people, country from cities order by id").await;
    found.into_iter().map(|row| row.join(",")).collect::<Vec<_>>().join(" ")
}

/// Code and rows of every refusal.
fn refusals(outcome: Result<Imported, EngineError>) -> Json {
    let told = outcome.unwrap_err().into_each().into_iter();
    told.map(|error| json!([error.code().as_str(), error.extensions().get("rows")])).collect()
}

async fn rows_become_items(test: TestDatabase) {
    let engine = cities(&test).await;
    let system = Asker::system();
    let rows = cells("name,people,capital,country.name,unknown", &["007,12,true,,x", "Oslo,,false,Norway,"]);
    assert_eq!(engine.import(&system, "cities", rows).await.unwrap(), Imported { created: 2, updated: 0 });
    assert_eq!(stored(&engine).await, "007,12,null Oslo,null,2");
    // Known keys change their items; what a row leaves out stays. A key may come twice.
    let rows = items(&json!([{"id": 1, "name": "Kyoto", "country": 1}, {"id": 9, "name": "Bergen"}, {"id": 9, "people": 5}]));
    assert_eq!(engine.import(&system, "cities", rows).await.unwrap(), Imported { created: 1, updated: 1 });
    assert_eq!(stored(&engine).await, "Kyoto,12,1 Oslo,null,2 Bergen,5,null");
    assert_eq!(engine.import(&system, "cities", Vec::new()).await.unwrap(), Imported { created: 0, updated: 0 });
}

async fn a_refusal_names_its_rows_and_nothing_stays(test: TestDatabase) {
    let engine = cities(&test).await;
    let system = Asker::system();
    let lines = |rows: Json| json!([{"type": "lines", "rows": rows}]);
    for (rows, refused) in [
        // What shows in the rows: all of them.
        (cells("name,people", &["a,1", ",2", "c,3", ",4"]), json!([["FAILED_VALIDATION", lines(json!([2, 4]))]])),
        (
            cells("name,people", &["a,many", "b,2", ",3"]),
            json!([["INVALID_PAYLOAD", lines(json!([1]))], ["FAILED_VALIDATION", lines(json!([3]))]]),
        ),
        // What only the database knows: the first.
        (cells("name,code", &["a,x", "b,y", "c,x", "d,x"]), json!([["RECORD_NOT_UNIQUE", lines(json!([3]))]])),
        (cells("name,country", &["a,1", "b,99"]), json!([["INVALID_FOREIGN_KEY", lines(json!([2]))]])),
    ] {
        assert_eq!(refusals(engine.import(&system, "cities", rows).await), refused);
        assert_eq!(stored(&engine).await, "");
    }
    for (collection, code) in [("nowhere", ErrorCode::Forbidden), ("directus_roles", ErrorCode::Forbidden)] {
        assert_eq!(engine.import(&system, collection, cells("name", &["a"])).await.unwrap_err().code(), code);
    }
}

async fn nobody_imports_more_than_they_may_write(test: TestDatabase) {
    let engine = cities(&test).await;
    let system = Asker::system();
    let (user, policy) = ("0a000000-0000-4000-8000-000000000001", "0b000000-0000-4000-8000-000000000001");
    engine.create(&system, "directus_users", &[object(&json!({"id": user, "email": "importer@example.com"}))]).await.unwrap();
    engine.create(&system, "directus_policies", &[object(&json!({"id": policy, "name": "importer"}))]).await.unwrap();
    engine.create(&system, "directus_access", &[object(&json!({"policy": policy, "user": user}))]).await.unwrap();
    let rule = json!({"policy": policy, "collection": "cities", "action": "create", "fields": ["name", "people"], "permissions": {"people": {"_lt": 10}}});
    assert_eq!(
        engine.import(&asker_of(&engine, user).await, "cities", cells("name", &["a"])).await.unwrap_err().code(),
        ErrorCode::Forbidden
    );
    engine.create(&system, "directus_permissions", &[object(&rule)]).await.unwrap();
    engine.create(&system, "cities", &[object(&json!({"name": "Lima", "people": 1}))]).await.unwrap();
    let importer = asker_of(&engine, user).await;
    let lines = |rows: Json| json!([["FORBIDDEN", [{"type": "lines", "rows": rows}]]]);
    for (rows, refused) in [
        (cells("name,code", &["a,x"]), lines(json!([1]))),
        // A rule that the new row doesn't meet.
        (cells("name,people", &["a,1", "b,2", "c,10"]), lines(json!([3]))),
        // An item that is there already takes another right.
        (cells("id,name,people", &[",a,1", "1,b,2"]), lines(json!([2]))),
    ] {
        assert_eq!(refusals(engine.import(&importer, "cities", rows).await), refused);
        assert_eq!(stored(&engine).await, "Lima,1,null");
    }
    assert!(engine.import(&importer, "cities", cells("name,people", &["a,1", "b,9"])).await.is_ok());
    assert_eq!(stored(&engine).await, "Lima,1,null a,1,null b,9,null");
}

on_every_database!(rows_become_items, a_refusal_names_its_rows_and_nothing_stays, nobody_imports_more_than_they_may_write);
