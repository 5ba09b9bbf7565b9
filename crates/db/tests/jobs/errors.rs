//! Errors tell what is wrong, and where, in the same words for every database.

use std::time::Duration;

use relata_db::{Database, DatabaseOptions, DbError, ForeignKeyBreach, Product};
use relata_schema::Value;
use relata_test_support::{TestDatabase, on_every_database};

use crate::common::{create, execute, fetch, open, options};

async fn with_tables(db: &TestDatabase) -> Database {
    let database = open(db).await;
    create(
        &database,
        &[
            "CREATE TABLE \"authors\" (id integer PRIMARY KEY, name varchar(5) NOT NULL, age smallint, born date, CHECK (age > 0))",
            "CREATE UNIQUE INDEX authors_name_unique ON \"authors\" (name)",
            "CREATE TABLE \"Order Details\" (id integer PRIMARY KEY, author integer, \
         CONSTRAINT \"details_author_foreign\" FOREIGN KEY (author) REFERENCES \"authors\" (id))",
        ],
    )
    .await;
    execute(&database, "INSERT INTO \"authors\" VALUES (1, 'Ann', 30, NULL)", Vec::new()).await.unwrap();
    database
}

async fn unique(db: TestDatabase) {
    let database = with_tables(&db).await;
    let error = execute(&database, "INSERT INTO \"authors\" VALUES (2, ?, 1, NULL)", vec!["Ann".into()]).await.unwrap_err();
    let DbError::Unique(details) = &error else { panic!("{error:?}") };
    if database.product() == Product::Mysql {
        assert_eq!(details.constraint.as_deref(), Some("authors_name_unique"));
    } else {
        assert_eq!(details.table.as_deref(), Some("authors"));
        assert_eq!(details.columns, ["name"]);
    }
    if database.product() != Product::Sqlite {
        assert_eq!(details.value.as_deref(), Some("Ann"));
    }
    assert!(!error.is_transient());
}

async fn foreign_keys_at_both_ends(db: TestDatabase) {
    let database = with_tables(&db).await;
    let missing = execute(&database, "INSERT INTO \"Order Details\" VALUES (1, 7)", Vec::new()).await.unwrap_err();
    execute(&database, "INSERT INTO \"Order Details\" VALUES (1, 1)", Vec::new()).await.unwrap();
    let referenced = execute(&database, "DELETE FROM \"authors\" WHERE id = 1", Vec::new()).await.unwrap_err();
    for (error, expected) in [(missing, ForeignKeyBreach::MissingTarget), (referenced, ForeignKeyBreach::StillReferenced)] {
        let DbError::ForeignKey { breach, details } = &error else { panic!("{error:?}") };
        if database.product() == Product::Sqlite {
            assert_eq!(*breach, None);
            continue;
        }
        assert_eq!(*breach, Some(expected));
        assert_eq!(details.table.as_deref(), Some("Order Details"));
        assert_eq!(details.constraint.as_deref(), Some("details_author_foreign"));
    }
}

async fn missing_values(db: TestDatabase) {
    let database = with_tables(&db).await;
    for text in ["INSERT INTO \"authors\" (id, name) VALUES (2, NULL)", "INSERT INTO \"authors\" (id) VALUES (2)"] {
        let error = execute(&database, text, Vec::new()).await.unwrap_err();
        let DbError::NotNull(details) = &error else { panic!("{error:?}") };
        assert_eq!(details.columns, ["name"]);
    }
}

async fn checks(db: TestDatabase) {
    let database = with_tables(&db).await;
    let error = execute(&database, "INSERT INTO \"authors\" VALUES (2, 'Bob', -1, NULL)", Vec::new()).await.unwrap_err();
    let DbError::Check(details) = &error else { panic!("{error:?}") };
    assert!(details.constraint.is_some());
}

async fn values_that_do_not_fit(db: TestDatabase) {
    let database = with_tables(&db).await;
    let insert = "INSERT INTO \"authors\" VALUES (2, ?, ?, ?)";
    let long = execute(&database, insert, vec!["much too long".into(), 1.into(), Value::Null]).await;
    let big = execute(&database, insert, vec!["Bob".into(), 100_000.into(), Value::Null]).await;
    let wrong = execute(&database, insert, vec!["Bob".into(), "x".into(), Value::Null]).await;
    let no_date = execute(&database, insert, vec!["Bob".into(), 1.into(), "2024-02-31".into()]).await;
    if database.product() == Product::Sqlite {
        // Types are advice there; the first row is stored, the others meet its key.
        assert!(long.is_ok());
        return;
    }
    assert!(matches!(long, Err(DbError::TooLong(_))), "{long:?}");
    assert!(matches!(big, Err(DbError::OutOfRange(_))), "{big:?}");
    assert!(matches!(wrong, Err(DbError::InvalidValue(_))), "{wrong:?}");
    assert!(matches!(no_date, Err(DbError::InvalidValue(_))), "{no_date:?}");
}

async fn what_is_refused_shows_no_sql(db: TestDatabase) {
    let database = with_tables(&db).await;
    let error = fetch(&database, "SELECT secret_column FROM \"authors\"", Vec::new()).await.unwrap_err();
    assert!(matches!(error, DbError::Other(_)), "{error:?}");
    assert!(!error.to_string().contains("secret_column"), "{error}");
    let unique = execute(&database, "INSERT INTO \"authors\" VALUES (2, 'Ann', 1, NULL)", Vec::new()).await.unwrap_err();
    assert!(!unique.to_string().contains("Ann"), "{unique}");
}

async fn slow_statements_are_stopped(db: TestDatabase) {
    let limit = Some(Duration::from_millis(200));
    let options = match options(&db) {
        DatabaseOptions::Sqlite(mut options) => {
            options.statement_timeout = limit;
            DatabaseOptions::Sqlite(options)
        }
        DatabaseOptions::Postgres(mut options) => {
            options.statement_timeout = limit;
            DatabaseOptions::Postgres(options)
        }
        DatabaseOptions::Mysql(mut options) => {
            options.statement_timeout = limit;
            DatabaseOptions::Mysql(options)
        }
    };
    let database = Database::open(&options).await.unwrap();
    let endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n";
    let text = match database.product() {
        Product::Sqlite => endless,
        Product::Postgres => "SELECT pg_sleep(20)",
        Product::Mysql => {
            "SELECT count(*) FROM information_schema.collations a, information_schema.collations b, \
             information_schema.collations c, information_schema.collations d"
        }
    };
    let error = fetch(&database, text, Vec::new()).await.unwrap_err();
    assert!(matches!(error, DbError::Timeout(_)), "{error:?}");
    database.ping().await.unwrap();
}

async fn nobody_there(db: TestDatabase) {
    let options = match options(&db) {
        DatabaseOptions::Sqlite(mut options) => {
            options.path = "/nowhere/at/all.db".into();
            DatabaseOptions::Sqlite(options)
        }
        DatabaseOptions::Postgres(mut options) => {
            options.database = Some("not_there".to_owned());
            DatabaseOptions::Postgres(options)
        }
        DatabaseOptions::Mysql(mut options) => {
            options.database = Some("not_there".to_owned());
            DatabaseOptions::Mysql(options)
        }
    };
    let error = Database::open(&options).await.unwrap_err();
    assert!(matches!(error, DbError::Unavailable(_)), "{error:?}");
}

async fn closed(db: TestDatabase) {
    let database = open(&db).await;
    database.close().await;
    let error = database.ping().await.unwrap_err();
    assert!(matches!(error, DbError::Closed), "{error:?}");
}

on_every_database!(
    unique,
    foreign_keys_at_both_ends,
    missing_values,
    checks,
    values_that_do_not_fit,
    what_is_refused_shows_no_sql,
    slow_statements_are_stopped,
    nobody_there,
    closed,
);
