//! System tables: made where they are missing, like Directus's own, and never twice.

#![expect(clippy::unwrap_used, reason = "tests")]

mod common;

use common::{database, rows, run, watchful};
use relata_engine::{Engine, EngineOptions, NewAdmin};
use relata_schema::{FieldType, system_data};
use relata_test_support::{Backend, TestDatabase, on_every_database};

fn admin() -> NewAdmin {
    NewAdmin {
        email: "Admin@Example.com".to_owned(),
        password: "secret".to_owned(),
        token: Some("admintoken".to_owned()),
        first_name: "Admin".to_owned(),
        last_name: "User".to_owned(),
    }
}

async fn makes_all_tables_and_first_rows_once(test: TestDatabase) {
    let db = database(&test).await;
    let engine = Engine::open(db.clone(), EngineOptions::default()).await.unwrap();
    assert_eq!(engine.schema().await.unwrap().collections().len(), 0);
    let first = engine.bootstrap(Some(admin())).await.unwrap();
    assert_eq!(first.n_tables_made, system_data().tables.len() + system_data().own_tables.len());
    assert!(first.admin.is_some());
    let second = engine.bootstrap(Some(admin())).await.unwrap();
    assert_eq!((second.n_tables_made, second.admin), (0, None));
    for (table, n_rows) in [("users", 1), ("roles", 1), ("policies", 2), ("access", 2), ("settings", 1), ("migrations", 101)] {
        assert_eq!(rows(&db, &format!("select count(*) from directus_{table}")).await, [[n_rows.to_string()]], "{table}");
    }
    assert_eq!(rows(&db, "select email, status, token from directus_users").await, [["admin@example.com", "active", "admintoken"]]);
}

async fn servers_that_start_in_the_same_moment_make_one_administrator(test: TestDatabase) {
    let mut engines = Vec::new();
    for _ in 0..3 {
        engines.push(Engine::open(database(&test).await, EngineOptions::default()).await.unwrap());
    }
    let all_at_once = |engines: Vec<Engine>, admin: Option<NewAdmin>| async move {
        let tasks = engines.into_iter().map(|engine| {
            let admin = admin.clone();
            tokio::spawn(async move { engine.bootstrap(admin).await.unwrap().admin })
        });
        let mut made = Vec::new();
        for task in tasks.collect::<Vec<_>>() {
            made.extend(task.await.unwrap());
        }
        made.len()
    };
    assert_eq!(all_at_once(engines.clone(), None).await, 0);
    assert_eq!(all_at_once(engines.clone(), Some(admin())).await, 1);
    let db = engines[0].database();
    for (table, n_rows) in [("users", 1), ("roles", 1), ("policies", 2), ("access", 2), ("settings", 1)] {
        assert_eq!(rows(db, &format!("select count(*) from directus_{table}")).await, [[n_rows.to_string()]], "{table}");
    }
}

async fn its_tables_have_the_columns_types_and_keys_of_directus(test: TestDatabase) {
    let engine = common::engine(&test).await;
    let tables = engine.database().introspect().await.unwrap();
    for spec in &system_data().tables {
        let table = tables.iter().find(|table| table.name == spec.name).unwrap();
        let names: Vec<&str> = table.columns.iter().map(|column| column.name.as_str()).collect();
        let expected: Vec<&str> = spec.columns.iter().map(|column| column.name.as_str()).collect();
        assert_eq!(names, expected, "{}", spec.name);
        for (column, expected) in table.columns.iter().zip(&spec.columns) {
            let place = format!("{}.{}", spec.name, column.name);
            assert_eq!(column.facts.nullable, expected.nullable && !expected.primary_key, "{place}");
            assert_eq!(column.facts.auto_increment, expected.auto_increment, "{place}");
            assert_eq!(column.ty, stored_as(test.backend(), expected.ty.ty), "{place}");
        }
        assert_eq!(table.foreign_keys.len(), spec.foreign_keys.len(), "{}", spec.name);
    }
}

/// What introspection can know of a type.
fn stored_as(backend: Backend, ty: FieldType) -> FieldType {
    match (backend, ty) {
        (Backend::Sqlite | Backend::Mariadb, FieldType::Uuid) => FieldType::String,
        (Backend::Sqlite, FieldType::Timestamp) => FieldType::DateTime,
        _ => ty,
    }
}

async fn system_fields_have_their_own_types(test: TestDatabase) {
    let schema = common::engine(&test).await.schema().await.unwrap();
    let ty = |collection: &str, field: &str| schema.collection(collection).unwrap().field(field).unwrap().ty;
    assert_eq!(ty("directus_users", "id"), FieldType::Uuid);
    assert_eq!(ty("directus_users", "password"), FieldType::Hash);
    assert_eq!(ty("directus_users", "policies"), FieldType::Alias);
    assert_eq!(ty("directus_permissions", "fields"), FieldType::Csv);
    assert_eq!(ty("directus_activity", "timestamp"), FieldType::Timestamp);
    assert_eq!(schema.relations().len(), 54);
    assert_eq!(schema.collections().len(), 29);
}

async fn other_tools_insert_only_the_columns_they_know(test: TestDatabase) {
    let engine = common::engine(&test).await;
    let id = |n: u8| format!("'00000000-0000-4000-8000-00000000000{n}'");
    let statements = [
        format!("insert into directus_roles (id, name) values ({}, 'r')", id(1)),
        format!("insert into directus_policies (id, name, admin_access, app_access) values ({}, 'p', '1', '1')", id(2)),
        format!("insert into directus_access (id, role, policy) values ({}, {}, {})", id(3), id(1), id(2)),
        format!(
            "insert into directus_users (id, email, password, status, role, token) values ({}, 'a@b.c', 'x', 'active', {}, 't')",
            id(4),
            id(1)
        ),
    ];
    run(engine.database(), &statements.each_ref().map(String::as_str)).await;
    assert_eq!(rows(engine.database(), "select count(*) from directus_users").await, [["1"]]);
}

async fn a_foreign_database_stays_as_it_is_until_bootstrap(test: TestDatabase) {
    let db = database(&test).await;
    run(
        &db,
        &[
            "create table countries (id integer primary key, name varchar(100))",
            "create table cities (id integer primary key, country integer, foreign key (country) references countries (id))",
            "create table links (a integer not null, b integer not null, primary key (a, b))",
            "create view names as select name from countries",
        ],
    )
    .await;
    let engine = watchful(db.clone()).await;
    let schema = engine.schema().await.unwrap();
    let names: Vec<&str> = schema.collections().map(|collection| collection.name.as_str()).collect();
    assert_eq!(names, ["cities", "countries", "links", "names"]);
    assert_eq!(schema.relations().len(), 1);
    engine.bootstrap(None).await.unwrap();
    assert_eq!(engine.schema().await.unwrap().collections().len(), 4 + 29);
}

async fn changes_by_others_are_seen_where_asked_for(test: TestDatabase) {
    let engine = common::engine(&test).await;
    let watching = watchful(engine.database().clone()).await;
    let before = watching.schema().await.unwrap();
    assert_eq!(watching.schema().await.unwrap().version(), before.version(), "nothing changed");
    run(engine.database(), &["create table made_by_others (id integer primary key)"]).await;
    assert!(watching.schema().await.unwrap().collection("made_by_others").is_some());
    assert!(engine.schema().await.unwrap().collection("made_by_others").is_none(), "a kept model is kept");
    run(engine.database(), &["insert into directus_collections (collection, singleton) values ('made_by_others', '1')"]).await;
    assert!(watching.schema().await.unwrap().collection("made_by_others").unwrap().is_singleton());
}

on_every_database!(
    makes_all_tables_and_first_rows_once,
    servers_that_start_in_the_same_moment_make_one_administrator,
    its_tables_have_the_columns_types_and_keys_of_directus,
    system_fields_have_their_own_types,
    other_tools_insert_only_the_columns_they_know,
    a_foreign_database_stays_as_it_is_until_bootstrap,
    changes_by_others_are_seen_where_asked_for,
);
