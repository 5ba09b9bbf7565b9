//! Planning the removal of a field with everything that refers to it.

use relata_db::{DbError, ReadJob, Session};
use relata_schema::{Collection, CollectionName, FieldName, SchemaChange, Value};
use relata_sql::{Statement, select_rows};

use super::{changeable, is_system, known};
use crate::EngineError;
use crate::model::ModelChange;
use crate::model::edit::Edit;
use crate::model::meta::{COLLECTIONS, FIELDS, PERMISSIONS, RELATIONS, is};
use crate::model::relations::detach;

pub(super) async fn plan(edit: &Edit<'_>, collection: &str, name: &str) -> Result<ModelChange, EngineError> {
    let collection = known(&edit.model, collection)?;
    if is_system(collection.name.as_str(), name) {
        return Err(EngineError::forbidden());
    }
    let Some(field) = collection.field(name) else { return Ok(ModelChange::default()) };
    if field.column.as_ref().is_some_and(|column| column.primary_key) {
        return Err(EngineError::invalid_payload(format!(
            "Field \"{name}\" is the primary key of collection \"{}\": it can't be removed.",
            collection.name
        )));
    }
    let mut change = relations(edit, collection, &field.name)?;
    change.rows.extend(mentions(edit, collection.name.as_str(), name)?);
    change.rows.extend(permissions(edit, &collection.name, name).await?);
    change.rows.push(FIELDS.delete(edit.dialect, &[is("collection", collection.name.as_str())?, is("field", name)?])?);
    if field.has_column() {
        let table = changeable(&edit.model, collection.name.as_str())?.name.clone();
        change.tables.push(SchemaChange::DropColumn { table, column: field.name.clone() });
    }
    Ok(change)
}

/// Relations that start here or list something here.
fn relations(edit: &Edit<'_>, collection: &Collection, field: &FieldName) -> Result<ModelChange, EngineError> {
    let mut change = ModelChange::default();
    for relation in edit.model.schema.outgoing(&collection.name) {
        let is_kind = matches!(&relation.target, relata_schema::RelationTarget::Any { collection_field, .. } if collection_field == field);
        if relation.many_field != *field && !is_kind {
            continue;
        }
        change.then(detach(edit.dialect, &edit.model, relation)?);
        if let (Some(one), Some(list)) = (relation.one_collection(), &relation.one_field) {
            change.rows.push(FIELDS.delete(edit.dialect, &[is("collection", one.as_str())?, is("field", list.as_str())?])?);
        }
    }
    let listed = [is("one_collection", collection.name.as_str())?, is("one_field", field.as_str())?];
    change.rows.extend(RELATIONS.update(edit.dialect, &[is("one_field", Value::Null)?], &listed)?);
    Ok(change)
}

/// Rows of the model that name the field.
fn mentions(edit: &Edit<'_>, collection: &str, name: &str) -> Result<Vec<Statement>, EngineError> {
    let mut rows = Vec::new();
    let nothing = |column: &str| is(column, Value::Null);
    for column in ["sort_field", "junction_field"] {
        rows.extend(RELATIONS.update(edit.dialect, &[nothing(column)?], &[is("many_collection", collection)?, is(column, name)?])?);
    }
    for column in ["sort_field", "archive_field"] {
        rows.extend(COLLECTIONS.update(edit.dialect, &[nothing(column)?], &[is("collection", collection)?, is(column, name)?])?);
    }
    rows.extend(FIELDS.update(edit.dialect, &[nothing("group")?], &[is("collection", collection)?, is("group", name)?])?);
    Ok(rows)
}

/// Permissions that name the field lose it from their lists.
async fn permissions(edit: &Edit<'_>, collection: &CollectionName, name: &str) -> Result<Vec<Statement>, EngineError> {
    let Some(table) = edit.model.schema.collection(PERMISSIONS.name()) else { return Ok(Vec::new()) };
    let columns: Vec<FieldName> =
        ["id", "collection", "fields"].iter().filter_map(|column| Some(table.field(column)?.name.clone())).collect();
    let [id, _, _] = columns.as_slice() else { return Ok(Vec::new()) };
    let found = edit.engine().database().read(Lists(select_rows(edit.dialect, &table.name, &columns, id))).await??;
    let mut rows = Vec::new();
    for (id, of, fields) in found {
        if of != collection.as_str() || !fields.split(',').any(|field| field == name) {
            continue;
        }
        let left: Vec<&str> = fields.split(',').filter(|field| *field != name).collect();
        rows.extend(PERMISSIONS.update(edit.dialect, &[is("fields", Value::text(left.join(",")))?], &[is("id", id)?])?);
    }
    Ok(rows)
}

struct Lists(Statement);

impl ReadJob for Lists {
    type Output = Result<Vec<(i64, String, String)>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let rows = session.fetch(&self.0).await?;
        let text = |row, column| rows.cell(row, column).as_str().unwrap_or_default().to_owned();
        Ok((0..rows.len()).filter_map(|row| Some((rows.cell(row, 0).as_i64()?, text(row, 1), text(row, 2)))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn system_fields_are_known() {
        assert!(is_system("directus_users", "email"));
        assert!(!is_system("directus_users", "extra"));
    }
}
