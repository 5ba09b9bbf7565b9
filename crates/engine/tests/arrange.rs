//! Manual order: as few rows as possible get another number, lists don't touch each other, and movers at the same time lose nothing.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{engine, rows, run};
use relata_engine::{Asker, Engine, EngineError, ErrorCode, MoveTo, OrderOf};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

/// Two owners with five members each: the first one's are 1 to 5, numbered by tens.
async fn ordered(test: &TestDatabase) -> Engine {
    let engine = engine(test).await;
    let system = Asker::system();
    let key = json!({"field": "id", "type": "integer", "schema": {"has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let collections = json!([
        {"collection": "owners", "schema": {}, "meta": {}, "fields": [key, {"field": "members", "type": "alias", "meta": {"special": ["o2m"]}}]},
        {"collection": "members", "schema": {}, "meta": {"sort_field": "sort"}, "fields": [key, number("owner"), number("sort")]},
    ]);
    engine.create_collections(&system, &collections).await.unwrap();
    let relation = json!({"collection": "members", "field": "owner", "related_collection": "owners", "schema": {"on_delete": "SET NULL"},
        "meta": {"one_field": "members", "sort_field": "sort"}});
    engine.create_relation(&system, &relation).await.unwrap();
    run(
        engine.database(),
        &[
            "insert into owners (id) values (1), (2)",
            "insert into members (id, owner, sort) values (1, 1, 10), (2, 1, 20), (3, 1, 30), (4, 1, 40), (5, 1, 50)",
            "insert into members (id, owner, sort) values (6, 2, 1), (7, 2, 2), (8, 2, 3), (9, 2, null), (10, 2, null)",
        ],
    )
    .await;
    engine
}

async fn order(engine: &Engine, owner: &str) -> String {
    let found = rows(engine.database(), &format!("select id from members where owner = {owner} order by sort, id")).await;
    found.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// Moves within a list; answers how many rows were written.
async fn moved(engine: &Engine, owner: &str, items: &[Json], to: MoveTo<'_>) -> Result<usize, EngineError> {
    let list = OrderOf::List { collection: "owners", key: owner, field: "members" };
    let items: Vec<&Json> = items.iter().collect();
    engine.arrange(&Asker::system(), list, &items, to).await.map(|changed| changed.keys.len())
}

async fn few_rows_are_written(test: TestDatabase) {
    let engine = ordered(&test).await;
    assert_eq!(moved(&engine, "1", &[json!(5)], MoveTo::Before(&json!(2))).await.unwrap(), 1);
    assert_eq!(order(&engine, "1").await, "1 5 2 3 4");
    assert_eq!(moved(&engine, "1", &[json!(1)], MoveTo::After(&json!(4))).await.unwrap(), 1);
    assert_eq!(order(&engine, "1").await, "5 2 3 4 1");
    assert_eq!(moved(&engine, "1", &[json!(1), json!(3)], MoveTo::Position(1)).await.unwrap(), 2);
    assert_eq!(order(&engine, "1").await, "1 3 5 2 4");
    assert_eq!(moved(&engine, "1", &[json!(3)], MoveTo::Position(99)).await.unwrap(), 1);
    assert_eq!(order(&engine, "1").await, "1 5 2 4 3");
    assert_eq!(moved(&engine, "1", &[json!(5)], MoveTo::After(&json!(5))).await.unwrap(), 0);
    assert_eq!(order(&engine, "1").await, "1 5 2 4 3");
    // Those without a number stand last, by key; they get one where somebody moves behind them.
    assert_eq!(moved(&engine, "2", &[json!(6)], MoveTo::After(&json!(9))).await.unwrap(), 3);
    assert_eq!(order(&engine, "2").await, "7 8 9 6 10");
    assert_eq!(order(&engine, "1").await, "1 5 2 4 3");
}

async fn what_does_not_stand_in_the_list_is_refused(test: TestDatabase) {
    let engine = ordered(&test).await;
    let before = rows(engine.database(), "select id, sort from members order by id").await;
    for (items, to) in [(json!(6), json!(1)), (json!(1), json!(6)), (json!(99), json!(1)), (json!("x"), json!(1))] {
        let refused = moved(&engine, "1", &[items], MoveTo::Before(&to)).await;
        assert_eq!(refused.unwrap_err().code(), ErrorCode::Forbidden);
    }
    let nobody = engine.arrange(&Asker::nobody(), OrderOf::Collection("members"), &[&json!(1)], MoveTo::Position(2)).await;
    assert_eq!(nobody.unwrap_err().code(), ErrorCode::Forbidden);
    let unordered = engine.arrange(&Asker::system(), OrderOf::Collection("owners"), &[&json!(1)], MoveTo::Position(2)).await;
    assert_eq!(unordered.unwrap_err().code(), ErrorCode::InvalidPayload);
    assert_eq!(rows(engine.database(), "select id, sort from members order by id").await, before);
}

async fn movers_at_the_same_time_keep_a_gapless_order(test: TestDatabase) {
    let engine = ordered(&test).await;
    run(engine.database(), &["update members set sort = id"]).await;
    let moves = (0..40_u32).map(|n| {
        let engine = engine.clone();
        tokio::spawn(async move {
            let (item, to) = (json!(n * 7 % 10 + 1), json!(n * 3 % 10 + 1));
            engine.arrange(&Asker::system(), OrderOf::Collection("members"), &[&item], MoveTo::PlaceOf(&to)).await
        })
    });
    for moved in moves.collect::<Vec<_>>() {
        moved.await.unwrap().unwrap();
    }
    let numbers: Vec<String> = rows(engine.database(), "select sort from members order by sort").await.into_iter().flatten().collect();
    assert_eq!(numbers, (1..=10).map(|n| n.to_string()).collect::<Vec<_>>());
}

on_every_database!(few_rows_are_written, what_does_not_stand_in_the_list_is_refused, movers_at_the_same_time_keep_a_gapless_order);
