//! Shares: what the holder of a link gets to see, and who may hand out links.

#![expect(clippy::unwrap_used, reason = "tests")]

use relata_test_support::TestDatabase;
use serde_json::{Value, json};

mod support;

use support::letter_box::LetterBox;
use support::{ADMIN_TOKEN, Server, answer, refusal, response};

async fn admin(request: reqwest::RequestBuilder) -> Value {
    let (status, body) = answer(request.bearer_auth(ADMIN_TOKEN)).await;
    assert!(status < 300, "{status} {body}");
    body["data"].clone()
}

fn id(item: &Value) -> String {
    item["id"].as_str().unwrap().to_owned()
}

fn refused(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

fn permission(collection: &str, fields: &[&str]) -> Value {
    json!({"collection": collection, "action": "read", "fields": fields, "permissions": {}})
}

/// A role with one policy.
async fn role(server: &Server, name: &str, permissions: Value) -> String {
    let policy = admin(server.post("/policies", &json!({ "name": name }))).await;
    let rows: Vec<Value> = permissions
        .as_array()
        .unwrap()
        .iter()
        .map(|row| {
            let mut row = row.clone();
            row["policy"] = policy["id"].clone();
            row
        })
        .collect();
    admin(server.post("/permissions", &json!(rows))).await;
    let role = admin(server.post("/roles", &json!({ "name": name }))).await;
    admin(server.post("/access", &json!({"role": role["id"], "policy": policy["id"]}))).await;
    id(&role)
}

async fn user(server: &Server, name: &str, role: &str) {
    let user = json!({"email": format!("{name}@example.com"), "password": "pw", "token": name, "role": role});
    admin(server.post("/users", &user)).await;
}

/// Articles with an author, comments, children, and parts that may be quotes.
async fn magazine(server: &Server) {
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}});
    let text = |name: &str| json!({"field": name, "type": "string", "schema": {}});
    let number = |name: &str| json!({"field": name, "type": "integer", "schema": {}});
    for (collection, fields) in [
        ("authors", vec![text("name"), text("salary")]),
        ("articles", vec![text("title"), text("secret"), number("author"), number("parent")]),
        ("comments", vec![text("text"), number("article")]),
        ("quotes", vec![text("text")]),
        ("parts", vec![number("article"), text("item"), text("collection")]),
    ] {
        let fields: Vec<Value> = std::iter::once(key.clone()).chain(fields).collect();
        admin(server.post("/collections", &json!({"collection": collection, "schema": {}, "meta": {}, "fields": fields}))).await;
    }
    for (collection, field, target, alias) in [
        ("articles", "author", "authors", "articles"),
        ("articles", "parent", "articles", "children"),
        ("comments", "article", "articles", "comments"),
        ("parts", "article", "articles", "parts"),
    ] {
        admin(server.post(&format!("/fields/{target}"), &json!({"field": alias, "type": "alias", "meta": {"special": ["o2m"]}}))).await;
        let relation =
            json!({"collection": collection, "field": field, "related_collection": target, "schema": {}, "meta": {"one_field": alias}});
        admin(server.post("/relations", &relation)).await;
    }
    let any = json!({"one_collection_field": "collection", "one_allowed_collections": ["quotes"], "junction_field": "article"});
    admin(server.post("/relations", &json!({"collection": "parts", "field": "item", "meta": any}))).await;

    let articles = json!([
        {"title": "one", "secret": "s", "author": {"name": "Ann", "salary": "much"}, "comments": [{"text": "good"}, {"text": "bad"}],
            "children": [{"title": "child"}], "parts": [{"collection": "quotes", "item": {"text": "a quote"}}]},
    ]);
    let one = admin(server.post("/items/articles", &articles)).await[0].clone();
    let others = json!([
        {"title": "two", "secret": "s", "author": one["author"], "comments": [{"text": "none of your business"}]},
        {"title": "three", "author": {"name": "Ben"}, "parts": [{"collection": "quotes", "item": {"text": "another quote"}}]},
    ]);
    admin(server.post("/items/articles", &others)).await;
}

async fn article(server: &Server, title: &str) -> String {
    admin(server.get(&format!("/items/articles?filter[title]={title}&fields=id"))).await[0]["id"].to_string()
}

/// What the magazine's readers may see.
fn for_readers() -> Value {
    json!([
        permission("articles", &["id", "title", "author", "comments", "children", "parts"]),
        permission("authors", &["id", "name", "articles"]),
        permission("comments", &["id", "text", "article"]),
        permission("parts", &["*"]),
        permission("quotes", &["*"]),
    ])
}

async fn share(server: &Server, token: &str, share: &Value) -> String {
    let (status, body) = answer(server.post("/shares", share).bearer_auth(token)).await;
    assert_eq!(status, 200, "{body}");
    id(&body["data"])
}

async fn opened(server: &Server, share: &str) -> Value {
    let (status, body) = answer(server.post("/shares/auth", &json!({ "share": share }))).await;
    assert_eq!(status, 200, "{body}");
    body["data"].clone()
}

/// Everything that is listed of a field, sorted.
async fn listed(server: &Server, token: &str, path: &str, field: &str) -> Vec<String> {
    let (status, body) = answer(server.get(path).bearer_auth(token)).await;
    assert_eq!(status, 200, "{path}: {body}");
    let mut found: Vec<String> = body["data"].as_array().unwrap().iter().map(|item| item[field].as_str().unwrap().to_owned()).collect();
    found.sort();
    found
}

async fn a_share_shows_one_item_and_what_belongs_to_it(database: TestDatabase) {
    let server = Server::over(&database);
    magazine(&server).await;
    let readers = role(&server, "readers", for_readers()).await;
    let (one, two) = (article(&server, "one").await, article(&server, "two").await);
    let share = share(&server, ADMIN_TOKEN, &json!({"collection": "articles", "item": one, "role": readers})).await;
    let tokens = opened(&server, &share).await;
    let token = tokens["access_token"].as_str().unwrap();
    let get = |path: &str| server.get(path).bearer_auth(token);

    let fields = "title,author.name,comments.text,children.title,parts.item:quotes.text";
    let (status, body) = answer(get(&format!("/items/articles/{one}?fields={fields}"))).await;
    let whole = json!({
        "title": "one", "author": {"name": "Ann"}, "comments": [{"text": "good"}, {"text": "bad"}], "children": [{"title": "child"}],
        "parts": [{"item": {"text": "a quote"}}],
    });
    assert_eq!((status, &body["data"]), (200, &whole), "{body}");
    assert_eq!(listed(&server, token, "/items/articles", "title").await, ["child", "one"]);
    assert_eq!(listed(&server, token, "/items/authors", "name").await, ["Ann"]);
    assert_eq!(listed(&server, token, "/items/comments", "text").await, ["bad", "good"]);
    assert_eq!(listed(&server, token, "/items/quotes", "text").await, ["a quote"]);
    // Not by the way round the author, either: not as items, not as a count, not by a filter.
    let (_, body) = answer(get("/items/authors?fields=articles.title")).await;
    assert_eq!(body["data"], json!([{"articles": [{"title": "one"}]}]));
    let (_, body) = answer(get("/items/articles?aggregate[count]=*")).await;
    assert_eq!(body["data"][0]["count"].to_string().trim_matches('"'), "2");
    assert_eq!(listed(&server, token, "/items/articles?filter[author][articles][title]=two", "title").await, [""; 0]);

    for path in [
        format!("/items/articles/{two}"),
        format!("/items/articles/{one}?fields=secret"),
        "/items/authors?fields=salary".to_owned(),
        "/items/authors?sort=salary".to_owned(),
        "/users".to_owned(),
        "/shares".to_owned(),
        "/roles".to_owned(),
        "/activity".to_owned(),
        "/roles/me".to_owned(),
    ] {
        assert_eq!(refusal(get(&path)).await, refused(403, "FORBIDDEN"), "{path}");
    }
    for request in [
        server.patch(&format!("/items/articles/{one}"), &json!({"title": "mine"})),
        server.post("/items/comments", &json!({"text": "mine"})),
        server.client.delete(format!("{}/items/articles/{one}", server.url)),
        server.patch(&format!("/shares/{share}"), &json!({"item": two})),
    ] {
        assert_eq!(refusal(request.bearer_auth(token)).await, refused(403, "FORBIDDEN"));
    }
    assert_eq!(answer(get("/users/me")).await, (200, json!({"data": {"share": share}})));
    assert_eq!(
        refusal(server.patch("/users/me", &json!({"language": "de"})).bearer_auth(token)).await,
        refused(401, "INVALID_CREDENTIALS")
    );
    let (_, model) = answer(get("/collections")).await;
    let names: Vec<&str> = model["data"].as_array().unwrap().iter().map(|row| row["collection"].as_str().unwrap()).collect();
    assert!(names.contains(&"articles") && !names.contains(&"directus_users"), "{names:?}");
    let (_, mine) = answer(get("/permissions/me")).await;
    assert_eq!(
        (&mine["data"]["articles"]["read"]["access"], &mine["data"]["articles"]["update"]["access"]),
        (&json!("partial"), &json!("none"))
    );

    // Elsewhere the role's rights count, not the share's: without any there is nothing to see.
    let empty = self::share(&server, ADMIN_TOKEN, &json!({"collection": "articles", "item": one})).await;
    let empty = opened(&server, &empty).await["access_token"].as_str().unwrap().to_owned();
    assert_eq!(refusal(server.get(&format!("/items/articles/{one}")).bearer_auth(empty)).await, refused(403, "FORBIDDEN"));
}

async fn a_share_opens_as_its_row_says(database: TestDatabase) {
    let server = Server::over(&database);
    magazine(&server).await;
    let readers = role(&server, "readers", for_readers()).await;
    let one = article(&server, "one").await;
    let make = async |more: Value| {
        let mut row = json!({"collection": "articles", "item": one, "role": readers});
        row.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        share(&server, ADMIN_TOKEN, &row).await
    };
    let open = async |body: Value| refusal(server.post("/shares/auth", &body)).await;
    let closed = refused(401, "INVALID_CREDENTIALS");
    let opens = refused(200, "");
    let read = async |token: &str| answer(server.get(&format!("/items/articles/{one}")).bearer_auth(token)).await.0;

    let locked = make(json!({"password": "sesame"})).await;
    assert_eq!(open(json!({ "share": locked })).await, closed);
    assert_eq!(open(json!({"share": locked, "password": "wrong"})).await, closed);
    assert_eq!(open(json!({"share": locked, "password": "sesame"})).await, opens);
    let (status, info) = answer(server.get(&format!("/shares/info/{locked}"))).await;
    let known = json!({"id": locked, "collection": "articles", "item": one, "password": "**********", "max_uses": null, "times_used": 1,
        "date_start": null, "date_end": null});
    assert_eq!((status, &info["data"]), (200, &known));

    let once = make(json!({"max_uses": 1})).await;
    assert_eq!(open(json!({ "share": once })).await, opens);
    assert_eq!(open(json!({ "share": once })).await, closed);
    for dates in [json!({"date_start": "2037-01-01T00:00:00"}), json!({"date_end": "2001-01-01T00:00:00"})] {
        let untimely = make(dates.clone()).await;
        assert_eq!(open(json!({ "share": untimely })).await, closed, "{dates}");
        assert_eq!(refusal(server.get(&format!("/shares/info/{untimely}"))).await, refused(403, "FORBIDDEN"), "{dates}");
    }
    let unknown = "11111111-1111-4111-8111-111111111111";
    assert_eq!(open(json!({ "share": unknown })).await, closed);
    assert_eq!(open(json!({"share": "nonsense"})).await, closed);
    assert_eq!(open(json!({})).await, refused(400, "INVALID_PAYLOAD"));
    assert_eq!(refusal(server.get(&format!("/shares/info/{unknown}"))).await, refused(403, "FORBIDDEN"));
    assert_eq!(refusal(server.get("/shares/info/nonsense")).await, refused(404, "ROUTE_NOT_FOUND"));

    // Sessions: renewed, kept in a cookie, ended.
    let free = make(json!({})).await;
    let tokens = opened(&server, &free).await;
    let (status, renewed) = answer(server.post("/auth/refresh", &json!({"refresh_token": tokens["refresh_token"]}))).await;
    assert_eq!(status, 200, "{renewed}");
    let token = renewed["data"]["access_token"].as_str().unwrap();
    assert_eq!(read(token).await, 200);
    let login = response(server.post("/shares/auth", &json!({"share": free, "mode": "session"}))).await;
    let cookie = login.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    let by_cookie = || answer(server.get(&format!("/items/articles/{one}")).header("cookie", &cookie));
    assert_eq!(by_cookie().await.0, 200);
    assert_eq!(answer(server.post("/auth/logout", &json!({"mode": "session"})).header("cookie", &cookie)).await.0, 204);
    assert_eq!(by_cookie().await.0, 401);

    // What becomes of the row becomes of the tokens, at once.
    let path = format!("/shares/{free}");
    admin(server.patch(&path, &json!({"password": "from now on"}))).await;
    assert_eq!(read(token).await, 403);
    let (_, fresh) = answer(server.post("/shares/auth", &json!({"share": free, "password": "from now on"}))).await;
    let (token, refresh) = (fresh["data"]["access_token"].as_str().unwrap(), &fresh["data"]["refresh_token"]);
    assert_eq!(read(token).await, 200);
    admin(server.patch(&path, &json!({"date_end": "2001-01-01T00:00:00"}))).await;
    assert_eq!(read(token).await, 403);
    assert_eq!(refusal(server.post("/auth/refresh", &json!({ "refresh_token": refresh }))).await, closed);
    admin(server.client.delete(format!("{}{path}", server.url))).await;
    assert_eq!(read(token).await, 403);
}

async fn nobody_shares_more_than_they_see(database: TestDatabase) {
    let server = Server::over(&database);
    magazine(&server).await;
    let (one, two) = (article(&server, "one").await, article(&server, "two").await);
    let on = |collection: &str, action: &str| json!({"collection": collection, "action": action, "fields": ["*"], "permissions": {}});
    let share_one = json!({"collection": "articles", "action": "share", "fields": ["*"], "permissions": {"title": "one"}});
    let of_shares = ["create", "read", "update"].map(|action| on("directus_shares", action));
    let mut rights = vec![permission("articles", &["id", "title"]), share_one];
    rights.extend(of_shares.clone());
    let few = role(&server, "few", json!(rights)).await;
    user(&server, "ann", &few).await;
    user(&server, "ben", &few).await;
    let mut no_share = vec![permission("articles", &["id", "title"])];
    no_share.extend(of_shares);
    let no_share = role(&server, "no share", json!(no_share)).await;
    user(&server, "eve", &no_share).await;
    let everything = admin(server.get("/roles?filter[name]=Administrator&fields=id")).await[0]["id"].clone();

    let make = |token: &str, row: Value| server.post("/shares", &row).bearer_auth(token.to_owned());
    let forbidden = refused(403, "FORBIDDEN");
    assert_eq!(refusal(make("eve", json!({"collection": "articles", "item": one}))).await, forbidden);
    assert_eq!(refusal(make("ann", json!({"collection": "articles", "item": two}))).await, forbidden);
    assert_eq!(refusal(make("ann", json!({"collection": "articles", "item": "999"}))).await, forbidden);
    assert_eq!(refusal(make("ann", json!({"collection": "authors", "item": "1"}))).await, forbidden);
    assert_eq!(refusal(make("ann", json!({"collection": "nothing", "item": "1"}))).await, forbidden);
    assert_eq!(refusal(server.post("/shares", &json!({"collection": "articles", "item": one}))).await, forbidden);

    // The role may do everything; Ann sees titles only.
    let anns = share(&server, "ann", &json!({"collection": "articles", "item": one, "role": everything})).await;
    let token = opened(&server, &anns).await["access_token"].as_str().unwrap().to_owned();
    let read = |fields: &str| server.get(&format!("/items/articles/{one}?fields={fields}")).bearer_auth(token.clone());
    assert_eq!(answer(read("title")).await.1["data"], json!({"title": "one"}));
    assert_eq!(refusal(read("secret")).await, forbidden);
    let (_, body) = answer(read("title,author.name")).await;
    assert_eq!(body["data"]["title"], "one");
    assert!(!body.to_string().contains("Ann"), "{body}");

    // Nobody borrows the eyes of another: not by pointing their share elsewhere, not by taking it for their own.
    let admins = share(&server, ADMIN_TOKEN, &json!({"collection": "articles", "item": two, "name": "theirs"})).await;
    for (path, change) in [(&admins, json!({ "role": everything })), (&admins, json!({ "item": one })), (&anns, json!({ "item": two }))] {
        assert_eq!(refusal(server.patch(&format!("/shares/{path}"), &change).bearer_auth("ann")).await, forbidden, "{change}");
    }
    let creator = admin(server.get(&format!("/shares/{admins}?fields=user_created"))).await["user_created"].clone();
    assert_eq!(refusal(server.patch(&format!("/shares/{anns}"), &json!({ "user_created": creator })).bearer_auth("ann")).await, forbidden);
    assert_eq!(refusal(server.patch(&format!("/shares/{anns}"), &json!({ "role": null })).bearer_auth("ben")).await, forbidden);
    let forged = answer(make("ann", json!({"collection": "articles", "item": one, "user_created": creator}))).await;
    assert_ne!(forged.1["data"]["user_created"], creator, "{}", forged.1);
    // What decides nothing stays theirs to change.
    assert_eq!(answer(server.patch(&format!("/shares/{anns}"), &json!({"name": "mine"})).bearer_auth("ann")).await.0, 200);
}

async fn the_link_of_a_share_is_mailed(database: TestDatabase) {
    let mut letters = LetterBox::open().await;
    let of_mail = letters.settings();
    let mut settings = vec![("PUBLIC_URL", "https://cms.example"), ("SERVER_SHUTDOWN_TIMEOUT", "30s")];
    settings.extend(of_mail.iter().map(|(name, value)| (*name, value.as_str())));
    let server = Server::with(&database, &settings);
    magazine(&server).await;
    let one = article(&server, "one").await;
    let share = share(&server, ADMIN_TOKEN, &json!({"collection": "articles", "item": one, "name": "Our first"})).await;
    let invite = |body: Value| server.post("/shares/invite", &body);
    admin(invite(json!({"share": share, "emails": ["ann@example.com"]}))).await;
    let letter = letters.next().await;
    assert_eq!(letter.to, ["ann@example.com"]);
    assert_eq!(letter.link(), format!("https://cms.example/admin/shared/{share}"));
    assert!(letter.content.contains("Our first"), "{}", letter.content);

    let nobodys = role(&server, "nobody's", json!([permission("articles", &["*"])])).await;
    user(&server, "eve", &nobodys).await;
    let body = json!({"share": share, "emails": ["eve@example.com"]});
    assert_eq!(refusal(invite(body.clone())).await, refused(403, "FORBIDDEN"));
    assert_eq!(refusal(invite(body).bearer_auth("eve")).await, refused(403, "FORBIDDEN"));
    for body in [
        json!({ "share": share }),
        json!({"share": share, "emails": "ann@example.com"}),
        json!({"emails": ["ann@example.com"]}),
        json!({"share": share, "emails": ["a b"]}),
    ] {
        assert_eq!(refusal(invite(body.clone()).bearer_auth(ADMIN_TOKEN)).await, refused(400, "INVALID_PAYLOAD"), "{body}");
    }
    server.stopped();
    assert!(letters.rest().is_empty());
}

relata_test_support::on_every_database!(
    a_share_shows_one_item_and_what_belongs_to_it,
    a_share_opens_as_its_row_says,
    nobody_shares_more_than_they_see,
    the_link_of_a_share_is_mailed,
);
