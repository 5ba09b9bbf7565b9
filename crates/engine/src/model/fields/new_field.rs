//! A field to be made, read from a body.

use relata_schema::{CollectionName, ColumnSpec, FieldName, FieldType, Value};
use relata_sql::{Dialect, Statement};
use serde_json::{Map, Value as Json};

use crate::EngineError;
use crate::model::body::{name, only, part};
use crate::model::column::{Columns, marks, new_column};
use crate::model::meta::{FIELDS, is};
use crate::model::names;
use crate::write::check_own_options;

/// Types that only say which list an alias shows.
const ALIASES: [&str; 8] = ["alias", "unknown", "o2m", "m2m", "m2a", "o2a", "files", "translations"];

/// A field to be made.
#[derive(Debug)]
pub(in crate::model) struct NewField {
    pub name: FieldName,
    /// The column; `None` for aliases.
    pub column: Option<ColumnSpec>,
    /// What its row says; `None` leaves it without a row.
    pub meta: Option<Map<String, Json>>,
}

impl NewField {
    /// Reads and checks a body.
    pub fn parse(columns: Columns, body: &Map<String, Json>) -> Result<Self, EngineError> {
        let name = names::new_field(name(body, "field")?)?;
        let ty = field_type(body)?;
        let schema = part(body, "schema")?;
        let meta = part(body, "meta")?;
        only(body, &["collection", "field", "type", "schema", "meta"])?;
        meta.map_or(Ok(()), check_own_options)?;
        let Some(ty) = ty else {
            return Ok(Self { name, column: None, meta: meta.cloned() });
        };
        let mut meta = meta.cloned();
        if let Some(marks) = marks(columns, ty, meta.as_ref().and_then(|meta| meta.get("special")))? {
            meta.get_or_insert_default().insert("special".to_owned(), marks);
        }
        Ok(Self { column: Some(new_column(columns, name.clone(), ty, schema)?), name, meta })
    }
}

/// The type of a body; `None` for aliases and where nothing is said.
pub(super) fn field_type(body: &Map<String, Json>) -> Result<Option<FieldType>, EngineError> {
    match body.get("type") {
        None | Some(Json::Null) => Ok(None),
        Some(Json::String(name)) if ALIASES.contains(&name.as_str()) => Ok(None),
        Some(Json::String(name)) if FieldType::parse(name).is_some() => Ok(FieldType::parse(name)),
        Some(other) => {
            let known: Vec<&str> = FieldType::all().map(FieldType::as_str).collect();
            Err(EngineError::invalid_payload(format!("\"type\" must be one of [{}], not {other}.", known.join(", "))))
        }
    }
}

/// The row of a new field; `place` stands where the body names none.
pub(in crate::model) fn new_field_row(
    dialect: Dialect,
    collection: &CollectionName,
    field: &FieldName,
    meta: &Map<String, Json>,
    place: Value,
) -> Result<Statement, EngineError> {
    let mut values = vec![is("collection", collection.as_str())?, is("field", field.as_str())?];
    values.extend(FIELDS.values(meta)?);
    if meta.get("sort").is_none_or(Json::is_null) {
        values.retain(|(name, _)| *name != "sort");
        values.push(is("sort", place)?);
    }
    FIELDS.insert(dialect, &values)
}
