//! What databases say about their tables.

use relata_db::{Database, Product, TableFacts, TableKind};
use relata_schema::{FieldType, Generated, ReferentialAction};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::json;

use crate::common::{create, open};

fn table<'t>(tables: &'t [TableFacts], name: &str) -> &'t TableFacts {
    tables.iter().find(|table| table.name == *name).unwrap_or_else(|| panic!("no table {name}"))
}

fn by_product<T>(database: &Database, sqlite: T, postgres: T, mysql: T) -> T {
    match database.product() {
        Product::Sqlite => sqlite,
        Product::Postgres => postgres,
        Product::Mysql => mysql,
    }
}

async fn tables_and_keys(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[
        "CREATE TABLE \"Order Details\" (\"order id\" integer NOT NULL, \"it's\" integer NOT NULL, note varchar(10), PRIMARY KEY (\"it's\", \"order id\"))",
        "CREATE TABLE parents (id integer PRIMARY KEY, code varchar(20) NOT NULL UNIQUE)",
        "CREATE TABLE children (id integer PRIMARY KEY, parent integer, a integer, b integer, \
         CONSTRAINT children_parent_foreign FOREIGN KEY (parent) REFERENCES parents (id) ON DELETE CASCADE ON UPDATE SET NULL, \
         CONSTRAINT children_ab_foreign FOREIGN KEY (a, b) REFERENCES \"Order Details\" (\"it's\", \"order id\") ON DELETE SET NULL)",
        "CREATE INDEX children_parent_index ON children (parent)",
        "CREATE UNIQUE INDEX children_ab_unique ON children (a, b)",
        "CREATE VIEW \"old children\" AS SELECT id, parent FROM children WHERE id < 10",
        "CREATE TABLE nokey (a integer)",
    ])
    .await;
    let tables = database.introspect().await.unwrap();
    let names: Vec<&str> = tables.iter().map(|table| table.name.as_str()).collect();
    assert_eq!(names, ["Order Details", "children", "nokey", "old children", "parents"]);

    let details = table(&tables, "Order Details");
    assert_eq!(details.primary_key, ["it's", "order id"]);
    assert_eq!(details.columns.iter().map(|column| column.name.as_str()).collect::<Vec<_>>(), ["order id", "it's", "note"]);
    assert!(details.column("it's").unwrap().facts.primary_key);
    assert!(!details.column("it's").unwrap().facts.unique);
    assert!(!details.column("note").unwrap().facts.primary_key);

    let parents = table(&tables, "parents");
    assert_eq!(parents.primary_key, ["id"]);
    assert!(parents.column("code").unwrap().facts.unique);
    assert!(!parents.column("code").unwrap().facts.nullable);
    assert_eq!(parents.column("code").unwrap().facts.max_length, Some(20));

    let children = table(&tables, "children");
    assert_eq!(children.foreign_keys.len(), 2);
    let parent = children.foreign_keys.iter().find(|key| key.columns == ["parent"]).unwrap();
    assert_eq!(parent.table, "parents");
    assert_eq!(parent.referenced_columns, ["id"]);
    assert_eq!((parent.on_delete, parent.on_update), (ReferentialAction::Cascade, ReferentialAction::SetNull));
    let name = parent.constraint_name.as_deref();
    assert_eq!(name, by_product(&database, None, Some("children_parent_foreign"), Some("children_parent_foreign")));
    let pair = children.foreign_keys.iter().find(|key| key.columns.len() == 2).unwrap();
    assert_eq!(pair.columns, ["a", "b"]);
    assert_eq!(pair.referenced_columns, ["it's", "order id"]);
    assert_eq!(pair.on_delete, ReferentialAction::SetNull);
    let column = &children.column("parent").unwrap().facts;
    assert_eq!(column.foreign_key.as_ref().unwrap().table, "parents");
    assert!(column.indexed && !column.unique && column.nullable);
    assert!(children.column("a").unwrap().facts.foreign_key.is_none());
    let unique = children.indexes.iter().find(|index| index.name == "children_ab_unique").unwrap();
    assert!(unique.unique && !unique.partial);
    assert_eq!(unique.columns, ["a", "b"]);

    let view = table(&tables, "old children");
    assert_eq!(view.kind, TableKind::View);
    assert_eq!(view.columns.len(), 2);
    assert_eq!(view.columns[0].ty, FieldType::Integer);
    assert!(table(&tables, "nokey").primary_key.is_empty());
}

async fn types_and_defaults(db: TestDatabase) {
    let database = open(&db).await;
    let (serial, boolean, float, moment, zoned, doc, bytes) = by_product(
        &database,
        ("integer PRIMARY KEY AUTOINCREMENT", "boolean", "float", "datetime", "timestamp", "json", "blob"),
        ("serial PRIMARY KEY", "boolean", "real", "timestamp", "timestamptz", "json", "bytea"),
        ("int AUTO_INCREMENT PRIMARY KEY", "tinyint(1)", "float", "datetime", "timestamp null", "json", "longblob"),
    );
    let truth = by_product(&database, "1", "true", "1");
    create(
        &database,
        &[&format!(
            "CREATE TABLE kinds (id {serial}, s varchar(255) DEFAULT 'it''s', t text, b {boolean} DEFAULT {truth}, i integer DEFAULT 7, \
         bi bigint NOT NULL, f {float}, d decimal(10, 5) DEFAULT 1.5, da date, ti time, dt {moment}, ts {zoned} DEFAULT CURRENT_TIMESTAMP, \
         j {doc}, u char(36), bin {bytes}, g integer GENERATED ALWAYS AS (i + 1) STORED, n varchar(5) DEFAULT NULL)"
        )],
    )
    .await;
    let tables = database.introspect().await.unwrap();
    let kinds = table(&tables, "kinds");
    let types: Vec<&str> = kinds.columns.iter().map(|column| column.ty.as_str()).collect();
    assert_eq!(
        types,
        [
            "integer",
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
            "string",
            "binary",
            "integer",
            "string",
        ]
    );
    let facts = |name: &str| &kinds.column(name).unwrap().facts;
    assert!(facts("id").auto_increment && facts("id").primary_key && !facts("id").nullable);
    assert_eq!(facts("s").default, Some(json!("it's")));
    assert_eq!(facts("b").default, Some(json!(true)));
    assert_eq!(facts("i").default, Some(json!(7)));
    assert_eq!(facts("ts").default, Some(json!("CURRENT_TIMESTAMP")));
    assert_eq!(facts("n").default, None);
    assert_eq!(facts("t").default, None);
    assert_eq!((facts("d").numeric_precision, facts("d").numeric_scale), (Some(10), Some(5)));
    assert!(!facts("bi").nullable && facts("f").nullable);
    assert_eq!(facts("u").max_length, Some(36));
    assert!(matches!(facts("g").generated, Generated::As(_)));
    assert_eq!(facts("i").generated, Generated::No);
    assert_eq!(facts("s").data_type, by_product(&database, "varchar", "character varying", "varchar"));
    assert_eq!(facts("i").numeric_precision, by_product(&database, None, Some(32), Some(10)));
}

async fn the_fingerprint_follows_the_schema(db: TestDatabase) {
    let database = open(&db).await;
    let mut seen = vec![database.schema_fingerprint().await.unwrap()];
    let other = open(&db).await;
    for change in [
        "CREATE TABLE a (id integer PRIMARY KEY)",
        "ALTER TABLE a ADD COLUMN b integer",
        "ALTER TABLE a RENAME COLUMN b TO c",
        "CREATE INDEX a_c ON a (c)",
        "CREATE TABLE d (id integer PRIMARY KEY, a integer REFERENCES a (id))",
        "DROP TABLE d",
    ] {
        create(&other, &[change]).await;
        let now = database.schema_fingerprint().await.unwrap();
        assert_eq!(now, database.schema_fingerprint().await.unwrap(), "{change}");
        assert_ne!(Some(&now), seen.last(), "{change}");
        seen.push(now);
    }
    crate::common::execute(&other, "INSERT INTO a VALUES (1, 2)", Vec::new()).await.unwrap();
    assert_eq!(Some(&database.schema_fingerprint().await.unwrap()), seen.last());
}

async fn an_empty_database_has_no_tables(db: TestDatabase) {
    assert!(open(&db).await.introspect().await.unwrap().is_empty());
}

on_every_database!(tables_and_keys, types_and_defaults, the_fingerprint_follows_the_schema, an_empty_database_has_no_tables,);
