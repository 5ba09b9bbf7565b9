//! A row as the payload of a new item.

use std::collections::BTreeSet;

use relata_plan::{Action, Asker};
use relata_schema::{Field, FieldType, Generated, Special};
use serde_json::{Map, Value as Json};

use super::gather::{Gathered, Source};
use crate::EngineError;

/// What the new item is created with: the original's values, without what a new item gets by itself.
pub(super) fn of(source: &Source, asker: &Asker) -> Result<Map<String, Json>, EngineError> {
    let mut payload = Map::new();
    for (name, value) in &source.row {
        let Some(field) = source.collection.field(name) else { continue };
        if is_taken_over(source, field, asker) {
            payload.insert(name.clone(), value.clone());
        }
    }
    if let Some(overrides) = &source.choices.overrides {
        if let Some(unknown) = overrides.keys().find(|name| source.collection.field(name).is_none()) {
            return Err(EngineError::invalid_payload(format!("\"{unknown}\" is no field of collection \"{}\".", source.collection.name)));
        }
        payload.extend(overrides.iter().map(|(name, value)| (name.clone(), value.clone())));
    }
    Ok(payload)
}

/// Refuses a copy that would break a unique field, naming all such fields.
pub(super) fn check_unique(gathered: &Gathered, asker: &Asker) -> Result<(), EngineError> {
    let mut fields: BTreeSet<String> = BTreeSet::new();
    for source in &gathered.sources {
        for field in source.collection.columns().filter(|field| must_differ(source, field)) {
            let is_null = source.row.get(field.name.as_str()).is_none_or(Json::is_null);
            let follows = source.references.contains_key(&field.name);
            if !follows && !is_null && is_taken_over(source, field, asker) {
                fields.insert(format!("{}.{}", source.collection.name, field.name));
            }
        }
    }
    if fields.is_empty() {
        return Ok(());
    }
    let list: Vec<&str> = fields.iter().map(String::as_str).collect();
    let reason = format!(
        "These fields must be unique, so the copy needs values of its own: {}. Give them in \"override\", or \"skip\" them in \"fields\".",
        list.join(", ")
    );
    Err(EngineError::invalid_payload(reason).with("fields", Json::from(list)))
}

/// Whether two items can't have the same value.
fn must_differ(source: &Source, field: &Field) -> bool {
    let is_key = source.collection.primary_key.single() == Some(&field.name);
    is_key || field.column.as_ref().is_some_and(|column| column.unique && !column.primary_key)
}

/// Whether the new item begins with the original's value.
fn is_taken_over(source: &Source, field: &Field, asker: &Asker) -> bool {
    let Some(column) = &field.column else { return false };
    if source.choices.override_of(field.name.as_str()).is_some() {
        return false;
    }
    if source.references.contains_key(&field.name) {
        // It is overwritten with the copy's key; until then it stands for "there will be one".
        return true;
    }
    let computed = column.generated != Generated::No || field.has(Special::Uuid);
    let skipped = source.choices.skips(field) || source.skipped.contains(&field.name);
    let may_be_set = asker.is_admin()
        || asker.grant(&source.collection.name, Action::Create).is_some_and(|grant| grant.allows_field(field.name.as_str()));
    !computed && !skipped && may_be_set && !is_counted(source, field)
}

/// Whether a new item gets its key by itself.
fn is_counted(source: &Source, field: &Field) -> bool {
    let is_key = source.collection.primary_key.single() == Some(&field.name);
    let is_number = matches!(field.ty, FieldType::Integer | FieldType::BigInteger);
    let counted = field.column.as_ref().is_some_and(|column| column.auto_increment || column.default.is_some());
    let refers = source.references.contains_key(&field.name);
    is_key && !refers && (counted || is_number || field.ty == FieldType::Uuid)
}
