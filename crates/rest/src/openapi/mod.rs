//! Describes the API of the model at hand as an `OpenAPI` 3.0 document.
//!
//! Made anew for each request from the model, so that it can't be out of date. Says what is there, not who may use it.

mod components;
mod fields;
mod names;
mod paths;
#[cfg(test)]
mod tests;

use relata_schema::Schema;
use serde_json::{Map, Value as Json, json};

use self::names::Names;

/// The description of the API over `schema`, reachable under `public_url`.
pub fn document(schema: &Schema, public_url: &str) -> Json {
    let names = Names::new(schema);
    let mut tags: Vec<Json> = paths::fixed_tags();
    let mut all_paths = paths::fixed();
    let mut schemas = components::fixed_schemas();
    for collection in schema.collections().filter(|collection| collection.has_table()) {
        let Some(name) = names.of(collection.name.as_str()) else { continue };
        schemas.insert(name.to_owned(), components::collection(schema, collection, &names));
        if let Some(route) = paths::Route::of(collection, name) {
            tags.push(route.tag());
            route.write(&mut all_paths);
        }
    }
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "Items of this project",
            "description": "Made from the project's model.",
            "version": env!("CARGO_PKG_VERSION"),
        },
        "servers": [{"url": server_url(public_url)}],
        "tags": tags,
        "security": [{"Auth": []}, {"KeyAuth": []}, {}],
        "paths": Json::Object(all_paths),
        "components": {
            "schemas": Json::Object(schemas),
            "parameters": components::parameters(),
            "responses": components::responses(),
            "securitySchemes": {
                "Auth": {"type": "http", "scheme": "bearer", "description": "A static token, or one from `/auth/login`."},
                "KeyAuth": {"type": "apiKey", "in": "query", "name": "access_token", "description": "The same tokens in the query."},
            },
        },
    })
}

fn server_url(public_url: &str) -> &str {
    if public_url.is_empty() { "/" } else { public_url }
}

/// `{"$ref": "#/components/<kind>/<name>"}`.
fn reference(kind: &str, name: &str) -> Json {
    json!({"$ref": format!("#/components/{kind}/{name}")})
}

/// An object from its entries.
fn object<const N: usize>(entries: [(&str, Json); N]) -> Map<String, Json> {
    entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect()
}
