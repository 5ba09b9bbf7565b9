//! Planning changes of what is said about collections.

use relata_sql::Dialect;
use serde_json::Value as Json;

use crate::EngineError;
use crate::engine::Model;
use crate::model::apply::ModelChange;
use crate::model::body::{object, part};
use crate::model::groups::Groups;
use crate::model::meta::{COLLECTIONS, is};

/// The names in a list of changes.
pub(super) fn named(body: &Json) -> Result<Vec<(&str, &Json)>, EngineError> {
    let changes = body.as_array().ok_or_else(|| EngineError::invalid_payload("Input should be an array of collection changes."))?;
    let name = |change: &Json| change.get("collection").and_then(Json::as_str).is_some_and(|name| !name.is_empty());
    if !changes.iter().all(name) {
        return Err(EngineError::invalid_payload("Collection in update misses collection key."));
    }
    Ok(changes.iter().filter_map(|change| Some((change.get("collection")?.as_str()?, change))).collect())
}

pub(super) fn plan(dialect: Dialect, model: &Model, changes: &[(&str, &Json)]) -> Result<ModelChange, EngineError> {
    let mut groups = Groups::of(model);
    let mut change = ModelChange::default();
    let mut inserted: Vec<&str> = Vec::new();
    for (name, body) in changes {
        let meta = part(object(body)?, "meta")?;
        model.schema.collection(name).ok_or_else(EngineError::forbidden)?;
        let Some(meta) = meta else { continue };
        groups.set(name, meta);
        let values = COLLECTIONS.values(meta)?;
        let has_row = inserted.contains(name)
            || model.stored.collections.iter().any(|row| row.get("collection").and_then(Json::as_str) == Some(*name));
        if has_row {
            change.rows.extend(COLLECTIONS.update(dialect, &values, &[is("collection", *name)?])?);
        } else {
            // A table that nobody has described so far.
            let mut row = vec![is("collection", *name)?];
            row.extend(values);
            change.rows.push(COLLECTIONS.insert(dialect, &row)?);
            inserted.push(name);
        }
    }
    groups.check()?;
    Ok(change)
}
