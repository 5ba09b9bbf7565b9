//! Two servers over one database, held together by a real Redis: what changes on one holds on the other with the next request.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_test_support::{Backend, RedisLine, TestDatabase};
use serde_json::{Value, json};

mod support;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, Server, answer, refusal, response};

struct Nodes {
    line: RedisLine,
    a: Server,
    b: Server,
    _database: TestDatabase,
}

impl Nodes {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let database = TestDatabase::create(Backend::Postgres).await;
        let line = RedisLine::open().await;
        let namespace = database.name().to_owned();
        let common = [("REDIS", line.url.as_str()), ("SYNCHRONIZATION_NAMESPACE", namespace.as_str()), ("LOG_LEVEL", "info")];
        let all: Vec<_> = common.iter().chain(settings).copied().collect();
        let mut a = Server::with(&database, &all);
        let mut b = Server::with(&database, &all);
        a.said("this server hears other servers");
        b.said("this server hears other servers");
        Self { line, a, b, _database: database }
    }
}

async fn done(request: reqwest::RequestBuilder) -> Value {
    let (status, body) = answer(request.bearer_auth(ADMIN_TOKEN)).await;
    assert!(status < 300, "{status} {body}");
    body["data"].clone()
}

fn session_cookie(login: &reqwest::Response) -> String {
    login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_loses_a_right_on_one_server_has_lost_it_on_the_other() {
    let Nodes { a, b, .. } = &Nodes::start(&[]).await;
    let user = done(a.post("/users", &json!({"email": "ann@example.com", "password": "secret", "token": "token-of-ann"}))).await;
    let path = format!("/users/{}", user["id"].as_str().unwrap());
    let me = |server: &Server| answer(server.get("/users/me").bearer_auth("token-of-ann"));
    assert_eq!(me(b).await.0, 200);
    done(a.patch(&path, &json!({"status": "suspended"}))).await;
    assert_eq!(me(b).await.0, 401);
    done(a.patch(&path, &json!({"status": "active"}))).await;
    assert_eq!(me(b).await.0, 200);
    done(a.patch(&path, &json!({"token": "another-token"}))).await;
    assert_eq!(me(b).await.0, 401);

    // A session.
    let body = json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD, "mode": "session"});
    let cookie = session_cookie(&response(a.post("/auth/login", &body)).await);
    assert_eq!(answer(b.get("/users/me").header("cookie", &cookie)).await.0, 200);
    assert_eq!(answer(a.post("/auth/logout", &json!({"mode": "session"})).header("cookie", &cookie)).await.0, 204);
    assert_eq!(refusal(b.get("/users/me").header("cookie", &cookie)).await, (401, "INVALID_CREDENTIALS".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_ends_on_one_server_has_ended_on_the_other() {
    let Nodes { a, b, .. } = &Nodes::start(&[]).await;
    let user = done(a.post("/users", &json!({"email": "ann@example.com", "password": "secret"}))).await;
    let path = format!("/users/{}", user["id"].as_str().unwrap());
    // Two sessions, each known to both servers, and the access token of a third.
    let log_in = async |password: &str| {
        let session = json!({"email": "ann@example.com", "password": password, "mode": "session"});
        let (one, other) = (response(a.post("/auth/login", &session)).await, response(b.post("/auth/login", &session)).await);
        let (one, other) = (session_cookie(&one), session_cookie(&other));
        let (status, tokens) = answer(a.post("/auth/login", &json!({"email": "ann@example.com", "password": password}))).await;
        assert_eq!(status, 200, "{tokens}");
        (one, other, tokens["data"]["access_token"].as_str().unwrap().to_owned())
    };
    let me = async |server: &Server, cookie: &str| refusal(server.get("/users/me").header("cookie", cookie)).await;
    let lives = (200, String::new());
    let ended = (401, "INVALID_CREDENTIALS".to_owned());

    let (one, other, access) = log_in("secret").await;
    for server in [a, b] {
        assert_eq!((me(server, &one).await, me(server, &other).await), (lives.clone(), lives.clone()));
        assert_eq!(answer(server.get("/users/me").bearer_auth(&access)).await.0, 200);
    }
    assert_eq!(answer(b.post("/auth/logout", &json!({"mode": "session"})).header("cookie", &one)).await.0, 204);
    for server in [a, b] {
        assert_eq!((me(server, &one).await, me(server, &other).await), (ended.clone(), lives.clone()));
    }
    for change in [json!({"status": "suspended"}), json!({"password": "another"})] {
        let (one, other, access) = log_in("secret").await;
        assert_eq!((me(a, &other).await, me(b, &one).await), (lives.clone(), lives.clone()));
        done(a.patch(&path, &change)).await;
        for server in [a, b] {
            assert_eq!((me(server, &one).await, me(server, &other).await), (ended.clone(), ended.clone()), "{change}");
            assert_eq!(answer(server.get("/users/me").bearer_auth(&access)).await.0, 401, "{change}");
        }
        done(a.patch(&path, &json!({"status": "active"}))).await;
        assert_eq!(me(b, &other).await, ended, "{change}");
    }
    let (one, ..) = log_in("another").await;
    assert_eq!(me(b, &one).await, lives);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_model_and_its_permissions_are_the_same_everywhere() {
    let Nodes { a, b, .. } = &Nodes::start(&[]).await;
    done(a.post("/collections", &json!({"collection": "notes", "schema": {}}))).await;
    done(b.post("/fields/notes", &json!({"field": "text", "type": "string"}))).await;
    done(a.post("/items/notes", &json!({"text": "hello"}))).await;
    assert_eq!(done(b.get("/items/notes?fields=text")).await, json!([{"text": "hello"}]));

    assert_eq!(answer(b.get("/items/notes?fields=text")).await.0, 403);
    let public = done(a.get("/policies?filter[name][_eq]=$t:public_label&fields=id")).await;
    let policy = public[0]["id"].clone();
    let allowed = json!({"policy": policy, "collection": "notes", "action": "read", "fields": ["text"]});
    let permission = done(a.post("/permissions", &allowed)).await;
    assert_eq!(answer(b.get("/items/notes?fields=text")).await.0, 200);
    let path = format!("/permissions/{}", permission["id"]);
    assert_eq!(answer(a.client.delete(format!("{}{path}", a.url)).bearer_auth(ADMIN_TOKEN)).await.0, 204);
    assert_eq!(answer(b.get("/items/notes?fields=text")).await.0, 403);
    assert_eq!(answer(a.client.delete(format!("{}/fields/notes/text", a.url)).bearer_auth(ADMIN_TOKEN)).await.0, 204);
    assert_eq!(answer(b.get("/items/notes?fields=text").bearer_auth(ADMIN_TOKEN)).await.0, 403);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_redis_servers_go_on_and_see_what_others_do() {
    let mut nodes = Nodes::start(&[]).await;
    nodes.line.cut();
    nodes.a.said("Redis can't be reached");
    nodes.b.said("Redis can't be reached");
    let (a, b) = (&nodes.a, &nodes.b);
    let user = json!({"email": "ann@example.com", "password": "secret", "token": "token-of-ann"});
    let user = done(a.post("/users", &user)).await;
    let me = |server: &Server| answer(server.get("/users/me").bearer_auth("token-of-ann"));
    assert_eq!(me(b).await.0, 200);
    done(a.patch(&format!("/users/{}", user["id"].as_str().unwrap()), &json!({"status": "suspended"}))).await;
    assert_eq!(me(b).await.0, 401);
    done(a.post("/collections", &json!({"collection": "notes", "schema": {}}))).await;
    assert_eq!(done(b.get("/items/notes")).await, json!([]));

    nodes.line.mend();
    let said = nodes.b.said("Redis can be reached again");
    assert!(!said.contains("can't be reached"), "said more than once:\n{said}");
    nodes.a.said("Redis can be reached again");
    done(nodes.a.post("/fields/notes", &json!({"field": "text", "type": "string"}))).await;
    done(nodes.b.post("/items/notes", &json!({"text": "hello"}))).await;
    assert_eq!(done(nodes.b.get("/items/notes?fields=text")).await, json!([{"text": "hello"}]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_are_counted_for_all_servers_together() {
    let limits =
        [("RATE_LIMITER_ENABLED", "true"), ("RATE_LIMITER_STORE", "redis"), ("RATE_LIMITER_POINTS", "3"), ("RATE_LIMITER_DURATION", "600")];
    let Nodes { a, b, .. } = &Nodes::start(&limits).await;
    for server in [a, b, a] {
        assert_eq!(answer(server.get("/server/ping")).await.0, 200);
    }
    assert_eq!(refusal(b.get("/server/ping")).await, (429, "REQUESTS_EXCEEDED".to_owned()));
    assert_eq!(refusal(a.get("/server/ping")).await, (429, "REQUESTS_EXCEEDED".to_owned()));
}
