//! Reading and writing items on every database: how many statements a nested read sends, that limits never cut a write, that a
//! failure leaves nothing behind, and that foreign databases are served as they are.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use std::sync::Arc;

use common::{database, engine, rows, run};
use relata_db::Product;
use relata_engine::{
    Asker, Engine, EngineError, EngineOptions, Envelope, ErrorCode, ReadOf, ReadTarget, RequestSource, Selection, Written,
};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

/// Owners with members (sorted, deselected ones deleted), and tags joined to owners.
fn library() -> Json {
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    json!([
        {"collection": "owners", "schema": {}, "meta": {}, "fields": [key, text("name"),
            {"field": "members", "type": "alias", "meta": {"special": ["o2m"]}},
            {"field": "tags", "type": "alias", "meta": {"special": ["m2m"]}}]},
        {"collection": "members", "schema": {}, "meta": {}, "fields": [key, {"field": "name", "type": "string", "schema": {"is_nullable": false}},
            number("owner"), number("sort")]},
        {"collection": "tags", "schema": {}, "meta": {}, "fields": [key, text("name")]},
        {"collection": "owners_tags", "schema": {}, "meta": {}, "fields": [key, number("owner"), number("tag")]},
    ])
}

async fn with_library(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    engine.create_collections(&system, &library()).await.unwrap();
    for relation in [
        json!({"collection": "members", "field": "owner", "related_collection": "owners", "schema": {"on_delete": "SET NULL"},
            "meta": {"one_field": "members", "sort_field": "sort", "one_deselect_action": "delete"}}),
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
    engine.create(&Asker::system(), collection, &[object(&payload)]).await
}

async fn update(engine: &Engine, key: &str, payload: Json) -> Result<Written, EngineError> {
    engine.update(&Asker::system(), "owners", (Selection::Item(key), object(&payload))).await
}

async fn read(engine: &Engine, collection: &str, query: &str) -> Result<Vec<Json>, EngineError> {
    let bounds = Bounds::default();
    let query = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
    let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    engine.read_values(&Asker::system(), of).await
}

fn names(n: usize) -> Json {
    (0..n).map(|n| json!({"name": format!("member {n}")})).collect()
}

/// The list of one owner's members, whole.
async fn members(engine: &Engine) -> Vec<Json> {
    let mut owners = read(engine, "owners", "fields=members.id,members.name,members.sort&deep[members][_limit]=-1&limit=1").await.unwrap();
    owners.remove(0)["members"].as_array_mut().map(std::mem::take).unwrap()
}

async fn a_nested_read_sends_one_statement_per_relation(test: TestDatabase) {
    let engine = with_library(&test).await;
    for n in 0..60 {
        let tags: Json = (0..3).map(|t| json!({"tag": {"name": format!("tag {n}.{t}")}})).collect();
        create(&engine, "owners", json!({"name": format!("owner {n}"), "members": names(4), "tags": tags})).await.unwrap();
    }
    let mut counted = Vec::new();
    for limit in [1, 60] {
        let before = engine.database().statements_sent();
        let query = format!("fields=name,members.name,members.owner.name,tags.tag.name&limit={limit}&meta=*");
        let owners = read(&engine, "owners", &query).await.unwrap();
        assert_eq!(owners.len(), limit);
        assert_eq!(owners[limit - 1]["tags"].as_array().map(Vec::len), Some(3));
        counted.push(engine.database().statements_sent() - before);
    }
    // Items, two lists; the two references are joined, and the envelope without meta sends no more than one count.
    assert_eq!(counted[0], counted[1]);
    let transaction_statements = if engine.database().product() == Product::Sqlite { 2 } else { 0 };
    assert!(counted[0] <= 2 + 4 + transaction_statements, "{counted:?}");
}

async fn no_limit_cuts_a_write(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"name": "a", "members": {"create": names(251)}})).await.unwrap();
    let all = members(&engine).await;
    assert_eq!(all.len(), 251);
    assert_eq!(all[250]["sort"], 251);

    // The default limit cuts the answer only.
    let owners = read(&engine, "owners", "fields=members&limit=1").await.unwrap();
    assert_eq!(owners[0]["members"].as_array().map(Vec::len), Some(100));

    let kept: Json = all.iter().take(101).map(|member| member["id"].clone()).collect();
    update(&engine, "1", json!({"members": kept})).await.unwrap();
    assert_eq!(members(&engine).await.len(), 101);
    assert_eq!(rows(engine.database(), "select count(*) from members").await, [["101"]]);

    let reversed: Json = all.iter().take(101).rev().enumerate().map(|(n, member)| json!({"id": member["id"], "sort": n + 1})).collect();
    update(&engine, "1", json!({"members": reversed})).await.unwrap();
    let ordered = members(&engine).await;
    assert_eq!(ordered[0]["id"], all[100]["id"]);
    assert_eq!(ordered[100]["id"], all[0]["id"]);
}

async fn a_failure_at_any_depth_leaves_nothing(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"name": "a", "members": names(2)})).await.unwrap();
    let before =
        rows(engine.database(), "select (select count(*) from owners), (select count(*) from members), (select count(*) from tags)").await;

    let unnamed = create(&engine, "owners", json!({"name": "b", "tags": [{"tag": {"name": "t"}}], "members": [{"name": "x"}, {}]})).await;
    assert_eq!(unnamed.unwrap_err().code(), ErrorCode::FailedValidation);
    let unknown = create(&engine, "owners", json!({"name": "b", "tags": [{"tag": {"name": "t"}}], "members": [4711]})).await;
    assert_eq!(unknown.unwrap_err().code(), ErrorCode::Forbidden);
    let dangling = create(&engine, "owners", json!({"name": "b", "members": [{"name": "x"}], "tags": [{"tag": 4711}]})).await;
    assert_eq!(dangling.unwrap_err().code(), ErrorCode::InvalidForeignKey);
    let removed = update(&engine, "1", json!({"members": [{"name": "new"}], "tags": [{"tag": 4711}]})).await;
    assert_eq!(removed.unwrap_err().code(), ErrorCode::InvalidForeignKey);

    let after =
        rows(engine.database(), "select (select count(*) from owners), (select count(*) from members), (select count(*) from tags)").await;
    assert_eq!(after, before);
}

async fn members_move_between_owners(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"name": "a", "members": names(2)})).await.unwrap();
    create(&engine, "owners", json!({"name": "b"})).await.unwrap();
    update(&engine, "2", json!({"members": {"update": [{"id": 1, "owner": 1}]}})).await.unwrap();
    let owners = read(&engine, "owners", "fields=members&sort=id").await.unwrap();
    assert_eq!(owners, [json!({"members": [2]}), json!({"members": [1]})]);
    // Whoever isn't a member can't be taken out.
    update(&engine, "1", json!({"members": {"delete": [1]}})).await.unwrap();
    assert_eq!(rows(engine.database(), "select count(*) from members").await, [["2"]]);
}

/// Numbered members in their order, then those without a number, wherever the database puts nulls.
async fn who_has_no_place_stands_at_the_end(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"members": [{"name": "a"}, {"name": "b"}]})).await.unwrap();
    let places = async |payload: Json| {
        update(&engine, "1", json!({"members": payload})).await.unwrap();
        let text = |member: Json| format!("{}{}", member["name"].as_str().unwrap(), member["sort"]);
        members(&engine).await.into_iter().map(text).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(places(json!({"create": [{"name": "c"}]})).await, "anull bnull cnull", "a list in no order gets none");
    assert_eq!(places(json!({"update": [{"id": 2, "sort": 1}]})).await, "b1 anull cnull");
    assert_eq!(places(json!({"create": [{"name": "d"}]})).await, "b1 d2 anull cnull");
    let first = read(&engine, "owners", "fields=members.name&deep[members][_limit]=2").await.unwrap();
    assert_eq!(first, [json!({"members": [{"name": "b"}, {"name": "d"}]})], "also where the list is cut");
}

async fn deleting_an_item_settles_who_refers_to_it(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"name": "a", "members": names(2), "tags": [{"tag": {"name": "t"}}]})).await.unwrap();
    engine.delete(&Asker::system(), "owners", Selection::Item("1")).await.unwrap();
    let counts = "select (select count(*) from owners), (select count(*) from members), (select count(*) from owners_tags), (select count(*) from tags)";
    assert_eq!(rows(engine.database(), counts).await, [["0", "2", "0", "1"]]);
    assert_eq!(rows(engine.database(), "select count(*) from members where owner is not null").await, [["0"]]);
}

async fn nobody_reads_or_writes_anything(test: TestDatabase) {
    let engine = with_library(&test).await;
    create(&engine, "owners", json!({"name": "a"})).await.unwrap();
    let query = relata_query::Query::default();
    for collection in ["owners", "nowhere"] {
        let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Data };
        assert_eq!(engine.read(&Asker::nobody(), of).await.unwrap_err().code(), ErrorCode::Forbidden);
        let payload = json!({"name": "x"});
        let refused = engine.create(&Asker::nobody(), collection, &[object(&payload)]).await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Forbidden);
    }
    assert_eq!(rows(engine.database(), "select count(*) from owners").await, [["1"]]);
}

/// Tables that somebody else made, without any system table: a junction with a key of two columns among them.
async fn a_foreign_database_is_served_as_it_is(test: TestDatabase) {
    let db = database(&test).await;
    run(
        &db,
        &[
            "create table films (id integer primary key, title varchar(80) not null)",
            "create table actors (id integer primary key, name varchar(80))",
            "create table film_actor (film_id integer not null, actor_id integer not null, part varchar(80), primary key (film_id, actor_id), \
             foreign key (film_id) references films (id), foreign key (actor_id) references actors (id))",
            "insert into films (id, title) values (1, 'One'), (2, 'Two')",
            "insert into actors (id, name) values (7, 'A'), (8, 'B')",
            "insert into film_actor (film_id, actor_id, part) values (1, 7, 'x'), (1, 8, 'y'), (2, 8, 'z')",
        ],
    )
    .await;
    let engine = Engine::open(db, EngineOptions::default()).await.unwrap();
    let parts = read(&engine, "film_actor", "fields=part,film_id.title,actor_id.name&filter[actor_id][name]=B&sort=part").await.unwrap();
    assert_eq!(
        parts,
        [
            json!({"part": "y", "film_id": {"title": "One"}, "actor_id": {"name": "B"}}),
            json!({"part": "z", "film_id": {"title": "Two"}, "actor_id": {"name": "B"}}),
        ]
    );
    let query = relata_query::Query::default();
    let one = |key| ReadOf { collection: "film_actor", target: ReadTarget::Item(key), query: &query, envelope: Envelope::Bare };
    let found = engine.read_values(&Asker::system(), one("1,8")).await.unwrap();
    assert_eq!(found, [json!({"film_id": 1, "actor_id": 8, "part": "y"})]);
    assert!(engine.read_values(&Asker::system(), one("1,9")).await.unwrap().is_empty());
    assert_eq!(engine.read_values(&Asker::system(), one("1")).await.unwrap_err().code(), ErrorCode::Forbidden);

    // Items with such keys are changed and deleted, one by one and many at once.
    let system = Asker::system();
    let all = async || rows(engine.database(), "select film_id, actor_id, part from film_actor order by film_id, actor_id").await;
    let part = |part: &str| json!({"part": part});
    let created = create(&engine, "film_actor", json!({"film_id": 2, "actor_id": 7, "part": "w"})).await.unwrap();
    assert_eq!(created.keys, [relata_schema::Value::List(vec![2.into(), 7.into()])]);
    engine.update(&system, "film_actor", (Selection::Item("1,8"), object(&part("Y")))).await.unwrap();
    let each = [json!({"film_id": 1, "actor_id": 7, "part": "X"}), json!({"film_id": 2, "actor_id": 7, "part": "W"})];
    engine.update_each(&system, "film_actor", &[object(&each[0]), object(&each[1])]).await.unwrap();
    assert_eq!(all().await, [["1", "7", "X"], ["1", "8", "Y"], ["2", "7", "W"], ["2", "8", "z"]]);
    let unknown = engine.update(&system, "film_actor", (Selection::Item("1"), object(&part("?")))).await;
    assert_eq!(unknown.unwrap_err().code(), ErrorCode::Forbidden);
    let by_query = parse_query(&parse_query_string("filter[film_id]=2", &Bounds::default()).unwrap(), &Bounds::default()).unwrap();
    let changed = engine.update(&system, "film_actor", (Selection::Query(&by_query), object(&part("q")))).await.unwrap();
    assert_eq!(changed.keys.len(), 2);
    engine.delete(&system, "film_actor", Selection::Keys(&[json!("1,7"), json!("2,8")])).await.unwrap();
    assert_eq!(all().await, [["1", "8", "Y"], ["2", "7", "q"]]);
    // A comma within a part is written %2C.
    run(
        engine.database(),
        &[
            "create table words (word varchar(80) not null, nth integer not null, part varchar(80), primary key (word, nth))",
            "insert into words (word, nth, part) values ('x,y', 1, 'a'), ('50%', 1, 'b'), ('x', 1, 'c')",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    for (key, part) in [("x%2Cy,1", "a"), ("50%25,1", "b"), ("50%,1", "b"), ("x,1", "c")] {
        let of = ReadOf { collection: "words", target: ReadTarget::Item(key), query: &query, envelope: Envelope::Bare };
        assert_eq!(engine.read_values(&system, of).await.unwrap()[0]["part"], part, "{key}");
    }
    let of = ReadOf { collection: "words", target: ReadTarget::Item("x,y,1"), query: &query, envelope: Envelope::Bare };
    assert_eq!(engine.read_values(&system, of).await.unwrap_err().code(), ErrorCode::Forbidden);
    engine.delete(&system, "words", Selection::Keys(&[json!("x%2cy,1")])).await.unwrap();
    assert_eq!(rows(engine.database(), "select part from words order by part").await, [["b"], ["c"]]);
    // Who refers by a key's part and may not be null goes with the item, if the foreign key says nothing else.
    let refused = engine.delete(&system, "films", Selection::Item("1")).await;
    assert_eq!(refused.unwrap_err().code(), ErrorCode::InvalidForeignKey);
}

/// A foreign key may refer to any unique column. The keys of `places` are the other way round than their numbers.
async fn references_to_another_unique_column_lead_where_they_say(test: TestDatabase) {
    let engine = engine(&test).await;
    let number = "integer not null unique";
    run(
        engine.database(),
        &[
            &format!("create table places (id integer primary key, number {number}, code varchar(20) unique, name varchar(80))"),
            "create table guides (id integer primary key, place integer, name varchar(80), \
             foreign key (place) references places (number) on delete cascade)",
            "create table visits (id integer primary key, place varchar(20), name varchar(80), \
             foreign key (place) references places (code) on delete set null)",
            "insert into places (id, number, code, name) values (1, 2, 'b', 'one'), (2, 1, 'a', 'two'), (3, 3, null, 'three')",
            "insert into guides (id, place, name) values (1, 2, 'of one'), (2, 1, 'of two'), (3, 3, 'of three')",
            "insert into visits (id, place, name) values (1, 'b', 'of one'), (2, 'a', 'of two')",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let system = Asker::system();
    for (many, alias) in [("guides", "guides"), ("visits", "visits")] {
        engine.create_field(&system, "places", &json!({"field": alias, "type": "alias", "meta": {"special": ["o2m"]}})).await.unwrap();
        engine.update_relation(&system, many, "place", &json!({"meta": {"one_field": alias}})).await.unwrap();
    }
    let listed = async || {
        let asked = "fields=name,guides.name,visits.name&sort=id";
        let names =
            |list: &Json| list.as_array().unwrap().iter().map(|of| of["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>().join("+");
        let place = |place: &Json| format!("{}: {} {}", place["name"].as_str().unwrap(), names(&place["guides"]), names(&place["visits"]));
        read(&engine, "places", asked).await.unwrap().iter().map(place).collect::<Vec<_>>()
    };
    let change = async |key: &str, payload: Json| engine.update(&system, "places", (Selection::Item(key), object(&payload))).await;
    assert_eq!(listed().await, ["one: of one of one", "two: of two of two", "three: of three "]);

    change("2", json!({"guides": {"create": [{"id": 4, "name": "second"}]}, "visits": [2, {"id": 3, "name": "new"}]})).await.unwrap();
    assert_eq!(listed().await, ["one: of one of one", "two: of two+second of two+new", "three: of three "]);
    change("1", json!({"guides": [4], "visits": []})).await.unwrap();
    assert_eq!(listed().await, ["one: second ", "two: of two of two+new", "three: of three "]);
    let new = json!([{"id": 5, "name": "by key", "place": {"id": 1}}, {"id": 6, "name": "by item", "place": {"id": 9, "number": 50, "name": "nine"}}]);
    for guide in new.as_array().unwrap() {
        create(&engine, "guides", guide.clone()).await.unwrap();
    }
    assert_eq!(listed().await, ["one: second+by key ", "two: of two of two+new", "three: of three ", "nine: by item "]);
    let refused = change("3", json!({"visits": {"create": [{"id": 7, "name": "nowhere"}]}})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidPayload, "{refused}");

    // What referred to nothing and was to go with nobody stays.
    let uses = engine.usage(&system, "places", Selection::Item("2")).await.unwrap();
    let counts = |of: &[(relata_schema::CollectionName, usize)]| of.iter().map(|(name, n)| format!("{name} {n}")).collect::<Vec<_>>();
    assert_eq!(
        (counts(&uses.deleted), counts(&uses.unlinked)),
        (vec!["places 1".to_owned(), "guides 1".to_owned()], vec!["visits 2".to_owned()])
    );
    engine.delete(&system, "places", Selection::Item("2")).await.unwrap();
    assert_eq!(listed().await, ["one: second+by key ", "three: of three ", "nine: by item "]);
    let visits = rows(engine.database(), "select name, place from visits order by id").await;
    assert_eq!(visits, [["of one", "null"], ["of two", "null"], ["new", "null"]]);
}

/// A member whose key holds its owner goes when it leaves the list: nothing would be left of it.
async fn members_whose_key_holds_their_owner_go_when_they_leave(test: TestDatabase) {
    let engine = engine(&test).await;
    let tables = [
        "create table films (id integer primary key, title varchar(80))",
        "create table parts (film integer not null, nth integer not null, name varchar(80), primary key (film, nth), \
         foreign key (film) references films (id))",
        "insert into films (id, title) values (1, 'One')",
        "insert into parts (film, nth, name) values (1, 1, 'a'), (1, 2, 'b'), (1, 3, 'c')",
    ];
    run(engine.database(), &tables).await;
    engine.reload_schema().await.unwrap();
    let system = Asker::system();
    engine.create_field(&system, "films", &json!({"field": "parts", "type": "alias", "meta": {"special": ["o2m"]}})).await.unwrap();
    engine.update_relation(&system, "parts", "film", &json!({"meta": {"one_field": "parts"}})).await.unwrap();
    for (change, left) in [(json!({"delete": ["1,2"]}), vec!["a", "c"]), (json!([{"film": 1, "nth": 3}]), vec!["c"]), (json!([]), vec![])] {
        engine.update(&system, "films", (Selection::Item("1"), object(&json!({"parts": change})))).await.unwrap();
        let names: Vec<Vec<String>> = rows(engine.database(), "select name from parts order by nth").await;
        assert_eq!(names.concat(), left, "{change}");
    }
}

async fn what_a_trigger_refuses_is_refused(test: TestDatabase) {
    let engine = engine(&test).await;
    let (function, trigger) = match test.backend() {
        Backend::Sqlite => ("select 1", "create trigger guard before insert on plain begin select raise(abort, 'secret words'); end"),
        Backend::Postgres => (
            "create function guard() returns trigger language plpgsql as 'begin raise exception ''secret words''; end'",
            "create trigger guard before insert on plain for each row execute function guard()",
        ),
        Backend::Mariadb => (
            "select 1",
            "create trigger guard before insert on plain for each row signal sqlstate '45000' set message_text = 'secret words'",
        ),
    };
    run(engine.database(), &["create table plain (id integer primary key, title varchar(100))", function, trigger]).await;
    engine.reload_schema().await.unwrap();
    let refused = create(&engine, "plain", json!({"id": 1, "title": "one"})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidPayload);
    assert!(!refused.to_string().contains("secret"), "{refused}");
}

/// PostgreSQL's own types travel in lists, too, and what one row is refused for, several are.
#[tokio::test(flavor = "multi_thread")]
async fn several_rows_take_what_one_takes() {
    let test = TestDatabase::create(Backend::Postgres).await;
    let engine = engine(&test).await;
    run(
        engine.database(),
        &[
            "create type \"Mood\" as enum ('glad', 'sad')",
            "create domain brief as varchar(3)",
            "create table odd (id serial primary key, mood \"Mood\", name brief, code character(5), flags bit(3), words text[], doc jsonb, \
             at timestamp(3) with time zone, price numeric(6, 2))",
        ],
    )
    .await;
    let engine = Engine::open(database(&test).await, EngineOptions::default()).await.unwrap();
    let create = async |payloads: &[Json]| {
        let payloads: Vec<_> = payloads.iter().map(object).collect();
        engine.create(&Asker::system(), "odd", &payloads).await
    };
    let full = |name: &str| json!({"mood": "sad", "name": name, "code": "abcde", "doc": {"a": [1]}, "at": "2020-01-02T03:04:05Z", "price": "12.50"});
    create(&[full("one")]).await.unwrap();
    create(&[full("two"), full("six"), json!({"name": "ten"}), json!({"name": "low"})]).await.unwrap();
    let stored = "select name, mood::text, code, doc::text, (at at time zone 'UTC')::text, price::text from odd order by id";
    let stored = rows(engine.database(), stored).await;
    let rest = ["sad", "abcde", "{\"a\": [1]}", "2020-01-02 03:04:05", "12.50"];
    for (row, name) in stored.iter().zip(["one", "two", "six"]) {
        assert_eq!((row[0].as_str(), row[1..].iter().map(String::as_str).collect::<Vec<_>>()), (name, rest.to_vec()));
    }
    assert_eq!(stored.len(), 5);
    let wrong = [json!({"name": "long"}), json!({"mood": "angry"}), json!({"code": "too long"}), json!({"price": "12345.00"})];
    for wrong in wrong {
        let alone = create(std::slice::from_ref(&wrong)).await.unwrap_err();
        let among_others = create(&[wrong.clone(), wrong.clone()]).await.unwrap_err();
        assert_eq!(alone.code(), among_others.code(), "{wrong}");
        assert_ne!(alone.code(), ErrorCode::InternalServerError, "{wrong}");
    }
    assert_eq!(rows(engine.database(), "select count(*) from odd").await, [["5"]]);
}

/// Types that the API has no name for are written, read and compared as the text that the database makes of them, arrays as lists.
#[tokio::test(flavor = "multi_thread")]
async fn types_of_the_database_itself_travel_as_text() {
    let test = TestDatabase::create(Backend::Postgres).await;
    let engine = engine(&test).await;
    run(
        engine.database(),
        &[
            "create type state as enum ('draft', 'done')",
            "create table odd (id serial primary key, ip inet, net cidr, mac macaddr, cash money, span interval, tags text[], nets inet[], \
             flags bit(4), part int4range, at timetz, spot point, state state, doc json, moment timestamp)",
            "create view seen as select id, span from odd",
            "create materialized view kept as select id, ip from odd",
        ],
    )
    .await;
    engine.reload_schema().await.unwrap();
    let whole = json!({"id": 1, "ip": "10.0.0.2", "net": "10.0.0.0/8", "mac": "08:00:2b:01:02:03", "cash": "$5.50", "span": "2 days",
        "tags": ["a", "b c"], "nets": ["10.0.0.1", "10.0.0.2"], "flags": "1010", "part": "[1,5)", "at": "03:04:05+02", "spot": "(1,2)",
        "state": "done", "doc": {"a": 1}, "moment": "2020-01-02T03:04:05"});
    create(&engine, "odd", whole.clone()).await.unwrap();
    create(&engine, "odd", json!({"ip": "10.0.0.3", "state": "draft"})).await.unwrap();
    assert_eq!(read(&engine, "odd", "fields=*&limit=1").await.unwrap(), [whole]);
    let found = async |query: &str| read(&engine, "odd", &format!("fields=id&{query}")).await.unwrap();
    for query in [
        "filter[ip][_eq]=10.0.0.2",
        "filter[ip][_in]=10.0.0.2,10.0.0.9",
        "filter[mac][_eq]=08:00:2b:01:02:03",
        "filter[part][_eq]=[1,5)",
        "filter[flags][_eq]=1010",
        "filter[tags][_nnull]=true",
        "filter[tags][_eq]={a,\"b c\"}",
        "filter[at][_nnull]=true&search=done",
        "filter[state][_contains]=on",
        "filter[state][_icontains]=ON",
    ] {
        assert_eq!(found(query).await, [json!({"id": 1})], "{query}");
    }
    assert_eq!(found("filter[state][_empty]=true").await, [] as [Json; 0]);

    // What the database can't do is said so.
    for query in [
        "sort=doc",
        "sort=spot",
        "aggregate[countDistinct]=doc",
        "groupBy=doc&aggregate[count]=*",
        "fields=count(doc)",
        "aggregate[max]=mac",
    ] {
        let refused = read(&engine, "odd", query).await.unwrap_err().code();
        assert!(matches!(refused, ErrorCode::InvalidQuery), "{query}: {refused:?}");
    }
    engine.update_collection(&Asker::system(), "odd", &json!({"meta": {}})).await.unwrap();
    let somebody = Asker { source: Some(Arc::new(RequestSource::default())), ..Asker::system() };
    let change = async |payload: Json| engine.update(&somebody, "odd", (Selection::Item("2"), object(&payload))).await.unwrap();
    change(json!({"tags": ["quoted \", c", null], "nets": "{10.0.0.9}"})).await;
    change(json!({"tags": []})).await;
    assert_eq!(read(&engine, "odd", "fields=tags,nets&filter[id]=2").await.unwrap(), [json!({"tags": [], "nets": ["10.0.0.9"]})]);
    let revisions = read(&engine, "directus_revisions", "fields=delta&sort=id").await.unwrap();
    assert_eq!(revisions, [json!({"delta": {"tags": ["quoted \", c", null], "nets": "{10.0.0.9}"}}), json!({"delta": {"tags": []}})]);
    let refused = create(&engine, "odd", json!({"ip": "nowhere"})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidPayload, "{refused}");
    let refused = engine.delete_field(&Asker::system(), "odd", "span").await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidPayload, "a view needs it: {refused}");
    let refused = create(&engine, "kept", json!({"ip": "10.0.0.1"})).await.unwrap_err();
    assert_ne!(refused.code(), ErrorCode::InternalServerError, "{refused}");
}

/// MariaDB keeps lengths of time in columns of times, and truths in bits.
#[tokio::test(flavor = "multi_thread")]
async fn mariadbs_times_and_bits_are_read_as_they_are() {
    let test = TestDatabase::create(Backend::Mariadb).await;
    let engine = engine(&test).await;
    let made = "create table odd (id integer primary key, length time, flag bit(1), flags bit(8), huge bigint unsigned)";
    let rows = "insert into odd values (1, '-838:59:59', b'1', b'10101010', null), (2, '25:30:00', b'0', b'0', 7)";
    run(engine.database(), &[made, rows]).await;
    engine.reload_schema().await.unwrap();
    create(&engine, "odd", json!({"id": 3, "length": "01:02:03", "flag": true, "flags": 170})).await.unwrap();
    let listed = read(&engine, "odd", "fields=length,flag,flags").await.unwrap();
    let row = |length: &str, flag: bool, flags: u8| json!({"length": length, "flag": flag, "flags": flags});
    assert_eq!(listed, [row("-838:59:59", true, 170), row("25:30:00", false, 0), row("01:02:03", true, 170)]);
    assert_eq!(read(&engine, "odd", "fields=id&filter[flag]=false").await.unwrap(), [json!({"id": 2})]);

    create(&engine, "odd", json!({"id": 4, "huge": u64::MAX})).await.unwrap();
    create(&engine, "odd", json!({"id": 5, "huge": u64::MAX.to_string()})).await.unwrap();
    assert_eq!(
        read(&engine, "odd", "fields=huge&filter[id][_gt]=3").await.unwrap(),
        [json!({"huge": u64::MAX}), json!({"huge": u64::MAX})]
    );
    for beyond in [json!("18446744073709551616"), json!(-1)] {
        let refused = create(&engine, "odd", json!({"id": 6, "huge": beyond})).await.unwrap_err().code();
        assert!(matches!(refused, ErrorCode::InvalidPayload | ErrorCode::ValueOutOfRange), "{beyond}: {refused:?}");
    }
}

on_every_database!(
    a_nested_read_sends_one_statement_per_relation,
    no_limit_cuts_a_write,
    a_failure_at_any_depth_leaves_nothing,
    members_move_between_owners,
    who_has_no_place_stands_at_the_end,
    deleting_an_item_settles_who_refers_to_it,
    nobody_reads_or_writes_anything,
    a_foreign_database_is_served_as_it_is,
    references_to_another_unique_column_lead_where_they_say,
    members_whose_key_holds_their_owner_go_when_they_leave,
    what_a_trigger_refuses_is_refused,
);
