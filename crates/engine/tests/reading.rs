//! Reads that take another way where it is shorter: every way gives the same rows.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{asker_of, engine, run};
use relata_db::Product;
use relata_engine::{Asker, Engine, Envelope, ReadOf, ReadTarget};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

const N_AUTHORS: usize = 40;

/// Authors, some of them without a name or of the same name as others, and 1,500 books, some of them without an author.
async fn library(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let collections = json!([
        {"collection": "authors", "schema": {}, "fields": [key, text("name"), {"field": "books", "type": "alias", "meta": {"special": ["o2m"]}}]},
        {"collection": "books", "schema": {}, "fields": [key, text("title"), {"field": "author", "type": "integer", "schema": {"is_indexed": true}}]},
    ]);
    let system = Asker::system();
    engine.create_collections(&system, &collections).await.unwrap();
    let relation = json!({"collection": "books", "field": "author", "related_collection": "authors", "schema": {"on_delete": "SET NULL"},
        "meta": {"one_field": "books"}});
    engine.create_relation(&system, &relation).await.unwrap();
    let authors: Vec<String> = (0..N_AUTHORS)
        .map(|n| match n % 10 {
            3 => "(null)".to_owned(),
            _ => format!("('author {}')", n * 7 % 23),
        })
        .collect();
    // The first author has 300 books, the last one none.
    let books: Vec<String> = (0..1_500)
        .map(|n| match n % 10 {
            0 | 1 => format!("('title {}', 1)", n * 31 % 977),
            2 => format!("('title {}', null)", n * 31 % 977),
            _ => format!("('title {}', {})", n * 31 % 977, 2 + n * 17 % (N_AUTHORS - 2)),
        })
        .collect();
    let (authors, books) = (authors.join(","), books.join(","));
    let fill = [
        format!("insert into authors (name) values {authors}"),
        format!("insert into books (title, author) values {books}"),
        if engine.database().product() == Product::Postgres { "analyze".to_owned() } else { "select 1".to_owned() },
    ];
    run(engine.database(), &fill.iter().map(String::as_str).collect::<Vec<_>>()).await;
    engine
}

async fn read(engine: &Engine, collection: &str, query: &str) -> Vec<Json> {
    read_as(engine, &Asker::system(), collection, query).await
}

async fn read_as(engine: &Engine, asker: &Asker, collection: &str, query: &str) -> Vec<Json> {
    let bounds = Bounds::default();
    let query = parse_query(&parse_query_string(query, &bounds).unwrap(), &bounds).unwrap();
    let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
    engine.read_values(asker, of).await.unwrap()
}

/// Somebody who may read some of the books and, by each of these rules, some of the authors.
async fn reader(engine: &Engine, user: &str, authors: &[Json]) -> Asker {
    let make = async |collection: &str, item: Json| {
        engine.create(&Asker::system(), collection, &[item.as_object().unwrap()]).await.unwrap();
    };
    make("directus_users", json!({"id": user, "email": format!("{user}@example.com")})).await;
    let books = json!({"_or": [{"title": {"_contains": "1"}}, {"author": {"name": {"_contains": "2"}}}]});
    let rules = authors.iter().map(|rule| ("authors", rule.clone())).chain([("books", books)]);
    for (nth, (collection, rule)) in rules.enumerate() {
        let policy = format!("{}{nth}", &user[..user.len() - 1]);
        make("directus_policies", json!({"id": policy, "name": policy})).await;
        let read = json!({"policy": policy, "collection": collection, "action": "read", "permissions": rule, "fields": ["*"]});
        make("directus_permissions", read).await;
        make("directus_access", json!({"policy": policy, "user": user})).await;
    }
    asker_of(engine, user).await
}

async fn pages_in_the_order_of_references_are_parts_of_the_whole(test: TestDatabase) {
    let engine = library(&test).await;
    let sent = || engine.database().statements_sent();
    for sort in ["author.name,title", "-author.name,-title", "author.name,-author.id,title"] {
        // A whole list is joined and sorted; a page of it isn't.
        let whole = read(&engine, "books", &format!("fields=id,author.name&sort={sort}&limit=-1")).await;
        assert_eq!(whole.len(), 1_500);
        for (limit, offset) in [(1, 0), (20, 0), (7, 150), (100, 700), (400, 590)] {
            let page = read(&engine, "books", &format!("fields=id,author.name&sort={sort}&limit={limit}&offset={offset}")).await;
            assert_eq!(page, whole[offset..offset + limit], "{sort} {limit} {offset}");
        }
    }
    let before = sent();
    read(&engine, "books", "fields=id&sort=author.name&limit=5").await;
    let again = sent() - before;
    assert_eq!(again, 1, "the sizes of tables are known by now");
}

async fn pages_of_what_is_seen_and_wanted_are_parts_of_the_whole(test: TestDatabase) {
    let engine = library(&test).await;
    let by_name = json!({"name": {"_contains": "1"}});
    let by_books = json!({"books": {"_some": {"title": {"_starts_with": "title 12"}}}});
    let askers = [
        Asker::system(),
        reader(&engine, "0a000000-0000-4000-8000-000000000010", &[json!({})]).await,
        reader(&engine, "0a000000-0000-4000-8000-000000000020", std::slice::from_ref(&by_name)).await,
        reader(&engine, "0a000000-0000-4000-8000-000000000030", &[by_name, by_books]).await,
    ];
    let mut lengths = Vec::new();
    for asker in &askers {
        for filter in ["", "&filter[title][_contains]=3", "&filter[author][name][_contains]=1", "&filter[title][_eq]=title 31", "&search=1"]
        {
            for sort in ["author.name,title", "-author.name,-title", "author.name,-author.id,title"] {
                let asked = format!("fields=id,author.id,author.name&sort={sort}{filter}");
                let whole = read_as(&engine, asker, "books", &format!("{asked}&limit=-1")).await;
                for (limit, offset) in [(1, 0), (20, 0), (7, 50), (100, 100), (900, 0)] {
                    let page = read_as(&engine, asker, "books", &format!("{asked}&limit={limit}&offset={offset}")).await;
                    let expected: Vec<Json> = whole.iter().skip(offset).take(limit).cloned().collect();
                    assert_eq!(page, expected, "{asked} {limit} {offset}");
                }
                lengths.push(whole.len());
            }
        }
    }
    assert!(lengths.contains(&1_500) && lengths.iter().any(|length| (200..1_200).contains(length)) && lengths.iter().min() < Some(&5));
    let sent = async |query: &str| {
        let before = engine.database().statements_sent();
        read_as(&engine, &askers[3], "books", &format!("fields=id,author.name&{query}")).await;
        engine.database().statements_sent() - before
    };
    let tries = u64::from(engine.database().product() == Product::Postgres);
    assert_eq!(sent("sort=author.name&limit=5").await, 1, "a page that is found");
    assert_eq!(sent("sort=author.name&limit=5&filter[title][_eq]=title 31").await, 1 + tries, "one that isn't");
}

async fn pages_of_what_a_list_may_open_are_parts_of_the_whole(test: TestDatabase) {
    let engine = library(&test).await;
    let or = |name: &str, title: &str| {
        format!(
            r#"filter={{"_or":[{{"name":{{"_contains":"{name}"}}}},{{"books":{{"_some":{{"title":{{"_starts_with":"{title}"}}}}}}}}]}}"#
        )
    };
    let mut lengths = Vec::new();
    for filter in [or("1", "title 12"), or("1", "title"), or("nobody", "title 97"), or("nobody", "nothing")] {
        for sort in ["id", "-id"] {
            let asked = format!("fields=id,name,books.id&sort={sort}&{filter}");
            let whole = read(&engine, "authors", &format!("{asked}&limit=-1")).await;
            for (limit, offset) in [(1, 0), (3, 0), (4, 3), (7, 0), (100, 0)] {
                let page = read(&engine, "authors", &format!("{asked}&limit={limit}&offset={offset}")).await;
                let expected: Vec<Json> = whole.iter().skip(offset).take(limit).cloned().collect();
                assert_eq!(page, expected, "{asked} {limit} {offset}");
            }
            lengths.push(whole.len());
        }
    }
    assert!(lengths.contains(&0) && lengths.iter().any(|length| (5..35).contains(length)) && lengths.iter().max() > Some(&35));
    let sent = async |filter: &str, limit: usize| {
        let before = engine.database().statements_sent();
        read(&engine, "authors", &format!("fields=id&{filter}&limit={limit}")).await;
        engine.database().statements_sent() - before
    };
    let tries = u64::from(engine.database().product() == Product::Postgres);
    assert_eq!(sent(&or("1", "title"), 5).await, 1, "a page that is found");
    assert_eq!(sent(&or("nobody", "nothing"), 5).await, 1 + tries, "one that isn't");
    assert_eq!(sent(&or("nobody", "nothing"), 8).await, 1, "there are as few authors as would be looked at");
}

async fn counts_look_at_members_only_where_they_must(test: TestDatabase) {
    let engine = library(&test).await;
    let asker = reader(&engine, "0a000000-0000-4000-8000-000000000010", &[json!({})]).await;
    let listed = read_as(&engine, &asker, "authors", "fields=id,count(books),books.id&sort=id&limit=-1&deep[books][_limit]=-1").await;
    assert_eq!(listed.len(), N_AUTHORS);
    let mut counts = Vec::new();
    for author in &listed {
        let n_books = author["books"].as_array().unwrap().len();
        let count = author["books_count"].as_u64().or_else(|| author["books_count"].as_str()?.parse().ok());
        assert_eq!(count, Some(n_books as u64), "{author}");
        counts.push(n_books);
    }
    assert!(counts.contains(&0) && counts.iter().any(|count| *count > 20));
}

async fn limits_per_owner_cut_whatever_an_owner_has(test: TestDatabase) {
    let engine = library(&test).await;
    for (deep, keep) in [
        ("deep[books][_sort]=title", (0, 100)),
        ("deep[books][_limit]=3", (0, 3)),
        ("deep[books][_limit]=25", (0, 25)),
        ("deep[books][_limit]=299", (0, 299)),
        ("deep[books][_limit]=1000", (0, 1000)),
        ("deep[books][_limit]=30&deep[books][_offset]=5", (5, 30)),
        ("deep[books][_limit]=30&deep[books][_filter][title][_contains]=1", (0, 30)),
    ] {
        for authors in ["limit=-1", "limit=1", "filter[id][_gt]=1&limit=5"] {
            let whole = deep.split('&').filter(|part| !part.contains("_limit") && !part.contains("_offset")).collect::<Vec<_>>().join("&");
            let whole = read(&engine, "authors", &format!("fields=id,books.id&sort=id&{authors}&deep[books][_limit]=-1&{whole}")).await;
            let cut = read(&engine, "authors", &format!("fields=id,books.id&sort=id&{authors}&{deep}")).await;
            let expected: Vec<Json> = whole
                .into_iter()
                .map(|author| {
                    let books: Json = author["books"].as_array().into_iter().flatten().skip(keep.0).take(keep.1).cloned().collect();
                    json!({"id": author["id"], "books": books})
                })
                .collect();
            assert_eq!(cut, expected, "{deep} {authors}");
        }
    }
}

async fn filters_through_lists_find_the_same_by_either_way(test: TestDatabase) {
    let engine = library(&test).await;
    // Titles that few books have, and ones that many have.
    for asked in ["[_eq]=title 5", "[_eq]=no title", "[_contains]=1", "[_starts_with]=title 97", "[_nnull]=true"] {
        let books = read(&engine, "books", &format!("fields=author&filter[title]{asked}&filter[author][_nnull]=true&limit=-1")).await;
        let mut with: Vec<_> = books.iter().filter_map(|book| book["author"].as_u64()).collect();
        with.sort_unstable();
        with.dedup();
        let without: Vec<u64> = (1..=N_AUTHORS as u64).filter(|id| !with.contains(id)).collect();
        for (quantifier, expected) in [("_some", with), ("_none", without)] {
            let found = read(&engine, "authors", &format!("fields=id&filter[books][{quantifier}][title]{asked}&limit=-1&sort=id")).await;
            let found: Vec<_> = found.iter().filter_map(|author| author["id"].as_u64()).collect();
            assert_eq!(found, expected, "{quantifier} {asked}");
        }
    }
}

/// Databases made elsewhere may tell of tables that are gone.
async fn a_reference_to_a_table_that_is_gone_is_a_plain_value(test: TestDatabase) {
    let engine = engine(&test).await;
    let made = [
        "create table orphans (id integer primary key, owner integer)",
        "insert into orphans (id, owner) values (1, 7)",
        "insert into directus_relations (many_collection, many_field, one_collection) values ('orphans', 'owner', 'gone')",
    ];
    run(engine.database(), &made).await;
    engine.reload_schema().await.unwrap();
    for fields in ["*", "*.*", "id,owner"] {
        assert_eq!(read(&engine, "orphans", &format!("fields={fields}")).await, [json!({"id": 1, "owner": 7})], "{fields}");
    }
    assert_eq!(read(&engine, "orphans", "fields=id,owner.*").await, [json!({"id": 1})]);
}

on_every_database!(
    a_reference_to_a_table_that_is_gone_is_a_plain_value,
    pages_in_the_order_of_references_are_parts_of_the_whole,
    pages_of_what_is_seen_and_wanted_are_parts_of_the_whole,
    pages_of_what_a_list_may_open_are_parts_of_the_whole,
    counts_look_at_members_only_where_they_must,
    limits_per_owner_cut_whatever_an_owner_has,
    filters_through_lists_find_the_same_by_either_way,
);
