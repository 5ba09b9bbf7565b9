//! What rules cost, and how they are explained.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

mod common;

use common::{asker_of, engine, rows};
use relata_engine::{Action, Asker, Complaint, Engine, Envelope, ErrorCode, Question, ReadOf, ReadTarget};
use relata_query::{Bounds, parse_query, parse_query_string};
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

const USER: &str = "0a000000-0000-4000-8000-000000000001";

fn object(json: &Json) -> Map<String, Json> {
    json.as_object().unwrap().clone()
}

async fn make(engine: &Engine, collection: &str, items: Json) {
    let items: Vec<Map<String, Json>> = items.as_array().unwrap().iter().map(object).collect();
    engine.create(&Asker::system(), collection, &items.iter().collect::<Vec<_>>()).await.unwrap();
}

/// Books by authors in shops, and somebody with three policies whose rules look through all of them.
async fn library(test: &TestDatabase) -> (Engine, Asker) {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let field = |name: &str, ty: &str| json!({"field": name, "type": ty, "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let collections = json!([
        {"collection": "authors", "schema": {}, "fields": [key, field("name", "string"), field("home", "integer"), list("books")]},
        {"collection": "shops", "schema": {}, "fields": [key, field("name", "string"), list("stock")]},
        {"collection": "books", "schema": {}, "fields": [key, field("title", "string"), field("author", "integer"), field("editor", "integer"),
            field("shop", "integer")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    for (many, field, one, alias) in [
        ("authors", "home", "shops", None),
        ("books", "author", "authors", Some("books")),
        ("books", "editor", "authors", None),
        ("books", "shop", "shops", Some("stock")),
    ] {
        let body = json!({"collection": many, "field": field, "related_collection": one, "schema": {}, "meta": {"one_field": alias}});
        engine.create_relation(&system, &body).await.unwrap();
    }
    make(&engine, "shops", json!([{"id": 1, "name": "north"}, {"id": 2, "name": "south"}])).await;
    make(&engine, "authors", json!([{"id": 1, "name": "Ann", "home": 1}, {"id": 2, "name": "Bob", "home": 2}])).await;
    let books =
        json!([{"id": 1, "title": "A", "author": 1, "editor": 2, "shop": 1}, {"id": 2, "title": "B", "author": 2, "editor": 1, "shop": 2}]);
    make(&engine, "books", books).await;
    make(&engine, "directus_users", json!([{"id": USER, "email": "reader@example.com", "first_name": "Ann"}])).await;
    let mine = json!({"name": {"_eq": "$CURRENT_USER.first_name"}});
    let through = json!({"author": {"home": {"name": {"_eq": "north"}}}});
    for (nth, rows) in [
        json!([{"collection": "books", "action": "read", "permissions": through, "fields": ["*"]},
            {"collection": "authors", "action": "read", "permissions": mine, "fields": ["*"]}]),
        json!([{"collection": "books", "action": "read", "permissions": {"shop": {"stock": {"title": {"_eq": "B"}}}}, "fields": ["id", "title", "author"]},
            {"collection": "shops", "action": "read", "permissions": {"stock": {"_some": {"author": {"name": {"_nnull": true}}}}}, "fields": ["*"]}]),
        json!([{"collection": "authors", "action": "read", "permissions": {"books": {"_none": {"title": {"_eq": "A"}}}}, "fields": ["id", "name", "home", "books"]},
            {"collection": "books", "action": "update", "permissions": {"_and": [{"title": {"_eq": "A"}}, {"author": mine}]}, "fields": ["title"]}]),
    ]
    .iter()
    .enumerate()
    {
        let policy = format!("0b000000-0000-4000-8000-00000000000{nth}");
        make(&engine, "directus_policies", json!([{"id": policy, "name": format!("policy {nth}")}])).await;
        let rows: Json = rows.as_array().unwrap().iter().map(|row| {
            let mut row = row.clone();
            row["policy"] = json!(policy);
            row
        }).collect();
        make(&engine, "directus_permissions", rows).await;
        make(&engine, "directus_access", json!([{"policy": policy, "user": USER, "sort": nth}])).await;
    }
    let reader = asker_of(&engine, USER).await;
    (engine, reader)
}

async fn rules_cost_one_plan(test: TestDatabase) {
    let (engine, reader) = library(&test).await;
    let bounds = Bounds::default();
    for (collection, asked) in [
        ("books", "fields=title"),
        ("books", "fields=title,author.name"),
        ("books", "fields=title,author.name,editor.name,shop.name,author.home.name,editor.home.name"),
        ("authors", "fields=name,books.title,books.shop.name,home.stock.title"),
        ("shops", "fields=name,stock.author.books.title,count(stock)&filter[stock][author][name][_eq]=Ann&sort=stock.title&meta=*"),
        ("books", "groupBy[]=author&aggregate[count]=*"),
    ] {
        let query = parse_query(&parse_query_string(asked, &bounds).unwrap(), &bounds).unwrap();
        let mut sent = Vec::new();
        for asker in [&Asker::system(), &reader] {
            let of = ReadOf { collection, target: ReadTarget::Items, query: &query, envelope: Envelope::Data };
            let before = engine.database().statements_sent();
            engine.read_values(asker, of).await.unwrap();
            // What is kept from the first time (facts about the asker, sizes of tables) isn't counted.
            let warm = engine.database().statements_sent();
            engine.read_values(asker, of).await.unwrap();
            sent.push(engine.database().statements_sent() - warm);
            assert!(warm > before);
        }
        assert!(2 * sent[1] <= 3 * sent[0] + 2, "{collection} {asked}: {sent:?}");
    }
}

async fn every_kind_of_reason_is_told(test: TestDatabase) {
    let (engine, reader) = library(&test).await;
    let system = Asker::system();
    let ask = |about: Asker, collection: &'static str, action, key, field| {
        let engine = engine.clone();
        async move { engine.explain(&Asker::system(), &about, Question { collection, action, key, field }).await }
    };
    let told = ask(reader.clone(), "books", Action::Read, Some("1"), None).await.unwrap();
    assert_eq!((&told["allowed"], &told["policies"].as_array().unwrap().len()), (&json!(true), &3), "{told}");
    let rules = |told: &Json| -> Json {
        told["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|case| json!([case["policy_name"], case["field_allowed"], case["rule_met"], case["failed"]]))
            .collect()
    };
    let stocked = json!({"shop": {"stock": {"title": {"_eq": "B"}}}});
    assert_eq!(rules(&told), json!([["policy 0", true, true, []], ["policy 1", true, false, [stocked]]]));
    // A field that only the permission has whose rule the item doesn't meet.
    let told = ask(reader.clone(), "books", Action::Read, Some("2"), Some("editor")).await.unwrap();
    let north = json!({"author": {"home": {"name": {"_eq": "north"}}}});
    assert_eq!(told["allowed"], false);
    assert_eq!(told["reason"], "No permission allows this field on this item.");
    assert_eq!(rules(&told), json!([["policy 0", true, false, [north]], ["policy 1", false, true, []]]));
    // One condition of several, with what is known of the asker.
    let told = ask(reader.clone(), "books", Action::Update, Some("2"), None).await.unwrap();
    assert_eq!(told["reason"], "The item meets the rule of no permission.");
    let failed = json!([{"title": {"_eq": "A"}}, {"author": {"name": {"_eq": "$CURRENT_USER.first_name"}}}]);
    assert_eq!(rules(&told), json!([["policy 2", true, false, failed]]));
    assert_eq!(ask(reader.clone(), "books", Action::Update, Some("1"), None).await.unwrap()["allowed"], true);
    let told = ask(reader.clone(), "books", Action::Delete, Some("1"), None).await.unwrap();
    assert_eq!(
        (&told["allowed"], &told["reason"]),
        (&json!(false), &json!("No policy has a permission for this action on this collection."))
    );
    let told = ask(reader.clone(), "books", Action::Read, Some("99"), None).await.unwrap();
    assert_eq!((&told["allowed"], &told["reason"]), (&json!(false), &json!("There is no item with this key.")));
    // Without an item no rule can be met or not.
    let told = ask(reader.clone(), "books", Action::Read, None, Some("title")).await.unwrap();
    assert_eq!((&told["allowed"], &told["permissions"][0]["rule_met"]), (&json!(true), &Json::Null));
    let told = ask(system.clone(), "books", Action::Delete, Some("1"), None).await.unwrap();
    assert_eq!((&told["allowed"], &told["reason"]), (&json!(true), &json!("An administrator's policy allows everything.")));
    assert!(ask(reader.clone(), "nothing", Action::Read, None, None).await.is_err());
    assert!(ask(reader.clone(), "books", Action::Read, None, Some("nothing")).await.is_err());
    let question = Question { collection: "books", action: Action::Read, key: None, field: None };
    assert!(engine.explain(&reader, &system, question).await.is_err(), "only administrators may ask");
}

async fn rules_quantify_lists_at_any_depth(test: TestDatabase) {
    let (engine, _) = library(&test).await;
    make(&engine, "books", json!([{"id": 3, "title": "C", "author": 1, "shop": 1}, {"id": 4, "title": "D"}])).await;
    for (nth, (rule, seen)) in [
        (json!({"shop": {"stock": {"_some": {"title": {"_eq": "A"}}}}}), json!([1, 3])),
        (json!({"shop": {"stock": {"_none": {"title": {"_eq": "A"}}}}}), json!([2, 4])),
        // A book in whose shop there is none by an author from where B is sold. What is in no shop meets it, as in filters.
        (json!({"shop": {"stock": {"_none": {"author": {"home": {"stock": {"_some": {"title": {"_eq": "B"}}}}}}}}}), json!([1, 3, 4])),
        (json!({"author": {"books": {"shop": {"stock": {"_some": {"title": {"_eq": "B"}}}}}}}), json!([2])),
    ]
    .into_iter()
    .enumerate()
    {
        let (user, policy) = (format!("0c000000-0000-4000-8000-00000000000{nth}"), format!("0d000000-0000-4000-8000-00000000000{nth}"));
        make(&engine, "directus_users", json!([{"id": user, "email": format!("{nth}@example.com")}])).await;
        make(&engine, "directus_policies", json!([{"id": policy, "name": "some"}])).await;
        let permission = json!([{"policy": policy, "collection": "books", "action": "read", "permissions": rule, "fields": ["*"]}]);
        make(&engine, "directus_permissions", permission).await;
        make(&engine, "directus_access", json!([{"policy": policy, "user": user}])).await;
        let bounds = Bounds::default();
        let query = parse_query(&parse_query_string("fields=id&sort=id", &bounds).unwrap(), &bounds).unwrap();
        let of = ReadOf { collection: "books", target: ReadTarget::Items, query: &query, envelope: Envelope::Data };
        let found = engine.read_values(&asker_of(&engine, &user).await, of).await.unwrap();
        assert_eq!(found.iter().map(|item| item["id"].clone()).collect::<Json>(), seen, "{rule}");
    }
}

/// Somebody with one policy of these permissions.
async fn with_permissions(engine: &Engine, permissions: Json) -> Asker {
    let (user, policy) = ("0e000000-0000-4000-8000-000000000001", "0f000000-0000-4000-8000-000000000001");
    make(engine, "directus_users", json!([{"id": user, "email": "somebody@example.com"}])).await;
    make(engine, "directus_policies", json!([{"id": policy, "name": "one"}])).await;
    let with_policy = |permission: &Json| {
        let mut permission = object(permission);
        permission.insert("policy".to_owned(), policy.into());
        Json::Object(permission)
    };
    make(engine, "directus_permissions", permissions.as_array().unwrap().iter().map(with_policy).collect()).await;
    make(engine, "directus_access", json!([{"policy": policy, "user": user}])).await;
    asker_of(engine, user).await
}

async fn an_order_takes_hidden_items_for_none(test: TestDatabase) {
    let (engine, _) = library(&test).await;
    make(&engine, "shops", json!([{"id": 3, "name": "aside"}])).await;
    make(&engine, "books", json!([{"id": 3, "title": "C", "shop": 3}, {"id": 4, "title": "D"}])).await;
    // Of the shops those that sell A or B: the one that comes first by its name isn't among them.
    let sells = json!({"_or": [{"stock": {"_some": {"title": {"_eq": "A"}}}}, {"stock": {"_some": {"title": {"_eq": "B"}}}}]});
    let reader = with_permissions(
        &engine,
        json!([{"collection": "books", "action": "read", "fields": ["*"]},
            {"collection": "shops", "action": "read", "permissions": sells, "fields": ["*"]}]),
    )
    .await;
    let bounds = Bounds::default();
    let order = async |asker: &Asker| {
        let query = parse_query(&parse_query_string("fields=id&sort=shop.name,id", &bounds).unwrap(), &bounds).unwrap();
        let of = ReadOf { collection: "books", target: ReadTarget::Items, query: &query, envelope: Envelope::Data };
        let found = engine.read_values(asker, of).await.unwrap();
        found.iter().map(|item| item["id"].as_i64().unwrap()).collect::<Vec<_>>()
    };
    // Where nulls stand is the database's own; a book of the hidden shop stands with those of none.
    let nulls_last = matches!(test.backend(), Backend::Postgres);
    assert_eq!(order(&reader).await, if nulls_last { [1, 2, 3, 4] } else { [3, 4, 1, 2] });
    assert_eq!(order(&Asker::system()).await, if nulls_last { [3, 1, 2, 4] } else { [4, 3, 1, 2] });
}

async fn the_key_of_a_new_item_takes_the_right_to_it(test: TestDatabase) {
    let (engine, _) = library(&test).await;
    // A key may be given to those of the north only, a name to all.
    let writer = with_permissions(
        &engine,
        json!([{"collection": "books", "action": "create", "fields": ["*"]},
            {"collection": "shops", "action": "create", "permissions": {"name": {"_nnull": true}}, "fields": ["name"]},
            {"collection": "shops", "action": "create", "permissions": {"name": {"_starts_with": "north"}}, "fields": ["id", "name"]}]),
    )
    .await;
    let sell = async |shop: Json| engine.create(&writer, "books", &[&object(&json!({"title": "x", "shop": shop}))]).await;
    sell(json!({"name": "south west"})).await.unwrap();
    sell(json!({"id": 20, "name": "north west"})).await.unwrap();
    let refused = sell(json!({"id": 21, "name": "south east"})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::Forbidden);
    assert_eq!(rows(engine.database(), "select count(*) from shops where id = 21").await, [["0"]]);
}

async fn a_key_alone_is_held_to_no_validation(test: TestDatabase) {
    let (engine, _) = library(&test).await;
    let writer = with_permissions(
        &engine,
        json!([{"collection": "books", "action": "create", "fields": ["*"]},
            {"collection": "shops", "action": "update", "fields": ["*"], "validation": {"name": {"_starts_with": "n"}},
                "presets": {"name": "south"}}]),
    )
    .await;
    let sell = async |shop: Json| engine.create(&writer, "books", &[&object(&json!({"title": "x", "shop": shop}))]).await;
    sell(json!({"id": 1})).await.unwrap();
    sell(json!({"id": 1, "name": "nowhere"})).await.unwrap();
    let refused = sell(json!({"id": 1, "name": "elsewhere"})).await.unwrap_err();
    assert_eq!(refused.code(), ErrorCode::FailedValidation);
    assert_eq!(rows(engine.database(), "select name from shops where id = 1").await, [["nowhere"]]);
}

async fn a_rule_that_means_nothing_is_named(test: TestDatabase) {
    let (engine, reader) = library(&test).await;
    let system = Asker::system();
    let found = async || {
        let found = engine.doctor(&system).await.unwrap();
        found.into_iter().filter(|found| found.complaint == Complaint::RuleWithoutMeaning).map(|found| found.advice).collect::<Vec<_>>()
    };
    assert_eq!(found().await, Vec::<String>::new());
    let policy = "0b000000-0000-4000-8000-000000000000";
    let rules = json!([
        {"policy": policy, "collection": "shops", "action": "update", "permissions": {"nope": {"_eq": 1}}, "fields": ["*"]},
        {"policy": policy, "collection": "shops", "action": "delete", "permissions": {"name": {"_wat": 1}}, "fields": ["*"]},
        {"policy": policy, "collection": "shops", "action": "create", "permissions": {"name": {"_eq": "$CURRENT_USER.nope"}}, "fields": ["*"]},
    ]);
    make(&engine, "directus_permissions", rules).await;
    let named = found().await;
    assert_eq!(named.len(), 2, "{named:?}");
    assert!(named.iter().any(|advice| advice.contains("update items of \"shops\"") && advice.contains("\"nope\"")), "{named:?}");
    assert!(named.iter().any(|advice| advice.contains("delete items of \"shops\"") && advice.contains("_wat")), "{named:?}");
    let question = Question { collection: "shops", action: Action::Update, key: Some("1"), field: None };
    let reader = asker_of(&engine, reader.user.as_deref().unwrap()).await;
    let told = engine.explain(&system, &reader, question).await.unwrap();
    assert_eq!(told["allowed"], false);
    assert!(told["permissions"][0]["problem"].as_str().unwrap().contains("\"nope\""), "{told}");
    let question = Question { collection: "books", action: Action::Read, key: Some("1"), field: None };
    assert_eq!(engine.explain(&system, &reader, question).await.unwrap()["permissions"][0]["problem"], Json::Null);
}

on_every_database!(
    rules_quantify_lists_at_any_depth,
    an_order_takes_hidden_items_for_none,
    the_key_of_a_new_item_takes_the_right_to_it,
    a_key_alone_is_held_to_no_validation,
    a_rule_that_means_nothing_is_named,
    rules_cost_one_plan,
    every_kind_of_reason_is_told
);
