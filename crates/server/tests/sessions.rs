//! What ends a session, what doesn't, the second factor, and policies that hold for some addresses only.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{SystemTime, UNIX_EPOCH};

use relata_identity::totp_code;
use relata_test_support::TestDatabase;
use serde_json::{Value, json};

mod support;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, Server, answer, refusal, response};

const LOST: (u16, &str) = (401, "INVALID_CREDENTIALS");

fn lost(refusal: &(u16, String)) -> bool {
    (refusal.0, refusal.1.as_str()) == LOST
}

async fn log_in(server: &Server, password: &str, otp: Option<&str>) -> (u16, Value) {
    let mut body = json!({"email": ADMIN_EMAIL, "password": password});
    if let Some(otp) = otp {
        body["otp"] = otp.into();
    }
    answer(server.post("/auth/login", &body)).await
}

async fn session(server: &Server, password: &str) -> String {
    let body = json!({"email": ADMIN_EMAIL, "password": password, "mode": "session"});
    let login = response(server.post("/auth/login", &body)).await;
    login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned()
}

async fn a_new_password_ends_all_sessions_but_ones_own(database: TestDatabase) {
    let server = Server::over(&database);
    let (own, other) = (session(&server, ADMIN_PASSWORD).await, session(&server, ADMIN_PASSWORD).await);
    let (_, tokens) = log_in(&server, ADMIN_PASSWORD, None).await;
    let access = tokens["data"]["access_token"].as_str().unwrap();
    let refresh = json!({"refresh_token": tokens["data"]["refresh_token"]});
    assert_eq!(answer(server.get("/users/me").bearer_auth(access)).await.0, 200);

    let changed = answer(server.patch("/users/me", &json!({"password": "another"})).header("cookie", &own)).await;
    assert_eq!(changed.0, 200, "{}", changed.1);
    assert!(lost(&refusal(server.get("/users/me").header("cookie", &other)).await));
    assert!(lost(&refusal(server.post("/auth/refresh", &refresh)).await));
    // Directus lets the access token live on for its quarter of an hour.
    assert!(lost(&refusal(server.get("/users/me").bearer_auth(access)).await));
    assert!(lost(&refusal(server.post("/auth/login", &json!({"email": ADMIN_EMAIL, "password": ADMIN_PASSWORD}))).await));
    assert_eq!(log_in(&server, "another", None).await.0, 200);
}

async fn two_renewals_at_once_get_one_session(database: TestDatabase) {
    let server = Server::over(&database);
    let cookie = session(&server, ADMIN_PASSWORD).await;
    let renew = || async {
        let renewed = response(server.post("/auth/refresh", &json!({"mode": "session"})).header("cookie", &cookie)).await;
        assert_eq!(renewed.status(), 200);
        let set = renewed.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
        assert_eq!(answer(server.get("/users/me").header("cookie", &set)).await.0, 200);
    };
    tokio::join!(renew(), renew(), renew());
    let (_, sessions) = answer(server.get("/users/me?fields=id").bearer_auth(ADMIN_TOKEN)).await;
    assert!(sessions["data"]["id"].is_string());
}

async fn a_renewed_session_ends_with_its_grace(database: TestDatabase) {
    let server = Server::with(&database, &[("SESSION_REFRESH_GRACE_PERIOD", "0s")]);
    let cookie = session(&server, ADMIN_PASSWORD).await;
    let renewed = response(server.post("/auth/refresh", &json!({"mode": "session"})).header("cookie", &cookie)).await;
    assert_eq!(renewed.status(), 200);
    assert!(lost(&refusal(server.get("/users/me").header("cookie", &cookie)).await));
}

fn code(secret: &str) -> String {
    totp_code(secret, SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs()).unwrap()
}

async fn a_second_factor_is_asked_for(database: TestDatabase) {
    let server = Server::over(&database);
    let me = |path: &str, body: Value| server.post(&format!("/users/me/tfa/{path}"), &body).bearer_auth(ADMIN_TOKEN);
    let (_, made) = answer(me("generate", json!({"password": ADMIN_PASSWORD}))).await;
    let secret = made["data"]["secret"].as_str().unwrap();
    assert_eq!(answer(me("enable", json!({"secret": secret, "otp": code(secret)}))).await.0, 204);
    assert_eq!(refusal(me("enable", json!({"secret": secret, "otp": code(secret)}))).await.0, 400);
    assert_eq!(refusal(me("generate", json!({"password": ADMIN_PASSWORD}))).await.0, 400);
    let (_, shown) = answer(server.get("/users/me?fields=tfa_secret").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(shown["data"]["tfa_secret"], "**********");

    let (status, body) = log_in(&server, ADMIN_PASSWORD, None).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (401, &json!("INVALID_OTP")));
    let (status, body) = log_in(&server, ADMIN_PASSWORD, Some("abcdef")).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (401, &json!("INVALID_OTP")));
    // Whoever doesn't know the password learns nothing of the second factor.
    let (status, body) = log_in(&server, "wrong", Some(&code(secret))).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (401, &json!("INVALID_CREDENTIALS")));
    assert_eq!(log_in(&server, ADMIN_PASSWORD, Some(&code(secret))).await.0, 200);

    assert_eq!(refusal(me("disable", json!({"otp": "abcdef"}))).await.0, 400);
    assert_eq!(answer(me("disable", json!({"otp": code(secret)}))).await.0, 204);
    assert_eq!(log_in(&server, ADMIN_PASSWORD, None).await.0, 200);
}

async fn a_policy_may_hold_for_some_addresses_only(database: TestDatabase) {
    let server = Server::with(&database, &[("IP_TRUST_PROXY", "loopback")]);
    let admin = |request: reqwest::RequestBuilder| answer(request.bearer_auth(ADMIN_TOKEN));
    let policy = json!({"name": "from the office", "admin_access": true, "ip_access": ["192.0.2.0/24"]});
    let (_, policy) = admin(server.post("/policies", &policy)).await;
    let user = json!({"email": "office@example.com", "password": "secret", "token": "office"});
    let (_, user) = admin(server.post("/users", &user)).await;
    let (status, body) = admin(server.post("/access", &json!({"user": user["data"]["id"], "policy": policy["data"]["id"]}))).await;
    assert_eq!(status, 200, "{body}");
    let from = |address: &'static str| server.get("/users").bearer_auth("office").header("x-forwarded-for", address);
    assert_eq!(answer(from("192.0.2.9")).await.0, 200);
    assert_eq!(answer(from("198.51.100.9")).await.0, 403);
    assert_eq!(answer(from("192.0.2.9, 198.51.100.9")).await.0, 403);
    assert_eq!(answer(from("192.0.2.9")).await.0, 200);
    assert_eq!(answer(server.get("/users").bearer_auth("office")).await.0, 403);
}

relata_test_support::on_every_database!(
    a_new_password_ends_all_sessions_but_ones_own,
    two_renewals_at_once_get_one_session,
    a_renewed_session_ends_with_its_grace,
    a_second_factor_is_asked_for,
    a_policy_may_hold_for_some_addresses_only,
);
