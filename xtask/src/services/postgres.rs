//! PostgreSQL for tests: fresh cluster, no durability, sorting by code point as SQLite does.

use std::path::Path;
use std::process::Command;

use relata_test_support::Server;

use super::packages;
use super::process::Launch;
use crate::failure::Outcome;

const USER: &str = "relata";
const PASSWORD: &str = "relata";
/// The system's limit for a socket's path is 107 bytes; the file name takes some of it.
const LONGEST_SOCKET_FOLDER: usize = 85;

pub(super) fn start(launch: &Launch<'_>) -> Outcome<Server> {
    let programs = packages::postgres_programs()?;
    let data = launch.folder.join("data");
    let password = launch.folder.join("password");
    launch.owner.write_file(&password, PASSWORD)?;
    launch.run(
        &programs.join("initdb"),
        &[
            format!("--pgdata={}", data.display()),
            format!("--username={USER}"),
            format!("--pwfile={}", password.display()),
            "--auth-local=trust".to_owned(),
            "--auth-host=scram-sha-256".to_owned(),
            "--encoding=UTF8".to_owned(),
            "--locale=C.UTF-8".to_owned(),
            "--no-sync".to_owned(),
        ],
    )?;
    let (port, process) = launch.serve(
        &programs.join("postgres"),
        |port| arguments(&data, launch.folder, port),
        |port| {
            let mut question = Command::new(programs.join("pg_isready"));
            question.args(["--quiet", "--host=127.0.0.1", &format!("--port={port}"), "--dbname=postgres"]);
            question.status().is_ok_and(|status| status.success())
        },
    )?;
    Ok(Server {
        host: "127.0.0.1".to_owned(),
        port,
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        database: "postgres".to_owned(),
        process: Some(process),
    })
}

fn arguments(data: &Path, folder: &Path, port: u16) -> Vec<String> {
    let socket_folder = folder.to_string_lossy();
    let socket_folder = if socket_folder.len() > LONGEST_SOCKET_FOLDER { "" } else { &socket_folder };
    let mut arguments = vec!["-D".to_owned(), data.display().to_string(), "-p".to_owned(), port.to_string()];
    let settings = [
        ("listen_addresses", "127.0.0.1"),
        ("unix_socket_directories", socket_folder),
        ("fsync", "off"),
        ("synchronous_commit", "off"),
        ("full_page_writes", "off"),
        ("max_connections", "300"),
        ("shared_buffers", "64MB"),
        ("timezone", "UTC"),
    ];
    for (name, value) in settings {
        arguments.extend(["-c".to_owned(), format!("{name}={value}")]);
    }
    arguments
}
