//! Logging in with another server: the whole way through a real OpenID Connect provider (`conformance/openid`), which runs as a process.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Read},
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::LazyLock,
};

use relata_test_support::{Backend, TestDatabase};
use reqwest::{Client, Response, Url, redirect::Policy};
use serde_json::{Value, json};

mod support;

use support::{ADMIN_EMAIL, ADMIN_TOKEN, Server, answer, refusal};

const FILES: [&str; 3] = ["package.json", "package-lock.json", "provider.mjs"];

/// A folder with the provider in the versions that the lock file names; installed once, whichever test comes first.
static FOLDER: LazyLock<PathBuf> = LazyLock::new(install);

fn install() -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/openid");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("openid");
    fs::create_dir_all(&folder).unwrap();
    for file in FILES {
        fs::copy(from.join(file), folder.join(file)).unwrap();
    }
    let lock = fs::read(folder.join("package-lock.json")).unwrap();
    let stamp = folder.join("installed");
    if fs::read(&stamp).ok().as_ref() != Some(&lock) {
        let output = Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).output();
        let output = output.unwrap_or_else(|error| panic!("this test needs Node 20 or newer with npm ({error})"));
        assert!(output.status.success(), "npm ci failed:\n{}", String::from_utf8_lossy(&output.stderr));
        fs::write(stamp, lock).unwrap();
    }
    folder
}

/// The provider's process. Killed when dropped.
struct Provider {
    process: Child,
    url: String,
    /// Kept open: a process ends when nobody hears what it says.
    _said: BufReader<ChildStdout>,
}

impl Provider {
    fn start() -> Self {
        let mut process = Command::new("node")
            .arg("provider.mjs")
            .current_dir(&*FOLDER)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        let url = said.by_ref().lines().map(Result::unwrap).find_map(|line| line.strip_prefix("listens on ").map(str::to_owned));
        Self { process, url: url.unwrap_or_else(|| panic!("the provider has not started")), _said: said }
    }
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Relata and the provider that it knows by three names: `open` lets anybody in, `closed` only those who have an account, and `plain` is
/// `open` without OpenID: plain OAuth 2.0.
struct World {
    provider: Provider,
    server: Server,
    _database: TestDatabase,
}

impl World {
    async fn start() -> Self {
        Self::with(&[]).await
    }

    async fn with(further: &[(&str, &str)]) -> Self {
        let provider = Provider::start();
        let database = TestDatabase::create(Backend::Sqlite).await;
        let [authorize, access, profile] = ["auth", "token", "me"].map(|page| format!("{}/{page}", provider.url));
        let settings = [
            ("AUTH_PROVIDERS", "open,closed,plain"),
            ("AUTH_PLAIN_DRIVER", "oauth2"),
            ("AUTH_PLAIN_CLIENT_ID", "relata"),
            ("AUTH_PLAIN_CLIENT_SECRET", "the secret of this client"),
            ("AUTH_PLAIN_AUTHORIZE_URL", &authorize),
            ("AUTH_PLAIN_ACCESS_URL", &access),
            ("AUTH_PLAIN_PROFILE_URL", &profile),
            ("AUTH_PLAIN_SCOPE", "openid profile email"),
            ("AUTH_PLAIN_ALLOW_PUBLIC_REGISTRATION", "true"),
            ("AUTH_PLAIN_REQUIRE_VERIFIED_EMAIL", "true"),
            ("AUTH_PLAIN_MODE", "cookie"),
            ("AUTH_OPEN_DRIVER", "openid"),
            ("AUTH_OPEN_CLIENT_ID", "relata"),
            ("AUTH_OPEN_CLIENT_SECRET", "the secret of this client"),
            ("AUTH_OPEN_ISSUER_URL", &provider.url),
            ("AUTH_OPEN_ALLOW_PUBLIC_REGISTRATION", "true"),
            ("AUTH_OPEN_REQUIRE_VERIFIED_EMAIL", "true"),
            ("AUTH_OPEN_SYNC_USER_INFO", "true"),
            ("AUTH_OPEN_LABEL", "The open door"),
            ("AUTH_OPEN_REDIRECT_ALLOW_LIST", "https://app.example/done"),
            ("AUTH_CLOSED_CLIENT_ID", "relata"),
            ("AUTH_CLOSED_CLIENT_SECRET", "the secret of this client"),
            ("AUTH_CLOSED_ISSUER_URL", &provider.url),
            ("AUTH_CLOSED_IDENTIFIER_KEY", "email"),
            ("AUTH_CLOSED_MODE", "cookie"),
        ];
        let all: Vec<_> = settings.iter().chain(further).copied().collect();
        let server = Server::with(&database, &all);
        let world = Self { provider, server, _database: database };
        let callbacks = ["open", "closed", "plain"].map(|name| format!("{}/auth/login/{name}/callback", world.server.url));
        world.control(json!({ "redirect_uris": callbacks })).await;
        world
            .is(json!({"sub": "ann", "email": "Ann@example.com", "email_verified": true, "given_name": "Ann", "family_name": "Lee"}))
            .await;
        world
    }

    async fn control(&self, change: Value) {
        let url = format!("{}/control", self.provider.url);
        let done = self.server.client.post(url).body(change.to_string()).send().await.unwrap();
        assert_eq!(done.status(), 200);
    }

    /// Whoever logs in at the provider from now on is this.
    async fn is(&self, account: Value) {
        self.control(json!({ "account": account })).await;
    }

    async fn users(&self) -> Value {
        let path = "/users?filter[provider][_neq]=default&fields=email,first_name,provider,external_identifier,status&sort=email";
        answer(self.server.get(path).bearer_auth(ADMIN_TOKEN)).await.1["data"].clone()
    }
}

/// A browser that goes where it is led, one step at a time.
struct Browser {
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    fn new() -> Self {
        let client = Client::builder().redirect(Policy::none()).no_proxy().build().unwrap();
        Self { client, cookies: BTreeMap::new() }
    }

    async fn open(&mut self, url: &str) -> Response {
        let cookies = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ");
        let response = self.client.get(url).header("cookie", cookies).send().await.unwrap();
        for set in response.headers().get_all("set-cookie") {
            let set = set.to_str().unwrap();
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        response
    }

    /// Follows redirects until one leads to an address for which `stop` holds; answers that.
    async fn follow(&mut self, url: &str, stop: impl Fn(&str) -> bool) -> String {
        let mut url = url.to_owned();
        for _ in 0..12 {
            let response = self.open(&url).await;
            let status = response.status();
            let Some(location) = response.headers().get("location") else { panic!("{url}: {status} {}", response.text().await.unwrap()) };
            let location = location.to_str().unwrap();
            if stop(location) {
                return location.to_owned();
            }
            url = Url::parse(&url).unwrap().join(location).unwrap().to_string();
        }
        panic!("led on and on: {url}")
    }

    /// Logs in; answers where that leads.
    async fn log_in(&mut self, world: &World, path: &str) -> String {
        let start = format!("{}{path}", world.server.url);
        let callback = self.follow(&start, |to| to.contains("/callback?")).await;
        self.arrive(&callback).await
    }

    /// Comes back to the callback; answers where that leads.
    async fn arrive(&mut self, callback: &str) -> String {
        let response = self.open(callback).await;
        assert_eq!(response.status(), 302);
        response.headers()["location"].to_str().unwrap().to_owned()
    }

    fn session(&self) -> Option<&String> {
        self.cookies.get("directus_session_token")
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn somebody_new_gets_an_account_and_comes_back_to_it() {
    let world = World::start().await;
    let (_, listed) = answer(world.server.get("/auth")).await;
    let expected = json!([{"name": "open", "label": "The open door", "driver": "openid"}, {"name": "closed", "driver": "openid"}, {"name": "plain", "driver": "oauth2"}]);
    assert_eq!(listed, json!({"data": expected, "disableDefault": false}));

    let mut browser = Browser::new();
    assert_eq!(browser.log_in(&world, "/auth/login/open?redirect=/admin/").await, "/admin/");
    let cookie = format!("directus_session_token={}", browser.session().unwrap());
    let (status, me) = answer(world.server.get("/users/me").header("cookie", &cookie)).await;
    assert!(status == 200 && me["data"]["id"].is_string(), "{me}");
    let ann =
        json!({"email": "Ann@example.com", "first_name": "Ann", "provider": "open", "external_identifier": "ann", "status": "active"});
    assert_eq!(world.users().await, json!([ann]));

    // The same person by another name; by the other path, too.
    world.is(json!({"sub": "ann", "email": "lee@example.com", "email_verified": true, "given_name": "Anna"})).await;
    assert_eq!(Browser::new().log_in(&world, "/auth/oauth/open?redirect=https://app.example/done").await, "https://app.example/done");
    let anna =
        json!({"email": "lee@example.com", "first_name": "Anna", "provider": "open", "external_identifier": "ann", "status": "active"});
    assert_eq!(world.users().await, json!([anna]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cookie_of_two_tokens_is_given_where_the_settings_say_so() {
    let world = World::start().await;
    let user = json!({"email": "x@example.com", "provider": "closed", "external_identifier": "ann@example.com"});
    assert_eq!(answer(world.server.post("/users", &user).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let mut browser = Browser::new();
    assert_eq!(browser.log_in(&world, "/auth/login/closed").await, "/");
    let cookie = format!("directus_refresh_token={}", browser.cookies["directus_refresh_token"]);
    let renewed = answer(world.server.post("/auth/refresh", &json!({"mode": "cookie"})).header("cookie", &cookie)).await;
    assert_eq!(renewed.0, 200, "{}", renewed.1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_has_no_account_stays_outside() {
    let world = World::start().await;
    let lost = "/admin/?reason=INVALID_CREDENTIALS";
    assert_eq!(Browser::new().log_in(&world, "/auth/login/closed?redirect=/admin/").await, lost);
    world.is(json!({"sub": "bob", "email": "bob@example.com", "email_verified": false})).await;
    assert_eq!(Browser::new().log_in(&world, "/auth/login/open?redirect=/admin/").await, lost);
    // Whoever says that the administrator's address is theirs is not the administrator.
    world.is(json!({"sub": "eve", "email": ADMIN_EMAIL, "email_verified": true})).await;
    let mut eve = Browser::new();
    assert_eq!(eve.log_in(&world, "/auth/login/open?redirect=/admin/").await, "/admin/?reason=INVALID_PROVIDER");
    assert_eq!(eve.session(), None);
    assert_eq!(world.users().await, json!([]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_suspended_stays_outside() {
    let world = World::start().await;
    assert_eq!(Browser::new().log_in(&world, "/auth/login/open").await, "/");
    let all = json!({"query": {"filter": {"provider": {"_eq": "open"}}}, "data": {"status": "suspended"}});
    assert_eq!(answer(world.server.patch("/users", &all).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    assert_eq!(Browser::new().log_in(&world, "/auth/login/open").await, "/?reason=INVALID_CREDENTIALS");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_is_good_for_one_browser_once() {
    let world = World::start().await;
    let start = format!("{}/auth/login/open", world.server.url);
    let lost = |to: &str| to.ends_with("?reason=INVALID_CREDENTIALS");
    let mut browser = Browser::new();
    let callback = browser.follow(&start, |to| to.contains("/callback?")).await;

    // Somebody else's browser, and one with another login under way.
    assert!(lost(&Browser::new().arrive(&callback).await));
    let mut other = Browser::new();
    other.follow(&start, |to| to.contains("/callback?")).await;
    assert!(lost(&other.arrive(&callback).await));
    assert_eq!(other.session(), None);

    // A state that isn't this login's, and a cookie that nobody has signed.
    let mut url = Url::parse(&callback).unwrap();
    let pairs: Vec<(String, String)> = url.query_pairs().map(|(name, value)| (name.into_owned(), value.into_owned())).collect();
    url.query_pairs_mut().clear().extend_pairs(pairs.iter().map(|(name, value)| (name, if name == "state" { "x" } else { value })));
    let kept = browser.cookies.clone();
    assert!(lost(&browser.arrive(url.as_str()).await));
    browser.cookies = kept.clone();
    browser.cookies.insert("openid.open".to_owned(), format!("{}x", kept["openid.open"]));
    assert!(lost(&browser.arrive(&callback).await));

    browser.cookies = kept.clone();
    assert_eq!(browser.arrive(&callback).await, "/");
    assert!(browser.session().is_some());
    // The code is spent.
    let mut again = Browser { cookies: kept, ..Browser::new() };
    assert!(lost(&again.arrive(&callback).await));
    assert_eq!(again.session(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn only_what_the_provider_says_to_this_server_about_this_login_counts() {
    let world = World::start().await;
    for lie in ["signature", "audience", "nonce", "issuer", "expiry", "none", "secret"] {
        world.control(json!({ "lie": lie })).await;
        let mut browser = Browser::new();
        assert_eq!(browser.log_in(&world, "/auth/login/open").await, "/?reason=INVALID_CREDENTIALS", "{lie}");
        assert_eq!(browser.session(), None, "{lie}");
    }
    assert_eq!(world.users().await, json!([]));
    // A new key is no lie.
    world.control(json!({ "lie": null, "rotate": true })).await;
    assert_eq!(Browser::new().log_in(&world, "/auth/login/open").await, "/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_leads_nowhere_else() {
    let world = World::start().await;
    for target in ["https://evil.example", "//evil.example", "/%5Cevil.example", "https://app.example/other"] {
        let refused = refusal(world.server.get(&format!("/auth/login/open?redirect={target}"))).await;
        assert_eq!(refused, (400, "INVALID_PAYLOAD".to_owned()), "{target}");
    }
    assert_eq!(refusal(world.server.get("/auth/login/nobody")).await, (404, "ROUTE_NOT_FOUND".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_provider_that_is_away_keeps_nothing_from_starting() {
    let away = [("AUTH_CLOSED_ISSUER_URL", "http://127.0.0.1:1"), ("AUTH_DISABLE_DEFAULT", "true")];
    let world = World::with(&away).await;
    let to = Browser::new().arrive(&format!("{}/auth/login/closed", world.server.url)).await;
    assert_eq!(to, "/admin/login?reason=SERVICE_UNAVAILABLE");
    assert_eq!(Browser::new().log_in(&world, "/auth/login/open").await, "/");
    let password = json!({"email": ADMIN_EMAIL, "password": support::ADMIN_PASSWORD});
    assert_eq!(refusal(world.server.post("/auth/login", &password)).await, (404, "ROUTE_NOT_FOUND".to_owned()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_without_openid_is_who_the_profile_says() {
    let world = World::start().await;
    let lost = "/admin/?reason=INVALID_CREDENTIALS";
    let log_in = async || Browser::new().log_in(&world, "/auth/login/plain?redirect=/admin/").await;
    // What a forged ID token says counts for nothing here: nobody reads it.
    world.control(json!({"lie": "signature"})).await;
    assert_eq!(log_in().await, "/admin/");
    let ann = json!({"email": "Ann@example.com", "first_name": "Ann", "provider": "plain", "external_identifier": "Ann@example.com", "status": "active"});
    assert_eq!(world.users().await, json!([ann]));
    assert_eq!(log_in().await, "/admin/");
    assert_eq!(world.users().await, json!([ann]), "the same person comes back to the same account");
    for stranger in [json!({"sub": "bob"}), json!({"sub": "bob", "email": "bob@example.com", "email_verified": false})] {
        world.is(stranger).await;
        assert_eq!(log_in().await, lost);
    }
    world.is(json!({"sub": "eve", "email": ADMIN_EMAIL, "email_verified": true})).await;
    assert_eq!(log_in().await, "/admin/?reason=INVALID_PROVIDER");
    assert_eq!(world.users().await, json!([ann]));
    // A code is bound to the browser that has asked for it.
    world.is(json!({"sub": "ann", "email": "Ann@example.com", "email_verified": true})).await;
    let mut browser = Browser::new();
    let callback = browser.follow(&format!("{}/auth/login/plain", world.server.url), |to| to.contains("/callback?")).await;
    assert!(Browser::new().arrive(&callback).await.ends_with("?reason=INVALID_CREDENTIALS"));
    assert_eq!(browser.arrive(&callback).await, "/");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_login_ends_where_the_provider_takes_it_back() {
    let world = World::start().await;
    for path in ["/auth/login/plain", "/auth/login/closed"] {
        if path.ends_with("closed") {
            let user = json!({"email": "x@example.com", "provider": "closed", "external_identifier": "ann@example.com"});
            assert_eq!(answer(world.server.post("/users", &user).bearer_auth(ADMIN_TOKEN)).await.0, 200);
        }
        let mut browser = Browser::new();
        assert_eq!(browser.log_in(&world, path).await, "/");
        let mut token = browser.cookies["directus_refresh_token"].clone();
        let refresh =
            async |token: &str| answer(world.server.post("/auth/refresh", &json!({"refresh_token": token, "mode": "json"}))).await;
        for _ in 0..2 {
            let (status, renewed) = refresh(&token).await;
            assert_eq!(status, 200, "{renewed}");
            token = renewed["data"]["refresh_token"].as_str().unwrap().to_owned();
        }
        world.control(json!({"revoke": true})).await;
        let (status, refused) = refresh(&token).await;
        assert_eq!((status, &refused["errors"][0]["extensions"]["code"]), (401, &json!("INVALID_CREDENTIALS")), "{path}: {refused}");
        assert_eq!(refresh(&token).await.0, 401);
        // Whoever logs in there again is welcome again.
        assert_eq!(Browser::new().log_in(&world, path).await, "/");
    }
}
