//! Attacks, each by its name, on the real server: what somebody tries who may do little, and beside it the control, which shows that the
//! same request works for somebody who may. After each attack everything is as it was before, and no answer holds a secret.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;

use relata_test_support::{TestDatabase, on_every_database};
use reqwest::{
    Method, RequestBuilder,
    multipart::{Form, Part},
};
use serde_json::{Value, json};
use tempfile::TempDir;

mod support;
#[path = "attacks/table.rs"]
mod table;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, Server, answer, refusal, response};
use table::{
    Attack,
    Comes::{Forbidden, Harmless, Invalid, Nothing},
    Control::{Admin, Instead, Shows},
    STRANGER, WEAK, WEAK_POLICY, reads, writes,
};

const TOKEN: &str = "token-of-the-weak";
const FILE: &str = "0c000000-0000-4000-8000-000000000001";

/// What only administrators get to see. `SECRET` stands in every value that the weak may not read, names included.
const SECRETS: [&str; 5] = ["SECRET", "secret_", "$argon2", ADMIN_TOKEN, "0d000000-0000-4000-8000"];

/// Books by authors, of which drafts and prices are hidden; pages with blocks, some of which stand in a vault; somebody who may see and
/// change a little, and a stranger.
async fn world(database: &TestDatabase) -> (Server, TempDir) {
    let folder = TempDir::new().unwrap();
    let server = Server::with(database, &[("STORAGE_LOCAL_ROOT", folder.path().to_str().unwrap())]);
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}});
    let field = |name: &str, ty: &str| json!({"field": name, "type": ty, "schema": {}, "meta": {}});
    let list = |name: &str| json!({"field": name, "type": "alias", "meta": {"special": ["o2m"]}});
    let of = |name: &str, fields: Vec<Value>, meta: Value| {
        let fields: Vec<Value> = std::iter::once(key.clone()).chain(fields).collect();
        json!({"collection": name, "schema": {}, "meta": meta, "fields": fields})
    };
    let book = ["title", "status"].map(|name| field(name, "string"));
    let mut book = book.to_vec();
    book.extend([
        field("secret_price", "integer"),
        field("secret_day", "date"),
        field("author", "integer"),
        field("secret_editor", "integer"),
    ]);
    book.extend([field("owner", "uuid"), json!({"field": "pin", "type": "hash", "schema": {}, "meta": {"special": ["hash"]}})]);
    let collections = json!([
        of("authors", vec![field("name", "string"), field("secret_note", "string"), list("books"), list("vaults")], json!({})),
        of("books", book, json!({})),
        of(
            "secret_vault",
            vec![field("text", "string"), field("author", "integer"), field("sort", "integer")],
            json!({"sort_field": "sort"})
        ),
        of("notes", vec![field("text", "string")], json!({})),
        of("pages", vec![field("title", "string"), list("blocks")], json!({})),
        of("blocks", vec![field("page", "integer"), field("collection", "string"), field("item", "string")], json!({})),
    ]);
    must(&server, "POST", "/collections", &collections).await;
    for (many, field, one, alias) in [
        ("books", "author", "authors", Some("books")),
        ("books", "secret_editor", "authors", None),
        ("books", "owner", "directus_users", None),
        ("secret_vault", "author", "authors", Some("vaults")),
        ("blocks", "page", "pages", Some("blocks")),
    ] {
        let body = json!({"collection": many, "field": field, "related_collection": one, "schema": {"on_delete": "SET NULL"}, "meta": {"one_field": alias}});
        must(&server, "POST", "/relations", &body).await;
    }
    let any = json!({"collection": "blocks", "field": "item", "related_collection": null, "schema": null,
        "meta": {"one_collection_field": "collection", "one_allowed_collections": ["notes", "secret_vault"]}});
    must(&server, "POST", "/relations", &any).await;
    must(&server, "POST", "/items/authors", &json!([{"name": "Ann", "secret_note": "SECRET note"}])).await;
    let books = json!([
        {"title": "Open", "status": "published", "secret_price": 7, "secret_day": "2020-01-01", "author": 1, "secret_editor": 1, "pin": "1234"},
        {"title": "SECRET draft", "status": "draft", "secret_price": 424_242, "author": 1},
        {"title": "SECRET too", "status": "draft", "secret_price": 3},
    ]);
    must(&server, "POST", "/items/books", &books).await;
    must(
        &server,
        "POST",
        "/items/secret_vault",
        &json!([{"text": "SECRET of the vault", "author": 1, "sort": 1}, {"text": "SECRET 2", "sort": 2}]),
    )
    .await;
    must(&server, "POST", "/items/notes", &json!([{"text": "a note"}])).await;
    let blocks = json!([{"collection": "secret_vault", "item": "1"}, {"collection": "notes", "item": "1"}]);
    must(&server, "POST", "/items/pages", &json!([{"title": "Front", "blocks": blocks}])).await;
    people(&server).await;
    let file = Part::bytes(b"SECRET file".as_slice()).file_name("note.txt").mime_str("text/plain").unwrap();
    let upload = server.client.post(format!("{}/files", server.url)).bearer_auth(ADMIN_TOKEN);
    let (status, body) = answer(upload.multipart(Form::new().text("id", FILE).part("file", file))).await;
    assert_eq!((status, body["data"]["id"].as_str()), (200, Some(FILE)), "{body}");
    (server, folder)
}

async fn people(server: &Server) {
    let own = json!({"id": {"_eq": "$CURRENT_USER"}});
    let published = json!({"status": {"_eq": "published"}});
    let all = ["*"].as_slice();
    let permissions: Vec<Value> = [
        ("authors", "read", ["id", "name", "books"].as_slice(), Value::Null),
        ("authors", "update", &["name", "books"], Value::Null),
        ("books", "read", &["id", "title", "status", "author", "owner", "pin"], published.clone()),
        ("books", "update", &["title", "status", "author", "owner"], published),
        ("pages", "read", all, Value::Null),
        ("pages", "update", all, Value::Null),
        ("blocks", "read", all, Value::Null),
        ("notes", "read", all, Value::Null),
        ("notes", "create", all, Value::Null),
        ("directus_users", "update", &["first_name"], own),
    ]
    .into_iter()
    .map(|(collection, action, fields, rule)| {
        json!({"policy": WEAK_POLICY, "collection": collection, "action": action, "fields": fields, "permissions": rule})
    })
    .collect();
    must(server, "POST", "/policies", &json!({"id": WEAK_POLICY, "name": "weak", "app_access": true})).await;
    must(server, "POST", "/permissions", &json!(permissions)).await;
    let users = json!([
        {"id": WEAK, "email": "weak@example.com", "password": "weak", "token": TOKEN},
        {"id": STRANGER, "email": "SECRET@example.com", "password": "stranger"},
    ]);
    must(server, "POST", "/users", &users).await;
    must(server, "POST", "/access", &json!({"user": WEAK, "policy": WEAK_POLICY})).await;
}

async fn must(server: &Server, method: &str, path: &str, body: &Value) -> Value {
    let (status, answered) = answer(request(server, &format!("{method} {path}"), body).bearer_auth(ADMIN_TOKEN)).await;
    assert!((200..300).contains(&status), "{method} {path} {body}: {status} {answered}");
    answered
}

/// `METHOD /path`, with a body unless it is null.
fn request(server: &Server, line: &str, body: &Value) -> RequestBuilder {
    let (method, path) = line.split_once(' ').unwrap();
    let request = server.client.request(Method::from_bytes(method.as_bytes()).unwrap(), format!("{}{path}", server.url));
    if body.is_null() { request } else { request.json(body) }
}

/// Everything that an attack could change, as an administrator sees it.
async fn everything(server: &Server) -> Vec<Value> {
    let mut all = Vec::new();
    for path in [
        "/users?fields=id,email,role,status,token,tfa_secret,policies.policy&sort=id&limit=-1",
        "/policies?fields=*&sort=id",
        "/permissions?fields=*&sort=id&limit=-1",
        "/access?fields=*&sort=id",
        "/roles?fields=*&sort=id",
        "/presets?limit=-1",
        "/folders",
        "/files",
        "/settings?fields=project_name",
        "/items/authors",
        "/items/books?fields=*",
        "/items/secret_vault",
        "/items/pages?fields=*,blocks.*",
        "/items/notes",
        "/collections?fields=collection",
        "/fields/books",
    ] {
        all.push(must(server, "GET", path, &Value::Null).await);
    }
    all
}

async fn whole(request: RequestBuilder) -> (u16, String) {
    let answered = response(request).await;
    (answered.status().as_u16(), answered.text().await.unwrap())
}

fn is_nothing(text: &str) -> bool {
    let body: Value = serde_json::from_str(text).unwrap_or_default();
    let counted = body["meta"]["filter_count"].as_i64().unwrap_or(0);
    counted == 0 && body["data"].as_array().is_some_and(Vec::is_empty)
}

/// What the table calls by a name that only the database knows.
fn named(body: &Value, role: &str, policy: &str) -> Value {
    serde_json::from_str(&body.to_string().replace("ADMIN_ROLE", role).replace("ADMIN_POLICY", policy)).unwrap()
}

async fn every_attack_fails_and_its_control_succeeds(database: TestDatabase) {
    let (server, _folder) = world(&database).await;
    let admin = must(&server, "GET", &format!("/users?filter[email]={ADMIN_EMAIL}&fields=role.id"), &Value::Null).await;
    let role = admin["data"][0]["role"]["id"].as_str().unwrap().to_owned();
    let policies = must(&server, "GET", "/policies?filter[admin_access]=true&fields=id", &Value::Null).await;
    let policy = policies["data"][0]["id"].as_str().unwrap().to_owned();
    let before = everything(&server).await;
    let attacks: Vec<Attack> = reads().into_iter().chain(writes()).collect();
    let names: BTreeSet<&str> = attacks.iter().map(|attack| attack.name).collect();
    assert_eq!(names.len(), attacks.len(), "two attacks have one name");
    let mut failures = Vec::new();
    for Attack { name, request: line, body, comes, .. } in &attacks {
        let body = named(body, &role, &policy);
        let (status, text) = whole(request(&server, line, &body).bearer_auth(TOKEN)).await;
        let code = serde_json::from_str::<Value>(&text).unwrap_or_default()["errors"][0]["extensions"]["code"].clone();
        let fits = match comes {
            Forbidden => status == 403 && code == "FORBIDDEN",
            Invalid => status == 400,
            Nothing => status == 200 && is_nothing(&text),
            Harmless => (200..300).contains(&status),
        };
        // What was asked for by name may be named.
        let asked = format!("{line}{body}");
        let told = SECRETS.iter().find(|secret| text.contains(**secret) && !(*comes != Harmless && asked.contains(**secret)));
        if !fits || told.is_some() {
            failures.push(format!("{name}: {line} {body}\n  came to {status} {text} ({told:?})"));
        }
        if !line.starts_with("GET") {
            assert_eq!(everything(&server).await, before, "{name}: {line} {body} has changed something");
        }
    }
    assert!(everything(&server).await == before, "something has changed");
    for Attack { name, request: line, body, control, .. } in &attacks {
        let body = named(body, &role, &policy);
        let (status, text) = match control {
            Admin | Shows(_) => whole(request(&server, line, &body).bearer_auth(ADMIN_TOKEN)).await,
            Instead(line, _) if line.starts_with("GET") => whole(request(&server, line, &Value::Null).bearer_auth(TOKEN)).await,
            Instead(line, field) => whole(request(&server, line, &json!({ *field: "new" })).bearer_auth(TOKEN)).await,
        };
        let shown = match control {
            Shows(part) => text.contains(part),
            Instead(line, part) if line.starts_with("GET") => text.contains(part),
            _ => true,
        };
        if !(200..300).contains(&status) || !shown {
            failures.push(format!("the control of {name}: {control:?} {line} {body}\n  came to {status} {text}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// Text that would be SQL if it ever became part of a statement.
const FRAGMENTS: [&str; 12] = [
    "' OR '1'='1",
    "'; DROP TABLE books; --",
    "\" OR 1=1 --",
    "1) UNION SELECT token FROM directus_users --",
    "`; DELETE FROM books; #",
    "title\" = title; --",
    "$1",
    "%27%20OR%201%3D1",
    "\\'; SELECT 1; /*",
    "*/ 1=1 /*",
    "(SELECT password FROM directus_users LIMIT 1)",
    "a\u{0}b'",
];

/// Where a name or a value can stand; `{}` is the place.
const PLACES: [&str; 44] = [
    "/items/{}",
    "/items/books/{}",
    "/fields/{}",
    "/fields/books/{}",
    "/collections/{}",
    "/relations/{}",
    "/relations/books/{}",
    "/users/{}",
    "/files/{}",
    "/assets/{}",
    "/permissions/me/{}",
    "/permissions/me/books/{}",
    "/activity/{}/changes",
    "/utils/usage/{}/1",
    "/utils/usage/books/{}",
    "/items/books?fields={}",
    "/items/books?fields=author.{}",
    "/items/books?fields={}(title)",
    "/items/books?fields=year({})",
    "/items/pages?fields=blocks.item:{}.text",
    "/items/books?sort={}",
    "/items/books?sort=-author.{}",
    "/items/books?filter[title][_eq]={}",
    "/items/books?filter[title][_contains]={}",
    "/items/books?filter[id][_in]={}",
    "/items/books?filter[{}][_eq]=1",
    "/items/books?filter[title][{}]=1",
    "/items/books?filter[year({})][_eq]=1",
    "/items/books?filter[$FOLLOW({},author)][_some][id][_eq]=1",
    "/items/books?filter[author][{}]=1",
    "/items/books?filter={}",
    "/items/books?search={}",
    "/items/books?limit={}",
    "/items/books?offset={}",
    "/items/books?page={}",
    "/items/books?meta={}",
    "/items/books?export={}",
    "/items/books?groupBy[]={}",
    "/items/books?aggregate[{}]=id",
    "/items/books?aggregate[count]={}",
    "/items/books?alias[{}]=title&fields={}",
    "/items/authors?fields=books.*&deep[books][{}]=1",
    "/items/authors?fields=books.*&deep[{}][_limit]=1",
    "/items/books?access_token={}",
];

fn bodies(fragment: &str) -> Vec<(&'static str, Value)> {
    vec![
        ("POST /items/books", json!({ fragment: fragment })),
        ("POST /items/books", json!({"title": {fragment: fragment}})),
        ("POST /items/blocks", json!({"collection": fragment, "item": {"text": fragment}})),
        ("PATCH /items/books", json!({"keys": [fragment], "data": {"title": "x"}})),
        ("PATCH /items/books", json!({"query": {"filter": {fragment: {"_eq": fragment}}}, "data": {"title": "x"}})),
        ("DELETE /items/books", json!([fragment])),
        ("DELETE /items/books", json!({"query": {"sort": fragment, "filter": {"title": {"_eq": fragment}}}})),
        ("SEARCH /items/books", json!({"query": {"filter": {"title": {"_in": [fragment]}}, "sort": [fragment]}})),
        ("POST /collections", json!({"collection": fragment, "schema": {}, "meta": {}})),
        ("POST /fields/books", json!({"field": fragment, "type": "string", "schema": {}})),
        ("POST /fields/books", json!({"field": "fine", "type": fragment, "schema": {"data_type": fragment}})),
        ("POST /relations", json!({"collection": fragment, "field": fragment, "related_collection": fragment})),
        ("POST /auth/login", json!({"email": fragment, "password": fragment})),
        ("POST /auth/refresh", json!({"refresh_token": fragment, "mode": "json"})),
        ("POST /utils/sort/secret_vault", json!({"item": fragment, "to": fragment})),
        ("POST /utils/move/secret_vault", json!({"item": fragment, "before": fragment})),
        ("POST /utils/copy/books/1", json!({"fields": {fragment: "copy"}, "override": {fragment: fragment}, "dry_run": true})),
    ]
}

async fn no_text_becomes_sql(database: TestDatabase) {
    let (server, _folder) = world(&database).await;
    let before = everything(&server).await;
    let mut failures = Vec::new();
    let mut look = |line: &str, (status, text): (u16, String), fragment: &str| {
        let told = text.to_lowercase();
        // What was sent may be said back.
        let told = told.replace(&fragment.to_lowercase(), "").replace(&json!(fragment).to_string().to_lowercase().replace('"', ""), "");
        let sql = ["syntax", "select ", "sqlite", "postgres", "mysql", "mariadb", "no such column", "directus_users.", "argon2"];
        if status >= 500 || sql.iter().any(|word| told.contains(word)) {
            failures.push(format!("{line} {fragment:?}: {status} {text}"));
        }
    };
    for fragment in FRAGMENTS {
        let quoted: String = fragment
            .bytes()
            .map(|byte| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect();
        for place in PLACES {
            for token in [TOKEN, ADMIN_TOKEN] {
                let line = format!("GET {}", place.replace("{}", &quoted));
                let request = request(&server, &line, &Value::Null);
                let request = if place.contains("access_token") { request } else { request.bearer_auth(token) };
                look(place, whole(request).await, fragment);
            }
        }
        for (line, body) in bodies(fragment) {
            for token in [TOKEN, ADMIN_TOKEN] {
                let request = request(&server, line, &body).bearer_auth(token);
                look(&format!("{line} {body}"), whole(request).await, fragment);
            }
        }
        // What administrators may make, they have made.
        must(&server, "DELETE", "/items/books", &json!({"query": {"filter": {"id": {"_gt": 3}}, "limit": -1}})).await;
        // A field may have any name that isn't empty.
        let gone = request(&server, &format!("DELETE /fields/books/{quoted}"), &Value::Null).bearer_auth(ADMIN_TOKEN);
        assert!(response(gone).await.status().as_u16() < 500, "{fragment:?}");
        let gone = request(&server, &format!("DELETE /collections/{quoted}"), &Value::Null).bearer_auth(ADMIN_TOKEN);
        assert!(response(gone).await.status().as_u16() < 500, "{fragment:?}");
        // A value is kept as it came, where it can be kept at all.
        let made = answer(request(&server, "POST /items/notes", &json!({"text": fragment})).bearer_auth(ADMIN_TOKEN)).await;
        if made.0 == 200 {
            assert_eq!(made.1["data"]["text"], fragment);
            must(&server, "DELETE", &format!("/items/notes/{}", made.1["data"]["id"]), &Value::Null).await;
        } else {
            assert_eq!(made.0, 400, "{fragment:?}: {}", made.1);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    for (nth, (before, after)) in before.iter().zip(everything(&server).await).enumerate() {
        assert_eq!(*before, after, "what {nth} lists has changed");
    }
}

fn base64url(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = chunk.iter().fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte)) << (8 * (3 - chunk.len()));
        let letters = (0..=chunk.len()).map(|nth| LETTERS[(bits >> (18 - 6 * nth)) as usize & 63]);
        out.extend(letters.map(char::from));
    }
    out
}

async fn a_token_says_only_what_was_signed(database: TestDatabase) {
    let (server, _folder) = world(&database).await;
    let (_, login) = answer(server.post("/auth/login", &json!({"email": "weak@example.com", "password": "weak"}))).await;
    let token = login["data"]["access_token"].as_str().unwrap();
    let parts: Vec<&str> = token.split('.').collect();
    let admin = must(&server, "GET", &format!("/users?filter[email]={ADMIN_EMAIL}&fields=id"), &Value::Null).await;
    let claims = json!({"id": admin["data"][0]["id"], "role": null, "app_access": true, "admin_access": true, "iat": 1_700_000_000,
        "exp": 4_000_000_000_u64, "iss": "directus"});
    let claims = base64url(claims.to_string().as_bytes());
    let header = |alg: &str| base64url(json!({"alg": alg, "typ": "JWT"}).to_string().as_bytes());
    for (name, forged) in [
        ("none", format!("{}.{claims}.", header("none"))),
        ("None with a signature", format!("{}.{claims}.{}", header("None"), parts[2])),
        ("other claims under an old signature", format!("{}.{claims}.{}", parts[0], parts[2])),
        ("key confusion", format!("{}.{claims}.{}", header("RS256"), parts[2])),
        ("another algorithm over the same claims", format!("{}.{}.{}", header("HS512"), parts[1], parts[2])),
        ("no signature", format!("{}.{}.", parts[0], parts[1])),
        ("a signature of nothing", format!("{}.{claims}.{}", header("HS256"), base64url(&[0; 32]))),
    ] {
        let (status, code) = refusal(server.get("/users/me").bearer_auth(&forged)).await;
        assert!(matches!(status, 401 | 403) && matches!(code.as_str(), "INVALID_TOKEN" | "INVALID_CREDENTIALS"), "{name}: {status} {code}");
    }
    assert_eq!(answer(server.get("/users/me").bearer_auth(token)).await.0, 200);

    let refresh = json!({"refresh_token": login["data"]["refresh_token"], "mode": "json"});
    assert_eq!(answer(server.post("/auth/refresh", &refresh)).await.0, 200);
    assert_eq!(refusal(server.post("/auth/refresh", &refresh)).await, (401, "INVALID_CREDENTIALS".to_owned()), "refresh token reuse");
}

async fn a_cookie_serves_only_its_own_site(database: TestDatabase) {
    let (server, _folder) = world(&database).await;
    let session = json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD, "mode": "session"});
    let login = response(server.post("/auth/login", &session)).await;
    let set = login.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains("HttpOnly") && set.contains("SameSite"), "{set}");
    let cookie = set.split(';').next().unwrap();
    let change =
        |origin: &str| server.patch("/items/books/1", &json!({"title": "changed"})).header("cookie", cookie).header("origin", origin);
    for origin in ["https://evil.example", "null", &format!("{}.evil.example", server.url)] {
        assert_eq!(refusal(change(origin)).await, (403, "FORBIDDEN".to_owned()), "{origin}");
    }
    assert_eq!(must(&server, "GET", "/items/books/1?fields=title", &Value::Null).await["data"]["title"], "Open");
    assert_eq!(answer(change(&server.url)).await.0, 200);
}

async fn names_stay_names(database: TestDatabase) {
    let (server, folder) = world(&database).await;
    std::fs::write(folder.path().with_extension("outside"), "outside").unwrap();
    let outside = folder.path().with_extension("outside").file_name().unwrap().to_str().unwrap().to_owned();
    for path in [
        format!("/assets/..%2f{outside}"),
        format!("/assets/%2e%2e%2f{outside}"),
        format!("/assets/{FILE}%2f..%2f..%2f{outside}"),
        format!("/assets/..%5c{outside}"),
        "/assets/%2fetc%2fpasswd".to_owned(),
        "/..%2f..%2fetc%2fpasswd".to_owned(),
        "/editor/..%2f..%2fetc%2fpasswd".to_owned(),
        "/admin/..%2f..%2fetc%2fpasswd".to_owned(),
    ] {
        let (status, text) = whole(server.get(&path).bearer_auth(ADMIN_TOKEN)).await;
        assert!(status < 500 && !text.contains("outside") && !text.contains("root:"), "{path}: {status} {text}");
    }
    let elsewhere = json!({ "filename_disk": format!("../{outside}") });
    let (status, body) = answer(request(&server, &format!("PATCH /files/{FILE}"), &elsewhere).bearer_auth(ADMIN_TOKEN)).await;
    let (_, text) = whole(server.get(&format!("/assets/{FILE}")).bearer_auth(ADMIN_TOKEN)).await;
    assert!(!text.contains("outside"), "{status} {body}: {text}");
    must(&server, "PATCH", &format!("/files/{FILE}"), &json!({"filename_disk": format!("{FILE}.txt")})).await;

    let name = json!({"filename_download": "a\r\nX-Evil: 1\r\n\r\n\"; x=\u{0}.txt"});
    let renamed = answer(request(&server, &format!("PATCH /files/{FILE}"), &name).bearer_auth(ADMIN_TOKEN)).await;
    assert!(renamed.0 < 500, "{renamed:?}");
    let download = response(server.get(&format!("/assets/{FILE}?download")).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(download.status(), 200);
    assert!(download.headers().get("x-evil").is_none());
    let disposition = download.headers()["content-disposition"].to_str().unwrap();
    assert!(disposition.starts_with("attachment") && !disposition.contains(['\r', '\n']), "{disposition}");
    assert_eq!(download.text().await.unwrap(), "SECRET file");
    std::fs::remove_file(folder.path().with_extension("outside")).unwrap();
}

on_every_database!(
    every_attack_fails_and_its_control_succeeds,
    no_text_becomes_sql,
    a_token_says_only_what_was_signed,
    a_cookie_serves_only_its_own_site,
    names_stay_names,
);
