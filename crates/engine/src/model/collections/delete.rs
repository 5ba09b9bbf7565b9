//! Planning the removal of a collection with everything that refers to it.

use relata_schema::{CollectionKind, SchemaChange, Value};
use relata_sql::Dialect;

use crate::EngineError;
use crate::engine::Model;
use crate::model::apply::ModelChange;
use crate::model::meta::{COLLECTIONS, FIELDS, PERMISSIONS, PRESETS, RELATIONS, SHARES, VERSIONS, is};
use crate::model::relations::{detach, without_allowed};

pub(super) fn plan(dialect: Dialect, model: &Model, name: &str) -> Result<ModelChange, EngineError> {
    let collection = model.schema.collection(name).filter(|collection| !collection.name.is_system()).ok_or_else(EngineError::forbidden)?;
    if collection.kind == CollectionKind::View {
        return Err(EngineError::invalid_payload(format!("\"{name}\" is a view: it can only be removed where it was made.")));
    }
    let mut change = ModelChange::default();
    for relation in model.schema.outgoing(&collection.name) {
        // The list on the other side has nothing to show any more.
        if let (Some(one), Some(field)) = (relation.one_collection(), &relation.one_field) {
            change.rows.push(FIELDS.delete(dialect, &[is("collection", one.as_str())?, is("field", field.as_str())?])?);
        }
    }
    for relation in model.schema.incoming(&collection.name) {
        if relation.many_collection == collection.name {
            continue;
        }
        match relation.one_collection() {
            Some(_) => change.then(detach(dialect, model, relation)?),
            None => change.rows.extend(without_allowed(dialect, relation, &collection.name)?),
        }
    }
    let this = || is("collection", name);
    change.rows.push(RELATIONS.delete(dialect, &[is("many_collection", name)?])?);
    change.rows.push(RELATIONS.delete(dialect, &[is("one_collection", name)?])?);
    change.rows.push(FIELDS.delete(dialect, &[this()?])?);
    for table in [PERMISSIONS, PRESETS, SHARES, VERSIONS] {
        if has_rows_about_collections(model, table.name()) {
            change.rows.push(table.delete(dialect, &[this()?])?);
        }
    }
    change.rows.extend(COLLECTIONS.update(dialect, &[is("group", Value::Null)?], &[is("group", name)?])?);
    change.rows.push(COLLECTIONS.delete(dialect, &[this()?])?);
    if collection.kind == CollectionKind::Table {
        change.tables.push(SchemaChange::DropTable(collection.name.clone()));
    }
    Ok(change)
}

fn has_rows_about_collections(model: &Model, table: &str) -> bool {
    model.schema.collection(table).is_some_and(|collection| collection.field("collection").is_some())
}
