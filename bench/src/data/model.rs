//! The model of the data set as bodies for `POST /collections` and `POST /relations`.
//!
//! Every reference asks for an index, so that nobody wins by having one that the other lacks.

use serde_json::{Value, json};

/// Bodies for `POST /collections`.
pub(crate) fn collections() -> Vec<Value> {
    vec![
        collection(
            "countries",
            &[
                id(),
                column("name", "string"),
                column("code", "string"),
                column("region", "string"),
                column("area", "integer"),
                alias("cities", "o2m"),
                alias("recipes", "o2m"),
            ],
        ),
        collection(
            "cities",
            &[
                id(),
                column("name", "string"),
                column("population", "integer"),
                column("latitude", "float"),
                column("longitude", "float"),
                boolean("capital"),
                reference("country"),
            ],
        ),
        collection("ingredients", &[id(), column("name", "string"), column("unit", "string")]),
        collection(
            "recipes",
            &[
                id(),
                column("title", "string"),
                column("servings", "integer"),
                column("minutes", "integer"),
                boolean("vegetarian"),
                column("instructions", "text"),
                reference("origin"),
                alias("ingredients", "m2m"),
            ],
        ),
        collection(
            "recipes_ingredients",
            &[id(), reference("recipes_id"), reference("ingredients_id"), column("quantity", "integer"), column("sort", "integer")],
        ),
        collection(
            "languages",
            &[
                json!({
                    "field": "code", "type": "string",
                    "schema": { "is_primary_key": true, "length": 10 },
                }),
                column("name", "string"),
            ],
        ),
        collection(
            "articles",
            &[
                id(),
                column("slug", "string"),
                boolean("published"),
                column("published_on", "date"),
                column("rating", "integer"),
                alias("related", "m2m"),
                alias("translations", "translations"),
            ],
        ),
        collection("articles_related", &[id(), reference("articles_id"), reference("related_id"), column("sort", "integer")]),
        collection(
            "articles_translations",
            &[
                id(),
                reference("articles_id"),
                json!({
                    "field": "languages_code", "type": "string",
                    "schema": { "is_indexed": true, "max_length": 10 },
                }),
                column("title", "string"),
                column("body", "text"),
            ],
        ),
        collection("headings", &[id(), column("text", "string"), column("level", "integer")]),
        collection(
            "images",
            &[id(), column("path", "string"), column("caption", "string"), column("width", "integer"), column("height", "integer")],
        ),
        collection("texts", &[id(), column("body", "text")]),
        collection("pages", &[id(), column("title", "string"), column("slug", "string"), alias("blocks", "m2a")]),
        collection(
            "pages_blocks",
            &[id(), reference("pages_id"), column("item", "string"), column("collection", "string"), column("sort", "integer")],
        ),
        collection("readings", &[id(), column("value", "float"), column("taken_on", "date"), reference("city")]),
    ]
}

/// Bodies for `POST /relations`.
pub(crate) fn relations() -> Vec<Value> {
    vec![
        relation("cities", "country", "countries", &json!({ "one_field": "cities" })),
        relation("recipes", "origin", "countries", &json!({ "one_field": "recipes" })),
        relation(
            "recipes_ingredients",
            "recipes_id",
            "recipes",
            &json!({
                "one_field": "ingredients",
                "junction_field": "ingredients_id",
                "sort_field": "sort",
            }),
        ),
        relation("recipes_ingredients", "ingredients_id", "ingredients", &json!({ "junction_field": "recipes_id" })),
        relation(
            "articles_related",
            "articles_id",
            "articles",
            &json!({ "one_field": "related", "junction_field": "related_id", "sort_field": "sort" }),
        ),
        relation("articles_related", "related_id", "articles", &json!({ "junction_field": "articles_id" })),
        relation(
            "articles_translations",
            "articles_id",
            "articles",
            &json!({ "one_field": "translations", "junction_field": "languages_code" }),
        ),
        relation("articles_translations", "languages_code", "languages", &json!({ "junction_field": "articles_id" })),
        relation("pages_blocks", "pages_id", "pages", &json!({ "one_field": "blocks", "junction_field": "item", "sort_field": "sort" })),
        json!({
            "collection": "pages_blocks",
            "field": "item",
            "related_collection": null,
            "meta": {
                "one_collection_field": "collection",
                "one_allowed_collections": ["headings", "images", "texts"],
                "junction_field": "pages_id",
            },
        }),
        relation("readings", "city", "cities", &json!({})),
    ]
}

/// Without a protocol of changes, which would double the time that loading takes.
fn collection(name: &str, fields: &[Value]) -> Value {
    json!({
        "collection": name, "schema": {}, "meta": { "accountability": null }, "fields": fields,
    })
}

fn id() -> Value {
    json!({
        "field": "id", "type": "integer",
        "schema": { "is_primary_key": true, "has_auto_increment": true },
    })
}

fn column(field: &str, r#type: &str) -> Value {
    json!({ "field": field, "type": r#type, "schema": {} })
}

fn boolean(field: &str) -> Value {
    json!({
        "field": field, "type": "boolean", "schema": {},
        "meta": { "special": ["cast-boolean"] },
    })
}

fn reference(field: &str) -> Value {
    json!({ "field": field, "type": "integer", "schema": { "is_indexed": true } })
}

fn alias(field: &str, special: &str) -> Value {
    json!({ "field": field, "type": "alias", "meta": { "special": [special] } })
}

fn relation(many: &str, field: &str, one: &str, meta: &Value) -> Value {
    json!({
        "collection": many, "field": field, "related_collection": one,
        "meta": meta, "schema": { "on_delete": "SET NULL" },
    })
}
