//! The parts that paths refer to: a schema per collection, the parameters of a read, the shape of errors.

use relata_schema::{Collection, FieldType, Schema};
use serde_json::{Map, Value as Json, json};

use super::{fields, names::Names, object, reference};

/// The schema of one item of a collection. Nothing is required: a read answers the fields that it names.
pub(super) fn collection(schema: &Schema, collection: &Collection, names: &Names) -> Json {
    let described =
        collection.fields.values().filter(|field| field.ty != FieldType::Alias || schema.edge(&collection.name, &field.name).is_some());
    let properties: Map<String, Json> =
        described.map(|field| (field.name.as_str().to_owned(), fields::field(schema, collection, field, names))).collect();
    json!({"type": "object", "properties": properties, "x-collection": collection.name.as_str()})
}

/// The schemas that every project has.
pub(super) fn fixed_schemas() -> Map<String, Json> {
    object([
        (
            "Query",
            json!({
                "type": "object",
                "description": "What a read asks for, as JSON.",
                "properties": {
                    "fields": {"type": "array", "items": {"type": "string"}},
                    "filter": {"type": "object"},
                    "search": {"type": "string"},
                    "sort": {"type": "array", "items": {"type": "string"}},
                    "limit": {"type": "integer", "minimum": -1},
                    "offset": {"type": "integer", "minimum": 0},
                    "page": {"type": "integer", "minimum": 0},
                    "deep": {"type": "object"},
                    "alias": {"type": "object"},
                    "aggregate": {"type": "object"},
                    "groupBy": {"type": "array", "items": {"type": "string"}},
                    "meta": {"type": "string"},
                },
            }),
        ),
        (
            "Meta",
            json!({
                "type": "object",
                "properties": {
                    "total_count": {"type": "integer", "description": "All items of the collection."},
                    "filter_count": {"type": "integer", "description": "The items that meet the filter, regardless of the limit."},
                },
            }),
        ),
        (
            "Error",
            json!({
                "type": "object",
                "properties": {
                    "message": {"type": "string"},
                    "extensions": {"type": "object", "properties": {"code": {"type": "string"}}, "required": ["code"]},
                },
                "required": ["message", "extensions"],
            }),
        ),
    ])
}

/// The parameters of reads.
pub(super) fn parameters() -> Json {
    let list = |name: &str, about: &str| {
        json!({
            "name": name, "in": "query", "description": about, "style": "form", "explode": false,
            "schema": {"type": "array", "items": {"type": "string"}},
        })
    };
    let object = |name: &str, about: &str| json!({"name": name, "in": "query", "description": about, "style": "deepObject", "explode": true, "schema": {"type": "object"}});
    let one = |name: &str, about: &str, schema: Json| json!({"name": name, "in": "query", "description": about, "schema": schema});
    json!({
        "Aggregate": object("aggregate", "Counts, sums and the like of fields instead of items."),
        "Alias": object("alias", "Other names for fields of the answer."),
        "Deep": object("deep", "Parameters of nested lists and items."),
        "Export": one("export", "Answer as a file.", json!({"type": "string", "enum": ["csv", "csv_utf8", "json", "xml", "yaml"]})),
        "Fields": list("fields", "The wanted fields; nested ones as `author.name`, all as `*`."),
        "Filter": object("filter", "Which items."),
        "GroupBy": list("groupBy", "What aggregates are grouped by."),
        "Limit": one("limit", "How many items; -1 means all.", json!({"type": "integer", "minimum": -1})),
        "Meta": one("meta", "Counts to answer beside the data.", json!({"type": "string", "enum": ["*", "total_count", "filter_count"]})),
        "Offset": one("offset", "How many items to leave out.", json!({"type": "integer", "minimum": 0})),
        "Page": one("page", "Which page of `limit` items.", json!({"type": "integer", "minimum": 0})),
        "Search": one("search", "Words to look for in all searchable fields.", json!({"type": "string"})),
        "Sort": list("sort", "The order; `-` in front turns it round."),
    })
}

/// The answers that many operations share.
pub(super) fn responses() -> Json {
    let errors = json!({
        "application/json": {"schema": {"type": "object", "properties": {"errors": {"type": "array", "items": reference("schemas", "Error")}}}},
    });
    json!({
        "BadRequest": {"description": "The request can't be understood.", "content": errors},
        "Unauthorized": {"description": "The credentials are not valid.", "content": errors},
        "Forbidden": {"description": "Not allowed, or not there.", "content": errors},
    })
}
