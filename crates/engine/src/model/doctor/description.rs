//! Rows that describe a model which the database doesn't have, and what the database should have for the model.

use relata_db::TableKind;
use relata_schema::{CollectionName, FieldName, ForeignKeySpec, ReferentialAction, Relation, RelationTarget, SchemaChange};
use relata_sql::Dialect;
use serde_json::Value as Json;

use super::{Complaint, Finding, Remedy};
use crate::EngineError;
use crate::engine::Model;
use crate::model::ModelChange;
use crate::model::answer::table_of;
use crate::model::meta::{FIELDS, RELATIONS, is};
use crate::model::relations::{check_fit, index, without_allowed};
use crate::system::{Row, text_of as text};

/// Fields that have no column and need none.
const WITHOUT_COLUMN: [&str; 9] = ["alias", "no-data", "group", "o2m", "m2m", "m2a", "o2a", "files", "translations"];

fn found(complaint: Complaint, collection: &str, field: Option<&str>, advice: String) -> Finding {
    let (collection, field) = (collection.into(), field.map(Into::into));
    Finding { complaint, collection, field, count: 0, keys: Vec::new(), advice, fixable: false }
}

/// Field rows without a column.
pub(super) fn fields(dialect: Dialect, model: &Model) -> Result<Vec<(Finding, Remedy)>, EngineError> {
    let mut all = Vec::new();
    let mut without_table: Vec<&str> = Vec::new();
    for row in &model.stored.fields {
        let (collection, field) = (text(row, "collection"), text(row, "field"));
        let marks = row.get("special").and_then(Json::as_array).into_iter().flatten().filter_map(Json::as_str);
        let needs_column = !marks.into_iter().any(|mark| WITHOUT_COLUMN.contains(&mark));
        let table = table_of(model, collection);
        let has_column = table.is_some_and(|table| table.column(field).is_some());
        if collection.starts_with("directus_") || has_column || (!needs_column && model.schema.collection(collection).is_some()) {
            continue;
        }
        if table.is_none() && needs_column && !without_table.contains(&collection) {
            without_table.push(collection);
        }
        let advice = match table {
            Some(_) => format!("Field \"{field}\" has no column in table \"{collection}\". What describes it can be removed."),
            None => {
                format!("Field \"{field}\" belongs to collection \"{collection}\", which has no table. What describes it can be removed.")
            }
        };
        let key = [is("collection", collection)?, is("field", field)?];
        let remedy = Remedy::Model(ModelChange { tables: Vec::new(), rows: vec![FIELDS.delete(dialect, &key)?] });
        all.push((Finding { fixable: true, ..found(Complaint::FieldWithoutColumn, collection, Some(field), advice) }, remedy));
    }
    for collection in without_table {
        let advice = format!("Collection \"{collection}\" has no table any more: restore the table, or delete the collection.");
        all.push((found(Complaint::CollectionWithoutTable, collection, None, advice), Remedy::None));
    }
    Ok(all)
}

/// Relation rows that begin or end at nothing.
pub(super) fn relations(dialect: Dialect, model: &Model) -> Result<Vec<(Finding, Remedy)>, EngineError> {
    let mut all = Vec::new();
    for row in &model.stored.relations {
        let (collection, field) = (text(row, "many_collection"), text(row, "many_field"));
        let begins = table_of(model, collection).is_some_and(|table| table.column(field).is_some());
        let one = text(row, "one_collection");
        let key = [is("many_collection", collection)?, is("many_field", field)?];
        if !begins || (!one.is_empty() && table_of(model, one).is_none()) {
            let advice = if begins {
                format!("The relation leads to collection \"{one}\", which has no table. What describes it can be removed.")
            } else {
                format!("The relation begins at \"{collection}.{field}\", which doesn't exist. What describes it can be removed.")
            };
            let remedy = Remedy::Model(ModelChange { tables: Vec::new(), rows: vec![RELATIONS.delete(dialect, &key)?] });
            all.push((Finding { fixable: true, ..found(Complaint::RelationOntoNothing, collection, Some(field), advice) }, remedy));
            continue;
        }
        all.extend(allowed(dialect, model, row)?);
    }
    Ok(all)
}

/// Collections that a many-to-any may lead to, and that don't exist.
fn allowed(dialect: Dialect, model: &Model, row: &Row) -> Result<Vec<(Finding, Remedy)>, EngineError> {
    let (collection, field) = (text(row, "many_collection"), text(row, "many_field"));
    let relation = model.schema.relations().iter().find(|known| known.many_collection == *collection && known.many_field == *field);
    let Some(RelationTarget::Any { allowed, .. }) = relation.map(|relation| &relation.target) else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for gone in allowed.iter().filter(|name| table_of(model, name.as_str()).is_none()) {
        let advice = format!("The relation may lead to collection \"{gone}\", which has no table. It can be taken off the list.");
        let statement = relation.map(|relation| without_allowed(dialect, relation, gone)).transpose()?.flatten();
        let remedy = Remedy::Model(ModelChange { tables: Vec::new(), rows: statement.into_iter().collect() });
        all.push((Finding { fixable: true, ..found(Complaint::RelationOntoNothing, collection, Some(field), advice) }, remedy));
    }
    Ok(all)
}

/// Foreign keys and indexes that relations should have. `is_clean` tells whether all references of a relation lead somewhere.
pub(super) fn support(dialect: Dialect, model: &Model, is_clean: &dyn Fn(&Relation) -> bool) -> Vec<(Finding, Remedy)> {
    let mut all = Vec::new();
    for relation in model.schema.relations().iter().filter(|relation| !relation.many_collection.is_system()) {
        let RelationTarget::One(one) = &relation.target else { continue };
        let (collection, field) = (&relation.many_collection, &relation.many_field);
        let tables = table_of(model, collection.as_str()).zip(table_of(model, one.as_str()));
        if !tables.is_some_and(|(many, one)| many.kind == TableKind::Table && one.kind == TableKind::Table) {
            continue;
        }
        let sort = relation.sort_field.as_ref().map(FieldName::as_str);
        // An index without the order will do; a new one has it.
        if let (Some(_), Some(spec)) = (index(model, collection, field, None), index(model, collection, field, sort)) {
            let advice = format!("Look-ups over \"{collection}.{field}\" read the whole table. An index can be made.");
            let change = SchemaChange::AddIndex { table: collection.clone(), index: spec };
            let finding = found(Complaint::MissingIndex, collection.as_str(), Some(field.as_str()), advice);
            all.push((Finding { fixable: true, ..finding }, Remedy::Model(ModelChange { tables: vec![change], rows: Vec::new() })));
        }
        all.extend(missing_key(dialect, model, relation, one, is_clean(relation)));
    }
    all
}

fn missing_key(dialect: Dialect, model: &Model, relation: &Relation, one: &CollectionName, clean: bool) -> Option<(Finding, Remedy)> {
    let (collection, field) = (&relation.many_collection, &relation.many_field);
    let column = model.schema.collection(collection.as_str())?.field(field.as_str())?.column.as_ref()?;
    let target = model.schema.collection(one.as_str())?;
    if column.foreign_key.is_some() {
        return None;
    }
    let key = target.primary_key.single()?;
    let fits = check_fit(dialect, model, (collection, field), (one, key)).is_ok();
    let mut advice =
        format!("The database doesn't know that \"{collection}.{field}\" refers to \"{one}\", so other programs can break it.");
    advice.push_str(match (fits, clean) {
        (false, _) => " The types don't fit, so no foreign key can be made.",
        (true, false) => " A foreign key can be made once all references lead somewhere.",
        (true, true) => " A foreign key can be made.",
    });
    let finding = found(Complaint::MissingForeignKey, collection.as_str(), Some(field.as_str()), advice);
    if !fits || !clean {
        return Some((finding, Remedy::None));
    }
    // The same rule that deletes follow now.
    let on_delete = if column.nullable { ReferentialAction::SetNull } else { ReferentialAction::Cascade };
    let key = ForeignKeySpec {
        column: field.clone(),
        table: one.clone(),
        referenced_column: key.clone(),
        on_delete,
        on_update: ReferentialAction::NoAction,
    };
    let change = SchemaChange::AddForeignKey { table: collection.clone(), key };
    Some((Finding { fixable: true, ..finding }, Remedy::Model(ModelChange { tables: vec![change], rows: Vec::new() })))
}
