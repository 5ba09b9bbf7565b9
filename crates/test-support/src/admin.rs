//! Creates and drops databases in a server.
//!
//! The only place here that knows drivers. Names come from [`crate::TestDatabase`] alone, so they need no quoting
//! beyond the usual; never runs a statement for a test.

use std::io;
use std::time::Duration;

use mysql_async::prelude::Queryable;

use crate::facts::{Kind, Server};

/// Why a server didn't do it.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AdminError {
    #[error("{}", said(.0))]
    Postgres(#[from] tokio_postgres::Error),
    #[error(transparent)]
    Mariadb(#[from] mysql_async::Error),
    #[error(transparent)]
    Runtime(#[from] io::Error),
    #[error("no answer within {} s", .0.as_secs())]
    Silent(Duration),
    #[error("{} knows no databases to create", .0.name())]
    NoDatabases(Kind),
}

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) async fn create(kind: Kind, server: &Server, name: &str) -> Result<(), AdminError> {
    let sql = match kind {
        Kind::Postgres => format!("CREATE DATABASE \"{name}\""),
        Kind::Mariadb => format!("CREATE DATABASE `{name}` CHARACTER SET utf8mb4"),
        Kind::Redis => return Err(AdminError::NoDatabases(kind)),
    };
    run(kind, server, &sql).await
}

pub(crate) fn drop_blocking(kind: Kind, server: &Server, name: &str) -> Result<(), AdminError> {
    let sql = match kind {
        Kind::Postgres => format!("DROP DATABASE IF EXISTS \"{name}\" WITH (FORCE)"),
        Kind::Mariadb => format!("DROP DATABASE IF EXISTS `{name}`"),
        Kind::Redis => return Err(AdminError::NoDatabases(kind)),
    };
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(run(kind, server, &sql))
}

async fn run(kind: Kind, server: &Server, sql: &str) -> Result<(), AdminError> {
    let work = async { if kind == Kind::Postgres { run_in_postgres(server, sql).await } else { run_in_mariadb(server, sql).await } };
    tokio::time::timeout(PATIENCE, work).await.unwrap_or(Err(AdminError::Silent(PATIENCE)))
}

async fn run_in_postgres(server: &Server, sql: &str) -> Result<(), AdminError> {
    let (client, connection) = tokio_postgres::Config::new()
        .host(&server.host)
        .port(server.port)
        .user(&server.user)
        .password(&server.password)
        .dbname(&server.database)
        .connect(tokio_postgres::NoTls)
        .await?;
    let connection = tokio::spawn(connection);
    let outcome = client.batch_execute(sql).await;
    drop(client);
    // The connection ends by itself once its client is gone; what it still has to say adds nothing.
    connection.await.ok();
    Ok(outcome?)
}

async fn run_in_mariadb(server: &Server, sql: &str) -> Result<(), AdminError> {
    let options = mysql_async::OptsBuilder::default()
        .ip_or_hostname(&server.host)
        .tcp_port(server.port)
        .user(Some(&server.user))
        .pass(Some(&server.password))
        .db_name(Some(&server.database))
        .prefer_socket(false)
        // A connection that a test left open inside a transaction must not hold up the end of the test.
        .setup(vec!["SET SESSION lock_wait_timeout = 10"]);
    let mut connection = mysql_async::Conn::new(options).await?;
    let outcome = connection.query_drop(sql).await;
    connection.disconnect().await.ok();
    Ok(outcome?)
}

/// The driver's own text is only "db error"; what the server said stands behind it.
fn said(error: &tokio_postgres::Error) -> String {
    match error.as_db_error() {
        Some(said) => said.message().to_owned(),
        None => match std::error::Error::source(error) {
            Some(source) => format!("{error}: {source}"),
            None => error.to_string(),
        },
    }
}
