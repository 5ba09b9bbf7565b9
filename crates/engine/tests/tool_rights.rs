//! Sorting, moving, going back, copying and looking for uses serve everybody as far as their rights go: each accepted case beside the one
//! that lacks a single right.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{asker_of, engine, rows};
use relata_engine::{
    Asker, CopyOf, Engine, EngineError, Envelope, ErrorCode, MoveTo, OrderOf, ReadOf, ReadTarget, Revert, Selection, Usage,
};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

fn object(json: &Json) -> &Map<String, Json> {
    json.as_object().unwrap()
}

/// Pages in an order, each with sections in theirs; notes that go with their page, and links that lose it.
async fn pages(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let collections = json!([
        {"collection": "pages", "schema": {}, "meta": {"sort_field": "sort"},
            "fields": [key, text("title"), text("internal"), number("sort"), list("sections"), list("notes")]},
        {"collection": "sections", "schema": {}, "meta": {}, "fields": [key, text("name"), number("page"), number("sort")]},
        {"collection": "notes", "schema": {}, "meta": {}, "fields": [key, text("name"), number("page")]},
        {"collection": "links", "schema": {}, "meta": {}, "fields": [key, number("page")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for (many, alias, on_delete, sort) in [
        ("sections", Some("sections"), "CASCADE", Some("sort")),
        ("notes", Some("notes"), "CASCADE", None),
        ("links", None, "SET NULL", None),
    ] {
        let relation = json!({"collection": many, "field": "page", "related_collection": "pages", "schema": {"on_delete": on_delete},
            "meta": {"one_field": alias, "sort_field": sort, "one_deselect_action": "delete"}});
        engine.create_relation(&system, &relation).await.unwrap();
    }
    let made = json!([
        {"title": "a", "internal": "x", "sort": 1, "notes": [{"name": "n1"}, {"name": "n2"}],
            "sections": {"create": [{"name": "s1"}, {"name": "s2"}, {"name": "s3"}]}},
        {"title": "b", "sort": 2},
        {"title": "c", "sort": 3},
        {"title": "d", "sort": 4},
    ]);
    let made: Vec<&Map<String, Json>> = made.as_array().unwrap().iter().map(object).collect();
    engine.create(&system, "pages", &made).await.unwrap();
    let links = json!([{"page": 1}, {"page": 1}]);
    let links: Vec<&Map<String, Json>> = links.as_array().unwrap().iter().map(object).collect();
    engine.create(&system, "links", &links).await.unwrap();
    engine
}

/// Somebody with these permissions: collection, action, fields, rule.
async fn somebody(engine: &Engine, permissions: &[(&str, &str, &[&str], Json)]) -> Asker {
    let system = Asker::system();
    let user = uuid::Uuid::new_v4().to_string();
    let policy = uuid::Uuid::new_v4().to_string();
    engine.create(&system, "directus_users", &[object(&json!({"id": user, "email": format!("{user}@example.com")}))]).await.unwrap();
    engine.create(&system, "directus_policies", &[object(&json!({"id": policy, "name": "some"}))]).await.unwrap();
    for (collection, action, fields, rule) in permissions {
        let row = json!({"policy": policy, "collection": collection, "action": action, "fields": fields, "permissions": rule});
        engine.create(&system, "directus_permissions", &[object(&row)]).await.unwrap();
    }
    engine.create(&system, "directus_access", &[object(&json!({"policy": policy, "user": user}))]).await.unwrap();
    asker_of(engine, &user).await
}

async fn cells(engine: &Engine, statement: &str) -> String {
    rows(engine.database(), statement).await.into_iter().map(|row| row.join(",")).collect::<Vec<_>>().join(" ")
}

fn is_refused<T: std::fmt::Debug>(outcome: Result<T, EngineError>) {
    assert_eq!(outcome.unwrap_err().code(), ErrorCode::Forbidden);
}

async fn sorting_needs_the_right_to_change_each_number(test: TestDatabase) {
    let engine = pages(&test).await;
    let order = async || cells(&engine, "select id from pages order by sort").await;
    let sort = async |asker: &Asker, item: i64, to: i64| {
        engine.arrange(asker, OrderOf::Collection("pages"), &[&json!(item)], MoveTo::PlaceOf(&json!(to))).await
    };
    for refused in [
        somebody(&engine, &[("pages", "read", &["*"], json!(null))]).await,
        somebody(&engine, &[("pages", "update", &["title"], json!(null))]).await,
        somebody(&engine, &[("pages", "update", &["sort"], json!({"title": {"_neq": "b"}}))]).await,
        somebody(&engine, &[("pages", "update", &["sort"], json!({"sort": {"_lt": 3}}))]).await,
    ] {
        is_refused(sort(&refused, 1, 3).await);
        assert_eq!(order().await, "1 2 3 4");
    }
    let sorter = somebody(&engine, &[("pages", "update", &["sort"], json!({"title": {"_neq": "d"}}))]).await;
    sort(&sorter, 1, 3).await.unwrap();
    assert_eq!(order().await, "2 3 1 4");
    // To the place that it has: nothing would change, but whether there is such an item is not told either.
    is_refused(sort(&sorter, 4, 4).await);
    is_refused(sort(&sorter, 99, 99).await);
    sort(&sorter, 1, 1).await.unwrap();
}

async fn moving_counts_what_is_seen(test: TestDatabase) {
    let engine = pages(&test).await;
    let order = async || cells(&engine, "select id from pages order by sort").await;
    let seen = json!({"title": {"_in": ["a", "c", "d"]}});
    let mover = somebody(&engine, &[("pages", "read", &["*"], seen), ("pages", "update", &["*"], json!(null))]).await;
    let moved = async |to: MoveTo<'_>| engine.arrange(&mover, OrderOf::Collection("pages"), &[&json!(4)], to).await;
    is_refused(moved(MoveTo::Before(&json!(2))).await);
    is_refused(moved(MoveTo::After(&json!(99))).await);
    assert_eq!(order().await, "1 2 3 4");
    // The second of those that this asker sees stands before page 3.
    moved(MoveTo::Position(2)).await.unwrap();
    assert_eq!(order().await, "1 2 4 3");
    moved(MoveTo::Before(&json!(1))).await.unwrap();
    assert_eq!(order().await, "4 1 2 3");
}

async fn a_list_is_moved_by_whoever_sees_it(test: TestDatabase) {
    let engine = pages(&test).await;
    let order = async || cells(&engine, "select id from sections order by sort").await;
    let list = OrderOf::List { collection: "pages", key: "1", field: "sections" };
    let numbers: (&str, &str, &[&str], Json) = ("sections", "update", &["sort"], json!(null));
    let sections: (&str, &str, &[&str], Json) = ("sections", "read", &["id"], json!(null));
    let first = order().await;
    for (pages, code) in [
        (("pages", "read", &["title"] as &[&str], json!(null)), ErrorCode::InvalidPayload),
        (("pages", "read", &["*"], json!({"title": {"_eq": "b"}})), ErrorCode::Forbidden),
    ] {
        let refused = somebody(&engine, &[pages, numbers.clone(), sections.clone()]).await;
        let outcome = engine.arrange(&refused, list, &[&json!(3)], MoveTo::Position(1)).await;
        assert_eq!(outcome.unwrap_err().code(), code);
        assert_eq!(order().await, first);
    }
    let mover = somebody(&engine, &[("pages", "read", &["sections"], json!(null)), numbers, sections]).await;
    engine.arrange(&mover, list, &[&json!(3)], MoveTo::Position(1)).await.unwrap();
    assert_eq!(order().await, "3 1 2");
}

fn uses(usage: &Usage) -> Vec<(String, usize)> {
    usage.uses.iter().map(|found| (format!("{}.{}", found.collection, found.field), found.count)).collect()
}

fn deleted(usage: &Usage) -> Vec<(&str, usize)> {
    usage.deleted.iter().map(|(name, count)| (name.as_str(), *count)).collect()
}

async fn uses_are_told_as_far_as_they_are_seen(test: TestDatabase) {
    let engine = pages(&test).await;
    let usage = async |asker: &Asker| engine.usage(asker, "pages", Selection::Item("1")).await;
    is_refused(usage(&somebody(&engine, &[("notes", "read", &["*"], json!(null))]).await).await);
    is_refused(usage(&somebody(&engine, &[("pages", "read", &["*"], json!({"id": {"_neq": 1}}))]).await).await);

    let pages: (&str, &str, &[&str], Json) = ("pages", "read", &["title"], json!(null));
    let found = usage(&somebody(&engine, std::slice::from_ref(&pages)).await).await.unwrap();
    assert_eq!((uses(&found), deleted(&found), found.refusal.is_none()), (vec![], vec![("pages", 1)], false));
    // A row whose reference isn't seen tells nothing; one of two rows; a list whose field isn't seen has no name.
    let reader = somebody(
        &engine,
        &[
            pages,
            ("pages", "delete", &["*"], json!(null)),
            ("notes", "read", &["*"], json!({"name": {"_eq": "n2"}})),
            ("sections", "read", &["id", "name"], json!(null)),
            ("links", "read", &["page"], json!(null)),
        ],
    )
    .await;
    let found = usage(&reader).await.unwrap();
    let mut told = uses(&found);
    told.sort();
    assert_eq!(told, [("links.page".to_owned(), 2), ("notes.page".to_owned(), 1)]);
    assert_eq!(found.uses.iter().filter_map(|found| found.list.clone()).count(), 0);
    assert_eq!((deleted(&found), found.refusal.is_none()), (vec![("pages", 1), ("notes", 1)], true));
    assert_eq!(found.unlinked.iter().map(|(name, count)| (name.as_str(), *count)).collect::<Vec<_>>(), [("links", 2)]);
    let everything = engine.usage(&Asker::system(), "pages", Selection::Item("1")).await.unwrap();
    assert_eq!(everything.uses.iter().map(|found| found.count).sum::<usize>(), 7);
}

async fn a_copy_is_made_of_what_is_seen(test: TestDatabase) {
    let engine = pages(&test).await;
    let copy = async |asker: &Asker| {
        let of = CopyOf { collection: "pages", key: "1", fields: None, overrides: None };
        let preview = engine.preview_copy(asker, of).await;
        let copied = engine.copy(asker, of).await;
        assert!(preview.is_ok() || copied.is_err());
        copied
    };
    let n_rows =
        async || cells(&engine, "select (select count(*) from pages), (select count(*) from sections), (select count(*) from notes)").await;
    let before = n_rows().await;
    let all: &[&str] = &["*"];
    let read_pages = ("pages", "read", &["id", "title", "sort", "sections", "notes"] as &[&str], json!(null));
    for refused in [
        vec![read_pages.clone()],
        vec![("pages", "create", all, json!(null))],
        vec![("pages", "read", all, json!({"title": {"_eq": "b"}})), ("pages", "create", all, json!(null))],
        // What is seen but may not be made isn't silently left out.
        vec![read_pages.clone(), ("pages", "create", all, json!(null)), ("sections", "read", all, json!(null))],
        // A rule that the copy doesn't meet.
        vec![read_pages.clone(), ("pages", "create", all, json!({"title": {"_eq": "b"}}))],
        // A section without its page would be lost.
        vec![
            read_pages.clone(),
            ("pages", "create", all, json!(null)),
            ("sections", "read", all, json!(null)),
            ("sections", "create", &["name", "sort"], json!(null)),
        ],
    ] {
        is_refused(copy(&somebody(&engine, &refused).await).await);
        assert_eq!(n_rows().await, before);
    }
    let copier = somebody(
        &engine,
        &[
            read_pages,
            ("pages", "create", all, json!(null)),
            ("sections", "read", all, json!({"name": {"_neq": "s2"}})),
            ("sections", "create", &["page", "name"], json!(null)),
        ],
    )
    .await;
    copy(&copier).await.unwrap();
    // Neither the field, nor the section, nor the notes that this asker doesn't see; no number that they may not give.
    assert_eq!(cells(&engine, "select title, internal, sort from pages order by id desc limit 1").await, "a,null,1");
    let sections = "select name, sort from sections where page = (select max(id) from pages) order by id";
    assert_eq!(cells(&engine, sections).await, "s1,null s3,null");
    assert_eq!(cells(&engine, "select count(*) from notes").await, "2");
}

/// The latest revision of the first page.
async fn latest(engine: &Engine) -> String {
    let bounds = Bounds::default();
    let asked = "filter[collection]=pages&filter[item]=1&sort=-id&limit=1&fields=id";
    let query = parse_query(&parse_query_string(asked, &bounds).unwrap(), &bounds).unwrap();
    let of = ReadOf { collection: "directus_revisions", target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    engine.read_values(&Asker::system(), of).await.unwrap()[0]["id"].to_string()
}

async fn going_back_needs_the_right_to_each_change(test: TestDatabase) {
    let engine = pages(&test).await;
    let source = Asker { source: Some(std::sync::Arc::default()), ..Asker::system() };
    let change = async |payload: Json| engine.update(&source, "pages", (Selection::Item("1"), object(&payload))).await.unwrap();
    change(json!({"title": "first"})).await;
    let revision = latest(&engine).await;
    // A section comes, one changes, one goes.
    let sections = json!({"create": [{"name": "s4"}], "update": [{"id": 1, "name": "S1"}], "delete": [2]});
    change(json!({"title": "second", "sections": sections})).await;
    let state = async || {
        let pages = cells(&engine, "select title from pages where id = 1").await;
        format!("{pages}: {}", cells(&engine, "select name from sections where page = 1 order by id").await)
    };
    let second = "second: S1 s3 s4";
    assert_eq!(state().await, second);

    let all: &[&str] = &["*"];
    let revisions = ("directus_revisions", "read", all, json!(null));
    let update = ("pages", "update", all, json!(null));
    for refused in [
        vec![update.clone()],
        vec![revisions.clone()],
        vec![revisions.clone(), ("pages", "update", &["title"] as &[&str], json!(null))],
        vec![revisions.clone(), ("pages", "update", all, json!({"id": {"_neq": 1}}))],
    ] {
        let asker = somebody(&engine, &refused).await;
        is_refused(engine.revert(&asker, &revision, Revert::Values).await);
        is_refused(engine.revert(&asker, &revision, Revert::Relations).await);
        assert_eq!(state().await, second);
    }
    let rights = [
        revisions,
        update,
        ("sections", "create", all, json!(null)),
        ("sections", "update", all, json!(null)),
        ("sections", "delete", all, json!(null)),
    ];
    // Each right below the page is needed when its list goes back, and none for its own values.
    for left_out in 2..rights.len() {
        let some: Vec<_> = rights.iter().enumerate().filter(|(nth, _)| *nth != left_out).map(|(_, right)| right.clone()).collect();
        is_refused(engine.revert(&somebody(&engine, &some).await, &revision, Revert::Relations).await);
        assert_eq!(state().await, second);
    }
    let asker = somebody(&engine, &rights).await;
    engine.revert(&asker, &revision, Revert::Relations).await.unwrap();
    assert_eq!(state().await, "first: s1 s2 s3");
    change(json!({"title": "third"})).await;
    engine.revert(&somebody(&engine, &rights[..2]).await, &revision, Revert::Values).await.unwrap();
    assert_eq!(state().await, "first: s1 s2 s3");
}

async fn a_refusal_names_nothing_that_is_hidden(test: TestDatabase) {
    let engine = engine(&test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let list = json!({"field": "books", "type": "alias", "meta": {"special": ["o2m"], "options": {"relata": {"min": 1}}}});
    let collections = json!([
        {"collection": "shelves", "schema": {}, "meta": {}, "fields": [key, list]},
        {"collection": "books", "schema": {}, "meta": {}, "fields": [key, number("shelf")]},
        {"collection": "loans", "schema": {}, "meta": {}, "fields": [key, number("lent")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for relation in [
        json!({"collection": "books", "field": "shelf", "related_collection": "shelves", "meta": {"one_field": "books"}}),
        json!({"collection": "loans", "field": "lent", "related_collection": "books", "schema": {"on_delete": "NO ACTION"}}),
    ] {
        engine.create_relation(&system, &relation).await.unwrap();
    }
    for shelf in [json!({"books": [{}]}), json!({"books": [{}, {}]})] {
        engine.create(&system, "shelves", &[object(&shelf)]).await.unwrap();
    }
    engine.create(&system, "loans", &[object(&json!({"lent": 2}))]).await.unwrap();

    let all: &[&str] = &["*"];
    let own = [("books", "read", all, json!(null)), ("books", "delete", all, json!(null)), ("books", "update", all, json!(null))];
    let blind = somebody(&engine, &own).await;
    let halves = [("loans", "read", &["id"] as &[&str], json!(null)), ("shelves", "read", &["books"], json!({"id": {"_eq": 2}}))];
    let half_blind = somebody(&engine, &[&own[..], &halves[..]].concat()).await;
    let whole = [("loans", "read", &["lent"] as &[&str], json!(null)), ("shelves", "read", &["books"], json!(null))];
    let seeing = somebody(&engine, &[&own[..], &whole[..]].concat()).await;
    let delete = async |asker: &Asker, key| engine.delete(asker, "books", Selection::Item(key)).await;
    for asker in [&blind, &half_blind] {
        let moved = engine.update(asker, "books", (Selection::Item("1"), object(&json!({"shelf": null})))).await;
        for refused in [delete(asker, "1").await, delete(asker, "2").await, moved] {
            let error = refused.unwrap_err();
            let told = format!("{error} {error:?}");
            assert_eq!(error.code(), ErrorCode::InvalidForeignKey, "{told}");
            assert!(told.contains("may not see") && !["shel", "loans", "lent", "books"].iter().any(|name| told.contains(name)), "{told}");
        }
    }
    let (list, loan) = (delete(&seeing, "1").await.unwrap_err(), delete(&seeing, "2").await.unwrap_err());
    assert_eq!((list.code(), loan.code()), (ErrorCode::FailedValidation, ErrorCode::InvalidForeignKey));
    assert!(list.to_string().contains("shelves") && loan.to_string().contains("loans"), "{list} {loan}");
    assert_eq!(cells(&engine, "select id from books order by id").await, "1 2 3");
    delete(&blind, "3").await.unwrap();
}

on_every_database!(
    a_refusal_names_nothing_that_is_hidden,
    sorting_needs_the_right_to_change_each_number,
    moving_counts_what_is_seen,
    a_list_is_moved_by_whoever_sees_it,
    uses_are_told_as_far_as_they_are_seen,
    a_copy_is_made_of_what_is_seen,
    going_back_needs_the_right_to_each_change
);
