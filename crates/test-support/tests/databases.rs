//! Every backend gives a fresh database, and takes it back.
#![expect(clippy::unwrap_used, reason = "tests")]

use mysql_async::prelude::Queryable;
use relata_test_support::{Backend, TestDatabase, on_every_database};

async fn has_a_name_of_its_own(db: TestDatabase) {
    let other = TestDatabase::create(db.backend()).await;
    assert_ne!(db.name(), other.name());
    assert_ne!(db.url(), other.url());
}

async fn tells_how_to_reach_it(db: TestDatabase) {
    let settings = db.settings();
    assert_eq!(settings[0], ("DB_CLIENT", db.backend().client().to_owned()));
    assert_eq!(db.path().is_some(), db.backend() == Backend::Sqlite);
    assert_eq!(db.server().is_some(), db.backend() != Backend::Sqlite);
}

async fn is_gone_afterwards(db: TestDatabase) {
    let (backend, name, url) = (db.backend(), db.name().to_owned(), db.url().to_owned());
    let folder = db.path().map(|path| path.parent().unwrap().to_owned());
    assert!(exists(backend, &name, &url, folder.as_deref()).await);
    drop(db);
    assert!(!exists(backend, &name, &url, folder.as_deref()).await);
}

on_every_database!(has_a_name_of_its_own, tells_how_to_reach_it, is_gone_afterwards);

async fn exists(backend: Backend, name: &str, url: &str, folder: Option<&std::path::Path>) -> bool {
    match backend {
        Backend::Sqlite => folder.unwrap().exists(),
        Backend::Postgres => match tokio_postgres::connect(url, tokio_postgres::NoTls).await {
            Ok((_client, _connection)) => true,
            Err(error) => {
                assert_eq!(error.code(), Some(&tokio_postgres::error::SqlState::UNDEFINED_DATABASE));
                false
            }
        },
        Backend::Mariadb => {
            let server = relata_test_support::mariadb();
            let url = server.url(relata_test_support::Kind::Mariadb, &server.database);
            let mut connection = mysql_async::Conn::from_url(url).await.unwrap();
            let sql = format!("SELECT count(*) FROM information_schema.schemata WHERE schema_name = '{name}'");
            let count: Option<u32> = connection.query_first(sql).await.unwrap();
            connection.disconnect().await.unwrap();
            count == Some(1)
        }
    }
}

#[tokio::test]
async fn a_database_goes_away_under_an_open_connection() {
    let db = TestDatabase::create(Backend::Postgres).await;
    let (name, url) = (db.name().to_owned(), db.url().to_owned());
    let (client, connection) = tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let connection = tokio::spawn(connection);
    client.batch_execute("CREATE TABLE kept (id integer)").await.unwrap();
    drop(db);
    assert!(!exists(Backend::Postgres, &name, &url, None).await);
    assert!(connection.await.unwrap().is_err());
}
