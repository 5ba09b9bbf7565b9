//! Planning a new field of an existing collection.

use relata_db::{DbError, ReadJob, Session};
use relata_schema::{SchemaChange, Value};
use relata_sql::{ColumnValue, Statement, count_rows};
use serde_json::Value as Json;

use super::{NewField, changeable, known, new_field_row};
use crate::model::ModelChange;
use crate::model::body::object;
use crate::model::edit::Edit;
use crate::{EngineError, ErrorCode};

pub(super) fn parse(edit: &Edit<'_>, collection: &str, body: &Json) -> Result<NewField, EngineError> {
    let collection = known(&edit.model, collection)?;
    let field = NewField::parse(edit.columns, object(body)?)?;
    // Names that differ by letter case only would be one column on some databases.
    let same = |other: &str| other.to_lowercase() == field.name.as_str().to_lowercase();
    if collection.fields.keys().any(|other| same(other.as_str())) {
        return Err(EngineError::invalid_payload(format!(
            "Field \"{}\" already exists in collection \"{}\".",
            field.name, collection.name
        )));
    }
    if field.column.as_ref().is_some_and(|column| column.primary_key) {
        return Err(EngineError::invalid_payload(format!("Collection \"{}\" can't get another primary key.", collection.name)));
    }
    Ok(field)
}

/// Rows that are there need a value for a required field.
pub(super) async fn check_rows(edit: &Edit<'_>, collection: &str, field: &NewField) -> Result<(), EngineError> {
    let needs_default = field.column.as_ref().is_some_and(|column| !column.nullable && column.default.is_none());
    if needs_default && count(edit, collection, Vec::new()).await? > 0 {
        return Err(contains_null(collection, field.name.as_str()));
    }
    Ok(())
}

pub(super) fn contains_null(collection: &str, field: &str) -> EngineError {
    let message = format!("Field \"{field}\" in collection \"{collection}\" contains null values.");
    EngineError::new(ErrorCode::ContainsNullValues, message).with("collection", collection).with("field", field)
}

pub(super) async fn count(edit: &Edit<'_>, collection: &str, matching: Vec<ColumnValue>) -> Result<i64, EngineError> {
    let name = &known(&edit.model, collection)?.name;
    count_by(edit, count_rows(edit.dialect, name, &matching)).await
}

/// Runs a statement that counts.
pub(super) async fn count_by(edit: &Edit<'_>, statement: Statement) -> Result<i64, EngineError> {
    Ok(edit.engine().database().read(Count(statement)).await??)
}

struct Count(Statement);

impl ReadJob for Count {
    type Output = Result<i64, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        Ok(session.fetch(&self.0).await?.cell(0, 0).as_i64().unwrap_or_default())
    }
}

pub(super) fn plan(edit: &Edit<'_>, collection: &str, field: &NewField) -> Result<ModelChange, EngineError> {
    let mut change = ModelChange::default();
    if let Some(column) = &field.column {
        let table = changeable(&edit.model, collection)?.name.clone();
        change.tables.push(SchemaChange::AddColumn { table, column: column.clone() });
    }
    if let Some(meta) = &field.meta {
        let place = Value::Integer(last_place(edit, collection, meta.get("group")) + 1);
        change.rows.push(new_field_row(edit.dialect, &known(&edit.model, collection)?.name, &field.name, meta, place)?);
    }
    Ok(change)
}

/// The highest place among the fields of the same group.
fn last_place(edit: &Edit<'_>, collection: &str, group: Option<&Json>) -> i64 {
    let group = group.and_then(Json::as_str);
    let text = |row: &crate::system::Row, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
    let rows = edit.model.stored.fields.iter().filter(|row| text(row, "collection").as_deref() == Some(collection));
    let rows = rows.filter(|row| text(row, "group").as_deref() == group);
    rows.filter_map(|row| row.get("sort")?.as_i64()).max().unwrap_or_default()
}
