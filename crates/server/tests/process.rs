//! The binary as people start it: without settings, with bad ones, and how it stops.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Command, Output};

use relata_test_support::{Backend, TestDatabase};
use serde_json::json;

mod support;

use support::{ADMIN_TOKEN, Server, answer, relata};

fn ran(command: &mut Command) -> (bool, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.success(), format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr)))
}

fn start(folder: &Path) -> Command {
    let mut command = relata(folder);
    // The only setting: tests run side by side.
    command.args(["start", "--set", "PORT=0", "--set", "HOST=127.0.0.1"]);
    command
}

fn terminate(server: &Server, signal: &str) {
    assert!(Command::new("kill").args([signal, &server.process_id().to_string()]).status().unwrap().success());
}

#[tokio::test]
async fn without_settings_it_makes_everything_and_prints_a_password_once() {
    let folder = tempfile::tempdir().unwrap();
    let bootstrap = ran(relata(folder.path()).arg("bootstrap"));
    let password = bootstrap.1.split("password ").nth(1).and_then(|rest| rest.split(' ').next()).unwrap().to_owned();
    assert!(bootstrap.0 && folder.path().join("data/relata.db").exists() && folder.path().join("data/relata.secret").exists());
    let again = ran(relata(folder.path()).arg("bootstrap"));
    assert!(again.0 && !again.1.contains("password"), "{}", again.1);
    let server = Server::started(&mut start(folder.path()));
    let login = json!({"email": "admin@example.com", "password": password});
    let (status, body) = answer(server.post("/auth/login", &login)).await;
    assert_eq!(status, 200, "{body}");
    // The secret is kept: the token outlives the process.
    let token = body["data"]["access_token"].as_str().unwrap().to_owned();
    drop(server);
    let server = Server::started(&mut start(folder.path()));
    assert_eq!(answer(server.get("/users/me").bearer_auth(token)).await.0, 200);
}

#[test]
fn bad_settings_are_named_all_at_once() {
    let folder = tempfile::tempdir().unwrap();
    let (worked, said) =
        ran(relata(folder.path()).arg("start").envs([("PORT", "many"), ("MAX_PAYLOAD_SIZE", "huge"), ("DB_CLIENT", "oracle")]));
    assert!(!worked);
    for name in ["PORT", "MAX_PAYLOAD_SIZE", "DB_CLIENT"] {
        assert!(said.contains(name), "{said}");
    }
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is made before settings are right");
    let (worked, said) = ran(relata(folder.path()).args(["start", "--set", "PROT=1"]));
    assert!(!worked && said.contains("PROT"), "{said}");
}

#[test]
fn help_begins_with_what_it_is() {
    let folder = tempfile::tempdir().unwrap();
    for flag in ["-h", "--help"] {
        let (worked, said) = ran(relata(folder.path()).arg(flag));
        assert!(worked && said.starts_with("Serves a relational content model"), "{said}");
    }
}

#[test]
fn a_file_that_is_no_database_stays_alone() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("letter.db"), "Dear reader, this is no database.".repeat(50)).unwrap();
    let (worked, said) = ran(relata(folder.path()).arg("start").envs([("DB_CLIENT", "sqlite3"), ("DB_FILENAME", "letter.db")]));
    assert!(!worked && said.contains("database"), "{said}");
    let names: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert!(!names.iter().any(|name| name.to_string_lossy().ends_with(".secret")), "{names:?}");
}

#[test]
fn a_database_that_cannot_be_reached_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let settings = [
        ("DB_CLIENT", "pg"),
        ("DB_HOST", "127.0.0.1"),
        ("DB_PORT", "1"),
        ("DB_USER", "u"),
        ("DB_PASSWORD", "hunter2"),
        ("DB_DATABASE", "d"),
    ];
    let (worked, said) = ran(relata(folder.path()).arg("start").envs(settings));
    assert!(!worked && said.contains("database") && !said.contains("hunter2"), "{said}");
}

/// A request that is running: its handler waits for the body. The connection says when the handler has begun.
fn running_request(server: &Server) -> TcpStream {
    let mut stream = TcpStream::connect(server.url.trim_start_matches("http://")).unwrap();
    let head = format!(
        "POST /auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: {}\r\nexpect: 100-continue\r\n\r\n",
        LOGIN.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut go_on = [0; 25];
    stream.read_exact(&mut go_on).unwrap();
    assert_eq!(&go_on, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

const LOGIN: &str = r#"{"email":"nobody@example.com","password":"wrong"}"#;

#[cfg(unix)]
#[tokio::test]
async fn ends_by_the_signal_after_running_requests() {
    use std::os::unix::process::ExitStatusExt;
    for (signal, number) in [("-TERM", 15), ("-INT", 2)] {
        let database = TestDatabase::create(Backend::Sqlite).await;
        let server = Server::with(&database, &[("SERVER_SHUTDOWN_TIMEOUT", "30s")]);
        // Leaves an idle connection behind: nobody waits for that one.
        assert_eq!(answer(server.get("/server/ping")).await.0, 200);
        let mut running = running_request(&server);
        terminate(&server, signal);
        running.write_all(LOGIN.as_bytes()).unwrap();
        let mut answered = String::new();
        running.read_to_string(&mut answered).unwrap();
        assert!(answered.starts_with("HTTP/1.1 401 "), "{answered}");
        let (status, _) = server.ended();
        assert_eq!(status.signal(), Some(number));
    }
}

#[cfg(unix)]
#[tokio::test]
async fn does_not_wait_for_ever() {
    use std::os::unix::process::ExitStatusExt;
    let database = TestDatabase::create(Backend::Sqlite).await;
    let server = Server::with(&database, &[("SERVER_SHUTDOWN_TIMEOUT", "50ms")]);
    let running = running_request(&server);
    terminate(&server, "-TERM");
    let (status, said) = server.ended();
    assert_eq!(status.signal(), Some(15));
    assert!(said.contains("before all requests were answered"), "{said}");
    drop(running);
}

async fn users_are_made_and_given_passwords(database: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let command = |arguments: &[&str]| {
        let mut command = relata(folder.path());
        command.args(arguments).envs(database.settings()).env("SECRET", "s");
        ran(&mut command)
    };
    let migrated = command(&["database", "migrate"]);
    assert!(migrated.0, "{}", migrated.1);
    let made = command(&["users", "create", "--email", "ann@example.com", "--password", "first"]);
    assert!(made.0 && made.1.trim().len() == 36, "{}", made.1);
    let nobody = command(&["users", "create", "--email", "bad", "--password", "x"]);
    assert!(!nobody.0 && nobody.1.contains("no e-mail address"), "{}", nobody.1);
    let twice = command(&["users", "create", "--email", "ANN@example.com", "--password", "x"]);
    assert!(!twice.0 && twice.1.contains("already"), "{}", twice.1);
    let unknown = command(&["users", "passwd", "--email", "bob@example.com", "--password", "x"]);
    assert!(!unknown.0 && unknown.1.contains("no user"), "{}", unknown.1);
    let changed = command(&["users", "passwd", "--email", "ann@example.com", "--password", "second"]);
    assert!(changed.0, "{}", changed.1);

    let server = Server::over(&database);
    let login =
        async |password: &str| answer(server.post("/auth/login", &json!({"email": "ann@example.com", "password": password}))).await.0;
    assert_eq!((login("first").await, login("second").await), (401, 200));
    // Ann was there first: no administrator is made, and ADMIN_TOKEN is nobody's.
    assert_eq!(answer(server.get("/users").bearer_auth(ADMIN_TOKEN)).await.0, 401);
}

async fn the_demo_fills_an_empty_instance_and_no_other(database: TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let init = || {
        let mut command = relata(folder.path());
        command.args(["init", "--template", "demo"]).envs(database.settings());
        command.envs([("SECRET", "s"), ("ADMIN_PASSWORD", "password"), ("ADMIN_TOKEN", ADMIN_TOKEN), ("LOG_LEVEL", "error")]);
        ran(&mut command)
    };
    let (worked, said) = init();
    assert!(worked && said.contains("Loaded "), "{said}");
    let n_files = fs::read_dir(folder.path().join("uploads")).unwrap().count();
    let (worked, said) = init();
    assert!(!worked && said.contains("isn't empty"), "{said}");

    let server = Server::over(&database);
    let read = async |path: &str| answer(server.get(path).bearer_auth(ADMIN_TOKEN)).await.1["data"].clone();
    let austria =
        read("/items/countries?filter[code][_eq]=AT&fields=name,cities.name&deep[cities][_sort]=-population&deep[cities][_limit]=1").await;
    assert_eq!(austria, json!([{"name": "Austria", "cities": [{"name": "Vienna"}]}]));
    let files = read("/files?aggregate[count]=*").await;
    let n_rows = files[0]["count"].as_u64().or_else(|| files[0]["count"].as_str()?.parse().ok()).unwrap();
    assert_eq!(usize::try_from(n_rows).unwrap(), n_files);
    // Keys that were given don't get in the way of those that are counted up.
    let (status, body) = answer(server.post("/items/categories", &json!({"name": "New", "slug": "new"})).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(status, 200, "{body}");
}

relata_test_support::on_every_database!(users_are_made_and_given_passwords, the_demo_fills_an_empty_instance_and_no_other);
