//! What breaks from outside: the process killed in the middle of writes, connections cut, a full disk, locks held by others. Whatever was
//! acknowledged is there afterwards, nothing is half there, and the server goes on.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "tests")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use relata_db::{Database, DatabaseOptions, DbError, ServerOptions, SqliteOptions, Transaction, WriteJob};
use relata_sql::Statement;
use relata_test_support::{Backend, TestDatabase, on_every_database};
use reqwest::RequestBuilder;
use serde_json::{Value as Json, json};
use tokio::sync::{Mutex, oneshot};
use tokio::task::JoinSet;

use support::{ADMIN_TOKEN, Server, answer, relata};

const N_CLIENTS: usize = 8;
const N_MEMBERS: usize = 3;
const N_TAGS: usize = 2;

/// Owners with members, and with tags over a junction.
async fn make_model(server: &Server) {
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    for (name, fields) in [
        ("owners", json!([key, text("name"), list("members"), list("tags")])),
        ("members", json!([key, text("name"), number("owner")])),
        ("tags", json!([key, text("name")])),
        ("owners_tags", json!([key, number("owner"), number("tag")])),
    ] {
        let body = json!({"collection": name, "schema": {}, "meta": {}, "fields": fields});
        assert_eq!(answer(server.post("/collections", &body).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    }
    for (many, field, one, meta) in [
        ("members", "owner", "owners", json!({"one_field": "members", "one_deselect_action": "delete"})),
        ("owners_tags", "owner", "owners", json!({"one_field": "tags", "junction_field": "tag", "one_deselect_action": "delete"})),
        ("owners_tags", "tag", "tags", json!({"junction_field": "owner"})),
    ] {
        let body = json!({"collection": many, "field": field, "related_collection": one, "schema": {"on_delete": "CASCADE"}, "meta": meta});
        assert_eq!(answer(server.post("/relations", &body).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    }
}

fn owner(name: &str) -> Json {
    let members: Vec<Json> = (0..N_MEMBERS).map(|n| json!({"name": format!("{name} member {n}")})).collect();
    let tags: Vec<Json> = (0..N_TAGS).map(|n| json!({"tag": {"name": format!("{name} tag {n}")}})).collect();
    json!({"name": name, "members": members, "tags": tags})
}

/// What clients have written, as far as they were told.
#[derive(Default)]
struct Ledger {
    acknowledged: Mutex<BTreeSet<String>>,
    refused: Mutex<BTreeMap<u16, usize>>,
    stop: AtomicBool,
    n_sent: AtomicUsize,
}

/// Clients that write nested items one after the other until they are told to stop, or nobody answers any more.
fn writers(server: &Server, ledger: &Arc<Ledger>, round: usize) -> JoinSet<()> {
    let mut clients = JoinSet::new();
    for client in 0..N_CLIENTS {
        let (url, http, ledger) = (server.url.clone(), server.client.clone(), Arc::clone(ledger));
        clients.spawn(async move {
            let mut n = 0;
            while !ledger.stop.load(Ordering::Relaxed) {
                n += 1;
                let name = format!("owner {round}.{client}.{n}");
                ledger.n_sent.fetch_add(1, Ordering::Relaxed);
                let request = http.post(format!("{url}/items/owners")).bearer_auth(ADMIN_TOKEN).json(&owner(&name));
                let Ok(response) = request.send().await else { return };
                let status = response.status().as_u16();
                let Ok(body) = response.text().await else { return };
                if status == 200 {
                    ledger.acknowledged.lock().await.insert(name);
                } else {
                    assert_clear_refusal(status, &body);
                    *ledger.refused.lock().await.entry(status).or_default() += 1;
                }
            }
        });
    }
    clients
}

/// A server's error, said so that a caller can act on it, without the database's own words.
fn assert_clear_refusal(status: u16, body: &str) {
    let parsed: Json = serde_json::from_str(body).unwrap_or_default();
    let message = parsed["errors"][0]["message"].as_str().unwrap_or_default();
    assert!((500..=504).contains(&status) && !message.is_empty(), "{status}: {body}");
    for word in ["insert", "INSERT", "SELECT", "sqlite", "SQLSTATE", "owners"] {
        assert!(!message.contains(word), "{message}");
    }
}

async fn read(server: &Server, path: &str) -> Json {
    let (status, body) = answer(server.get(path).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

/// Whatever was acknowledged is there, and whatever is there is whole.
async fn assert_whole(server: &Server, ledger: &Ledger) {
    let path = "/items/owners?limit=-1&fields=name,members.name,tags.tag.name&deep[members][_limit]=-1&deep[tags][_limit]=-1";
    let owners = read(server, path).await;
    let owners = owners.as_array().unwrap();
    let mut names = BTreeSet::new();
    for found in owners {
        let name = found["name"].as_str().unwrap();
        let mut members: Vec<&str> = found["members"].as_array().unwrap().iter().map(|member| member["name"].as_str().unwrap()).collect();
        let mut tags: Vec<&str> = found["tags"].as_array().unwrap().iter().map(|tag| tag["tag"]["name"].as_str().unwrap()).collect();
        members.sort_unstable();
        tags.sort_unstable();
        assert_eq!(members, (0..N_MEMBERS).map(|n| format!("{name} member {n}")).collect::<Vec<_>>());
        assert_eq!(tags, (0..N_TAGS).map(|n| format!("{name} tag {n}")).collect::<Vec<_>>());
        assert!(names.insert(name.to_owned()), "{name} is there twice");
    }
    let acknowledged = ledger.acknowledged.lock().await;
    let lost: Vec<&String> = acknowledged.difference(&names).collect();
    assert!(lost.is_empty(), "acknowledged and lost: {lost:?}");
    for (table, per_owner) in [("members", N_MEMBERS), ("tags", N_TAGS), ("owners_tags", N_TAGS)] {
        let keys = read(server, &format!("/items/{table}?limit=-1&fields=id")).await;
        assert_eq!(keys.as_array().unwrap().len(), owners.len() * per_owner, "{table}");
    }
}

fn assert_doctor_finds_nothing(database: &TestDatabase) {
    let folder = tempfile::tempdir().unwrap();
    let mut command = relata(folder.path());
    let output = command.arg("doctor").envs(database.settings()).env("SECRET", "s").output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stdout));
}

async fn killed_in_the_middle_of_writes(database: TestDatabase) {
    let ledger = Arc::new(Ledger::default());
    let mut server = Server::over(&database);
    make_model(&server).await;
    let mut n_acknowledged = 0;
    for (round, milliseconds) in [700, 1300, 450, 1000].into_iter().enumerate() {
        let mut clients = writers(&server, &ledger, round);
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        // A busy machine may need longer to write anything.
        let n_before = n_acknowledged;
        while n_acknowledged == n_before {
            tokio::time::sleep(Duration::from_millis(20)).await;
            n_acknowledged = ledger.acknowledged.lock().await.len();
        }
        // SIGKILL.
        drop(server);
        while let Some(ended) = clients.join_next().await {
            ended.unwrap();
        }
        server = Server::over(&database);
        assert_whole(&server, &ledger).await;
    }
    drop(server);
    assert_doctor_finds_nothing(&database);
}

/// The database as somebody else who uses it, too.
async fn other_user(database: &TestDatabase) -> Database {
    let options = match database.backend() {
        Backend::Sqlite => DatabaseOptions::Sqlite(SqliteOptions::new(database.path().unwrap())),
        Backend::Postgres => DatabaseOptions::Postgres(ServerOptions::from_connection_string(database.url())),
        Backend::Mariadb => DatabaseOptions::Mysql(ServerOptions::from_connection_string(database.url())),
    };
    Database::open(&options).await.unwrap()
}

/// Cuts every connection to the database but its own.
struct CutConnections {
    backend: Backend,
    database: String,
}

impl WriteJob for CutConnections {
    type Output = usize;
    type Error = DbError;

    async fn run<T: Transaction>(self, tx: &mut T) -> Result<usize, DbError> {
        if self.backend == Backend::Postgres {
            let cut =
                "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()";
            return Ok(tx.fetch(&Statement::new(cut)).await?.len());
        }
        let others = format!("select id from information_schema.processlist where db = '{}' and id <> connection_id()", self.database);
        let rows = tx.fetch(&Statement::new(others)).await?;
        for row in 0..rows.len() {
            // It may have gone by itself.
            let _ = tx.execute(&Statement::new(format!("kill {}", rows.cell(row, 0).as_i64().unwrap_or(0)))).await;
        }
        Ok(rows.len())
    }
}

async fn connections_cut_in_the_middle_of_writes(backend: Backend) {
    let database = TestDatabase::create(backend).await;
    let server = Server::over(&database);
    make_model(&server).await;
    let ledger = Arc::new(Ledger::default());
    let mut clients = writers(&server, &ledger, 0);
    let other = other_user(&database).await;
    let mut n_cut = 0;
    let mut n_rounds = 0;
    while n_rounds < 8 || (n_rounds < 80 && ledger.refused.lock().await.is_empty()) {
        n_rounds += 1;
        tokio::time::sleep(Duration::from_millis(137)).await;
        n_cut += other.write(CutConnections { backend, database: database.name().to_owned() }).await.unwrap();
    }
    ledger.stop.store(true, Ordering::Relaxed);
    while let Some(ended) = clients.join_next().await {
        ended.unwrap();
    }
    assert!(n_cut > 0 && !ledger.refused.lock().await.is_empty(), "connections were cut while they were used");
    // The server goes on, without having been told.
    assert_eq!(answer(server.post("/items/owners", &owner("afterwards")).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    ledger.acknowledged.lock().await.insert("afterwards".to_owned());
    assert_whole(&server, &ledger).await;
    drop(server);
    assert_doctor_finds_nothing(&database);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_connections_cut_in_the_middle_of_writes() {
    connections_cut_in_the_middle_of_writes(Backend::Postgres).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn mariadb_connections_cut_in_the_middle_of_writes() {
    connections_cut_in_the_middle_of_writes(Backend::Mariadb).await;
}

/// A server that can't write files beyond a size, which is what a full disk looks like to it.
fn on_a_small_disk(database: &TestDatabase, folder: &std::path::Path, n_kilobytes: u64) -> Server {
    let plain = relata(folder);
    let mut command = Command::new("sh");
    // Blocks of 512 bytes. Ignored, the signal becomes an error of the write.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" start", n_kilobytes * 2);
    command.args(["-c", &script]).arg(plain.get_program()).env_clear().current_dir(folder);
    command.stdin(std::process::Stdio::null()).stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    command.envs(database.settings()).envs([
        ("HOST", "127.0.0.1"),
        ("PORT", "0"),
        ("LOG_LEVEL", "fatal"),
        ("SECRET", "a secret of this test"),
    ]);
    command.envs([("ADMIN_EMAIL", support::ADMIN_EMAIL), ("ADMIN_PASSWORD", support::ADMIN_PASSWORD), ("ADMIN_TOKEN", ADMIN_TOKEN)]);
    Server::started(&mut command)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sqlite_on_a_full_disk() {
    let database = TestDatabase::create(Backend::Sqlite).await;
    make_model(&Server::over(&database)).await;
    let path = database.path().unwrap();
    let size_of = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |file| file.len());
    let size = size_of(path).max(size_of(&path.with_extension("db-wal")));
    let folder = tempfile::tempdir().unwrap();
    // Room for a few writes, each of which takes some three hundred kilobytes.
    let server = on_a_small_disk(&database, folder.path(), size / 1024 + 1_000);
    let ledger = Ledger::default();
    let long = "long ".repeat(2_000);
    let mut n_refused = 0;
    for n in 0..200 {
        let name = format!("{n} {long}");
        let (status, body) = answer(server.post("/items/owners", &owner(&name)).bearer_auth(ADMIN_TOKEN)).await;
        if status == 200 {
            ledger.acknowledged.lock().await.insert(name);
            continue;
        }
        assert_clear_refusal(status, &body.to_string());
        n_refused += 1;
        // Reading goes on.
        assert!(!read(&server, "/items/owners?limit=1").await.as_array().unwrap().is_empty());
        if n_refused == 5 {
            break;
        }
    }
    assert_eq!(n_refused, 5, "the disk was full");
    assert!(!ledger.acknowledged.lock().await.is_empty(), "it was not full from the start");
    assert_whole(&server, &ledger).await;
    drop(server);
    // With room again everything is there, and can be written.
    let server = Server::over(&database);
    assert_eq!(answer(server.post("/items/owners", &owner("afterwards")).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    ledger.acknowledged.lock().await.insert("afterwards".to_owned());
    assert_whole(&server, &ledger).await;
    drop(server);
    assert_doctor_finds_nothing(&database);
}

/// Changes a row and holds on to it until it is told to let go.
struct Hold {
    held: oneshot::Sender<()>,
    let_go: oneshot::Receiver<()>,
}

impl WriteJob for Hold {
    type Output = ();
    type Error = DbError;

    async fn run<T: Transaction>(self, tx: &mut T) -> Result<(), DbError> {
        tx.execute(&Statement::new("update owners set name = 'held' where id = 1")).await?;
        let _ = self.held.send(());
        let _ = self.let_go.await;
        Ok(())
    }
}

async fn a_lock_held_by_somebody_else(database: TestDatabase) {
    let server = Server::with(&database, &[("DB_LOCK_TIMEOUT", "1s")]);
    make_model(&server).await;
    assert_eq!(answer(server.post("/items/owners", &owner("first")).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let other = other_user(&database).await;
    let ((held, is_held), (release, let_go)) = (oneshot::channel(), oneshot::channel());
    let holder = tokio::spawn(async move { other.write(Hold { held, let_go }).await });
    is_held.await.unwrap();
    let change = || server.patch("/items/owners/1", &json!({"name": "second", "members": []})).bearer_auth(ADMIN_TOKEN);
    let refused: RequestBuilder = change();
    let response = support::response(refused).await;
    let status = response.status().as_u16();
    assert_clear_refusal(status, &response.text().await.unwrap());
    assert_eq!(status, 503);
    // Reading waits for nobody.
    assert_eq!(read(&server, "/items/owners/1?fields=name").await["name"], "first");
    release.send(()).unwrap();
    holder.await.unwrap().unwrap();
    assert_eq!(read(&server, "/items/owners/1?fields=name,members").await, json!({"name": "held", "members": [1, 2, 3]}));
    assert_eq!(answer(change()).await.0, 200);
    assert_eq!(read(&server, "/items/owners/1?fields=name,members").await, json!({"name": "second", "members": []}));
}

on_every_database!(killed_in_the_middle_of_writes, a_lock_held_by_somebody_else);
