//! What games of random models have in common: how collections, keys and fields are called, and the number from which a game follows.

use relata_test_support::Backend;
use serde_json::{Value as Json, json};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyKind {
    Counted,
    Uuid,
    Given,
}

impl KeyKind {
    pub const ALL: [Self; 3] = [Self::Counted, Self::Uuid, Self::Given];

    pub fn type_name(self) -> &'static str {
        match self {
            Self::Counted => "integer",
            Self::Uuid => "uuid",
            Self::Given => "string",
        }
    }

    /// What the column of such a key is made of.
    pub fn schema(self) -> Json {
        match self {
            Self::Counted => json!({"is_primary_key": true, "has_auto_increment": true}),
            Self::Uuid => json!({"is_primary_key": true}),
            Self::Given => json!({"is_primary_key": true, "max_length": 40}),
        }
    }
}

pub fn collection(n: usize) -> String {
    format!("c{n}")
}

/// The field that refers.
pub fn reference(relation: usize) -> String {
    format!("r{relation}")
}

/// The field that lists who refers.
pub fn list(relation: usize) -> String {
    format!("l{relation}")
}

/// The field that names the collection of a many-to-any.
pub fn kind(relation: usize) -> String {
    format!("k{relation}")
}

/// A key as text.
pub fn text(key: &Json) -> String {
    key.as_str().map_or_else(|| key.to_string(), str::to_owned)
}

/// The alias field of a list.
pub fn list_field(relation: usize) -> Json {
    json!({"field": list(relation), "type": "alias", "meta": {"special": ["o2m"]}})
}

/// The body of `POST /relations` for a many-to-one. `list_of`: what becomes of members that leave its list, if it has one.
pub fn one_body(relation: usize, ends: (usize, usize), on_delete: &str, list_of: Option<&str>) -> Json {
    let (many, one) = ends;
    json!({
        "collection": collection(many), "field": reference(relation), "related_collection": collection(one),
        "schema": {"on_delete": on_delete},
        "meta": {"one_field": list_of.map(|_| list(relation)), "one_deselect_action": list_of.unwrap_or("nullify")},
    })
}

/// The body of `POST /relations` for a many-to-any.
pub fn any_body(relation: usize, many: usize, allowed: &[usize]) -> Json {
    let allowed: Vec<String> = allowed.iter().map(|one| collection(*one)).collect();
    json!({
        "collection": collection(many), "field": reference(relation), "related_collection": null, "schema": null,
        "meta": {"one_collection_field": kind(relation), "one_allowed_collections": allowed},
    })
}

/// Every run plays the same games, a different one on each database. The variable holds `new` for new ones, or the seed of one that failed.
pub fn seed(variable: &str, backend: Backend) -> u64 {
    match std::env::var(variable).as_deref() {
        Ok("new") => u64::from(uuid::Uuid::new_v4().as_fields().0),
        Ok(seed) => seed.parse().unwrap(),
        Err(_) => 1 + backend as u64,
    }
}
