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

on_every_database!(a_file_lives_and_dies, a_refused_upload_leaves_nothing, names_lead_nowhere_else);
