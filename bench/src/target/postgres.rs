//! A database on a PostgreSQL server that somebody started.

use std::{path::Path, process::Command};

use reqwest::Url;

use super::N_CLIENTS;
use crate::failure::{Failure, OrFail, Outcome};

/// The database's name; its contents are lost on every run.
const NAME: &str = "relata_bench";

/// A database of ours on a PostgreSQL server.
pub(crate) struct PostgresTarget {
    server: Url,
}

impl PostgresTarget {
    pub(crate) fn new(server: &str) -> Outcome<Self> {
        let server = Url::parse(server).or_fail("the URL of the PostgreSQL server")?;
        Ok(Self { server })
    }

    pub(super) fn empty(&self) -> Outcome {
        let drop = format!("drop database if exists {NAME} with (force)");
        let create = format!("create database {NAME}");
        self.psql("postgres", &["-c", &drop, "-c", &create]).map(drop_answer)
    }

    pub(super) fn analyze(&self) -> Outcome {
        self.psql(NAME, &["-c", "vacuum analyze"]).map(drop_answer)
    }

    pub(super) fn settings(&self) -> Vec<(&'static str, String)> {
        let host = self.server.host_str().unwrap_or("127.0.0.1").to_owned();
        let port = self.server.port().unwrap_or(5432).to_string();
        vec![
            ("DB_CLIENT", "pg".to_owned()),
            ("DB_HOST", host),
            ("DB_PORT", port),
            ("DB_USER", self.server.username().to_owned()),
            ("DB_PASSWORD", self.server.password().unwrap_or_default().to_owned()),
            ("DB_DATABASE", NAME.to_owned()),
        ]
    }

    pub(super) fn answer(&self, statement: &Path) -> Outcome<Vec<u8>> {
        self.psql(NAME, &["-f", &statement.to_string_lossy()])
    }

    /// Transactions per second of `pgbench` with prepared statements.
    pub(super) fn drive(&self, statement: &Path, seconds: u32) -> Outcome<f64> {
        let output = Command::new("pgbench")
            .args(["--no-vacuum", "--protocol=prepared", "--jobs=2"])
            .arg(format!("--client={N_CLIENTS}"))
            .arg(format!("--time={seconds}"))
            .arg("--file")
            .arg(statement)
            .arg(self.database(NAME).as_str())
            .output()
            .or_fail("starting pgbench (Debian package postgresql-client)")?;
        let text = String::from_utf8_lossy(&output.stdout);
        let figure = text.lines().find_map(|line| line.strip_prefix("tps = ")?.split(' ').next());
        let figure = figure.or_fail(format!("pgbench on {}: {}", statement.display(), String::from_utf8_lossy(&output.stderr)))?;
        figure.parse().or_fail("pgbench's figure")
    }

    fn psql(&self, database: &str, arguments: &[&str]) -> Outcome<Vec<u8>> {
        let output = Command::new("psql")
            .args(["--no-psqlrc", "--quiet", "--no-align", "--tuples-only", "--set=ON_ERROR_STOP=1"])
            .arg(self.database(database).as_str())
            .args(arguments)
            .output()
            .or_fail("starting psql (Debian package postgresql-client)")?;
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(Failure::new(format!("psql: {}", String::from_utf8_lossy(&output.stderr).trim())))
    }

    fn database(&self, name: &str) -> Url {
        let mut url = self.server.clone();
        url.set_path(name);
        url
    }
}

fn drop_answer(_: Vec<u8>) {}
