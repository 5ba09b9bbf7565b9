//! What a project wishes of its relations beyond what foreign keys say: in the options of their fields, under `relata`, where other
//! programs leave it alone.

use relata_schema::{CollectionName, Field};
use serde_json::{Map, Value as Json};

use crate::EngineError;

/// What a list must be like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ListRules {
    /// Members at least.
    pub min: usize,
    /// Members at most.
    pub max: Option<usize>,
    /// Whether the list leads to each item once only.
    pub unique: bool,
}

/// What becomes of rows that refer through a many-to-any to an item which is deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum OnTargetDeleted {
    /// They go.
    #[default]
    Remove,
    /// They keep it: nothing is deleted.
    Refuse,
    /// They go, and so do the items to whose lists they belong.
    DeleteOwner,
}

/// What a many-to-any may be told to do ([`OnTargetDeleted`]).
const ON_DELETE: [&str; 3] = ["remove", "refuse", "delete_owner"];

/// Refuses options that would mean nothing, in the row of a field that is about to be written.
pub(crate) fn check_own_options(row: &Map<String, Json>) -> Result<(), EngineError> {
    let Some(own) = row.get("options").and_then(|options| options.get("relata")) else { return Ok(()) };
    let is_known = |policy: &Json| policy.is_null() || policy.as_str().is_some_and(|policy| ON_DELETE.contains(&policy));
    let is_right = |name: &str, value: &Json| match name {
        "unique" => value.is_null() || value.is_boolean(),
        "on_delete" => value.as_object().map_or_else(|| is_known(value), |policies| policies.values().all(is_known)),
        _ => value.is_null() || value.is_u64(),
    };
    let expected = [
        ("min", "a whole number from 0"),
        ("max", "a whole number from 0"),
        ("unique", "true or false"),
        ("on_delete", "\"remove\", \"refuse\" or \"delete_owner\", or an object that says one of them for each collection"),
    ];
    match expected.into_iter().find(|(name, _)| own.get(name).is_some_and(|value| !is_right(name, value))) {
        None => Ok(()),
        Some((name, expected)) => Err(EngineError::invalid_payload(format!("\"meta.options.relata.{name}\" must be {expected}."))),
    }
}

fn own_options(field: &Field) -> Option<&Json> {
    field.meta.as_ref()?.row.get("options")?.get("relata").filter(|options| options.is_object())
}

/// The rules of a list, from the options of its alias field: `{"relata": {"min": 1, "max": 5, "unique": true}}`. `required` counts as a
/// minimum of one where these options are set at all.
pub(super) fn list_rules(field: &Field) -> Option<ListRules> {
    let options = own_options(field)?;
    let number = |name: &str| options.get(name).and_then(Json::as_u64).and_then(|number| usize::try_from(number).ok());
    let is_required = field.meta.as_ref().is_some_and(|meta| meta.row.get("required") == Some(&Json::Bool(true)));
    Some(ListRules {
        min: number("min").unwrap_or(0).max(usize::from(is_required)),
        max: number("max"),
        unique: options.get("unique") == Some(&Json::Bool(true)),
    })
}

/// The policy of a many-to-any for one of its collections, from the options of the field that holds the key:
/// `{"relata": {"on_delete": {"headings": "refuse"}}}`, where a text instead of the object is meant for all collections.
pub(crate) fn on_target_deleted(field: &Field, target: &CollectionName) -> OnTargetDeleted {
    let policy = own_options(field).and_then(|options| options.get("on_delete"));
    let policy = policy.and_then(|policy| policy.as_str().or_else(|| policy.get(target.as_str())?.as_str()));
    match policy {
        Some("refuse") => OnTargetDeleted::Refuse,
        Some("delete_owner") => OnTargetDeleted::DeleteOwner,
        _ => OnTargetDeleted::Remove,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::sync::Arc;

    use relata_schema::{FieldMeta, FieldName, FieldType};
    use serde_json::json;

    use super::*;

    fn field(row: &Json) -> Field {
        let row = row.as_object().cloned().unwrap_or_default();
        Field {
            name: FieldName::parse("item").unwrap(),
            ty: FieldType::Alias,
            special: Vec::new(),
            column: None,
            meta: Some(Arc::new(FieldMeta { row, ..FieldMeta::default() })),
        }
    }

    #[test]
    fn options_that_mean_nothing_are_refused() {
        let said = |own: Json| {
            let row = json!({"options": {"relata": own}});
            check_own_options(row.as_object().unwrap()).err().map(|error| error.to_string())
        };
        assert_eq!(said(json!({"min": 1, "max": null, "unique": true, "on_delete": {"a": "refuse"}, "other": [1]})), None);
        assert_eq!(said(json!({"on_delete": "delete_owner"})), None);
        for (own, name) in
            [(json!({"on_delete": {"a": "bogus"}}), "on_delete"), (json!({"max": -1}), "max"), (json!({"unique": 1}), "unique")]
        {
            assert!(said(own).unwrap().contains(&format!("meta.options.relata.{name}")));
        }
        assert!(check_own_options(&Map::new()).is_ok());
    }

    #[test]
    fn lists_have_rules_only_where_they_are_asked_for() {
        assert_eq!(list_rules(&field(&json!({"required": true, "options": {"template": "x"}}))), None);
        let rules = list_rules(&field(&json!({"required": true, "options": {"relata": {"max": 3, "unique": true}}})));
        assert_eq!(rules, Some(ListRules { min: 1, max: Some(3), unique: true }));
        assert_eq!(list_rules(&field(&json!({"options": {"relata": {}}}))), Some(ListRules { min: 0, max: None, unique: false }));
    }

    #[test]
    fn policies_are_per_collection_or_for_all() {
        let of = |options: Json, target: &str| {
            on_target_deleted(&field(&json!({"options": {"relata": options}})), &CollectionName::parse(target).unwrap())
        };
        assert_eq!(of(json!({"on_delete": {"a": "refuse"}}), "a"), OnTargetDeleted::Refuse);
        assert_eq!(of(json!({"on_delete": {"a": "refuse"}}), "b"), OnTargetDeleted::Remove);
        assert_eq!(of(json!({"on_delete": "delete_owner"}), "b"), OnTargetDeleted::DeleteOwner);
        assert_eq!(of(json!({"on_delete": "explode"}), "b"), OnTargetDeleted::Remove);
    }
}
