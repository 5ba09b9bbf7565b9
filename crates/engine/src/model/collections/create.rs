//! Planning new collections: every body is checked before anything is made.

use relata_schema::{CollectionName, ColumnSpec, SchemaChange, TableSpec, Value};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json, json};

use crate::EngineError;
use crate::engine::Model;
use crate::model::apply::ModelChange;
use crate::model::body::object;
use crate::model::column::Columns;
use crate::model::fields::{NewField, new_field_row};
use crate::model::meta::{COLLECTIONS, is};
use crate::model::{groups, names};

/// What will be made.
pub(super) struct Planned {
    pub change: ModelChange,
    pub names: Vec<CollectionName>,
}

pub(super) fn plan(columns: Columns, model: &Model, bodies: &[Json]) -> Result<Planned, EngineError> {
    let dialect = columns.dialect;
    let mut planned = Planned { change: ModelChange::default(), names: Vec::new() };
    let mut groups = groups::Groups::of(model);
    // Folders may come behind what lies in them.
    for body in bodies {
        let body = object(body)?;
        let name = new_name(body)?;
        if is_taken(model, &planned.names, &name) {
            return Err(EngineError::invalid_payload(format!("Collection \"{name}\" already exists.")));
        }
        if let Some(meta) = meta(body)? {
            groups.set(name.as_str(), meta);
        }
        planned.names.push(name);
    }
    groups.check()?;
    let mut rows = Vec::new();
    for (body, name) in bodies.iter().zip(&planned.names) {
        let body = object(body)?;
        let meta = meta(body)?;
        let has_table = body.get("schema").is_some_and(|schema| !schema.is_null());
        if !has_table && meta.is_none() {
            return Err(EngineError::forbidden());
        }
        if let Some(meta) = meta {
            let mut values = vec![is("collection", name.as_str())?];
            values.extend(COLLECTIONS.values(meta)?);
            // A folder's row must be there before the rows of what lies in it.
            let place = if has_table { rows.len() } else { 0 };
            rows.insert(place, (groups.depth(name.as_str()), COLLECTIONS.insert(dialect, &values)?));
        }
        let fields = fields(columns, body, has_table)?;
        if has_table {
            planned.change.tables.push(SchemaChange::CreateTable(table(name, &fields)?));
        }
        planned.change.rows.extend(field_rows(dialect, name, &fields)?);
    }
    rows.sort_by_key(|(depth, _)| *depth);
    planned.change.rows.splice(0..0, rows.into_iter().map(|(_, row)| row));
    Ok(planned)
}

fn new_name(body: &Map<String, Json>) -> Result<CollectionName, EngineError> {
    match body.get("collection") {
        None => Err(EngineError::invalid_payload("\"collection\" is required.")),
        Some(Json::String(name)) if !name.is_empty() => names::new_collection(name),
        Some(_) => Err(EngineError::invalid_payload("\"collection\" must be a non-empty string.")),
    }
}

fn meta(body: &Map<String, Json>) -> Result<Option<&Map<String, Json>>, EngineError> {
    crate::model::body::part(body, "meta")
}

/// Names that differ by letter case only would be one table on some databases.
fn is_taken(model: &Model, planned: &[CollectionName], name: &CollectionName) -> bool {
    let same = |other: &CollectionName| other.as_str().to_lowercase() == name.as_str().to_lowercase();
    model.schema.collections().any(|collection| same(&collection.name)) || planned.iter().any(same)
}

fn fields(columns: Columns, body: &Map<String, Json>, has_table: bool) -> Result<Vec<NewField>, EngineError> {
    let bodies = match body.get("fields") {
        None | Some(Json::Null) => &[],
        Some(Json::Array(fields)) => fields.as_slice(),
        Some(_) => return Err(EngineError::invalid_payload("\"fields\" must be an array.")),
    };
    let mut fields: Vec<NewField> = Vec::new();
    for body in bodies {
        let field = NewField::parse(columns, object(body)?)?;
        let name = field.name.as_str().to_lowercase();
        if fields.iter().any(|other| other.name.as_str().to_lowercase() == name) {
            return Err(EngineError::invalid_payload(format!("Field \"{}\" is given twice.", field.name)));
        }
        fields.push(field);
    }
    let n_keys = fields.iter().filter_map(|field| field.column.as_ref()).filter(|column| column.primary_key).count();
    match n_keys {
        0 if has_table => fields.insert(0, counted_key(&fields)?),
        0 | 1 => {}
        _ => return Err(EngineError::invalid_payload("A collection has exactly one primary key.")),
    }
    Ok(fields)
}

/// The key of a collection for which none was asked.
fn counted_key(fields: &[NewField]) -> Result<NewField, EngineError> {
    if fields.iter().any(|field| field.name.as_str().eq_ignore_ascii_case("id")) {
        return Err(EngineError::invalid_payload("None of the fields is the primary key, and \"id\" is taken by a field that isn't."));
    }
    let name = names::new_field("id")?;
    let meta = json!({"hidden": true, "interface": "numeric", "readonly": true});
    Ok(NewField { column: Some(ColumnSpec::counted_key(name.clone())), name, meta: meta.as_object().cloned() })
}

fn table(name: &CollectionName, fields: &[NewField]) -> Result<TableSpec, EngineError> {
    let columns: Vec<ColumnSpec> = fields.iter().filter_map(|field| field.column.clone()).collect();
    if columns.is_empty() {
        return Err(EngineError::invalid_payload(format!("Collection \"{name}\" needs a field.")));
    }
    Ok(TableSpec { name: name.clone(), columns, unique_together: Vec::new(), foreign_keys: Vec::new() })
}

/// A field without a place of its own comes behind those before it in the same group.
fn field_rows(dialect: Dialect, collection: &CollectionName, fields: &[NewField]) -> Result<Vec<relata_sql::Statement>, EngineError> {
    let mut placed: Vec<Option<&str>> = Vec::new();
    let mut rows = Vec::new();
    for field in fields {
        let Some(meta) = &field.meta else { continue };
        let group = meta.get("group").and_then(Json::as_str);
        let place = 1 + placed.iter().filter(|other| **other == group).count();
        placed.push(group);
        rows.push(new_field_row(dialect, collection, &field.name, meta, Value::Integer(i64::try_from(place).unwrap_or(i64::MAX)))?);
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_must_be_a_text() {
        for body in [json!({}), json!({"collection": null}), json!({"collection": 5}), json!({"collection": ""})] {
            assert!(body.as_object().is_some_and(|body| new_name(body).is_err()), "{body}");
        }
    }
}
