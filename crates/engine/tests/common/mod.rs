//! Engines over throw-away databases.

#![expect(clippy::unwrap_used, reason = "tests")]
#![allow(dead_code, reason = "each test binary uses its own part of this")]

use std::{path::Path, time::Duration};

use relata_db::{Database, DatabaseOptions, DbError, ReadJob, ServerOptions, Session, SqliteOptions, Transaction, WriteJob};
use relata_engine::auth::{Auth, AuthSettings};
use relata_engine::{Asker, Engine, EngineOptions, SchemaCache};
use relata_sql::Statement;
use relata_test_support::{Backend, TestDatabase};

/// Opens the database of a test.
pub async fn database(test: &TestDatabase) -> Database {
    let options = match test.backend() {
        Backend::Sqlite => DatabaseOptions::Sqlite(SqliteOptions::new(test.path().unwrap_or(Path::new("")))),
        Backend::Postgres => DatabaseOptions::Postgres(ServerOptions::from_connection_string(test.url())),
        Backend::Mariadb => DatabaseOptions::Mysql(ServerOptions::from_connection_string(test.url())),
    };
    Database::open(&options).await.unwrap()
}

/// An engine over an empty database, with system tables.
pub async fn engine(test: &TestDatabase) -> Engine {
    let engine = Engine::open(database(test).await, EngineOptions::default()).await.unwrap();
    engine.bootstrap(None).await.unwrap();
    engine
}

/// What somebody may do, as the engine's own accounts say.
pub async fn asker_of(engine: &Engine, user: &str) -> Asker {
    let settings = AuthSettings {
        secret: "a secret of this test".to_owned(),
        access_token_ttl: Duration::from_mins(1),
        refresh_token_ttl: Duration::from_mins(1),
        session_token_ttl: Duration::from_mins(1),
        session_refresh_grace: Duration::ZERO,
        login_stall_time: Duration::ZERO,
        cache_ttl: Duration::ZERO,
        providers: Vec::new(),
        client: relata_outbound::LazyClient::default(),
    };
    let auth = Auth::new(engine.clone(), settings).unwrap();
    Asker::clone(&*auth.asker_of_user(user).await.unwrap())
}

/// An engine that looks for changes of others at every request.
pub async fn watchful(db: Database) -> Engine {
    Engine::open(db, EngineOptions { schema_cache: SchemaCache::CheckedEveryTime, ..EngineOptions::default() }).await.unwrap()
}

/// Runs statements as they are.
pub async fn run(db: &Database, statements: &[&str]) {
    db.alter(Run(statements.iter().map(|text| Statement::new(*text)).collect())).await.unwrap();
}

/// Runs one statement as an ordinary write: foreign keys act.
pub async fn write(db: &Database, statement: &str) {
    db.write(Run(vec![Statement::new(statement)])).await.unwrap();
}

/// All cells of a result, as text.
pub async fn rows(db: &Database, statement: &str) -> Vec<Vec<String>> {
    db.read(Fetch(Statement::new(statement))).await.unwrap().unwrap()
}

struct Run(Vec<Statement>);

impl WriteJob for Run {
    type Output = ();
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), DbError> {
        for statement in &self.0 {
            transaction.execute(statement).await?;
        }
        Ok(())
    }
}

struct Fetch(Statement);

impl ReadJob for Fetch {
    type Output = Result<Vec<Vec<String>>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let found = session.fetch(&self.0).await?;
        let cell = |row, column| match found.cell(row, column) {
            relata_db::Cell::Text(text) => text.to_owned(),
            relata_db::Cell::Null => "null".to_owned(),
            other => other.as_i64().map_or_else(|| format!("{other:?}"), |number| number.to_string()),
        };
        Ok((0..found.len()).map(|row| (0..found.n_columns()).map(|column| cell(row, column)).collect()).collect())
    }
}
