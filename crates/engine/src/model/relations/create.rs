//! Planning a new relation.

use relata_schema::{CollectionName, FieldName, FieldType, ForeignKeySpec, IndexPurpose, IndexSpec, ReferentialAction, SchemaChange};
use serde_json::{Map, Value as Json};

use super::check::{check_fit, key_of};
use crate::EngineError;
use crate::engine::Model;
use crate::model::ModelChange;
use crate::model::answer::table_of;
use crate::model::body::{name, object, only, part};
use crate::model::edit::Edit;
use crate::model::meta::{RELATIONS, is};

/// What will be made.
pub(super) struct Planned {
    pub change: ModelChange,
    pub collection: CollectionName,
    pub field: FieldName,
}

pub(super) fn plan(edit: &Edit<'_>, body: &Json) -> Result<Planned, EngineError> {
    let body = object(body)?;
    let (collection, field) = (name(body, "collection")?, name(body, "field")?);
    let related = body.get("related_collection").and_then(Json::as_str);
    let actions = actions(part(body, "schema")?)?;
    let empty = Map::new();
    let meta = part(body, "meta")?.unwrap_or(&empty);
    only(body, &["collection", "field", "related_collection", "schema", "meta"])?;
    let (collection, field) = many_side(&edit.model, collection, field)?;
    let one = related.map(|related| key_of(&edit.model, related)).transpose()?;
    if let Some((one, key)) = &one {
        check_fit(edit.dialect, &edit.model, (&collection, &field), (one, key))?;
    }
    check_meta(&edit.model, (&collection, &field), one.as_ref().map(|(one, _)| one), meta)?;
    if one.is_none() {
        check_any(&edit.model, &collection, &field, meta)?;
    }

    let mut change = ModelChange::default();
    let sort = meta.get("sort_field").and_then(Json::as_str);
    let index = match &one {
        Some(_) => index(&edit.model, &collection, &field, sort),
        None => any_index(&edit.model, &collection, &field, meta),
    };
    change.tables.extend(index.map(|index| SchemaChange::AddIndex { table: collection.clone(), index }));
    if let Some((one, key)) = &one {
        let key = ForeignKeySpec {
            column: field.clone(),
            table: one.clone(),
            referenced_column: key.clone(),
            on_delete: actions.on_delete.unwrap_or_default(),
            on_update: actions.on_update.unwrap_or_default(),
        };
        change.tables.push(SchemaChange::AddForeignKey { table: collection.clone(), key });
    }
    let mut row = vec![is("many_collection", collection.as_str())?, is("many_field", field.as_str())?];
    if let Some((one, _)) = &one {
        row.push(is("one_collection", one.as_str())?);
    }
    row.extend(RELATIONS.values(meta)?);
    change.rows.push(RELATIONS.insert(edit.dialect, &row)?);
    Ok(Planned { change, collection, field })
}

/// What a foreign key shall do, as far as it is said.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Actions {
    pub on_delete: Option<ReferentialAction>,
    pub on_update: Option<ReferentialAction>,
}

pub(super) fn actions(schema: Option<&Map<String, Json>>) -> Result<Actions, EngineError> {
    let known = ["NO ACTION", "SET NULL", "SET DEFAULT", "CASCADE", "RESTRICT"];
    let action = |key: &str| match schema.and_then(|schema| schema.get(key)) {
        None => Ok(None),
        Some(Json::String(text)) if known.contains(&text.as_str()) => Ok(ReferentialAction::parse(text)),
        Some(_) => Err(EngineError::invalid_payload(format!("\"schema.{key}\" must be one of [{}].", known.join(", ")))),
    };
    Ok(Actions { on_delete: action("on_delete")?, on_update: action("on_update")? })
}

/// The field that will refer: a column that isn't the key and doesn't refer yet.
fn many_side(model: &Model, collection: &str, field: &str) -> Result<(CollectionName, FieldName), EngineError> {
    let unknown = || EngineError::invalid_payload(format!("Collection \"{collection}\" doesn't exist."));
    let many = model.schema.collection(collection).filter(|many| many.has_table()).ok_or_else(unknown)?;
    let column = many.field(field).and_then(|field| Some((field, field.column.as_ref()?)));
    let Some((field, column)) = column else {
        return Err(EngineError::invalid_payload(format!("Field \"{field}\" doesn't exist in collection \"{collection}\".")));
    };
    if column.primary_key && many.primary_key.single().is_some() {
        return Err(EngineError::invalid_payload(format!("Field \"{}\" in collection \"{collection}\" is a primary key.", field.name)));
    }
    let starts_here = |row: &crate::system::Row| {
        row.get("many_collection").and_then(Json::as_str) == Some(collection)
            && row.get("many_field").and_then(Json::as_str) == Some(field.name.as_str())
    };
    if column.foreign_key.is_some() || model.stored.relations.iter().any(starts_here) {
        return Err(EngineError::invalid_payload(format!(
            "Field \"{}\" in collection \"{collection}\" already has an associated relationship.",
            field.name
        )));
    }
    Ok((many.name.clone(), field.name.clone()))
}

/// Refuses lists that would stand where something else stands, and collections that don't exist.
pub(super) fn check_meta(
    model: &Model,
    many: (&CollectionName, &FieldName),
    one: Option<&CollectionName>,
    meta: &Map<String, Json>,
) -> Result<(), EngineError> {
    let text = |key: &str| meta.get(key).and_then(Json::as_str).filter(|text| !text.is_empty());
    if let (Some(list), Some(one)) = (text("one_field"), one) {
        let collection = model.schema.collection(one.as_str());
        if collection.and_then(|one| one.field(list)).is_some_and(relata_schema::Field::has_column) {
            return Err(EngineError::invalid_payload(format!(
                "Field \"{list}\" in collection \"{one}\" has a column: it can't list a relation."
            )));
        }
        let other = model.schema.incoming(one).find(|other| {
            other.one_field.as_ref().is_some_and(|field| *field == *list) && (&other.many_collection, &other.many_field) != many
        });
        if other.is_some() {
            return Err(EngineError::invalid_payload(format!("Field \"{list}\" in collection \"{one}\" lists another relation already.")));
        }
    }
    let many_side = model.schema.collection(many.0.as_str());
    for key in ["sort_field", "junction_field"] {
        if let Some(name) = text(key)
            && many_side.is_none_or(|many| many.field(name).is_none())
        {
            return Err(EngineError::invalid_payload(format!(
                "\"meta.{key}\": field \"{name}\" doesn't exist in collection \"{}\".",
                many.0
            )));
        }
    }
    let allowed: Vec<&str> = match meta.get("one_allowed_collections") {
        Some(Json::Array(names)) => names.iter().filter_map(Json::as_str).collect(),
        Some(Json::String(names)) => names.split(',').filter(|name| !name.is_empty()).collect(),
        _ => Vec::new(),
    };
    for name in allowed {
        if model.schema.collection(name).is_none_or(|collection| !collection.has_table()) {
            return Err(EngineError::invalid_payload(format!("Collection \"{name}\" doesn't exist.")));
        }
    }
    match text("one_deselect_action") {
        None | Some("nullify" | "delete") => Ok(()),
        Some(_) => Err(EngineError::invalid_payload("\"meta.one_deselect_action\" must be one of [nullify, delete].")),
    }
}

/// A field that may refer to any of several collections holds keys of every kind, and another one says of which collection.
fn check_any(model: &Model, collection: &CollectionName, field: &FieldName, meta: &Map<String, Json>) -> Result<(), EngineError> {
    let is_text = |name: &str| {
        let column = table_of(model, collection.as_str()).and_then(|table| table.column(name));
        column.map(|column| matches!(column.ty, FieldType::String | FieldType::Text))
    };
    let kind = meta.get("one_collection_field").and_then(Json::as_str);
    let kind = kind.ok_or_else(|| EngineError::invalid_payload("\"related_collection\" or \"meta.one_collection_field\" is required."))?;
    for name in [kind, field.as_str()] {
        match is_text(name) {
            Some(true) => {}
            Some(false) => {
                return Err(EngineError::invalid_payload(format!("Field \"{name}\" in collection \"{collection}\" must be a text.")));
            }
            None => return Err(EngineError::invalid_payload(format!("Field \"{name}\" doesn't exist in collection \"{collection}\"."))),
        }
    }
    Ok(())
}

/// The index that carries a relation, with the order of its list; `None` where one does that already.
pub(in crate::model) fn index(model: &Model, collection: &CollectionName, field: &FieldName, sort: Option<&str>) -> Option<IndexSpec> {
    let table = table_of(model, collection.as_str())?;
    let mut columns = vec![field.clone()];
    columns.extend(sort.and_then(|sort| table.column(sort)).filter(|sort| sort.name != *field).map(|sort| sort.name.clone()));
    let carries = |known: &[FieldName]| known.len() >= columns.len() && known.iter().zip(&columns).all(|(one, other)| one == other);
    let exists = carries(&table.primary_key) || table.indexes.iter().any(|index| !index.partial && carries(&index.columns));
    (!exists).then_some(IndexSpec { purpose: IndexPurpose::Relation, columns })
}

/// The index of an any-to-one: by collection, then by key. Texts without a limit can't be indexed everywhere.
fn any_index(model: &Model, collection: &CollectionName, field: &FieldName, meta: &Map<String, Json>) -> Option<IndexSpec> {
    let table = table_of(model, collection.as_str())?;
    let kind = table.column(meta.get("one_collection_field")?.as_str()?)?;
    let key = table.column(field.as_str())?;
    let indexable = |ty: FieldType| matches!(ty, FieldType::String | FieldType::Integer | FieldType::BigInteger | FieldType::Uuid);
    if kind.name == key.name || !indexable(kind.ty) || !indexable(key.ty) {
        return None;
    }
    Some(IndexSpec { purpose: IndexPurpose::Relation, columns: vec![kind.name.clone(), key.name.clone()] })
}
