//! The paths: those that every project has, and those of each collection.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use relata_schema::{Collection, FieldType};
use serde_json::{Map, Value as Json, json};

use super::{fields, object, reference};
use crate::routes::{SYSTEM_ROUTES, Verbs};

/// What can't stand in a path as it is; braces would be taken for parameters.
const ENCODED: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'/').add(b'<').add(b'>').add(b'?').add(b'`').add(b'{').add(b'}');

const LIST_PARAMETERS: &[&str] =
    &["Fields", "Filter", "Search", "Sort", "Limit", "Offset", "Page", "Deep", "Alias", "Aggregate", "GroupBy", "Meta", "Export"];
const ITEM_PARAMETERS: &[&str] = &["Fields", "Deep", "Alias", "Export"];
const WRITE_PARAMETERS: &[&str] = &["Fields", "Deep", "Alias"];

/// Where a collection's items are, and what can be done with them.
pub(super) struct Route<'a> {
    path: String,
    name: &'a str,
    title: &'a str,
    about: &'a str,
    verbs: Verbs,
    key: Option<FieldType>,
}

impl<'a> Route<'a> {
    /// The route of a collection; `None` for system collections that are not served as items.
    pub(super) fn of(collection: &'a Collection, name: &'a str) -> Option<Self> {
        let title = collection.name.as_str();
        let key = collection.primary_key_field().map(|field| field.ty);
        if collection.name.is_system() {
            let system = SYSTEM_ROUTES.iter().find(|route| route.collection == title)?;
            return Some(Self { path: system.path.to_owned(), name, title, about: system.about, verbs: system.verbs, key });
        }
        let verbs = match collection.kind {
            relata_schema::CollectionKind::View => Verbs::Read,
            _ if collection.is_singleton() => Verbs::Singleton,
            _ => Verbs::All,
        };
        let path = format!("/items/{}", utf8_percent_encode(title, ENCODED));
        Some(Self { path, name, title, about: "", verbs, key })
    }

    /// The tag of the collection's operations.
    pub(super) fn tag(&self) -> Json {
        let mut tag = json!({"name": self.name, "x-collection": self.title});
        if !self.about.is_empty() {
            tag["description"] = self.about.into();
        }
        tag
    }

    /// Adds the collection's paths.
    pub(super) fn write(&self, paths: &mut Map<String, Json>) {
        let mut list = object([("get", self.read_list())]);
        if self.verbs == Verbs::Singleton {
            list = object([("get", self.read_one("read")), ("patch", self.update_one("update"))]);
        } else if self.verbs == Verbs::All {
            list.insert("post".to_owned(), self.create());
            list.insert("patch".to_owned(), self.update_many());
            list.insert("delete".to_owned(), self.delete_many());
        }
        paths.insert(self.path.clone(), Json::Object(list));
        let Some(key) = self.key.filter(|_| self.verbs != Verbs::Singleton) else { return };
        let mut item = object([
            (
                "parameters",
                json!([{"name": "id", "in": "path", "required": true, "description": "The item's key.", "schema": fields::plain(key)}]),
            ),
            ("get", self.read_one("readSingle")),
        ]);
        if self.verbs == Verbs::All {
            item.insert("patch".to_owned(), self.update_one("updateSingle"));
            item.insert("delete".to_owned(), self.operation("deleteSingle", "Delete an item", &[], None, None));
        }
        paths.insert(format!("{}/{{id}}", self.path), Json::Object(item));
    }

    fn read_list(&self) -> Json {
        let answer = json!({
            "type": "object",
            "properties": {"data": self.list_of_items(), "meta": reference("schemas", "Meta")},
        });
        self.operation("read", "List items", LIST_PARAMETERS, None, Some(answer))
    }

    fn read_one(&self, verb: &str) -> Json {
        self.operation(verb, "Read an item", ITEM_PARAMETERS, None, Some(in_data(&self.item())))
    }

    fn create(&self) -> Json {
        let one_or_many = json!({"oneOf": [self.item(), self.list_of_items()]});
        self.operation("create", "Create one item or several", WRITE_PARAMETERS, Some(one_or_many.clone()), Some(in_data(&one_or_many)))
    }

    fn update_one(&self, verb: &str) -> Json {
        self.operation(verb, "Change an item", WRITE_PARAMETERS, Some(self.item()), Some(in_data(&self.item())))
    }

    fn update_many(&self) -> Json {
        let mut chosen = self.chosen();
        chosen["properties"]["data"] = self.item();
        chosen["required"] = json!(["data"]);
        let body = json!({"oneOf": [self.list_of_items(), chosen]});
        self.operation("update", "Change several items", WRITE_PARAMETERS, Some(body), Some(in_data(&self.list_of_items())))
    }

    fn delete_many(&self) -> Json {
        let body = json!({"oneOf": [{"type": "array", "items": self.key_schema()}, self.chosen()]});
        self.operation("delete", "Delete several items", &[], Some(body), None)
    }

    /// Items chosen by their keys or by a query.
    fn chosen(&self) -> Json {
        json!({
            "type": "object",
            "properties": {"keys": {"type": "array", "items": self.key_schema()}, "query": reference("schemas", "Query")},
        })
    }

    fn key_schema(&self) -> Json {
        fields::plain(self.key.unwrap_or(FieldType::String))
    }

    fn item(&self) -> Json {
        reference("schemas", self.name)
    }

    fn list_of_items(&self) -> Json {
        json!({"type": "array", "items": self.item()})
    }

    fn operation(&self, verb: &str, summary: &str, parameters: &[&str], body: Option<Json>, answer: Option<Json>) -> Json {
        operation(self.name, &format!("{verb}{}", self.name), summary, parameters, body, answer)
    }
}

fn operation(tag: &str, id: &str, summary: &str, parameters: &[&str], body: Option<Json>, answer: Option<Json>) -> Json {
    let parameters: Vec<Json> = parameters.iter().map(|name| reference("parameters", name)).collect();
    let mut operation = json!({"tags": [tag], "operationId": id, "summary": summary, "parameters": parameters});
    if let Some(schema) = body {
        operation["requestBody"] = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    }
    let done = match answer {
        Some(schema) => ("200", json!({"description": "Done.", "content": {"application/json": {"schema": schema}}})),
        None => ("204", json!({"description": "Done."})),
    };
    operation["responses"] = Json::Object(object([
        done,
        ("400", reference("responses", "BadRequest")),
        ("401", reference("responses", "Unauthorized")),
        ("403", reference("responses", "Forbidden")),
    ]));
    operation
}

fn in_data(schema: &Json) -> Json {
    json!({"type": "object", "properties": {"data": schema}})
}

/// The tags of the paths that every project has.
pub(super) fn fixed_tags() -> Vec<Json> {
    vec![
        json!({"name": "Authentication", "description": "Log in, stay logged in, log out."}),
        json!({"name": "Model", "description": "Collections, fields and relations."}),
        json!({"name": "Server", "description": "The server itself."}),
    ]
}

/// The paths that every project has, whatever its model.
pub(super) fn fixed() -> Map<String, Json> {
    let any = json!({"type": "object"});
    let text = |names: &[&str]| {
        let properties: Map<String, Json> = names.iter().map(|name| ((*name).to_owned(), json!({"type": "string"}))).collect();
        json!({"type": "object", "properties": properties})
    };
    let tokens = in_data(&json!({
        "type": "object",
        "properties": {"access_token": {"type": "string"}, "expires": {"type": "integer"}, "refresh_token": {"type": "string"}},
    }));
    let server = |id: &str, summary: &str| json!({"get": operation("Server", id, summary, &[], None, Some(any.clone()))});
    let mut ping = server("ping", "See whether the server is alive");
    ping["get"]["responses"]["200"]["content"] = json!({"text/plain": {"schema": {"type": "string"}}});
    let auth = |id: &str, summary: &str, body: Json, answer: Option<Json>| json!({"post": operation("Authentication", id, summary, &[], Some(body), answer)});
    let mut paths = object([
        ("/auth/login", auth("login", "Log in", text(&["email", "password", "mode", "otp"]), Some(tokens.clone()))),
        ("/auth/refresh", auth("refresh", "Get new tokens", text(&["refresh_token", "mode"]), Some(tokens))),
        ("/auth/logout", auth("logout", "Log out", text(&["refresh_token", "mode"]), None)),
        ("/server/ping", ping),
        ("/server/info", server("info", "Read what the server is")),
        ("/server/health", server("health", "Read how the server is")),
        ("/server/specs/oas", server("openapi", "Read this document")),
        (
            "/users/me",
            json!({"get": operation("Authentication", "me", "Read one's own account", ITEM_PARAMETERS, None, Some(in_data(&any)))}),
        ),
    ]);
    model(&mut paths);
    paths
}

/// `/collections`, `/fields`, `/relations`.
fn model(paths: &mut Map<String, Json>) {
    let any = json!({"type": "object"});
    let many = json!({"type": "array", "items": {"type": "object"}});
    let in_path = |names: &[&str]| -> Json {
        names.iter().map(|name| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}})).collect()
    };
    let verb = |id: &str, summary: &str, body: Option<&Json>, answer: Option<&Json>| {
        operation("Model", id, summary, &[], body.cloned(), answer.map(in_data))
    };
    let of_one = |what: &str, parameters: &[&str]| {
        json!({
            "parameters": in_path(parameters),
            "get": verb(&format!("read{what}"), "Read it", None, Some(&any)),
            "patch": verb(&format!("update{what}"), "Change it", Some(&any), Some(&any)),
            "delete": verb(&format!("delete{what}"), "Delete it", None, None),
        })
    };
    for (path, what, keys) in [
        ("/collections", "Collections", &["collection"][..]),
        ("/fields", "Fields", &["collection", "field"]),
        ("/relations", "Relations", &["collection", "field"]),
    ] {
        let list = verb(&format!("list{what}"), "List them all", None, Some(&many));
        let create = verb(&format!("create{what}"), "Create one", Some(&any), Some(&any));
        let holders = &keys[..keys.len() - 1];
        let holder_path = parameters_of(holders);
        match what {
            "Fields" => {
                paths.insert(path.to_owned(), json!({ "get": list }));
                let of_collection = verb("listFieldsOfCollection", "List those of a collection", None, Some(&many));
                let change = verb("updateFieldsOfCollection", "Change several", Some(&many), Some(&many));
                paths.insert(
                    format!("{path}{holder_path}"),
                    json!({"parameters": in_path(holders), "get": of_collection, "post": create, "patch": change}),
                );
            }
            _ => {
                paths.insert(path.to_owned(), json!({"get": list, "post": create}));
            }
        }
        paths.insert(format!("{path}{}", parameters_of(keys)), of_one(&format!("One{what}"), keys));
    }
}

/// `/{collection}/{field}`
fn parameters_of(names: &[&str]) -> String {
    names.iter().fold(String::new(), |path, name| path + "/{" + name + "}")
}
