//! Logging in, staying logged in, logging out, and who gets to see what.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_test_support::TestDatabase;
use serde_json::{Value, json};

mod support;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, Server, answer, refusal, response};

async fn log_in(server: &Server, email: &str, password: &str) -> (u16, Value) {
    answer(server.post("/auth/login", &json!({"email": email, "password": password}))).await
}

/// A user without any policy, with the password `secret` and the token `plain`.
async fn plain_user(server: &Server) -> String {
    let user = json!({"email": "plain@example.com", "password": "secret", "token": "plain"});
    let (status, body) = answer(server.post("/users", &user).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(status, 200, "{body}");
    body["data"]["id"].as_str().unwrap().to_owned()
}

async fn a_login_gives_tokens_that_work(database: TestDatabase) {
    let server = Server::over(&database);
    let (status, body) = log_in(&server, &ADMIN_EMAIL.to_uppercase(), ADMIN_PASSWORD).await;
    assert_eq!((status, &body["data"]["expires"]), (200, &json!(900_000)), "{body}");
    let (access, refresh) = (body["data"]["access_token"].as_str().unwrap(), body["data"]["refresh_token"].as_str().unwrap());
    let (_, me) = answer(server.get("/users/me?fields=email,role.name").bearer_auth(access)).await;
    assert_eq!(me, json!({"data": {"email": ADMIN_EMAIL, "role": {"name": "Administrator"}}}));

    let (status, renewed) = answer(server.post("/auth/refresh", &json!({"refresh_token": refresh, "mode": "json"}))).await;
    assert_eq!(status, 200, "{renewed}");
    let spent = refusal(server.post("/auth/refresh", &json!({"refresh_token": refresh, "mode": "json"}))).await;
    assert_eq!(spent, (401, "INVALID_CREDENTIALS".to_owned()));

    let last = json!({"refresh_token": renewed["data"]["refresh_token"]});
    assert_eq!(answer(server.post("/auth/logout", &last)).await.0, 204);
    assert_eq!(refusal(server.post("/auth/refresh", &last)).await, (401, "INVALID_CREDENTIALS".to_owned()));
}

async fn a_session_token_ends_with_its_session(database: TestDatabase) {
    let server = Server::over(&database);
    let body = json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD, "mode": "session"});
    let login = response(server.post("/auth/login", &body)).await;
    let set = login.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(set.contains("; HttpOnly"), "{set}");
    let cookie = set.split(';').next().unwrap().to_owned();
    assert_eq!(answer(server.get("/users/me").header("cookie", &cookie)).await.0, 200);
    let logout = response(server.post("/auth/logout", &json!({"mode": "session"})).header("cookie", &cookie)).await;
    assert_eq!(logout.status(), 204);
    assert!(logout.headers()["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
    assert_eq!(refusal(server.get("/users/me").header("cookie", &cookie)).await, (401, "INVALID_CREDENTIALS".to_owned()));
}

async fn wrong_credentials_all_look_alike(database: TestDatabase) {
    let server = Server::over(&database);
    let id = plain_user(&server).await;
    let wrong = log_in(&server, ADMIN_EMAIL, "wrong").await;
    assert_eq!(wrong.1["errors"][0]["extensions"]["code"], "INVALID_CREDENTIALS");
    assert_eq!(log_in(&server, "nobody@example.com", "wrong").await, wrong);
    assert_eq!(log_in(&server, "plain@example.com", "secret").await.0, 200);
    for status in ["suspended", "draft", "archived", "invited"] {
        let changed = answer(server.patch(&format!("/users/{id}"), &json!({ "status": status })).bearer_auth(ADMIN_TOKEN)).await;
        assert_eq!(changed.0, 200, "{}", changed.1);
        assert_eq!(log_in(&server, "plain@example.com", "secret").await, wrong, "{status}");
        assert_eq!(refusal(server.get("/users/me").bearer_auth("plain")).await.0, 401, "{status}");
    }
}

async fn a_malformed_login_says_what_is_missing(database: TestDatabase) {
    let server = Server::over(&database);
    for body in [
        json!({}),
        json!([]),
        json!({"email": ADMIN_EMAIL}),
        json!({"email": "bad", "password": "x"}),
        json!({"email": 1, "password": "x"}),
    ] {
        assert_eq!(refusal(server.post("/auth/login", &body)).await, (400, "INVALID_PAYLOAD".to_owned()), "{body}");
    }
    let mode = json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD, "mode": "smoke"});
    assert_eq!(refusal(server.post("/auth/login", &mode)).await, (400, "INVALID_PAYLOAD".to_owned()));
}

async fn only_administrators_see_anything(database: TestDatabase) {
    let server = Server::over(&database);
    let id = plain_user(&server).await;
    for path in ["/users", "/items/nope", "/settings", "/activity", "/roles"] {
        assert_eq!(answer(server.get(path)).await.0, 403, "{path}");
        assert_eq!(answer(server.get(path).bearer_auth("plain")).await.0, 403, "{path}");
    }
    assert_eq!(answer(server.get("/users").bearer_auth(ADMIN_TOKEN)).await.0, 200);
    assert_eq!(answer(server.get("/users/me").bearer_auth("plain")).await, (200, json!({"data": {"id": id}})));
    assert_eq!(refusal(server.get("/users/me")).await, (401, "INVALID_CREDENTIALS".to_owned()));
    assert_eq!(answer(server.patch("/users/me", &json!({"token": "other"})).bearer_auth("plain")).await.0, 403);
}

async fn a_policy_makes_an_administrator_at_once(database: TestDatabase) {
    let server = Server::over(&database);
    let id = plain_user(&server).await;
    assert_eq!(answer(server.get("/users").bearer_auth("plain")).await.0, 403);
    let admin = |request: reqwest::RequestBuilder| answer(request.bearer_auth(ADMIN_TOKEN));
    let (_, policies) = admin(server.get("/policies?filter[admin_access]=true&fields=id")).await;
    let policy = policies["data"][0]["id"].as_str().unwrap().to_owned();

    // By a role's parent.
    let (_, parent) = admin(server.post("/roles", &json!({"name": "parent"}))).await;
    let (_, child) = admin(server.post("/roles", &json!({"name": "child", "parent": parent["data"]["id"]}))).await;
    admin(server.patch(&format!("/users/{id}"), &json!({"role": child["data"]["id"]}))).await;
    assert_eq!(answer(server.get("/users").bearer_auth("plain")).await.0, 403);
    let (_, access) = admin(server.post("/access", &json!({"role": parent["data"]["id"], "policy": policy}))).await;
    assert_eq!(answer(server.get("/users").bearer_auth("plain")).await.0, 200);
    let access = access["data"]["id"].as_str().unwrap().to_owned();
    let removed = answer(server.client.delete(format!("{}/access/{access}", server.url)).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(removed.0, 204);
    assert_eq!(answer(server.get("/users").bearer_auth("plain")).await.0, 403);

    // By the user's own.
    admin(server.post("/access", &json!({"user": id, "policy": policy}))).await;
    assert_eq!(answer(server.get("/users").bearer_auth("plain")).await.0, 200);
}

/// `ADMIN_TOKEN` is the first administrator's token and nothing besides.
async fn the_first_token_is_changed_like_any_other(database: TestDatabase) {
    let server = Server::over(&database);
    let (status, me) = answer(server.get("/users/me?fields=email").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!((status, &me["data"]["email"]), (200, &json!(ADMIN_EMAIL)));
    assert_eq!(answer(server.patch("/users/me", &json!({"token": "other"})).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    assert_eq!(refusal(server.get("/users").bearer_auth(ADMIN_TOKEN)).await, (401, "INVALID_CREDENTIALS".to_owned()));
    assert_eq!(answer(server.get("/users").bearer_auth("other")).await.0, 200);
    // Nor does it come back with the next start.
    drop(server);
    let server = Server::over(&database);
    assert_eq!(answer(server.get("/users").bearer_auth(ADMIN_TOKEN)).await.0, 401);
    assert_eq!(answer(server.get("/users").bearer_auth("other")).await.0, 200);
}

async fn tokens_are_looked_at_closely(database: TestDatabase) {
    let server = Server::over(&database);
    let code = async |request| refusal(request).await;
    assert_eq!(code(server.get("/users").bearer_auth("unknown")).await, (401, "INVALID_CREDENTIALS".to_owned()));
    let forged = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpZCI6IngiLCJpc3MiOiJkaXJlY3R1cyJ9.xxxx";
    assert_eq!(code(server.get("/users").bearer_auth(forged)).await, (403, "INVALID_TOKEN".to_owned()));
    let two = server.get(&format!("/users?access_token={ADMIN_TOKEN}")).bearer_auth(ADMIN_TOKEN);
    assert_eq!(code(two).await, (400, "INVALID_PAYLOAD".to_owned()));
    assert_eq!(answer(server.get(&format!("/users?access_token={ADMIN_TOKEN}"))).await.0, 200);
    assert_eq!(answer(server.get("/server/ping").bearer_auth("unknown")).await.0, 200);
}

async fn an_access_token_expires(database: TestDatabase) {
    let server = Server::with(&database, &[("ACCESS_TOKEN_TTL", "0s")]);
    let (_, body) = log_in(&server, ADMIN_EMAIL, ADMIN_PASSWORD).await;
    let token = body["data"]["access_token"].as_str().unwrap();
    assert_eq!(refusal(server.get("/users").bearer_auth(token)).await, (401, "TOKEN_EXPIRED".to_owned()));
}

async fn an_administrator_sees_what_somebody_else_sees_and_changes_nothing(database: TestDatabase) {
    let server = Server::over(&database);
    let id = plain_user(&server).await;
    let notes = json!({"collection": "notes", "schema": {}, "fields": [
        {"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}},
        {"field": "text", "type": "string", "schema": {}},
        {"field": "secret", "type": "string", "schema": {}},
    ]});
    assert_eq!(answer(server.post("/collections", &notes).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let rows = json!([{"text": "open", "secret": "a"}, {"text": "closed", "secret": "b"}]);
    assert_eq!(answer(server.post("/items/notes", &rows).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let policy = json!({"name": "Readers", "app_access": true, "users": [{"user": id}], "permissions": [
        {"collection": "notes", "action": "read", "fields": ["id", "text"], "permissions": {"text": {"_eq": "open"}}},
        {"collection": "notes", "action": "create", "fields": ["*"]},
    ]});
    assert_eq!(answer(server.post("/policies", &policy).bearer_auth(ADMIN_TOKEN)).await.0, 200);

    let looked = |path: &str| server.get(path).bearer_auth(ADMIN_TOKEN).header("X-Relata-View-As", &id);
    for path in ["/items/notes", "/users/me?fields=email", "/permissions/me", "/fields/notes"] {
        let seen = answer(looked(path)).await;
        assert_eq!(seen.0, 200, "{path}: {}", seen.1);
        assert_eq!(seen, answer(server.get(path).bearer_auth("plain")).await, "{path}");
    }
    assert_eq!(answer(looked("/items/notes")).await.1, json!({"data": [{"id": 1, "text": "open"}]}));
    // A browser's own requests have no headers: their address says the same.
    let by_address = format!("/items/notes?relata_view_as={id}");
    assert_eq!(answer(server.get(&by_address).bearer_auth(ADMIN_TOKEN)).await, answer(looked("/items/notes")).await);
    assert_eq!(refusal(server.get(&by_address).bearer_auth("plain")).await, (403, "FORBIDDEN".to_owned()));
    assert_eq!(refusal(server.post(&by_address, &json!({"text": "mine"})).bearer_auth(ADMIN_TOKEN)).await, (403, "FORBIDDEN".to_owned()));
    assert_eq!(refusal(looked("/items/notes?fields=secret")).await, (403, "FORBIDDEN".to_owned()));

    // The user may write, but whoever looks as that user may not.
    let note = json!({"text": "mine"});
    let forbidden = (403, "FORBIDDEN".to_owned());
    assert_eq!(answer(server.post("/items/notes", &note).bearer_auth("plain")).await.0, 204);
    assert_eq!(refusal(server.post("/items/notes", &note).bearer_auth(ADMIN_TOKEN).header("X-Relata-View-As", &id)).await, forbidden);
    assert_eq!(refusal(server.patch("/items/notes/1", &note).bearer_auth(ADMIN_TOKEN).header("X-Relata-View-As", &id)).await, forbidden);

    // It is for administrators, and about users that exist.
    assert_eq!(refusal(server.get("/items/notes").bearer_auth("plain").header("X-Relata-View-As", &id)).await, forbidden);
    assert_eq!(refusal(server.get("/items/notes").header("X-Relata-View-As", &id)).await, forbidden);
    let unknown = "00000000-0000-4000-8000-000000000000";
    let nobody = server.get("/items/notes").bearer_auth(ADMIN_TOKEN).header("X-Relata-View-As", unknown);
    assert_eq!(refusal(nobody).await, (400, "INVALID_QUERY".to_owned()));
}

relata_test_support::on_every_database!(
    a_login_gives_tokens_that_work,
    an_administrator_sees_what_somebody_else_sees_and_changes_nothing,
    a_session_token_ends_with_its_session,
    wrong_credentials_all_look_alike,
    a_malformed_login_says_what_is_missing,
    only_administrators_see_anything,
    a_policy_makes_an_administrator_at_once,
    the_first_token_is_changed_like_any_other,
    tokens_are_looked_at_closely,
    an_access_token_expires,
);
