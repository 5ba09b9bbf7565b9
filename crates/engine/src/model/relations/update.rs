//! Planning a change of a relation.

use std::sync::Arc;

use relata_schema::{Relation, SchemaChange};
use serde_json::{Map, Value as Json};

use super::create::{Actions, actions, check_meta, index};
use super::detach::{foreign_key, indexes};
use crate::EngineError;
use crate::engine::Model;
use crate::model::ModelChange;
use crate::model::body::{object, only, part};
use crate::model::edit::Edit;
use crate::model::fields::known;
use crate::model::meta::{RELATIONS, is};

/// The relation that starts at a field, and may be changed.
pub(super) fn existing<'m>(model: &'m Model, collection: &str, field: &str) -> Result<&'m Arc<Relation>, EngineError> {
    let many = known(model, collection)?;
    if many.field(field).is_none() {
        return Err(EngineError::invalid_payload(format!("Field \"{field}\" doesn't exist in collection \"{collection}\".")));
    }
    let relation = model.schema.outgoing(&many.name).find(|relation| relation.many_field == *field);
    let relation = relation.ok_or_else(|| {
        EngineError::invalid_payload(format!("Field \"{field}\" in collection \"{collection}\" doesn't have a relationship."))
    })?;
    let is_system = relation.meta.as_ref().is_some_and(|meta| meta.row.contains_key("system"));
    if is_system { Err(EngineError::forbidden()) } else { Ok(relation) }
}

pub(super) fn plan(edit: &Edit<'_>, collection: &str, field: &str, body: &Json) -> Result<ModelChange, EngineError> {
    let body = object(body)?;
    let schema = part(body, "schema")?;
    let meta = part(body, "meta")?;
    let actions = actions(schema)?;
    only(body, &["collection", "field", "related_collection", "schema", "meta"])?;
    let relation = existing(&edit.model, collection, field)?;
    let related = body.get("related_collection").and_then(Json::as_str);
    if related.is_some() && related != relation.one_collection().map(relata_schema::CollectionName::as_str) {
        return Err(EngineError::invalid_payload("A relation can't be moved to another collection: remove it and make a new one."));
    }
    let empty = Map::new();
    check_meta(&edit.model, (&relation.many_collection, &relation.many_field), relation.one_collection(), meta.unwrap_or(&empty))?;
    let mut change = ModelChange::default();
    change.tables.extend(changed_key(&edit.model, relation, actions));
    if let Some(meta) = meta {
        change.tables.extend(changed_index(&edit.model, relation, meta));
        change.rows.extend(row(edit, relation, meta)?);
    }
    Ok(change)
}

/// A foreign key that does something else is another foreign key.
fn changed_key(model: &Model, relation: &Relation, actions: Actions) -> Vec<SchemaChange> {
    let Some(drop) = foreign_key(model, relation) else { return Vec::new() };
    let SchemaChange::DropForeignKey { table, key, .. } = &drop else { return Vec::new() };
    let mut wanted = key.clone();
    wanted.on_delete = actions.on_delete.unwrap_or(wanted.on_delete);
    wanted.on_update = actions.on_update.unwrap_or(wanted.on_update);
    if wanted == *key {
        return Vec::new();
    }
    let add = SchemaChange::AddForeignKey { table: table.clone(), key: wanted };
    vec![drop, add]
}

/// An index with the new order. The old one goes last, since the foreign key must never be without.
fn changed_index(model: &Model, relation: &Relation, meta: &Map<String, Json>) -> Vec<SchemaChange> {
    let (Some(sort), Some(_)) = (meta.get("sort_field"), relation.one_collection()) else { return Vec::new() };
    if sort.as_str() == relation.sort_field.as_ref().map(relata_schema::FieldName::as_str) {
        return Vec::new();
    }
    let Some(index) = index(model, &relation.many_collection, &relation.many_field, sort.as_str()) else { return Vec::new() };
    let table = || relation.many_collection.clone();
    let old = indexes(model, relation).map(|index| SchemaChange::DropIndex { table: table(), index });
    std::iter::once(SchemaChange::AddIndex { table: table(), index }).chain(old).collect()
}

fn row(edit: &Edit<'_>, relation: &Relation, meta: &Map<String, Json>) -> Result<Option<relata_sql::Statement>, EngineError> {
    let key = [is("many_collection", relation.many_collection.as_str())?, is("many_field", relation.many_field.as_str())?];
    let values = RELATIONS.values(meta)?;
    if relation.meta.is_some() {
        return RELATIONS.update(edit.dialect, &values, &key);
    }
    let mut row = key.to_vec();
    if let Some(one) = relation.one_collection() {
        row.push(is("one_collection", one.as_str())?);
    }
    row.extend(values);
    Ok(Some(RELATIONS.insert(edit.dialect, &row)?))
}
