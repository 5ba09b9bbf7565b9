//! How many requests and logins are answered, what browsers are told, and what is fetched from others.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_test_support::{Backend, TestDatabase};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpListener,
    sync::watch,
};

mod support;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, Server, answer, refusal, response};

async fn sqlite() -> TestDatabase {
    TestDatabase::create(Backend::Sqlite).await
}

async fn log_in(server: &Server, email: &str, password: &str) -> (u16, Value) {
    answer(server.post("/auth/login", &json!({"email": email, "password": password}))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_address_gets_so_many_answers_and_others_get_theirs() {
    let limits = [("RATE_LIMITER_ENABLED", "true"), ("RATE_LIMITER_POINTS", "2"), ("RATE_LIMITER_DURATION", "600")];
    let database = sqlite().await;
    let server = Server::with(&database, &limits);
    let ping = |address: &str| server.get("/server/ping").header("x-forwarded-for", address.to_owned());
    assert_eq!(answer(ping("192.0.2.1")).await.0, 200);
    assert_eq!(answer(ping("192.0.2.1")).await.0, 200);
    let refused = response(ping("192.0.2.1")).await;
    assert_eq!(refused.status(), 429);
    let seconds: u64 = refused.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=600).contains(&seconds), "{seconds}");
    let body: Value = refused.json().await.unwrap();
    let extensions = &body["errors"][0]["extensions"];
    assert_eq!((&extensions["code"], &extensions["limit"]), (&json!("REQUESTS_EXCEEDED"), &json!(2)), "{body}");
    let reset = extensions["reset"].as_str().unwrap();
    assert!(reset.ends_with('Z') && reset.len() == "2026-11-26T11:47:54.637Z".len(), "{reset}");
    assert_eq!(answer(ping("192.0.2.2")).await.0, 200);
}

async fn who_guesses_too_often_is_suspended_and_not_told(database: TestDatabase) {
    let server = Server::over(&database);
    let admin = |request: reqwest::RequestBuilder| answer(request.bearer_auth(ADMIN_TOKEN));
    let (_, user) = admin(server.post("/users", &json!({"email": "ann@example.com", "password": "right"}))).await;
    let path = format!("/users/{}", user["data"]["id"].as_str().unwrap());
    assert_eq!(admin(server.patch("/settings", &json!({"auth_login_attempts": 2}))).await.0, 200);

    let wrong = log_in(&server, "ann@example.com", "wrong").await;
    assert_eq!(wrong.0, 401);
    assert_eq!(log_in(&server, "ann@example.com", "right").await.0, 200);
    // A login that succeeds makes the others forgotten.
    for _ in 0..2 {
        assert_eq!(log_in(&server, "ann@example.com", "wrong").await, wrong);
    }
    assert_eq!(admin(server.get(&path)).await.1["data"]["status"], "active");
    assert_eq!(log_in(&server, "ann@example.com", "right").await, wrong);
    assert_eq!(admin(server.get(&path)).await.1["data"]["status"], "suspended");
    for _ in 0..4 {
        assert_eq!(log_in(&server, "nobody@example.com", "wrong").await, wrong);
    }
    assert_eq!(admin(server.patch(&path, &json!({"status": "active"}))).await.0, 200);
    assert_eq!(log_in(&server, "ann@example.com", "right").await.0, 200);
}

async fn the_last_administrator_is_never_suspended(database: TestDatabase) {
    let server = Server::over(&database);
    let settings = server.patch("/settings", &json!({"auth_login_attempts": 1})).bearer_auth(ADMIN_TOKEN);
    assert_eq!(answer(settings).await.0, 200);
    assert_eq!(log_in(&server, ADMIN_EMAIL, "wrong").await.0, 401);
    assert_eq!(log_in(&server, ADMIN_EMAIL, ADMIN_PASSWORD).await.0, 401);
    let (_, me) = answer(server.get("/users/me?fields=status").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(me["data"]["status"], "active");
}

relata_test_support::on_every_database!(who_guesses_too_often_is_suspended_and_not_told, the_last_administrator_is_never_suspended,);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_are_told_to_be_careful() {
    let https = [("PUBLIC_URL", "https://content.example"), ("HSTS_ENABLED", "true")];
    let database = sqlite().await;
    let server = Server::with(&database, &https);
    let api = response(server.get("/server/ping")).await;
    let header = |name: &str| api.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    assert_eq!(header("content-security-policy"), "default-src 'none'; frame-ancestors 'none'");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("referrer-policy"), "no-referrer");
    assert_eq!(header("strict-transport-security"), "max-age=31536000; includeSubDomains");
    let refused = response(server.get("/items/nothing")).await;
    assert_eq!(refused.headers()["x-content-type-options"], "nosniff");

    let body = json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD, "mode": "session"});
    let login = response(server.post("/auth/login", &body)).await;
    let cookie = login.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.contains("; HttpOnly; Secure; SameSite=Lax"), "{cookie}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_editors_policy_lets_no_inline_script_run_and_can_be_opened() {
    let settings = [("CONTENT_SECURITY_POLICY_DIRECTIVES__FRAME_SRC", "'self',https://site.example")];
    let database = sqlite().await;
    let server = Server::with(&database, &settings);
    let page = response(server.get("/admin/")).await;
    let policy = page.headers()["content-security-policy"].to_str().unwrap();
    let directive = |name: &str| policy.split("; ").find_map(|part| part.strip_prefix(name)).unwrap_or_default().trim().to_owned();
    assert_eq!(directive("script-src"), "'self'");
    assert_eq!(directive("frame-src"), "'self' https://site.example");
    assert_eq!(directive("frame-ancestors"), "'none'");
    assert!(!page.headers().contains_key("strict-transport-security"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn secrets_never_reach_the_log() {
    let database = sqlite().await;
    let redis = "redis://:password-of-redis@127.0.0.1:1";
    let server = Server::with(&database, &[("LOG_LEVEL", "trace"), ("REDIS", redis)]);
    let (_, tokens) = log_in(&server, ADMIN_EMAIL, ADMIN_PASSWORD).await;
    let (access, refresh) = (tokens["data"]["access_token"].as_str().unwrap(), tokens["data"]["refresh_token"].as_str().unwrap());
    log_in(&server, ADMIN_EMAIL, "a-wrong-password").await;
    let user = json!({"email": "ann@example.com", "password": "password-of-ann", "token": "token-of-ann"});
    assert_eq!(answer(server.post("/users", &user).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    // A second user with this address is refused by the database.
    assert_eq!(refusal(server.post("/users", &user).bearer_auth(ADMIN_TOKEN)).await.0, 400);
    assert_eq!(answer(server.get(&format!("/users/me?access_token={access}"))).await.0, 200);
    assert_eq!(answer(server.get("/users?filter[email][_eq]=somebody-asked-for&access_token=token-of-nobody")).await.0, 401);
    assert_eq!(refusal(server.post("/users?filter=broken-json-of-a-query", &json!("half")).bearer_auth(ADMIN_TOKEN)).await.0, 400);
    assert_eq!(answer(server.post("/auth/refresh", &json!({"refresh_token": refresh, "mode": "json"}))).await.0, 200);
    let id = server.process_id();
    std::process::Command::new("kill").arg(id.to_string()).status().unwrap();
    let (_, said) = server.ended();
    assert!(said.contains("/users/me") && said.contains("401"), "there must be a log:\n{said}");
    let secrets = [
        ADMIN_PASSWORD,
        ADMIN_TOKEN,
        "a-wrong-password",
        "password-of-ann",
        "token-of-ann",
        "token-of-nobody",
        "somebody-asked-for",
        "broken-json-of-a-query",
        "password-of-redis",
        "a secret of this test and of no other",
        "$argon2",
        access,
        refresh,
    ];
    for secret in secrets {
        assert!(!said.contains(secret), "the log shows \"{secret}\":\n{said}");
    }
}

/// A server with one text behind every address, and how many have asked for it.
async fn neighbour() -> (String, watch::Receiver<u32>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let (sender, n_asked) = watch::channel(0);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            sender.send_modify(|n_asked| *n_asked += 1);
            let mut bytes = [0; 1024];
            let _ = stream.read(&mut bytes).await;
            let answer =
                "HTTP/1.1 200 OK\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: 5\r\nconnection: close\r\n\r\nhello";
            let _ = stream.write_all(answer.as_bytes()).await;
        }
    });
    (format!("http://{address}"), n_asked)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_file_is_imported_by_its_address() {
    let database = sqlite().await;
    let server = Server::with(&database, &[("IMPORT_IP_DENY_LIST", "10.0.0.0/8")]);
    let (neighbour, n_asked) = neighbour().await;
    let body = json!({"url": format!("{neighbour}/texts/two_words.txt?token=t"), "data": {"description": "from afar"}});
    assert_eq!(refusal(server.post("/files/import", &body)).await, (403, "FORBIDDEN".to_owned()));
    assert_eq!(*n_asked.borrow(), 0, "nothing is fetched for strangers");

    let fields = "fields=title,type,filename_download,filesize,description,id";
    let (status, imported) = answer(server.post(&format!("/files/import?{fields}"), &body).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(status, 200, "{imported}");
    let file = &imported["data"];
    assert_eq!((&file["title"], &file["filename_download"]), (&json!("Two Words"), &json!("two_words.txt")));
    assert_eq!((&file["type"], &file["description"]), (&json!("text/plain"), &json!("from afar")));
    let asset = response(server.get(&format!("/assets/{}", file["id"].as_str().unwrap())).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(asset.text().await.unwrap(), "hello");
    let with = |options: Value| json!({"url": format!("{neighbour}/a.txt"), "options": options});
    for accepted in [json!({}), json!({"filterMimeType": []}), json!({"filterMimeType": ["image/*", "text/*"]})] {
        assert_eq!(answer(server.post("/files/import", &with(accepted)).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    }
    for (body, expected) in [
        (with(json!({"filterMimeType": ["image/*", "text/html"]})), (400, "INVALID_PAYLOAD")),
        (with(json!({"filterMimeType": "text/plain"})), (400, "INVALID_PAYLOAD")),
        (with(json!({"nope": 1})), (400, "INVALID_PAYLOAD")),
        (with(json!(null)), (400, "INVALID_PAYLOAD")),
        (json!({}), (400, "INVALID_PAYLOAD")),
        (json!({"url": 1}), (400, "INVALID_PAYLOAD")),
        (json!({"url": "nonsense"}), (503, "SERVICE_UNAVAILABLE")),
        (json!({"url": "file:///etc/passwd"}), (503, "SERVICE_UNAVAILABLE")),
    ] {
        let refused = refusal(server.post("/files/import", &body).bearer_auth(ADMIN_TOKEN)).await;
        assert_eq!((refused.0, refused.1.as_str()), expected, "{body}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_imported_from_private_networks_unless_the_settings_let_it() {
    let database = sqlite().await;
    let server = Server::over(&database);
    let (neighbour, n_asked) = neighbour().await;
    let port = neighbour.rsplit(':').next().unwrap();
    for host in ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"] {
        let body = json!({"url": format!("http://{host}:{port}/x")});
        let refused = refusal(server.post("/files/import", &body).bearer_auth(ADMIN_TOKEN)).await;
        assert_eq!(refused, (503, "SERVICE_UNAVAILABLE".to_owned()), "{host}");
    }
    assert_eq!(*n_asked.borrow(), 0);
}
