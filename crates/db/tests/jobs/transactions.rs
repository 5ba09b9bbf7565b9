//! A job is all or nothing.

use relata_db::{Database, DbError, Transaction, WriteJob};
use relata_schema::Value;
use relata_sql::Statement;
use relata_test_support::{TestDatabase, on_every_database};

use crate::common::{Execute, count, create, execute, fetch, number, open, sql};

const TABLE: &str = "CREATE TABLE items (id integer PRIMARY KEY, n integer NOT NULL)";

fn insert(database: &Database, id: i64) -> Statement {
    sql(database, "INSERT INTO items VALUES (?, ?)", vec![id.into(), id.into()])
}

async fn a_failed_job_leaves_nothing(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let error = database.write(Execute(vec![insert(&database, 1), insert(&database, 2), insert(&database, 1)])).await;
    assert!(matches!(error, Err(DbError::Unique(_))), "{error:?}");
    assert_eq!(count(&database, "items").await, 0);
    database.write(Execute(vec![insert(&database, 1)])).await.unwrap();
    assert_eq!(count(&database, "items").await, 1);
}

/// Succeeds with the database, but not with what it found.
struct ChangesItsMind(Statement);

#[derive(Debug)]
enum Mine {
    Database,
    SecondThoughts,
}

impl From<DbError> for Mine {
    fn from(_: DbError) -> Self {
        Self::Database
    }
}

impl WriteJob for ChangesItsMind {
    type Output = ();
    type Error = Mine;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), Mine> {
        transaction.execute(&self.0).await?;
        Err(Mine::SecondThoughts)
    }
}

async fn the_jobs_own_error_undoes_too(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let error = database.write(ChangesItsMind(insert(&database, 1))).await.unwrap_err();
    assert!(matches!(error, Mine::SecondThoughts), "{error:?}");
    assert_eq!(count(&database, "items").await, 0);
    let broken = ChangesItsMind(sql(&database, "INSERT INTO nowhere VALUES (1)", Vec::new()));
    assert!(matches!(database.write(broken).await, Err(Mine::Database)));
}

struct Panics;

impl WriteJob for Panics {
    type Output = ();
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), DbError> {
        transaction.execute(&Statement::new("INSERT INTO items VALUES (1, 1)")).await?;
        panic!("on purpose");
    }
}

async fn a_panicking_job_leaves_nothing(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let writer = database.clone();
    // On servers the panic reaches the caller, on SQLite it stays on the writing thread.
    let outcome = tokio::spawn(async move { writer.write(Panics).await }).await;
    assert!(!matches!(outcome, Ok(Ok(()))));
    assert_eq!(count(&database, "items").await, 0);
    database.write(Execute(vec![insert(&database, 1)])).await.unwrap();
}

/// Reads what it has just written.
struct ReadsItsOwn(Statement, Statement);

impl WriteJob for ReadsItsOwn {
    type Output = i64;
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<i64, DbError> {
        transaction.execute(&self.0).await?;
        let rows = transaction.fetch(&self.1).await?;
        let mut cursor = transaction.open_cursor(&self.1, 10).await?;
        let chunk = transaction.next_chunk(&mut cursor).await?.unwrap();
        assert!(transaction.next_chunk(&mut cursor).await?.is_none());
        assert_eq!(chunk.cell(0, 0), rows.cell(0, 0));
        Ok(number(rows.cell(0, 0)))
    }
}

async fn a_job_sees_its_own_changes(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let select = sql(&database, "SELECT count(*) FROM items", Vec::new());
    assert_eq!(database.write(ReadsItsOwn(insert(&database, 1), select)).await.unwrap(), 1);
}

async fn matched_rows_are_counted(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    database.write(Execute((1..=5).map(|id| insert(&database, id)).collect())).await.unwrap();
    // The third and fourth rows keep their value: found, though not changed.
    assert_eq!(execute(&database, "UPDATE items SET n = 3 WHERE id IN (3, 4)", Vec::new()).await.unwrap(), 2);
    assert_eq!(execute(&database, "UPDATE items SET n = 3 WHERE id = 3", Vec::new()).await.unwrap(), 1);
    assert_eq!(execute(&database, "DELETE FROM items WHERE id > ?", vec![3.into()]).await.unwrap(), 2);
    assert_eq!(execute(&database, "DELETE FROM items WHERE id > ?", vec![3.into()]).await.unwrap(), 0);
}

async fn many_writers_at_once(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let mut writers = Vec::new();
    for writer in 0..64_i64 {
        let database = database.clone();
        writers.push(tokio::spawn(async move {
            let mut failures = 0;
            for round in 0..10 {
                // Every third job fails at its second statement.
                let id = writer * 100 + round;
                let second = if id % 3 == 0 { insert(&database, id) } else { insert(&database, 100_000 + id) };
                failures += usize::from(database.write(Execute(vec![insert(&database, id), second])).await.is_err());
            }
            failures
        }));
    }
    let mut failures = 0;
    for writer in writers {
        failures += writer.await.unwrap();
    }
    let expected = (0..64_i64).flat_map(|writer| (0..10).map(move |round| writer * 100 + round)).filter(|id| id % 3 == 0).count();
    assert_eq!(failures, expected);
    assert_eq!(count(&database, "items").await, i64::try_from(2 * (640 - expected)).unwrap());
}

async fn statements_are_counted(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let before = database.statements_sent();
    database.write(Execute(vec![insert(&database, 1), insert(&database, 2)])).await.unwrap();
    fetch(&database, "SELECT 1", Vec::new()).await.unwrap();
    assert_eq!(database.statements_sent() - before, 3);
}

async fn returned_rows(db: TestDatabase) {
    struct Returning(Statement);
    impl WriteJob for Returning {
        type Output = i64;
        type Error = DbError;
        async fn run<T: Transaction>(self, transaction: &mut T) -> Result<i64, DbError> {
            let rows = transaction.fetch(&self.0).await?;
            let key = number(rows.cell(0, 0));
            if let Some(id) = transaction.last_insert_id() {
                assert!(id == key || id == 0, "{id}");
            }
            Ok(key)
        }
    }
    let database = open(&db).await;
    create(&database, &[TABLE]).await;
    let statement = sql(&database, "INSERT INTO items VALUES (?, ?) RETURNING id", vec![7.into(), Value::Integer(1)]);
    assert_eq!(database.write(Returning(statement)).await.unwrap(), 7);
    assert_eq!(count(&database, "items").await, 1);
}

async fn a_schema_change_that_fails_leaves_the_schema(db: TestDatabase) {
    let database = open(&db).await;
    if database.product() == relata_db::Product::Mysql {
        // Tables change at once there, with or without a transaction.
        return;
    }
    let job = Execute(vec![sql(&database, TABLE, Vec::new()), sql(&database, "INSERT INTO nowhere VALUES (1)", Vec::new())]);
    assert!(database.alter(job).await.is_err());
    assert!(database.introspect().await.unwrap().is_empty());
}

async fn prepared_statements_follow_the_schema(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &["CREATE TABLE changing (id integer, v integer)"]).await;
    execute(&database, "INSERT INTO changing VALUES (?, ?)", vec![1.into(), 5.into()]).await.unwrap();
    let select = "SELECT v FROM changing WHERE id = ?";
    assert_eq!(number(fetch(&database, select, vec![1.into()]).await.unwrap().cell(0, 0)), 5);
    // Somebody else changes the column's type, over a connection of their own.
    let other = open(&db).await;
    let change: &[&str] = match database.product() {
        relata_db::Product::Sqlite => {
            &["DROP TABLE changing", "CREATE TABLE changing (v varchar(20), id integer)", "INSERT INTO changing VALUES ('5', 1)"]
        }
        relata_db::Product::Postgres => &["ALTER TABLE changing ALTER COLUMN v TYPE varchar(20)"],
        relata_db::Product::Mysql => &["ALTER TABLE changing MODIFY COLUMN v varchar(20)"],
    };
    create(&other, change).await;
    let rows = fetch(&database, select, vec![1.into()]).await.unwrap();
    assert_eq!(rows.cell(0, 0).as_str(), Some("5"));
}

async fn writers_follow_the_schema_too(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &["CREATE TABLE changing (id integer, v integer)"]).await;
    let insert = |id: i64, v: Value| sql(&database, "INSERT INTO changing (id, v) VALUES (?, ?)", vec![id.into(), v]);
    let update = || sql(&database, "UPDATE changing SET id = id WHERE v = ?", vec![Value::Null]);
    database.write(Execute(vec![insert(1, 5.into()), update()])).await.unwrap();
    if database.product() == relata_db::Product::Sqlite {
        // Types are advice there.
        return;
    }
    let other = open(&db).await;
    let change = match database.product() {
        relata_db::Product::Postgres => "ALTER TABLE changing ALTER COLUMN v TYPE varchar(20)",
        _ => "ALTER TABLE changing MODIFY COLUMN v varchar(20)",
    };
    create(&other, &[change]).await;
    assert_eq!(database.write(Execute(vec![insert(2, "abc".into())])).await.unwrap(), [1]);
    // In the midst of a transaction the job itself has to be run again; then it works.
    create(&other, &["DROP TABLE changing", "CREATE TABLE changing (id integer, v date)"]).await;
    let job = || Execute(vec![update(), insert(3, "2024-02-29".into())]);
    let counts = match database.write(job()).await {
        Err(error) if error.is_transient() => database.write(job()).await,
        other => other,
    };
    assert_eq!(counts.unwrap(), [0, 1]);
    // What never fits is still the caller's mistake.
    let error = database.write(Execute(vec![update(), insert(4, "abc".into())])).await.unwrap_err();
    assert!(matches!(error, DbError::InvalidValue(_)), "{error:?}");
    assert_eq!(count(&database, "changing").await, 1);
}

on_every_database!(
    a_failed_job_leaves_nothing,
    the_jobs_own_error_undoes_too,
    a_panicking_job_leaves_nothing,
    a_job_sees_its_own_changes,
    matched_rows_are_counted,
    many_writers_at_once,
    statements_are_counted,
    returned_rows,
    a_schema_change_that_fails_leaves_the_schema,
    prepared_statements_follow_the_schema,
    writers_follow_the_schema_too,
);
