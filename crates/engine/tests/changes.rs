//! What a write records and tells on every database: only rows that differ, cascades too, in few statements; filters and listeners;
//! many writers at once.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod common;

use std::sync::Arc;
use std::time::Duration;

use common::{engine, rows};
use relata_engine::events::{CommittedWrite, Event, EventFuture, EventListener, EventStream, FilterFuture, ItemFilter, PendingWrite};
use relata_engine::{Asker, ChangeAction, Engine, EngineError, Envelope, ErrorCode, ReadOf, ReadTarget, RequestSource, Selection, Written};
use relata_query::{Bounds, Query, parse_query, parse_query_string};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

const USER: &str = "11111111-2222-4333-8444-555555555555";

fn asker() -> Asker {
    let source = RequestSource { ip: Some("127.0.0.1".into()), user_agent: Some("test".into()), origin: None };
    Asker { user: Some(USER.into()), source: Some(Arc::new(source)), ..Asker::system() }
}

/// Owners with members (nullified when deselected) that have parts, and tags joined to owners.
async fn shop(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let collections = json!([
        {"collection": "owners", "schema": {}, "meta": {}, "fields": [key, text("name"), list("members"), list("tags"),
            {"field": "secret", "type": "hash", "schema": {}, "meta": {"special": ["hash", "conceal"]}}]},
        {"collection": "members", "schema": {}, "meta": {}, "fields": [key, text("name"), number("owner"), number("sort"), list("parts")]},
        {"collection": "parts", "schema": {}, "meta": {}, "fields": [key, text("name"), number("member")]},
        {"collection": "tags", "schema": {}, "meta": {}, "fields": [key, text("name"),
            {"field": "code", "type": "string", "schema": {"is_unique": true}}]},
        {"collection": "owners_tags", "schema": {}, "meta": {}, "fields": [key, number("owner"), number("tag")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for relation in [
        json!({"collection": "members", "field": "owner", "related_collection": "owners", "schema": {"on_delete": "SET NULL"},
            "meta": {"one_field": "members", "sort_field": "sort"}}),
        json!({"collection": "parts", "field": "member", "related_collection": "members", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "parts"}}),
        json!({"collection": "owners_tags", "field": "owner", "related_collection": "owners", "schema": {"on_delete": "CASCADE"},
            "meta": {"one_field": "tags", "junction_field": "tag", "one_deselect_action": "delete"}}),
        json!({"collection": "owners_tags", "field": "tag", "related_collection": "tags", "schema": {"on_delete": "CASCADE"},
            "meta": {"junction_field": "owner"}}),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    engine
}

fn object(json: &Json) -> &Map<String, Json> {
    json.as_object().unwrap()
}

async fn create(engine: &Engine, collection: &str, payload: Json) -> Result<Written, EngineError> {
    engine.create(&asker(), collection, &[object(&payload)]).await
}

async fn update(engine: &Engine, collection: &str, key: &str, payload: Json) -> Result<Written, EngineError> {
    engine.update(&asker(), collection, (Selection::Item(key), object(&payload))).await
}

async fn committed(events: &mut EventStream) -> Arc<CommittedWrite> {
    match tokio::time::timeout(Duration::from_secs(20), events.next()).await.unwrap().unwrap() {
        Event::Committed(write) => write,
        Event::Missed(n_missed) => panic!("{n_missed} events were missed"),
    }
}

fn query(text: &str) -> Query {
    let bounds = Bounds::default();
    parse_query(&parse_query_string(text, &bounds).unwrap(), &bounds).unwrap()
}

/// `collection key action before after` of each change.
fn told(write: &CommittedWrite) -> Vec<String> {
    let line = |change: &relata_engine::events::RowChange| {
        let (before, after) = (Json::Object(change.before()), Json::Object(change.after()));
        format!("{} {} {before} {after}", change.collection(), change.action().as_str())
    };
    write.changes.iter().map(line).collect()
}

async fn count(engine: &Engine, condition: &str) -> i64 {
    rows(engine.database(), &format!("select count(*) from {condition}")).await[0][0].parse().unwrap()
}

/// Tags with these names.
async fn with_tags(test: &TestDatabase, names: &[&str]) -> Engine {
    let engine = shop(test).await;
    let tags: Vec<Json> = names.iter().map(|name| json!({"name": name})).collect();
    engine.create(&asker(), "tags", &tags.iter().map(object).collect::<Vec<_>>()).await.unwrap();
    engine
}

async fn what_many_get_together_is_told_of_each(test: TestDatabase) {
    let engine = with_tags(&test, &["a", "b", "x", "c", "d"]).await;
    let system = asker();
    let mut events = engine.events();
    let keys = |written: &Written| written.keys.iter().map(|key| format!("{key:?}")).collect::<Vec<_>>().join(" ");
    let (x, y) = (json!({"name": "x"}), json!({"name": "y"}));

    // One of those that are found has the name already.
    let found = query("filter[id][_gte]=2");
    let changed = engine.update(&system, "tags", (Selection::Query(&found), object(&x))).await.unwrap();
    assert_eq!(keys(&changed), "Integer(2) Integer(3) Integer(4) Integer(5)");
    let line = |before: &str, after: &str| format!(r#"tags update {{"name":"{before}"}} {{"name":"{after}"}}"#);
    assert_eq!(told(&*committed(&mut events).await), [line("b", "x"), line("c", "x"), line("d", "x")]);
    // One is named twice, one isn't there.
    let named = [json!(5), json!(1), json!(5), json!(99)];
    let changed = engine.update(&system, "tags", (Selection::Keys(&named), object(&y))).await.unwrap();
    assert_eq!(keys(&changed), "Integer(5) Integer(1) Integer(5)");
    assert_eq!(told(&*committed(&mut events).await), [line("x", "y"), line("a", "y")]);
    // Each item that a request is about has its line, whether it differs or not.
    assert_eq!(count(&engine, "directus_activity where collection = 'tags' and action = 'update'").await, 7);
    assert_eq!(
        count(
            &engine,
            "directus_revisions where collection = 'tags' and activity in (select id from directus_activity where action = 'update')"
        )
        .await,
        7
    );

    // A part of what is found, in another order, and by what it refers to.
    let last = query("sort=-id&limit=2");
    let changed = engine.update(&system, "tags", (Selection::Query(&last), object(&json!({"name": "z"})))).await.unwrap();
    assert_eq!(keys(&changed), "Integer(5) Integer(4)");
    assert_eq!(told(&*committed(&mut events).await), [line("y", "z"), line("x", "z")]);
    let none = query("filter[name]=nobody");
    let changed = engine.update(&system, "tags", (Selection::Query(&none), object(&y))).await.unwrap();
    assert_eq!(keys(&changed), "");

    // What one of them is refused for leaves all as they were.
    for selection in [Selection::Query(&found), Selection::Keys(&named[..2])] {
        let refused = engine.update(&system, "tags", (selection, object(&json!({"code": "k"})))).await.unwrap_err();
        assert_eq!((refused.code(), refused.extensions().get("field")), (ErrorCode::RecordNotUnique, Some(&json!("code"))));
    }
    let names = rows(engine.database(), "select name from tags where code is null order by id").await;
    assert_eq!(names.concat(), ["y", "x", "x", "z", "z"]);
}

async fn keys_alone_are_answered_without_another_look(test: TestDatabase) {
    let engine = with_tags(&test, &["b", "a", "c"]).await;
    let keys = [3, 1, 3].map(relata_schema::Value::from);
    for (asked, n_statements) in [
        ("fields=id", 0),
        ("fields=id&sort=-id", 0),
        ("fields=id&sort=name", 1),
        ("fields=id,name", 1),
        ("fields=id&filter[name]=b", 1),
        ("fields=id&limit=1", 1),
        ("aggregate[count]=id", 1),
    ] {
        let query = query(asked);
        let read = async |target| {
            let of = ReadOf { collection: "tags", target, query: &query, envelope: Envelope::Bare };
            engine.read_values(&Asker::system(), of).await.unwrap()
        };
        let looked_up = read(ReadTarget::Keys(&keys)).await;
        let before = engine.database().statements_sent();
        assert_eq!(read(ReadTarget::Written(&keys)).await, looked_up, "{asked}");
        assert_eq!(engine.database().statements_sent() - before, n_statements, "{asked}");
    }
}

async fn only_rows_that_differ_are_written_and_told(test: TestDatabase) {
    let engine = shop(&test).await;
    let names: Json = (0..170).map(|n| json!({"name": format!("m{n}")})).collect();
    create(&engine, "owners", json!({"name": "a", "members": names})).await.unwrap();
    let mut events = engine.events();

    // All 170 stay as they are, one is new: the Editor's whole list, sent back.
    let mut all: Vec<Json> = (0..170).map(|n| json!({"id": n + 1, "name": format!("m{n}")})).collect();
    all.push(json!({"name": "new"}));
    let before = engine.database().statements_sent();
    update(&engine, "owners", "1", json!({"name": "a", "members": all})).await.unwrap();
    assert!(engine.database().statements_sent() - before < 20, "{}", engine.database().statements_sent() - before);
    assert_eq!(told(&*committed(&mut events).await), [r#"members create {} {"name":"new","owner":1}"#]);

    // Nothing differs: nothing is told. What comes next is the next write.
    update(&engine, "owners", "1", json!({"name": "a"})).await.unwrap();
    update(
        &engine,
        "owners",
        "1",
        json!({"name": "b", "members": {"update": [{"id": 1, "name": "m0"}, {"id": 2, "name": "x"}], "delete": [3]}}),
    )
    .await
    .unwrap();
    assert_eq!(
        told(&*committed(&mut events).await),
        [
            r#"members update {"name":"m1"} {"name":"x"}"#,
            r#"members update {"owner":1} {"owner":null}"#,
            r#"owners update {"name":"a"} {"name":"b"}"#,
        ]
    );
    // The item itself is on record though it stayed as it was, as in Directus.
    assert_eq!(count(&engine, "directus_activity where collection = 'owners' and action = 'update'").await, 3);
    assert_eq!(count(&engine, "directus_activity where collection = 'members' and action = 'update'").await, 2);
}

async fn a_delete_tells_of_every_row_that_follows(test: TestDatabase) {
    let engine = shop(&test).await;
    let payload = json!({"name": "a", "members": [{"name": "m", "parts": [{"name": "p"}]}], "tags": [{"tag": {"name": "t"}}]});
    create(&engine, "owners", payload).await.unwrap();
    let mut events = engine.events();
    engine.delete(&asker(), "owners", Selection::Item("1")).await.unwrap();
    let write = committed(&mut events).await;
    let mut lines = told(&write);
    assert_eq!(lines.pop().unwrap(), r#"owners delete {"id":1,"name":"a","secret":null} {}"#);
    lines.sort();
    assert_eq!(lines, [r#"members update {"owner":1} {"owner":null}"#, r#"owners_tags delete {"id":1,"owner":1,"tag":1} {}"#]);
    assert_eq!(write.changes[0].parent, Some(2));
    engine.delete(&asker(), "members", Selection::Item("1")).await.unwrap();
    assert_eq!(
        told(&*committed(&mut events).await),
        [r#"parts delete {"id":1,"name":"p","member":1} {}"#, r#"members delete {"id":1,"name":"m","owner":null,"sort":null} {}"#]
    );
    assert_eq!(count(&engine, "directus_activity where action = 'delete'").await, 4);
    // An unknown key changes nothing, and nothing is told.
    engine.delete(&asker(), "members", Selection::Item("999")).await.unwrap();
    assert_eq!(count(&engine, "directus_activity where action = 'delete'").await, 4);
}

async fn a_thousand_rows_take_a_handful_of_statements(test: TestDatabase) {
    let engine = shop(&test).await;
    let payloads: Vec<Json> = (0..1_000).map(|n| json!({"name": format!("t{n}")})).collect();
    let payloads: Vec<&Map<String, Json>> = payloads.iter().map(object).collect();
    let before = engine.database().statements_sent();
    engine.create(&asker(), "tags", &payloads).await.unwrap();
    // Rows, activity, revisions: no less than 200 rows a statement.
    assert!(engine.database().statements_sent() - before <= 3 * 5 + 3, "{}", engine.database().statements_sent() - before);
    assert_eq!(count(&engine, "directus_revisions where collection = 'tags'").await, 1_000);
    assert_eq!(count(&engine, "relata_changes").await, 0);
    let before = engine.database().statements_sent();
    let keys: Vec<Json> = (1..=1_000).map(Json::from).collect();
    engine.update(&asker(), "tags", (Selection::Keys(&keys), object(&json!({"name": "same"})))).await.unwrap();
    assert!(engine.database().statements_sent() - before <= 1 + 1 + 3 * 5 + 3, "{}", engine.database().statements_sent() - before);
    assert_eq!(count(&engine, "relata_changes").await, 1_000);
}

async fn concealed_values_are_never_recorded(test: TestDatabase) {
    let engine = shop(&test).await;
    let mut events = engine.events();
    create(&engine, "owners", json!({"name": "a", "secret": "open sesame", "members": [{"name": "m"}]})).await.unwrap();
    update(&engine, "owners", "1", json!({"secret": "another"})).await.unwrap();
    assert_eq!(committed(&mut events).await.changes[1].after()["secret"], "**********");
    let found = rows(engine.database(), "select data, delta from directus_revisions").await;
    let kept = rows(engine.database(), "select changes from relata_changes").await;
    let text = format!("{found:?}{kept:?}");
    assert!(text.contains("**********") && !text.contains("argon2") && !text.contains("sesame"), "{text}");
}

struct Rules;

impl ItemFilter for Rules {
    fn filter<'w>(&'w self, write: &'w mut PendingWrite<'_>) -> FilterFuture<'w> {
        Box::pin(async move {
            if write.payload.get("name").is_some_and(|name| name == "forbidden") {
                return Err(EngineError::new(ErrorCode::InvalidPayload, "This name is taken by the rules."));
            }
            if write.action == ChangeAction::Create && write.collection.name == *"members" {
                write.payload.insert("name".into(), json!("renamed"));
            }
            if write.action == ChangeAction::Delete && write.collection.name == *"tags" {
                return Err(EngineError::new(ErrorCode::Forbidden, "Tags stay."));
            }
            Ok(())
        })
    }
}

async fn filters_change_and_refuse_writes_at_any_depth(test: TestDatabase) {
    let engine = shop(&test).await;
    engine.add_filter(Rules);
    create(&engine, "owners", json!({"name": "a", "members": {"create": [{"name": "m"}]}, "tags": [{"tag": {"name": "t"}}]}))
        .await
        .unwrap();
    assert_eq!(rows(engine.database(), "select name from members").await, [["renamed"]]);
    let refused = update(&engine, "owners", "1", json!({"name": "b", "members": [{"id": 1, "name": "forbidden"}]})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidPayload);
    let refused = engine.delete(&asker(), "tags", Selection::Item("1")).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    assert_eq!(rows(engine.database(), "select name from owners").await, [["a"]]);
    assert_eq!(count(&engine, "tags").await, 1);
}

struct Panics;

impl EventListener for Panics {
    fn on_event(&self, _: Event) -> EventFuture {
        Box::pin(async { panic!("a listener's own trouble") })
    }
}

async fn a_failing_listener_harms_nobody(test: TestDatabase) {
    let engine = shop(&test).await;
    engine.listen("panics", Panics);
    let mut events = engine.events();
    for name in ["a", "b"] {
        create(&engine, "tags", json!({"name": name})).await.unwrap();
        assert_eq!(committed(&mut events).await.changes.len(), 1);
    }
    assert_eq!(count(&engine, "tags").await, 2);
    // What is undone isn't told.
    create(&engine, "owners", json!({"members": [999]})).await.unwrap_err();
    create(&engine, "tags", json!({"name": "c"})).await.unwrap();
    assert_eq!(committed(&mut events).await.changes[0].payload()["name"], "c");
}

async fn many_writers_on_one_parent_lose_nothing(test: TestDatabase) {
    let engine = shop(&test).await;
    let tags: Json = (0..4).map(|n| json!({"tag": {"name": format!("t{n}")}})).collect();
    create(&engine, "owners", json!({"name": "a", "members": {"create": [{"name": "first"}]}, "tags": tags})).await.unwrap();
    create(&engine, "owners", json!({"name": "b"})).await.unwrap();
    let writers = (0..16).map(|n| {
        let engine = engine.clone();
        tokio::spawn(async move {
            // Half of them touch the rows in the opposite order, and move a member to and fro.
            let (one, other) = if n % 2 == 0 { (1, 2) } else { (2, 1) };
            for step in 0..4 {
                let members = json!({"create": [{"name": format!("{n}.{step}")}], "update": [{"id": 1, "name": format!("{n}.{step}")}]});
                let each =
                    [json!({"id": one, "name": format!("{n}.{step}"), "members": members}), json!({"id": other, "name": format!("{n}")})];
                engine.update_each(&asker(), "owners", &each.iter().map(object).collect::<Vec<_>>()).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    assert_eq!(count(&engine, "members").await, 1 + 16 * 4);
    assert_eq!(count(&engine, "owners_tags").await, 4);
    // Every new member has a place of its own in its list.
    let places = "(select owner, sort from members where id > 1 group by owner, sort having count(*) > 1) doubled";
    assert_eq!(count(&engine, places).await, 0);
    assert_eq!(count(&engine, "directus_activity where collection = 'members' and action = 'create'").await, 1 + 16 * 4);
}

on_every_database!(
    what_many_get_together_is_told_of_each,
    keys_alone_are_answered_without_another_look,
    only_rows_that_differ_are_written_and_told,
    a_delete_tells_of_every_row_that_follows,
    a_thousand_rows_take_a_handful_of_statements,
    concealed_values_are_never_recorded,
    filters_change_and_refuse_writes_at_any_depth,
    a_failing_listener_harms_nobody,
    many_writers_on_one_parent_lose_nothing,
);
