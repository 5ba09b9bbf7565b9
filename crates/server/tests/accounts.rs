//! Ways to an account that lead through a letter box: the whole way over a real mail server, and each wrong turn beside it.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use relata_identity::{Purpose, PurposeToken, TokenKey};
use relata_test_support::TestDatabase;
use serde_json::{Value, json};

mod support;

use support::letter_box::LetterBox;
use support::{ADMIN_EMAIL, ADMIN_PASSWORD, ADMIN_TOKEN, SECRET, Server, answer, refusal, response};

const HERE: &str = "https://cms.example/here";
const PAGE: &str = "https://site.example/page";

/// A server that sends to a letter box of its own.
async fn server(database: &TestDatabase, settings: &[(&str, &str)]) -> (Server, LetterBox) {
    let letters = LetterBox::open().await;
    let of_mail = letters.settings();
    let mut all = vec![
        ("PUBLIC_URL", HERE),
        ("USER_INVITE_URL_ALLOW_LIST", PAGE),
        ("PASSWORD_RESET_URL_ALLOW_LIST", PAGE),
        ("USER_REGISTER_URL_ALLOW_LIST", PAGE),
        ("REGISTER_STALL_TIME", "0ms"),
        ("RATE_LIMITER_REGISTRATION_POINTS", "100"),
        ("SERVER_SHUTDOWN_TIMEOUT", "30s"),
    ];
    all.extend(of_mail.iter().map(|(name, value)| (*name, value.as_str())));
    all.extend(settings);
    (Server::with(database, &all), letters)
}

async fn admin(request: reqwest::RequestBuilder) -> Value {
    let (status, body) = answer(request.bearer_auth(ADMIN_TOKEN)).await;
    assert!(status < 300, "{status} {body}");
    body["data"].clone()
}

async fn role(server: &Server, name: &str) -> String {
    admin(server.post("/roles", &json!({ "name": name }))).await["id"].as_str().unwrap().to_owned()
}

async fn user(server: &Server, email: &str) -> Value {
    admin(server.get(&format!("/users?filter[email]={email}&fields=id,status,role"))).await[0].clone()
}

async fn log_in(server: &Server, email: &str, password: &str) -> u16 {
    answer(server.post("/auth/login", &json!({"email": email, "password": password}))).await.0
}

async fn sent(server: &Server, path: &str, body: Value) -> (u16, String) {
    refusal(server.post(path, &body)).await
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

const DONE: (u16, String) = (204, String::new());

/// A token of this server's own making, as it would have been made some seconds ago.
fn token_made(purpose: Purpose, email: &str, seconds_ago: u64) -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    let token = PurposeToken { subject: email.to_owned(), mark: None };
    TokenKey::new(SECRET).unwrap().issue_for(purpose, &token, now - seconds_ago, Duration::from_mins(1)).unwrap()
}

async fn invited_people_choose_a_password(database: TestDatabase) {
    let (server, mut letters) = server(&database, &[]).await;
    let member = role(&server, "member").await;
    admin(server.patch("/settings", &json!({"project_name": "The Kitchen & Co"}))).await;
    admin(server.post("/users/invite", &json!({"email": ["ann@example.com", "ben@example.com"], "role": member}))).await;
    let (one, other) = (letters.next().await, letters.next().await);
    let ann = if one.to == ["ann@example.com"] { one } else { other };
    assert_eq!(ann.to, ["ann@example.com"]);
    assert!(ann.link().starts_with(&format!("{HERE}/admin/accept-invite?token=")), "{}", ann.content);
    assert!(ann.content.contains(" <desk@example.com>\r\n"), "{}", ann.content);
    assert!(ann.content.contains("The Kitchen &amp; Co"), "{}", ann.content);
    assert_eq!(user(&server, "ann@example.com").await["status"], "invited");
    assert_eq!(log_in(&server, "ann@example.com", "").await, 400);

    let accept = json!({"token": ann.token(), "password": "Ann's own"});
    // Good for this one thing only.
    assert_eq!(sent(&server, "/auth/password/reset", accept.clone()).await, refused(403, "FORBIDDEN"));
    assert_eq!(refusal(server.get("/users/me").bearer_auth(ann.token())).await.0, 403);
    let as_verification = server.get(&format!("/users/register/verify-email?token={}", ann.token()));
    assert_eq!(refusal(as_verification).await, refused(403, "FORBIDDEN"));
    for (body, what) in [
        (json!({"token": ann.token()}), "no password"),
        (json!({"token": ann.token(), "password": ""}), "an empty one"),
        (json!({"token": ann.token(), "password": "x", "role": "other"}), "more than is asked for"),
    ] {
        assert_eq!(sent(&server, "/users/invite/accept", body).await, refused(400, "INVALID_PAYLOAD"), "{what}");
    }

    assert_eq!(sent(&server, "/users/invite/accept", accept.clone()).await, DONE);
    assert_eq!(log_in(&server, "ann@example.com", "Ann's own").await, 200);
    assert_eq!(user(&server, "ann@example.com").await["role"], json!(member));
    let again = json!({"token": ann.token(), "password": "somebody else's"});
    assert_eq!(sent(&server, "/users/invite/accept", again).await, refused(400, "INVALID_INVITE"));
    assert_eq!(log_in(&server, "ann@example.com", "Ann's own").await, 200);
}

async fn an_invitation_loses_its_force(database: TestDatabase) {
    let (server, mut letters) = server(&database, &[]).await;
    let (member, editor) = (role(&server, "member").await, role(&server, "editor").await);
    let invite = |email: &str, role: &str, url: Value| {
        let body = json!({"email": email, "role": role, "invite_url": url});
        server.post("/users/invite", &body).bearer_auth(ADMIN_TOKEN)
    };
    let accept = async |token: &str| sent(&server, "/users/invite/accept", json!({"token": token, "password": "pw"})).await;

    admin(invite("ann@example.com", &member, json!(null))).await;
    let ann = letters.next().await;
    // A second invitation says what holds now; both links lead to the same account.
    admin(invite("Ann@Example.com", &editor, json!(format!("{PAGE}?from=here")))).await;
    let second = letters.next().await;
    assert!(second.link().starts_with(&format!("{PAGE}?from=here&token=")), "{}", second.content);
    let known = user(&server, "ann@example.com").await;
    assert_eq!(known["role"], json!(editor));
    let path = format!("/users/{}", known["id"].as_str().unwrap());

    admin(server.patch(&path, &json!({"status": "suspended"}))).await;
    assert_eq!(accept(ann.token()).await, refused(400, "INVALID_INVITE"));
    admin(server.patch(&path, &json!({"status": "invited", "password": "set by hand"}))).await;
    assert_eq!(accept(ann.token()).await, refused(400, "INVALID_INVITE"));
    admin(server.client.delete(format!("{}{path}", server.url))).await;
    assert_eq!(accept(ann.token()).await, refused(400, "INVALID_INVITE"));
    // The address is invited anew, and the account is another one.
    admin(invite("ann@example.com", &member, json!(null))).await;
    let anew = letters.next().await;
    assert_eq!(accept(ann.token()).await, refused(400, "INVALID_INVITE"));

    assert_eq!(accept(&token_made(Purpose::Invite, "ann@example.com", 3600)).await, refused(401, "TOKEN_EXPIRED"));
    assert_eq!(accept("nonsense").await, refused(403, "INVALID_TOKEN"));
    let mut forged = anew.token().to_owned();
    forged.replace_range(forged.len() - 5.., "AAAAA");
    assert_eq!(accept(&forged).await, refused(403, "INVALID_TOKEN"));

    for url in
        ["https://evil.example/page", "https://site.example/page/more", "https://site.example.evil.example/page", "//site.example/page"]
    {
        assert_eq!(refusal(invite("eve@example.com", &member, json!(url))).await, refused(400, "INVALID_PAYLOAD"), "{url}");
    }
    assert_eq!(refusal(invite("no address", &member, json!(null))).await, refused(400, "INVALID_PAYLOAD"));
    assert_eq!(refusal(invite("eve@example.com", "nobody's", json!(null))).await, refused(400, "INVALID_PAYLOAD"));
    let body = json!({"email": "eve@example.com", "role": member});
    assert_eq!(refusal(server.post("/users/invite", &body)).await, refused(403, "FORBIDDEN"));
    // Who is in already gets no letter.
    admin(invite(ADMIN_EMAIL, &member, json!(null))).await;
    assert_eq!(accept(anew.token()).await, DONE);
    server.stopped();
    assert!(letters.rest().is_empty());
}

async fn people_register_where_the_project_lets_them(database: TestDatabase) {
    let (server, mut letters) = server(&database, &[]).await;
    let member = role(&server, "member").await;
    let register = async |body: Value| sent(&server, "/users/register", body).await;
    let ann = json!({"email": "ann@example.com", "password": "Ann's own", "first_name": "Ann"});
    assert_eq!(register(ann.clone()).await, refused(403, "FORBIDDEN"));
    let filter = json!({"_and": [{"email": {"_ends_with": "@example.com"}}]});
    let open = json!({"public_registration": true, "public_registration_role": member, "public_registration_email_filter": filter});
    admin(server.patch("/settings", &open)).await;

    for (body, what) in [
        (json!({"email": "ann@example.com"}), "no password"),
        (json!({"email": "ann", "password": "x"}), "no address"),
        (json!({"email": "ann@example.com", "password": "x", "role": member}), "a role of one's own choice"),
        (json!({"email": "ann@example.com", "password": "x", "status": "active"}), "a state of one's own choice"),
        (json!({"email": "ann@example.com", "password": "x", "verification_url": "https://evil.example"}), "a foreign page"),
    ] {
        assert_eq!(register(body).await, refused(400, "INVALID_PAYLOAD"), "{what}");
    }
    assert_eq!(register(json!({"email": "eve@elsewhere.example", "password": "x"})).await, refused(403, "FORBIDDEN"));

    assert_eq!(register(ann.clone()).await, DONE);
    let letter = letters.next().await;
    assert_eq!(letter.to, ["ann@example.com"]);
    let path = letter.link().strip_prefix(HERE).unwrap().to_owned();
    assert!(path.starts_with("/users/register/verify-email?token="), "{}", letter.content);
    assert_eq!(log_in(&server, "ann@example.com", "Ann's own").await, 401);
    // The same address again: the same answer, and another letter, but no other password.
    assert_eq!(register(json!({"email": "Ann@example.com", "password": "Eve's"})).await, DONE);
    letters.next().await;
    assert_eq!(
        sent(&server, "/users/invite/accept", json!({"token": letter.token(), "password": "Eve's"})).await,
        refused(403, "FORBIDDEN")
    );
    let expired = token_made(Purpose::Registration, "ann@example.com", 3600);
    let verify = |token: &str| server.get(&format!("/users/register/verify-email?token={token}"));
    assert_eq!(refusal(verify(&expired)).await, refused(401, "TOKEN_EXPIRED"));
    assert_eq!(refusal(server.get("/users/register/verify-email")).await, refused(403, "INVALID_TOKEN"));

    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let verified = response(client.get(format!("{}{path}", server.url))).await;
    let known = user(&server, "ann@example.com").await;
    assert_eq!((&known["status"], &known["role"]), (&json!("active"), &json!(member)));
    assert_eq!(verified.status(), 302);
    assert_eq!(verified.headers()["location"].to_str().unwrap(), format!("/here/admin/users/{}", known["id"].as_str().unwrap()));
    assert_eq!(log_in(&server, "ann@example.com", "Ann's own").await, 200);
    assert_eq!(log_in(&server, "ann@example.com", "Eve's").await, 401);
    assert_eq!(refusal(verify(letter.token())).await, refused(400, "INVALID_PAYLOAD"));

    // Who is in already, or suspended, looks like anybody else and gets no letter.
    assert_eq!(register(ann).await, DONE);
    admin(server.patch(&format!("/users/{}", known["id"].as_str().unwrap()), &json!({"status": "suspended"}))).await;
    assert_eq!(refusal(verify(letter.token())).await, refused(400, "INVALID_PAYLOAD"));

    admin(server.patch("/settings", &json!({"public_registration_verify_email": false}))).await;
    assert_eq!(register(json!({"email": "ben@example.com", "password": "Ben's"})).await, DONE);
    assert_eq!(log_in(&server, "ben@example.com", "Ben's").await, 200);
    assert_eq!(register(json!({"email": "ben@example.com", "password": "Eve's"})).await, DONE);
    assert_eq!(log_in(&server, "ben@example.com", "Eve's").await, 401);
    server.stopped();
    assert!(letters.rest().is_empty());
}

async fn a_forgotten_password_is_replaced(database: TestDatabase) {
    let (server, mut letters) = server(&database, &[]).await;
    let request = async |email: &str, url: Value| sent(&server, "/auth/password/request", json!({"email": email, "reset_url": url})).await;
    let reset =
        async |token: &str, password: &str| sent(&server, "/auth/password/reset", json!({"token": token, "password": password})).await;
    let make = |email: &str, more: Value| {
        let mut body = json!({"email": email, "password": "old"});
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        admin(server.post("/users", &body))
    };
    make("suspended@example.com", json!({"status": "suspended"})).await;
    make("elsewhere@example.com", json!({"provider": "other", "external_identifier": "1"})).await;
    let ann = make("ann@example.com", json!({})).await["id"].as_str().unwrap().to_owned();

    for email in ["nobody@example.com", "nonsense", "suspended@example.com", "elsewhere@example.com", "Ann@example.com"] {
        assert_eq!(request(email, json!(null)).await, DONE, "{email}");
        assert_eq!(request(email, json!("https://evil.example/page")).await, refused(400, "INVALID_PAYLOAD"), "{email}");
    }
    assert_eq!(sent(&server, "/auth/password/request", json!({})).await, refused(400, "INVALID_PAYLOAD"));
    let letter = letters.next().await;
    assert_eq!(letter.to, ["ann@example.com"]);
    assert!(letter.link().starts_with(&format!("{HERE}/admin/reset-password?token=")), "{}", letter.content);
    assert_eq!(request("ann@example.com", json!(PAGE)).await, DONE);
    let second = letters.next().await;
    assert!(second.link().starts_with(&format!("{PAGE}?token=")), "{}", second.content);
    make("gerd@example.com", json!({"language": "de-DE"})).await;
    assert_eq!(request("gerd@example.com", json!(null)).await, DONE);
    let in_german = letters.next().await.content;
    assert!(in_german.contains("Ihr Passwort bleibt, wie es ist.") && in_german.contains("lang=\"de\""), "{in_german}");

    let (_, tokens) = answer(server.post("/auth/login", &json!({"email": "ann@example.com", "password": "old"}))).await;
    let (access, refresh) = (tokens["data"]["access_token"].as_str().unwrap(), &tokens["data"]["refresh_token"]);
    assert_eq!(answer(server.get("/users/me").bearer_auth(access)).await.0, 200);

    assert_eq!(reset(letter.token(), "").await, refused(400, "INVALID_PAYLOAD"));
    assert_eq!(sent(&server, "/users/invite/accept", json!({"token": letter.token(), "password": "x"})).await, refused(403, "FORBIDDEN"));
    assert_eq!(reset(&token_made(Purpose::PasswordReset, "ann@example.com", 3600), "new").await, refused(401, "TOKEN_EXPIRED"));
    // A token of Directus carries no mark that we know, so it is void.
    assert_eq!(reset(&token_made(Purpose::PasswordReset, "ann@example.com", 0), "new").await, refused(403, "FORBIDDEN"));
    assert_eq!(reset(letter.token(), "new").await, DONE);

    assert_eq!(log_in(&server, "ann@example.com", "old").await, 401);
    assert_eq!(log_in(&server, "ann@example.com", "new").await, 200);
    assert_eq!(answer(server.get("/users/me").bearer_auth(access)).await.0, 401);
    assert_eq!(answer(server.post("/auth/refresh", &json!({ "refresh_token": refresh }))).await.0, 401);
    // Both tokens were made for the password that is gone.
    assert_eq!(reset(letter.token(), "another").await, refused(403, "FORBIDDEN"));
    assert_eq!(reset(second.token(), "another").await, refused(403, "FORBIDDEN"));

    assert_eq!(request("ann@example.com", json!(null)).await, DONE);
    let third = letters.next().await;
    admin(server.patch(&format!("/users/{ann}"), &json!({"status": "suspended"}))).await;
    assert_eq!(reset(third.token(), "another").await, refused(403, "FORBIDDEN"));
    server.stopped();
    assert!(letters.rest().is_empty());
}

async fn passwords_meet_the_projects_policy(database: TestDatabase) {
    let (server, mut letters) = server(&database, &[]).await;
    let open = json!({"auth_password_policy": "/^.{8,}$/", "public_registration": true, "public_registration_verify_email": false});
    admin(server.patch("/settings", &open)).await;
    let too_short = refused(400, "FAILED_VALIDATION");
    // Also where the address is taken: the answer doesn't tell.
    for email in ["ann@example.com", ADMIN_EMAIL] {
        assert_eq!(sent(&server, "/users/register", json!({"email": email, "password": "short"})).await, too_short);
    }
    assert_eq!(sent(&server, "/users/register", json!({"email": "ann@example.com", "password": "long enough"})).await, DONE);
    assert_eq!(sent(&server, "/auth/password/request", json!({"email": ADMIN_EMAIL})).await, DONE);
    let letter = letters.next().await;
    assert_eq!(sent(&server, "/auth/password/reset", json!({"token": letter.token(), "password": "short"})).await, too_short);
    assert_eq!(log_in(&server, ADMIN_EMAIL, ADMIN_PASSWORD).await, 200);
    assert_eq!(sent(&server, "/auth/password/reset", json!({"token": letter.token(), "password": "long enough"})).await, DONE);
    let nested = json!({"name": "with users", "users": [{"email": "ben@example.com", "password": "short"}]});
    assert_eq!(refusal(server.post("/roles", &nested).bearer_auth(ADMIN_TOKEN)).await, too_short);
}

async fn a_server_starts_without_its_mail_server(database: TestDatabase) {
    let nobody_listens = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let settings = [("EMAIL_TRANSPORT", "smtp"), ("EMAIL_SMTP_HOST", "127.0.0.1"), ("EMAIL_SMTP_PORT", nobody_listens.as_str())];
    let server = Server::with(&database, &settings);
    assert_eq!(sent(&server, "/auth/password/request", json!({"email": ADMIN_EMAIL})).await, DONE);
    assert_eq!(log_in(&server, ADMIN_EMAIL, ADMIN_PASSWORD).await, 200);
}

async fn whoever_comes_first_makes_the_administrator(database: TestDatabase) {
    let server = Server::without_users(&database);
    let is_set_up = async || answer(server.get("/server/info")).await.1["data"]["setupCompleted"].clone();
    let set_up = |body: Value| server.post("/server/setup", &body);
    assert_eq!(is_set_up().await, json!(false));
    let refused = [
        (json!({"project_owner": "nobody", "password": "a long password"}), "FAILED_VALIDATION"),
        (json!({"project_owner": "first@example.com"}), "INVALID_PAYLOAD"),
    ];
    for (body, code) in refused {
        assert_eq!(refusal(set_up(body)).await, (400, code.to_owned()));
    }
    assert_eq!(is_set_up().await, json!(false));

    let first = json!({"project_owner": "First@example.com", "password": "a long password", "license": "none"});
    let second = json!({"project_owner": "second@example.com", "password": "a long password"});
    let both = tokio::join!(answer(set_up(first)), answer(set_up(second)));
    let mut statuses = [both.0.0, both.1.0];
    statuses.sort_unstable();
    assert_eq!(statuses, [204, 403]);
    assert_eq!(is_set_up().await, json!(true));
    let (made, other) = if both.0.0 == 204 { ("first", "second") } else { ("second", "first") };
    assert_eq!(log_in(&server, &format!("{other}@example.com"), "a long password").await, 401);
    let login = json!({"email": format!("{made}@example.com"), "password": "a long password"});
    let token = answer(server.post("/auth/login", &login)).await.1["data"]["access_token"].as_str().unwrap().to_owned();
    let users = answer(server.get("/users?fields=email,first_name").bearer_auth(token)).await;
    assert_eq!(users, (200, json!({"data": [{"email": format!("{made}@example.com"), "first_name": "Admin"}]})));
}

relata_test_support::on_every_database!(
    whoever_comes_first_makes_the_administrator,
    invited_people_choose_a_password,
    an_invitation_loses_its_force,
    people_register_where_the_project_lets_them,
    a_forgotten_password_is_replaced,
    passwords_meet_the_projects_policy,
    a_server_starts_without_its_mail_server,
);
