//! The `meta` of a body as the columns of a row in a system table, and the statements on such rows.

use relata_schema::{CollectionName, ColumnSpec, FieldName, FieldType, Value, system_data};
use relata_sql::{ColumnValue, Dialect, Statement, delete_rows, insert_row, update_rows};
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, ToSmolStr};

use crate::{EngineError, ErrorCode};

/// One of the tables that describe the model.
#[derive(Debug, Clone, Copy)]
pub(super) struct MetaTable {
    name: &'static str,
    /// Columns that a body never sets: they say which row it is.
    fixed: &'static [&'static str],
    /// Columns that hold a list, separated by commas.
    lists: &'static [&'static str],
}

pub(super) const COLLECTIONS: MetaTable = MetaTable { name: "directus_collections", fixed: &["collection"], lists: &[] };
pub(super) const FIELDS: MetaTable = MetaTable { name: "directus_fields", fixed: &["id", "collection", "field"], lists: &["special"] };
pub(super) const RELATIONS: MetaTable = MetaTable {
    name: "directus_relations",
    fixed: &["id", "many_collection", "many_field", "one_collection"],
    lists: &["one_allowed_collections"],
};
pub(super) const PERMISSIONS: MetaTable = MetaTable { name: "directus_permissions", fixed: &["id"], lists: &["fields"] };
pub(super) const PRESETS: MetaTable = MetaTable { name: "directus_presets", fixed: &["id"], lists: &[] };
pub(super) const SHARES: MetaTable = MetaTable { name: "directus_shares", fixed: &["id"], lists: &[] };
pub(super) const VERSIONS: MetaTable = MetaTable { name: "directus_versions", fixed: &["id"], lists: &[] };

impl MetaTable {
    /// The table's name.
    pub const fn name(self) -> &'static str {
        self.name
    }

    /// The columns that a body sets, in the table's order. Keys that are no columns are dropped.
    pub fn values(self, meta: &Map<String, Json>) -> Result<Vec<ColumnValue>, EngineError> {
        let spec = system_data().table(self.name);
        let columns = spec.into_iter().flat_map(|spec| &spec.columns).filter(|column| !self.fixed.contains(&column.name.as_str()));
        let given = columns.filter_map(|column| Some((column, meta.get(column.name.as_str())?)));
        given.map(|(column, json)| Ok((column.name.clone(), self.value(column, json)?))).collect()
    }

    fn value(self, column: &ColumnSpec, json: &Json) -> Result<Value, EngineError> {
        let wrong = |kind: &str| EngineError::invalid_payload(format!("\"meta.{}\" must be {kind}.", column.name));
        if self.lists.contains(&column.name.as_str()) {
            return list(json).ok_or_else(|| wrong("a list of names"));
        }
        let value = match (column.ty.ty, json) {
            (_, Json::Null) if column.nullable => Value::Null,
            (FieldType::Json, json) => Value::Json(json.to_smolstr()),
            (FieldType::Boolean, Json::Bool(truth)) => Value::Boolean(*truth),
            (FieldType::Boolean, Json::Number(number)) if number.as_i64() == Some(0) => Value::Boolean(false),
            (FieldType::Boolean, Json::Number(number)) if number.as_i64() == Some(1) => Value::Boolean(true),
            (FieldType::Boolean, _) => return Err(wrong("true or false")),
            (FieldType::Integer, json) => {
                let number = json.as_i64().or_else(|| json.as_str()?.parse().ok());
                Value::Integer(number.ok_or_else(|| wrong("a whole number"))?)
            }
            (_, Json::String(text)) => Value::text(text),
            (_, Json::Number(number)) => Value::text(number.to_string()),
            _ => return Err(wrong("a text")),
        };
        match (&value, column.ty.max_length) {
            (Value::Text(text), Some(max)) if text.chars().count() > max as usize => Err(wrong(&format!("at most {max} characters long"))),
            _ => Ok(value),
        }
    }

    fn table(self) -> Result<CollectionName, EngineError> {
        CollectionName::parse(self.name).map_err(own_name)
    }

    /// A new row.
    pub fn insert(self, dialect: Dialect, values: &[ColumnValue]) -> Result<Statement, EngineError> {
        Ok(insert_row(dialect, &self.table()?, values))
    }

    /// New values in the rows that meet a condition; nothing where there are none to set.
    pub fn update(self, dialect: Dialect, values: &[ColumnValue], matching: &[ColumnValue]) -> Result<Option<Statement>, EngineError> {
        Ok(update_rows(dialect, &self.table()?, values, matching))
    }

    /// Removes the rows that meet a condition.
    pub fn delete(self, dialect: Dialect, matching: &[ColumnValue]) -> Result<Statement, EngineError> {
        Ok(delete_rows(dialect, &self.table()?, matching))
    }
}

/// A column of a system table with a value.
pub(super) fn is(column: &str, value: impl Into<Value>) -> Result<ColumnValue, EngineError> {
    Ok((FieldName::parse(column).map_err(own_name)?, value.into()))
}

fn list(json: &Json) -> Option<Value> {
    match json {
        Json::Null => Some(Value::Null),
        Json::String(text) => Some(Value::text(text)),
        Json::Array(parts) => {
            let texts: Option<Vec<&str>> = parts.iter().map(Json::as_str).collect();
            Some(Value::Text(SmolStr::from(texts?.join(","))))
        }
        _ => None,
    }
}

fn own_name(error: relata_schema::NameError) -> EngineError {
    EngineError::new(ErrorCode::InternalServerError, "A system table's name is wrong.").caused_by(error)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn values(table: MetaTable, meta: &Json) -> Result<Vec<(String, Value)>, EngineError> {
        let values = table.values(meta.as_object().unwrap())?;
        Ok(values.into_iter().map(|(name, value)| (name.to_string(), value)).collect())
    }

    #[test]
    fn known_keys_become_columns_of_their_type() {
        let meta = json!({"special": ["a", "b"], "options": {"x": 1}, "hidden": true, "sort": "3", "interface": 5, "note": null, "nonsense": 1, "id": 9});
        let expected = [
            ("special", Value::text("a,b")),
            ("interface", Value::text("5")),
            ("options", Value::Json("{\"x\":1}".into())),
            ("hidden", Value::Boolean(true)),
            ("sort", Value::Integer(3)),
            ("note", Value::Null),
        ];
        assert_eq!(values(FIELDS, &meta).unwrap(), expected.map(|(name, value)| (name.to_owned(), value)));
    }

    #[test]
    fn values_of_another_kind_are_refused() {
        for meta in [
            json!({"hidden": "maybe"}),
            json!({"sort": "x"}),
            json!({"special": {"a": 1}}),
            json!({"interface": [1]}),
            json!({"hidden": null}),
        ] {
            assert!(values(FIELDS, &meta).is_err(), "{meta}");
        }
        assert!(values(COLLECTIONS, &json!({"icon": "x".repeat(65)})).is_err());
    }
}
