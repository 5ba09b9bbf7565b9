//! What holds for every request, whatever it asks: errors, headers, bounds.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::net::TcpStream;

use relata_test_support::{Backend, TestDatabase};
use serde_json::json;

mod support;

use support::{ADMIN_TOKEN, Server, answer, refusal, response};

async fn database() -> TestDatabase {
    TestDatabase::create(Backend::Sqlite).await
}

#[tokio::test]
async fn unknown_paths_and_methods_are_unknown_routes() {
    let database = database().await;
    let server = Server::over(&database);
    let not_found = |path: &str| (404, json!({"path": path, "code": "ROUTE_NOT_FOUND"}));
    for path in ["/nope", "/items", "/server", "/auth/login", "/sessions", "/items/a/b/c"] {
        let (status, body) = answer(server.get(path)).await;
        assert_eq!((status, body["errors"][0]["extensions"].clone()), not_found(path));
    }
    let (status, body) = answer(server.client.put(format!("{}/items/a", server.url))).await;
    assert_eq!((status, body["errors"][0]["extensions"].clone()), not_found("/items/a"));
    assert_eq!(answer(server.get("/server/ping/")).await.0, 200);
}

#[tokio::test]
async fn bodies_are_read_with_care() {
    let database = database().await;
    let server = Server::with(&database, &[("MAX_PAYLOAD_SIZE", "1kb")]);
    let post = |body: String, content_type: &str| {
        let request = server.client.post(format!("{}/roles", server.url)).bearer_auth(ADMIN_TOKEN);
        request.header("content-type", content_type).body(body)
    };
    let invalid = (400, "INVALID_PAYLOAD".to_owned());
    for body in ["{bad", "\"text\"", "1", "null", "[1]"] {
        assert_eq!(refusal(post(body.to_owned(), "application/json")).await, invalid, "{body}");
    }
    let deep = format!("{}{}", "[".repeat(300), "]".repeat(300));
    assert_eq!(refusal(post(deep, "application/json")).await, invalid);
    assert_eq!(refusal(post(format!("{{\"name\":\"{}\"}}", "x".repeat(2000)), "application/json")).await, invalid);
    assert_eq!(refusal(post("name=a".to_owned(), "application/x-www-form-urlencoded")).await, (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()));
    assert_eq!(answer(post("{\"name\":\"a\"}".to_owned(), "application/json; charset=utf-8")).await.0, 200);
}

#[tokio::test]
async fn answers_carry_directus_headers() {
    let database = database().await;
    let server = Server::over(&database);
    let answered = response(server.get("/roles").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(answered.headers()["content-type"], "application/json; charset=utf-8");
    assert_eq!(answered.headers()["cache-control"], "no-cache");
    assert_eq!(answered.headers()["vary"], "Origin, Cache-Control");
}

#[tokio::test]
async fn requests_have_names_and_times() {
    let database = database().await;
    let server = Server::over(&database);
    let named = response(server.get("/server/ping").header("x-request-id", "mine-1")).await;
    assert_eq!(named.headers()["x-request-id"], "mine-1");
    assert!(named.headers().get("server-timing").is_none());
    let timed = response(server.get("/server/ping").header("x-relata-timing", "1")).await;
    assert!(timed.headers()["server-timing"].to_str().unwrap().starts_with("total;dur="));
    assert!(!timed.headers()["x-request-id"].is_empty());
}

#[tokio::test]
async fn large_answers_are_packed_and_small_ones_are_not() {
    let database = database().await;
    let server = Server::over(&database);
    for encoding in ["zstd", "br", "gzip"] {
        let packed = response(server.get("/server/specs/oas").bearer_auth(ADMIN_TOKEN).header("accept-encoding", encoding)).await;
        assert_eq!(packed.headers()["content-encoding"], encoding);
        let small = response(server.get("/server/ping").header("accept-encoding", encoding)).await;
        assert!(small.headers().get("content-encoding").is_none());
    }
    let plain = response(server.get("/server/specs/oas").bearer_auth(ADMIN_TOKEN)).await;
    assert!(plain.headers().get("content-encoding").is_none());
}

#[tokio::test]
async fn other_origins_are_let_in_only_where_settings_say_so() {
    let (first, second) = (database().await, database().await);
    let closed = Server::over(&first);
    let origin = "https://pages.example";
    let refused = response(closed.get("/server/ping").header("origin", origin)).await;
    assert!(refused.headers().get("access-control-allow-origin").is_none());
    let open = Server::with(&second, &[("CORS_ENABLED", "true"), ("CORS_ORIGIN", origin)]);
    let allowed = response(open.get("/server/ping").header("origin", origin)).await;
    assert_eq!(allowed.headers()["access-control-allow-origin"], origin);
    let other = response(open.get("/server/ping").header("origin", "https://elsewhere.example")).await;
    assert!(other.headers().get("access-control-allow-origin").is_none());
    let asked = open.client.request(reqwest::Method::OPTIONS, format!("{}/items/a", open.url));
    let preflight = response(asked.header("origin", origin).header("access-control-request-method", "PATCH")).await;
    assert!(preflight.headers()["access-control-allow-methods"].to_str().unwrap().contains("PATCH"));
}

#[tokio::test]
async fn a_request_that_takes_too_long_is_given_up() {
    let database = database().await;
    let server = Server::with(&database, &[("REQUEST_TIMEOUT", "100ms")]);
    let address = server.url.trim_start_matches("http://").to_owned();
    let answered = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        // A body is announced and never sent.
        write!(
            stream,
            "POST /auth/login HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{{"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let text = answered.await.unwrap();
    assert!(text.starts_with("HTTP/1.1 503 "), "{text}");
    assert!(text.contains("SERVICE_UNAVAILABLE"), "{text}");
}

#[tokio::test]
async fn the_servers_own_pages_answer() {
    let database = database().await;
    let server = Server::with(&database, &[("PUBLIC_URL", "https://content.example/api/")]);
    let (_, document) = answer(server.get("/server/specs/oas").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(document["servers"][0]["url"], "https://content.example/api");
    assert!(document["paths"]["/users/{id}"].is_object());
    let (_, public) = answer(server.get("/server/specs/oas")).await;
    assert!(public["paths"]["/users/{id}"].is_null());
    assert!(public["paths"]["/auth/login"].is_object());
    let (_, info) = answer(server.get("/server/info")).await;
    assert!(info["data"]["version"].is_null());
    assert_eq!(info["data"]["project"]["default_language"], "en-US");
    let (status, health) = answer(server.get("/server/health").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!((status, &health["status"]), (200, &json!("ok")));
}
