//! Opens databases, and small jobs to run on them.

use std::fmt::Write;

use relata_db::{
    Cell, Database, DatabaseOptions, DbError, PoolSize, Product, ReadJob, RowSet, ServerOptions, Session, SqliteOptions, Transaction,
    WriteJob,
};
use relata_schema::Value;
use relata_sql::Statement;
use relata_test_support::{Backend, TestDatabase};

pub fn options(db: &TestDatabase) -> DatabaseOptions {
    let server = || ServerOptions { pool: PoolSize { min: 0, max: 4 }, ..ServerOptions::from_connection_string(db.url()) };
    match db.backend() {
        Backend::Sqlite => DatabaseOptions::Sqlite(SqliteOptions::new(db.path().unwrap())),
        Backend::Postgres => DatabaseOptions::Postgres(server()),
        Backend::Mariadb => DatabaseOptions::Mysql(server()),
    }
}

pub async fn open(db: &TestDatabase) -> Database {
    Database::open(&options(db)).await.unwrap()
}

/// A statement in the database's own spelling, from one with `"names"` and `?`.
pub fn sql(database: &Database, text: &str, binds: Vec<Value>) -> Statement {
    let mut spelled = String::new();
    let mut n_binds = 0;
    for character in text.chars() {
        match (character, database.product()) {
            ('?', Product::Postgres) => {
                n_binds += 1;
                write!(spelled, "${n_binds}").unwrap();
            }
            ('?', Product::Sqlite) => {
                n_binds += 1;
                write!(spelled, "?{n_binds}").unwrap();
            }
            ('"', Product::Mysql) => spelled.push('`'),
            (other, _) => spelled.push(other),
        }
    }
    Statement { text: spelled, binds }
}

/// Reads the rows of one statement.
pub struct Fetch(pub Statement);

impl ReadJob for Fetch {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&self.0).await
    }
}

/// Executes statements one after the other; the answer is how many rows each matched.
pub struct Execute(pub Vec<Statement>);

impl WriteJob for Execute {
    type Output = Vec<u64>;
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<Vec<u64>, DbError> {
        let mut counts = Vec::new();
        for statement in &self.0 {
            counts.push(transaction.execute(statement).await?);
        }
        Ok(counts)
    }
}

pub async fn execute(database: &Database, text: &str, binds: Vec<Value>) -> Result<u64, DbError> {
    let statement = sql(database, text, binds);
    database.write(Execute(vec![statement])).await.map(|counts| counts[0])
}

/// Makes tables.
pub async fn create(database: &Database, statements: &[&str]) {
    let statements = statements.iter().map(|text| sql(database, text, Vec::new())).collect();
    database.alter(Execute(statements)).await.unwrap();
}

pub async fn fetch(database: &Database, text: &str, binds: Vec<Value>) -> Result<RowSet, DbError> {
    database.read(Fetch(sql(database, text, binds))).await.unwrap()
}

pub async fn count(database: &Database, table: &str) -> i64 {
    let rows = fetch(database, &format!("SELECT count(*) FROM \"{table}\""), Vec::new()).await.unwrap();
    number(rows.cell(0, 0))
}

pub fn number(cell: Cell<'_>) -> i64 {
    cell.as_i64().unwrap_or_else(|| panic!("{cell:?} is no integer"))
}
