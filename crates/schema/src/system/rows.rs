//! The embedded rows, completed with their defaults and put into the API's key order.

use serde::de::DeserializeOwned;
use serde_json::{Map, Value as Json, json};

use super::SystemRow;

/// Reads an embedded file.
#[expect(clippy::expect_used, reason = "the files are part of the program; tests read every one of them")]
pub(super) fn embedded<T: DeserializeOwned>(text: &str) -> T {
    serde_json::from_str(text).expect("embedded data is valid")
}

pub(super) fn collections() -> Vec<SystemRow> {
    let mut rows: Vec<SystemRow> = embedded(include_str!("../../data/system-collections.json"));
    for row in &mut rows {
        row.insert("system".to_owned(), Json::Bool(true));
    }
    rows
}

pub(super) fn fields() -> Vec<SystemRow> {
    let defaults = json!({
        "system": true, "collection": null, "field": null, "special": null, "interface": null, "options": null, "display": null,
        "display_options": null, "readonly": false, "hidden": false, "sort": null, "width": "full", "group": null,
        "translations": null, "note": null, "conditions": null, "required": false, "searchable": true,
    });
    completed(embedded(include_str!("../../data/system-fields.json")), &defaults)
}

pub(super) fn relations() -> Vec<SystemRow> {
    let defaults = json!({
        "many_collection": null, "many_field": null, "one_collection": null, "one_field": null, "one_allowed_collections": null,
        "one_collection_field": null, "one_deselect_action": "nullify", "junction_field": null, "sort_field": null, "system": true,
    });
    completed(embedded(include_str!("../../data/system-relations.json")), &defaults)
}

fn completed(rows: Vec<SystemRow>, defaults: &Json) -> Vec<SystemRow> {
    let empty = Map::new();
    let defaults = defaults.as_object().unwrap_or(&empty);
    let complete = |mut row: SystemRow| {
        defaults.iter().map(|(key, default)| (key.clone(), row.remove(key).unwrap_or_else(|| default.clone()))).collect()
    };
    rows.into_iter().map(complete).collect()
}
