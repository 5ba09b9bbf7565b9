//! What holds for every request, whatever it asks: errors, headers, bounds.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::io::{Read, Write};
use std::net::TcpStream;

use relata_test_support::{Backend, TestDatabase};
use serde_json::json;

mod support;

use support::{ADMIN_EMAIL, ADMIN_TOKEN, Server, answer, refusal, response};

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
    let (status, body) = answer(post(deep, "application/json")).await;
    assert!(status == 400 && body["errors"][0]["message"].as_str().unwrap().contains("nested too deeply"), "{body}");
    assert_eq!(refusal(post(format!("{{\"name\":\"{}\"}}", "x".repeat(2000)), "application/json")).await, invalid);
    assert_eq!(refusal(post("name=a".to_owned(), "application/x-www-form-urlencoded")).await, (415, "UNSUPPORTED_MEDIA_TYPE".to_owned()));
    assert_eq!(answer(post("{\"name\":\"a\"}".to_owned(), "application/json; charset=utf-8")).await.0, 200);
}

/// A text packed by an encoder.
async fn packed(mut encoder: impl tokio::io::AsyncRead + Unpin) -> Vec<u8> {
    let mut bytes = Vec::new();
    tokio::io::AsyncReadExt::read_to_end(&mut encoder, &mut bytes).await.unwrap();
    bytes
}

#[tokio::test]
async fn packed_bodies_are_unpacked_within_bounds() {
    use async_compression::tokio::bufread::{BrotliEncoder, GzipEncoder, ZlibEncoder, ZstdEncoder};
    let database = database().await;
    let server = Server::with(&database, &[("MAX_PAYLOAD_SIZE", "10kb")]);
    let post = |packing: &str, body: Vec<u8>| {
        let request = server.client.post(format!("{}/roles?fields=name", server.url)).bearer_auth(ADMIN_TOKEN);
        request.header("content-type", "application/json").header("content-encoding", packing).body(body)
    };
    let (plain, bomb) = (&b"{\"name\":\"a\"}"[..], format!("{{\"name\":\"{}\"}}", "x".repeat(3_000_000)));
    let bomb = bomb.as_bytes();
    let invalid = (400, "INVALID_PAYLOAD".to_owned());
    let each = [
        ("gzip", packed(GzipEncoder::new(plain)).await, packed(GzipEncoder::new(bomb)).await),
        ("deflate", packed(ZlibEncoder::new(plain)).await, packed(ZlibEncoder::new(bomb)).await),
        ("br", packed(BrotliEncoder::new(plain)).await, packed(BrotliEncoder::new(bomb)).await),
        ("zstd", packed(ZstdEncoder::new(plain)).await, packed(ZstdEncoder::new(bomb)).await),
    ];
    for (packing, good, bomb) in each {
        assert_eq!(answer(post(packing, good.clone())).await, (200, json!({"data": {"name": "a"}})), "{packing}");
        assert_eq!(answer(post(&packing.to_uppercase(), good.clone())).await.0, 200, "{packing}");
        assert_eq!(refusal(post(packing, good[..good.len() - 3].to_vec())).await, invalid, "{packing}, cut off");
        assert_eq!(refusal(post(packing, plain.to_vec())).await, invalid, "{packing}, not packed");
        let (status, body) = answer(post(packing, bomb)).await;
        assert!(status == 400 && body["errors"][0]["message"].as_str().unwrap().contains("longer than"), "{packing}: {body}");
        assert_eq!(refusal(post(&format!("{packing}, {packing}"), good)).await, invalid, "{packing} twice");
    }
    assert_eq!(answer(post("identity", plain.to_vec())).await.0, 200);
    let (status, body) = answer(post("compress", plain.to_vec())).await;
    assert!(status == 400 && body["errors"][0]["message"].as_str().unwrap().contains("compress"), "{body}");
}

#[tokio::test]
async fn bodies_may_be_utf_16_and_begin_with_a_mark() {
    let database = database().await;
    let server = Server::over(&database);
    let post = |charset: &str, body: Vec<u8>| {
        let request = server.client.post(format!("{}/roles?fields=name", server.url)).bearer_auth(ADMIN_TOKEN);
        request.header("content-type", format!("application/json; charset={charset}")).body(body)
    };
    let text = r#"{"name":"Zoë 🎈"}"#;
    let little = |text: &str| text.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<u8>>();
    let big = |text: &str| text.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<u8>>();
    let marked = format!("\u{feff}{text}");
    let named = (200, json!({"data": {"name": "Zoë 🎈"}}));
    assert_eq!(answer(post("utf-8", marked.clone().into_bytes())).await, named);
    for (charset, body) in [("UTF-16LE", little(text)), ("utf-16be", big(text)), ("\"utf-16\"", little(text)), ("utf-16", big(text))] {
        assert_eq!(answer(post(charset, body)).await, named, "{charset}");
    }
    assert_eq!(answer(post("utf-16", little(&marked))).await, named);
    assert_eq!(answer(post("utf-16", big(&marked))).await, named);
    let invalid = (400, "INVALID_PAYLOAD".to_owned());
    for (charset, body) in [("utf-16le", text.into()), ("utf-16le", b"{}\0".to_vec()), ("utf-8", little(text)), ("utf-32", text.into())] {
        assert_eq!(refusal(post(charset, body)).await, invalid, "{charset}");
    }
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
async fn addresses_are_taken_as_people_type_them() {
    let database = database().await;
    let server = Server::over(&database);
    let address = server.url.trim_start_matches("http://").to_owned();
    let answered = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        let query = "access_token=".to_owned() + ADMIN_TOKEN;
        write!(stream, "GET /users?{query}&fields=email&filter={{\"id\":{{\"_nnull\":true}}}} HTTP/1.1\r\nhost: a\r\n\r\n").unwrap();
        write!(stream, "GET /server/ping HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        text
    });
    let text = answered.await.unwrap();
    assert!(text.starts_with("HTTP/1.1 200 "), "{text}");
    assert!(text.contains(ADMIN_EMAIL), "{text}");
    assert!(text.ends_with("pong"), "{text}");
}

/// Numbered items with a reference to the one before, so that paths can be as long as one likes.
async fn a_chain(server: &Server, n_items: u32) {
    let field = |name: &str, ty: &str| json!({"field": name, "type": ty, "schema": {}});
    let fields = json!([{"field": "id", "type": "integer", "schema": {"is_primary_key": true}}, field("name", "string"), field("before", "integer")]);
    let collection = json!({"collection": "links", "schema": {}, "meta": {}, "fields": fields});
    assert_eq!(answer(server.post("/collections", &collection).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let relation = json!({"collection": "links", "field": "before", "related_collection": "links", "schema": {}, "meta": {}});
    assert_eq!(answer(server.post("/relations", &relation).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let rows: Vec<String> = (1..=n_items).map(|n| format!("{n},\"name {n}; \"\"x\"\"\",{}", if n > 1 { n - 1 } else { n })).collect();
    let file =
        reqwest::multipart::Part::text(format!("id,name,before\n{}\n", rows.join("\n"))).file_name("a.csv").mime_str("text/csv").unwrap();
    let form = reqwest::multipart::Form::new().part("file", file);
    let request = server.client.post(format!("{}/utils/import/links?counts=true", server.url)).multipart(form);
    let (status, body) = answer(request.bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!((status, body), (200, json!({"data": {"created": n_items, "updated": 0}})));
}

#[tokio::test]
async fn files_of_items_are_no_longer_than_allowed() {
    let database = database().await;
    let server = Server::with(&database, &[("IMPORT_MAX_SIZE", "1kb"), ("MAX_PAYLOAD_SIZE", "10kb")]);
    a_chain(&server, 3).await;
    let long =
        reqwest::multipart::Part::text(format!("id,name\n9,{}\n", "x".repeat(2000))).file_name("a.csv").mime_str("text/csv").unwrap();
    let request =
        server.client.post(format!("{}/utils/import/links", server.url)).multipart(reqwest::multipart::Form::new().part("file", long));
    let (status, body) = answer(request.bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(status, 400, "{body}");
    assert!(body["errors"][0]["message"].as_str().unwrap().contains("IMPORT_MAX_SIZE"), "{body}");
}

#[tokio::test]
async fn long_exports_have_all_items_in_every_format() {
    const N_ITEMS: u32 = 4_000;
    let database = database().await;
    let server = Server::over(&database);
    a_chain(&server, N_ITEMS).await;
    let read = async |asked: &str| {
        let answered = response(server.get(&format!("/items/links?limit=-1&sort=id&{asked}")).bearer_auth(ADMIN_TOKEN)).await;
        assert_eq!(answered.status(), 200);
        answered.text().await.unwrap()
    };
    let items: serde_json::Value = serde_json::from_str(&read("fields=id,name,before.name").await).unwrap();
    assert_eq!(items["data"].as_array().unwrap().len(), N_ITEMS as usize);
    let exported: serde_json::Value = serde_json::from_str(&read("fields=id,name,before.name&export=json").await).unwrap();
    assert_eq!(exported, items["data"]);
    let csv = read("fields=id,name,before.name&export=csv").await;
    let lines: Vec<&str> = csv.lines().collect();
    assert_eq!(lines.len(), 1 + N_ITEMS as usize);
    assert_eq!((lines[0], lines[2]), ("\"id\",\"name\",\"before.name\"", "2,\"name 2; \"\"x\"\"\",\"name 1; \"\"x\"\"\""));
    let xml = read("fields=id&export=xml").await;
    assert_eq!((xml.matches("<id>").count(), xml.ends_with("</data>\n</data>")), (N_ITEMS as usize, true));
    let yaml = read("fields=id&export=yaml").await;
    assert_eq!(yaml.lines().filter(|line| line.starts_with("- id: ")).count(), N_ITEMS as usize);
}

#[tokio::test]
async fn every_bound_of_a_query_says_what_it_is() {
    let bounds = [
        ("MAX_RELATIONAL_DEPTH", "3"),
        ("QUERY_RELATIONS_MAX", "4"),
        ("QUERY_FILTER_NODES_MAX", "5"),
        ("QUERYSTRING_ARRAY_LIMIT", "6"),
        ("QUERY_LIMIT_MAX", "7"),
    ];
    let database = database().await;
    let server = Server::with(&database, &bounds);
    a_chain(&server, 9).await;
    let ask = async |query: &str| answer(server.get(&format!("/items/links?{query}")).bearer_auth(ADMIN_TOKEN)).await;
    let path = |n_steps: usize| "before.".repeat(n_steps);
    let conditions = |n: usize| serde_json::Value::Array((0..n).map(|n| json!({"id": {"_neq": n}})).collect());
    let names = |n: usize| (0..n).map(|n| format!("fields[{n}]=id")).collect::<Vec<_>>().join("&");
    let wide = |n: usize| {
        let aliases: Vec<String> = (0..n).map(|n| format!("alias[a{n}]=before")).collect();
        let fields: Vec<String> = (0..n).map(|n| format!("a{n}.id")).collect();
        format!("{}&fields={}", aliases.join("&"), fields.join(","))
    };
    for (accepted, refused, told) in [
        (format!("fields={}id", path(2)), format!("fields={}id", path(5)), "deeper than 3 levels"),
        (format!("sort={}id", path(2)), format!("sort={}id", path(5)), "deeper than 3 levels"),
        (wide(3), wide(5), "more than 4 relations"),
        (format!("filter={}", json!({"_and": conditions(1)})), format!("filter={}", json!({"_and": conditions(9)})), "5"),
        (names(3), names(8), "6"),
    ] {
        let (status, body) = ask(&accepted).await;
        assert_eq!(status, 200, "{accepted}: {body}");
        for export in ["", "&export=csv"] {
            let (status, body) = ask(&format!("{refused}{export}")).await;
            assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (400, &json!("INVALID_QUERY")), "{refused}: {body}");
            assert!(body["errors"][0]["message"].as_str().unwrap().contains(told), "{refused}: {body}");
        }
    }
    // Rows are cut, not refused; also those of exports and of SEARCH.
    assert_eq!(ask("limit=-1").await.1["data"].as_array().unwrap().len(), 7);
    let csv = response(server.get("/items/links?limit=-1&export=csv").bearer_auth(ADMIN_TOKEN)).await.text().await.unwrap();
    assert_eq!(csv.lines().count(), 1 + 7);
    let search = async |query: serde_json::Value| {
        let method = reqwest::Method::from_bytes(b"SEARCH").unwrap();
        let request = server.client.request(method, format!("{}/items/links", server.url)).json(&json!({"query": query}));
        answer(request.bearer_auth(ADMIN_TOKEN)).await
    };
    assert_eq!(search(json!({"limit": -1})).await.1["data"].as_array().unwrap().len(), 7);
    let (status, body) = search(json!({"fields": [format!("{}id", path(5))]})).await;
    assert_eq!(status, 400, "{body}");
    assert!(body["errors"][0]["message"].as_str().unwrap().contains("deeper than 3 levels"), "{body}");
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
