//! Files: uploaded, told of, replaced, downloaded whole and in part, made smaller, deleted, over real HTTP and on a real disk.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::path::Path;

use relata_test_support::{TestDatabase, on_every_database};
use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};
use tempfile::TempDir;

mod support;

use support::{ADMIN_TOKEN, Server, answer, refusal, response};

/// A picture of 40 by 30 pixels of one colour.
const PICTURE: &[u8] = include_bytes!("files/red-40x30.png");

fn server(database: &TestDatabase, settings: &[(&str, &str)]) -> (Server, TempDir) {
    let folder = TempDir::new().unwrap();
    let mut all = vec![("STORAGE_LOCAL_ROOT", folder.path().to_str().unwrap())];
    all.extend(settings);
    (Server::with(database, &all), folder)
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

async fn send(server: &Server, method: &str, path: &str, form: Form) -> (u16, Value) {
    let request = server.client.request(method.parse().unwrap(), format!("{}{path}", server.url));
    answer(request.bearer_auth(ADMIN_TOKEN).multipart(form)).await
}

fn picture() -> Part {
    Part::bytes(PICTURE).file_name("my_red-picture.png").mime_str("image/png").unwrap()
}

fn text(text: &'static str) -> Part {
    Part::bytes(text.as_bytes()).file_name("note.txt").mime_str("text/plain").unwrap()
}

async fn a_file_lives_and_dies(database: TestDatabase) {
    let (server, folder) = server(&database, &[]);
    let (status, body) = send(&server, "POST", "/files", Form::new().text("description", "Red.").part("file", picture())).await;
    assert_eq!(status, 200, "{body}");
    let file = &body["data"];
    let key = file["id"].as_str().unwrap();
    assert_eq!(
        json!([file["title"], file["type"], file["width"], file["height"], file["description"], file["filename_download"]]),
        json!(["My Red Picture", "image/png", 40, 30, "Red.", "my_red-picture.png"])
    );
    assert_eq!(file["filesize"].to_string().trim_matches('"'), PICTURE.len().to_string());
    assert_eq!(names(folder.path()), [format!("{key}.png")]);

    let whole = response(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(whole.headers()["content-type"], "image/png");
    assert_eq!(whole.headers()["content-disposition"], "inline; filename=\"my_red-picture.png\"");
    assert!(whole.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'none'"));
    let etag = whole.headers()["etag"].clone();
    assert_eq!(whole.bytes().await.unwrap(), PICTURE);
    let known = response(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN).header("if-none-match", etag)).await;
    assert_eq!(known.status(), 304);
    let part = response(server.get(&format!("/assets/{key}/x.png?download")).bearer_auth(ADMIN_TOKEN).header("range", "bytes=1-3")).await;
    assert_eq!(
        (part.status().as_u16(), part.headers()["content-range"].to_str().unwrap()),
        (206, &*format!("bytes 1-3/{}", PICTURE.len()))
    );
    assert_eq!(part.headers()["content-disposition"], "attachment; filename=\"x.png\"");
    assert_eq!(part.bytes().await.unwrap(), &PICTURE[1..4]);
    let beyond = server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN).header("range", "bytes=9999999-");
    assert_eq!(refusal(beyond).await, (416, "RANGE_NOT_SATISFIABLE".to_owned()));

    let made = response(server.get(&format!("/assets/{key}?width=20&format=webp")).bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(made.headers()["content-type"], "image/webp");
    assert_eq!(&made.bytes().await.unwrap()[8..12], b"WEBP");
    assert_eq!(names(folder.path()), [format!("{key}.png"), format!("{key}__20xauto-cover.webp")]);

    let (status, body) = send(&server, "PATCH", &format!("/files/{key}"), Form::new().part("file", text("hello"))).await;
    assert_eq!((status, &body["data"]["id"], &body["data"]["type"]), (200, &json!(key), &json!("text/plain")), "{body}");
    assert_eq!((&body["data"]["title"], &body["data"]["width"]), (&json!("My Red Picture"), &Value::Null));
    let replaced = names(folder.path());
    assert!(replaced.len() == 1 && std::path::Path::new(&replaced[0]).extension().is_some_and(|ending| ending == "txt"), "{replaced:?}");
    assert_eq!(response(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN)).await.text().await.unwrap(), "hello");

    // A body that selects nothing must never mean all files.
    let nothing = server.client.delete(format!("{}/files", server.url)).bearer_auth(ADMIN_TOKEN);
    assert_eq!(refusal(nothing).await, (400, "INVALID_PAYLOAD".to_owned()));
    let delete = server.client.delete(format!("{}/files/{key}", server.url)).bearer_auth(ADMIN_TOKEN);
    assert_eq!(answer(delete).await.0, 204);
    assert_eq!(names(folder.path()), Vec::<String>::new());
    assert_eq!(refusal(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN)).await, (403, "FORBIDDEN".to_owned()));
}

async fn a_refused_upload_leaves_nothing(database: TestDatabase) {
    let (server, folder) = server(&database, &[("FILES_MAX_UPLOAD_SIZE", "1kb")]);
    let forms = [
        ("no file", Form::new().text("title", "x"), 400),
        ("unknown folder", Form::new().text("folder", "aaaaaaaa-0000-4000-8000-000000000000").part("file", text("x")), 400),
        ("unknown location", Form::new().text("storage", "nowhere").part("file", text("x")), 400),
        ("outside", Form::new().text("filename_disk", "../x").part("file", text("x")), 400),
        ("too large", Form::new().part("file", Part::bytes(vec![0; 2000]).file_name("a")), 413),
    ];
    for (what, form, expected) in forms {
        let (status, body) = send(&server, "POST", "/files", form).await;
        assert_eq!(status, expected, "{what}: {body}");
        assert_eq!(names(folder.path()), Vec::<String>::new(), "{what}");
    }
    let nobody = server.client.post(format!("{}/files", server.url)).multipart(Form::new().part("file", text("x")));
    assert_eq!(refusal(nobody).await.0, 403);
    assert_eq!(names(folder.path()), Vec::<String>::new());
    let (_, body) = answer(server.get("/files").bearer_auth(ADMIN_TOKEN)).await;
    assert_eq!(body["data"], json!([]));
}

async fn names_lead_nowhere_else(database: TestDatabase) {
    let (server, folder) = server(&database, &[]);
    let evil = Part::bytes(b"x".as_slice()).file_name("../../evil.txt");
    let (status, body) = send(&server, "POST", "/files", Form::new().part("file", evil)).await;
    assert_eq!((status, &body["data"]["filename_download"]), (200, &json!("evil.txt")));
    let taken = body["data"]["filename_disk"].as_str().unwrap().to_owned();
    let (status, _) = send(&server, "POST", "/files", Form::new().text("filename_disk", taken.clone()).part("file", text("y"))).await;
    assert_eq!((status, std::fs::read(folder.path().join(&taken)).unwrap()), (400, b"x".to_vec()));
    for key in ["..%2f..%2fetc%2fpasswd", "nope", "aaaaaaaa-0000-4000-8000-000000000000"] {
        assert_eq!(refusal(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN)).await.0, 403, "{key}");
    }
}

/// Somebody who may do everything with files and posts, but for what a preset adds.
async fn a_writer(server: &Server, token: &str, presets: &Value) {
    let admin = |path: &str, body: Value| server.post(path, &body).bearer_auth(ADMIN_TOKEN);
    let (status, policy) = answer(admin("/policies", json!({"name": token}))).await;
    assert_eq!(status, 200, "{policy}");
    let policy = &policy["data"]["id"];
    let permissions: Vec<Value> = ["directus_files", "posts"]
        .into_iter()
        .flat_map(|collection| ["create", "read", "update", "delete"].map(|action| (collection, action)))
        .map(|(collection, action)| {
            let presets = if collection == "posts" || action == "delete" { &Value::Null } else { presets };
            json!({"policy": policy, "collection": collection, "action": action, "fields": ["*"], "presets": presets})
        })
        .collect();
    assert_eq!(answer(admin("/permissions", json!(permissions))).await.0, 200);
    let user = json!({"email": format!("{token}@example.com"), "token": token, "policies": [{"policy": policy}]});
    assert_eq!(answer(admin("/users", user)).await.0, 200);
}

/// Bytes belong to the row for which they were uploaded. Whoever could name them would read, overwrite and delete what is others'.
async fn nobody_names_the_bytes_of_others(database: TestDatabase) {
    let (server, folder) = server(&database, &[]);
    let key = json!({"field": "id", "type": "integer", "schema": {"is_primary_key": true, "has_auto_increment": true}});
    let posts = json!({"collection": "posts", "schema": {}, "meta": {}, "fields": [key, {"field": "file", "type": "uuid", "schema": {}}]});
    assert_eq!(answer(server.post("/collections", &posts).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let relation = json!({"collection": "posts", "field": "file", "related_collection": "directus_files"});
    assert_eq!(answer(server.post("/relations", &relation).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    let (_, body) = send(&server, "POST", "/files", Form::new().part("file", text("secret"))).await;
    let (theirs, place) = (body["data"]["id"].as_str().unwrap().to_owned(), body["data"]["filename_disk"].as_str().unwrap().to_owned());
    let stem = place.trim_end_matches(".txt").to_owned();
    a_writer(&server, "writer", &Value::Null).await;
    a_writer(&server, "preset", &json!({"filename_disk": place})).await;
    let of = |token: &'static str, line: String, body: Value| {
        let (method, path) = line.split_once(' ').unwrap();
        server.client.request(method.parse().unwrap(), format!("{}{path}", server.url)).json(&body).bearer_auth(token)
    };
    let form = async |token: &str, method: &str, path: String, form: Form| {
        let request = server.client.request(method.parse().unwrap(), format!("{}{path}", server.url));
        answer(request.bearer_auth(token).multipart(form)).await
    };
    let (status, own) = form("writer", "POST", "/files".to_owned(), Form::new().part("file", text("own"))).await;
    assert_eq!(status, 200, "{own}");
    let (own, own_place) = (own["data"]["id"].as_str().unwrap().to_owned(), own["data"]["filename_disk"].as_str().unwrap().to_owned());
    let before = names(folder.path());
    let told = |name: &str| json!({"storage": "local", "filename_download": "x.txt", "type": "text/plain", "filename_disk": name});

    for name in [place.as_str(), "new.txt", &format!("{stem}__64xauto-cover.png"), &own_place] {
        for (line, body) in [
            ("POST /files".to_owned(), told(name)),
            ("POST /files".to_owned(), json!([told(name)])),
            ("POST /items/posts".to_owned(), json!({"file": told(name)})),
            ("POST /items/posts".to_owned(), json!({"file": {"id": theirs, "filename_disk": format!("{name}.2")}})),
            (format!("PATCH /files/{own}"), json!({"filename_disk": format!("{name}.2")})),
            ("PATCH /files".to_owned(), json!({"keys": [own], "data": {"filename_disk": format!("{name}.2")}})),
            ("PATCH /files".to_owned(), json!([{"id": own, "filename_disk": format!("{name}.2")}])),
            (format!("PATCH /files/{own}"), json!({"filename_disk": null})),
            (format!("PATCH /files/{own}"), json!({"storage": "other"})),
            (format!("POST /utils/copy/directus_files/{theirs}"), json!({})),
            (format!("POST /utils/copy/directus_files/{own}"), json!({"override": {"filename_disk": name}})),
        ] {
            let request = of("writer", line.clone(), body.clone());
            assert_eq!(refusal(request).await, (403, "FORBIDDEN".to_owned()), "{line} {body}");
        }
    }
    // Not by what a policy adds, nor with bytes of one's own over those of others, or beside them, where pictures of theirs would be.
    assert_eq!(
        refusal(of("preset", "POST /files".to_owned(), json!({"type": "text/plain", "storage": "local", "filename_download": "x"})))
            .await
            .0,
        403
    );
    assert_eq!(refusal(of("preset", format!("PATCH /files/{own}"), json!({"title": "x"}))).await.0, 403);
    for name in [place.clone(), place.to_uppercase(), format!("{stem}.png"), stem.clone(), format!("{stem}__64xauto-cover.png")] {
        let (status, body) =
            form("writer", "POST", "/files".to_owned(), Form::new().text("filename_disk", name.clone()).part("file", text("x"))).await;
        assert_eq!(status, 400, "{name}: {body}");
    }
    let csv = format!("type,storage,filename_download,filename_disk\ntext/plain,local,x,{place}\n");
    let table = Form::new().part("file", Part::bytes(csv.into_bytes()).file_name("x.csv").mime_str("text/csv").unwrap());
    let (status, body) = form("writer", "POST", "/utils/import/directus_files".to_owned(), table).await;
    assert_eq!((status, &body["errors"][0]["extensions"]["code"]), (403, &json!("FORBIDDEN")), "{body}");
    assert_eq!(names(folder.path()), before);
    assert_eq!(response(server.get(&format!("/assets/{theirs}")).bearer_auth("writer")).await.text().await.unwrap(), "secret");

    // What is one's own to say is said: the same place again, a title, other bytes, a name of one's own choice.
    for body in [json!({"filename_disk": own_place, "storage": "local", "title": "mine"}), json!({"title": "ours"})] {
        assert_eq!(answer(of("writer", format!("PATCH /files/{own}"), body)).await.0, 200);
    }
    let (status, body) =
        form("writer", "PATCH", format!("/files/{own}"), Form::new().text("filename_disk", place.clone()).part("file", text("other")))
            .await;
    assert_eq!(status, 200, "{body}");
    assert_ne!(body["data"]["filename_disk"], json!(place));
    let (status, body) =
        form("writer", "POST", "/files".to_owned(), Form::new().text("filename_disk", "mine.txt").part("file", text("x"))).await;
    assert_eq!((status, &body["data"]["filename_disk"]), (200, &json!("mine.txt")), "{body}");
    assert_eq!(response(server.get(&format!("/assets/{theirs}")).bearer_auth("writer")).await.text().await.unwrap(), "secret");

    // Administrators may tell of bytes that they have put there by hand, but not of another file's.
    std::fs::write(folder.path().join("hand.txt"), "by hand").unwrap();
    std::fs::write(folder.path().join("hand__made.txt"), "by hand, too").unwrap();
    let admin = async |body: Value| answer(server.post("/files", &body).bearer_auth(ADMIN_TOKEN)).await;
    let (status, hand) = admin(told("hand.txt")).await;
    assert_eq!(status, 200, "{hand}");
    assert_eq!(admin(told("hand.txt")).await.0, 403);
    assert_eq!(admin(told("hand__made.txt")).await.0, 200);
    let change = server.patch(&format!("/files/{}", hand["data"]["id"].as_str().unwrap()), &json!({"filename_disk": place}));
    assert_eq!(refusal(change.bearer_auth(ADMIN_TOKEN)).await, (403, "FORBIDDEN".to_owned()));
    // Bytes that another row tells of stay, whatever they are called.
    let gone = server.client.delete(format!("{}/files/{}", server.url, hand["data"]["id"].as_str().unwrap()));
    assert_eq!(answer(gone.bearer_auth(ADMIN_TOKEN)).await.0, 204);
    assert!(folder.path().join("hand__made.txt").exists());
}

/// A revision holds what was known of a file, not its bytes: going back changes nothing that is known of these.
async fn going_back_leaves_the_bytes(database: TestDatabase) {
    let (server, _folder) = server(&database, &[]);
    let (_, body) = send(&server, "POST", "/files", Form::new().text("title", "first").part("file", picture())).await;
    let key = body["data"]["id"].as_str().unwrap().to_owned();
    let (_, revisions) = answer(server.get(&format!("/revisions?filter[item]={key}&fields=id")).bearer_auth(ADMIN_TOKEN)).await;
    let revision = revisions["data"][0]["id"].to_string();
    let form = Form::new().text("title", "second").part("file", text("other bytes"));
    let (status, replaced) = send(&server, "PATCH", &format!("/files/{key}"), form).await;
    assert_eq!(status, 200, "{replaced}");
    let fields = "fields=title,filename_disk,type,filesize,width";
    for way in ["", "?relations=true"] {
        let back = server.post(&format!("/utils/revert/{revision}{way}"), &json!({}));
        assert_eq!(answer(back.bearer_auth(ADMIN_TOKEN)).await.0, 204);
        let (_, now) = answer(server.get(&format!("/files/{key}?{fields}")).bearer_auth(ADMIN_TOKEN)).await;
        let mut expected = json!({"title": "first"});
        for name in ["filename_disk", "type", "filesize", "width"] {
            expected[name] = replaced["data"][name].clone();
        }
        assert_eq!(now["data"], expected);
        assert_eq!(response(server.get(&format!("/assets/{key}")).bearer_auth(ADMIN_TOKEN)).await.text().await.unwrap(), "other bytes");
        assert_eq!(answer(server.patch(&format!("/files/{key}"), &json!({"title": "third"})).bearer_auth(ADMIN_TOKEN)).await.0, 200);
    }
}

on_every_database!(
    a_file_lives_and_dies,
    a_refused_upload_leaves_nothing,
    going_back_leaves_the_bytes,
    names_lead_nowhere_else,
    nobody_names_the_bytes_of_others,
);
