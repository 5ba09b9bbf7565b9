//! Planning a change of a field: its column in place, its row in part.

use relata_schema::{
    Collection, ColumnChange, ColumnDefault, ColumnFacts, EdgeKind, ExistingIndex, Field, FieldName, FieldType, IndexPurpose, IndexSpec,
    SchemaChange, Value,
};
use relata_sql::{Dialect, count_unfit};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::create::{contains_null, count, count_by};
use super::new_field::field_type;
use super::{changeable, is_system, known};
use crate::EngineError;
use crate::model::answer::table_of;
use crate::model::body::part;
use crate::model::column::{Columns, column_type, default, marks};
use crate::model::edit::Edit;
use crate::model::meta::{FIELDS, is};
use crate::model::{ModelChange, relations};
use crate::system::is_relation_index;
use crate::write::check_own_options;

pub(super) async fn plan(edit: &Edit<'_>, collection: &str, name: &str, body: &Map<String, Json>) -> Result<ModelChange, EngineError> {
    let collection = known(&edit.model, collection)?;
    let ty = field_type(body)?;
    let schema = part(body, "schema")?;
    let meta = part(body, "meta")?;
    let system = is_system(collection.name.as_str(), name);
    if system && (meta.is_some() || ty.is_some() || schema.is_some_and(|schema| schema.keys().any(|key| key != "is_indexed"))) {
        return Err(EngineError::invalid_payload("Only \"schema.is_indexed\" may be modified for system fields."));
    }
    let field = collection.field(name);
    if let Some(field) = field
        && body.get("type").is_some_and(|given| !given.is_null())
        && ty.is_none() == field.has_column()
    {
        return Err(EngineError::invalid_payload("Alias type cannot be changed."));
    }
    if field.is_none() && (schema.is_some() || meta.is_some() && !names_a_list(edit, collection, name)) {
        return Err(EngineError::forbidden());
    }
    let mut change = ModelChange::default();
    match (schema, field) {
        (Some(schema), Some(field)) if field.has_column() => change.tables = column_changes(edit, collection, field, ty, schema).await?,
        _ => {}
    }
    if let Some(meta) = meta {
        change.rows = row_change(edit, collection, name, ty.or(field.map(|field| field.ty)), meta)?;
    }
    Ok(change)
}

/// Whether a relation names a field that nothing else tells of: describing it makes it one.
fn names_a_list(edit: &Edit<'_>, collection: &Collection, name: &str) -> bool {
    let Ok(name) = FieldName::parse(name) else { return false };
    edit.model.schema.edge(&collection.name, &name).is_some_and(|edge| edge.kind == EdgeKind::OneToMany)
}

fn row_change(
    edit: &Edit<'_>,
    collection: &Collection,
    name: &str,
    ty: Option<FieldType>,
    meta: &Map<String, Json>,
) -> Result<Vec<relata_sql::Statement>, EngineError> {
    check_own_options(meta)?;
    let spatial = collection.field(name).is_some_and(|field| field.spatial().is_some());
    let mut meta = meta.clone();
    if let (true, Some(ty)) = (meta.contains_key("special"), ty)
        && let Some(marks) = marks(Columns { spatial, ..edit.columns }, ty, meta.get("special"))?
    {
        meta.insert("special".to_owned(), marks);
    }
    let values = FIELDS.values(&meta)?;
    let of = |row: &crate::system::Row, key: &str, value: &str| row.get(key).and_then(Json::as_str) == Some(value);
    let has_row = edit.model.stored.fields.iter().any(|row| of(row, "collection", collection.name.as_str()) && of(row, "field", name));
    let key = [is("collection", collection.name.as_str())?, is("field", name)?];
    if has_row {
        return Ok(FIELDS.update(edit.dialect, &values, &key)?.into_iter().collect());
    }
    let row: Vec<_> = key.into_iter().chain(values).collect();
    Ok(vec![FIELDS.insert(edit.dialect, &row)?])
}

async fn column_changes(
    edit: &Edit<'_>,
    collection: &Collection,
    field: &Field,
    ty: Option<FieldType>,
    schema: &Map<String, Json>,
) -> Result<Vec<SchemaChange>, EngineError> {
    let Some(facts) = field.column.as_deref() else { return Ok(Vec::new()) };
    let flag = |key: &str| schema.get(key).and_then(Json::as_bool);
    check_key(collection, field, facts, ty, schema)?;
    let table = || collection.name.clone();
    let mut changes = Vec::new();
    let change = ColumnChange {
        ty: changed_type(edit.dialect, (field, facts), ty, schema)?,
        nullable: flag("is_nullable").filter(|nullable| *nullable != facts.nullable && !facts.primary_key),
        default: changed_default(field, facts, ty, schema)?,
    };
    if change.nullable == Some(false) && count(edit, collection.name.as_str(), vec![(field.name.clone(), Value::Null)]).await? > 0 {
        return Err(contains_null(collection.name.as_str(), field.name.as_str()));
    }
    if let Some(wanted) = change.ty {
        relations::check_type(edit.dialect, &edit.model, collection, field, wanted.ty)?;
        check_values(edit, collection, field, wanted).await?;
    }
    if !change.is_empty() {
        changeable(&edit.model, collection.name.as_str())?;
        changes.push(SchemaChange::AlterColumn { table: table(), column: field.name.clone(), change });
    }
    for (key, purpose, is_set) in [("is_unique", IndexPurpose::Unique, facts.unique), ("is_indexed", IndexPurpose::Asked, facts.indexed)] {
        match flag(key) {
            Some(wanted) if wanted == is_set || facts.primary_key => {}
            Some(true) => {
                changes.push(SchemaChange::AddIndex { table: table(), index: IndexSpec { purpose, columns: vec![field.name.clone()] } });
            }
            Some(false) => changes.extend(
                existing_indexes(edit, collection, &field.name, purpose).map(|index| SchemaChange::DropIndex { table: table(), index }),
            ),
            None => {}
        }
    }
    Ok(changes)
}

/// What can't change about a primary key. Clients send back what they have read: that is no change.
fn check_key(
    collection: &Collection,
    field: &Field,
    facts: &ColumnFacts,
    ty: Option<FieldType>,
    schema: &Map<String, Json>,
) -> Result<(), EngineError> {
    let differs = |key: &str, is: bool| schema.get(key).and_then(Json::as_bool).is_some_and(|wanted| wanted != is);
    if facts.primary_key && differs("is_nullable", false) {
        return Err(EngineError::invalid_payload("Primary key cannot be null."));
    }
    let becomes_other = ty.is_some_and(|ty| ty != field.ty) && facts.primary_key;
    if differs("is_primary_key", facts.primary_key) || differs("has_auto_increment", facts.auto_increment) || becomes_other {
        return Err(EngineError::invalid_payload(format!("The primary key of collection \"{}\" can't be changed.", collection.name)));
    }
    Ok(())
}

fn changed_type(
    dialect: Dialect,
    (field, facts): (&Field, &ColumnFacts),
    ty: Option<FieldType>,
    schema: &Map<String, Json>,
) -> Result<Option<relata_schema::ColumnType>, EngineError> {
    let mut wanted = column_type(dialect, &field.name, ty.unwrap_or(field.ty), schema)?;
    wanted.spatial = facts.spatial.is_some();
    let is = |fact: Option<i64>, wanted: Option<u32>| wanted.is_none_or(|wanted| fact == Some(i64::from(wanted)));
    let same_measures = is(facts.max_length, wanted.max_length)
        && is(facts.numeric_precision, wanted.numeric_precision)
        && is(facts.numeric_scale, wanted.numeric_scale);
    if ty.is_none_or(|ty| ty == field.ty) && same_measures {
        return Ok(None);
    }
    // A measure that nobody mentions stays as it is, as long as the type does.
    let kept = |given: Option<u32>, fact: Option<i64>| {
        given.or_else(|| fact.filter(|_| wanted.ty == field.ty).and_then(|fact| u32::try_from(fact).ok()))
    };
    Ok(Some(match wanted.ty {
        FieldType::Decimal => relata_schema::ColumnType {
            numeric_precision: kept(wanted.numeric_precision, facts.numeric_precision),
            numeric_scale: kept(wanted.numeric_scale, facts.numeric_scale),
            ..wanted
        },
        _ => wanted,
    }))
}

/// A default that is given and differs; and the present one said again in the words of a new type.
#[expect(clippy::option_option, reason = "unchanged, and none from now on, are different things")]
fn changed_default(
    field: &Field,
    facts: &ColumnFacts,
    ty: Option<FieldType>,
    schema: &Map<String, Json>,
) -> Result<Option<Option<ColumnDefault>>, EngineError> {
    if facts.auto_increment {
        return Ok(None);
    }
    let present = facts.default.clone().unwrap_or(Json::Null);
    let becomes_other = ty.is_some_and(|ty| ty != field.ty);
    match schema.get("default_value") {
        Some(wanted) if *wanted != present => Ok(Some(default(&field.name, ty.unwrap_or(field.ty), wanted)?)),
        _ if becomes_other && !present.is_null() => Ok(Some(default(&field.name, ty.unwrap_or(field.ty), &present)?)),
        _ => Ok(None),
    }
}

/// Refuses a type that stored values don't fit, where the database itself would look away.
async fn check_values(
    edit: &Edit<'_>,
    collection: &Collection,
    field: &Field,
    wanted: relata_schema::ColumnType,
) -> Result<(), EngineError> {
    let Some(statement) = count_unfit(edit.dialect, &collection.name, &field.name, wanted) else { return Ok(()) };
    if count_by(edit, statement).await? == 0 {
        return Ok(());
    }
    Err(EngineError::invalid_payload(format!(
        "Field \"{}\" in collection \"{}\" holds values that don't fit type \"{}\" with these measures.",
        field.name, collection.name, wanted.ty
    )))
}

fn existing_indexes(
    edit: &Edit<'_>,
    collection: &Collection,
    field: &FieldName,
    purpose: IndexPurpose,
) -> impl Iterator<Item = ExistingIndex> {
    let table = table_of(&edit.model, collection.name.as_str());
    let unique = purpose == IndexPurpose::Unique;
    let alone = [field.clone()];
    let names: Vec<SmolStr> = table
        .into_iter()
        .flat_map(|table| table.indexes.iter().map(move |index| (table, index)))
        .filter(|(table, index)| index.unique == unique && !index.partial && index.columns == alone && !is_relation_index(table, index))
        .map(|(_, index)| index.name.clone())
        .collect();
    names.into_iter().map(move |name| ExistingIndex { name, columns: alone.to_vec(), purpose })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    #[test]
    fn a_counted_key_keeps_its_default() {
        let name = FieldName::parse("id").unwrap();
        let field = Field { name, ty: FieldType::Integer, special: Vec::new(), column: None, meta: None };
        let facts = ColumnFacts { auto_increment: true, default: Some("nextval('x')".into()), ..ColumnFacts::default() };
        let schema = Map::from_iter([("default_value".to_owned(), Json::Null)]);
        assert_eq!(changed_default(&field, &facts, None, &schema).ok(), Some(None));
    }
}
