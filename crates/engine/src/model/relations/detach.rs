//! Taking a relation apart: its foreign key, its indexes, its row. Fields and values stay.

use relata_db::{IndexFacts, TableFacts};
use relata_schema::{CollectionName, ExistingIndex, ForeignKeySpec, IndexPurpose, Relation, RelationTarget, SchemaChange, Value};
use relata_sql::{Dialect, Statement};

use crate::EngineError;
use crate::engine::Model;
use crate::model::ModelChange;
use crate::model::answer::table_of;
use crate::model::meta::{RELATIONS, is};
use crate::system::is_relation_index;

/// Everything that makes up a relation goes.
pub(in crate::model) fn detach(dialect: Dialect, model: &Model, relation: &Relation) -> Result<ModelChange, EngineError> {
    let mut change = ModelChange { tables: foreign_key(model, relation).into_iter().collect(), rows: Vec::new() };
    change.tables.extend(indexes(model, relation).map(|index| SchemaChange::DropIndex { table: relation.many_collection.clone(), index }));
    let key = [is("many_collection", relation.many_collection.as_str())?, is("many_field", relation.many_field.as_str())?];
    change.rows.push(RELATIONS.delete(dialect, &key)?);
    Ok(change)
}

/// The removal of a relation's foreign key, if it has one.
pub(super) fn foreign_key(model: &Model, relation: &Relation) -> Option<SchemaChange> {
    let column = model.schema.collection(relation.many_collection.as_str())?.field(relation.many_field.as_str())?.column.clone()?;
    let key = column.foreign_key.clone()?;
    Some(SchemaChange::DropForeignKey {
        table: relation.many_collection.clone(),
        constraint_name: key.constraint_name,
        key: ForeignKeySpec {
            column: relation.many_field.clone(),
            table: key.table,
            referenced_column: key.column,
            on_delete: key.on_delete,
            on_update: key.on_update,
        },
    })
}

/// The indexes that only carry this relation.
pub(super) fn indexes(model: &Model, relation: &Relation) -> impl Iterator<Item = ExistingIndex> {
    let first = match &relation.target {
        RelationTarget::One(_) => &relation.many_field,
        RelationTarget::Any { collection_field, .. } => collection_field,
    };
    let carries =
        |table: &TableFacts, index: &IndexFacts| !index.unique && is_relation_index(table, index) && index.columns.first() == Some(first);
    let table = table_of(model, relation.many_collection.as_str());
    let found: Vec<ExistingIndex> = table
        .into_iter()
        .flat_map(|table| table.indexes.iter().filter(|index| carries(table, index)))
        .map(|index| ExistingIndex { name: index.name.clone(), columns: index.columns.clone(), purpose: IndexPurpose::Relation })
        .collect();
    found.into_iter()
}

/// Takes a collection out of those that an any-to-one may refer to.
pub(in crate::model) fn without_allowed(
    dialect: Dialect,
    relation: &Relation,
    gone: &CollectionName,
) -> Result<Option<Statement>, EngineError> {
    let RelationTarget::Any { allowed, .. } = &relation.target else { return Ok(None) };
    let left: Vec<&str> = allowed.iter().filter(|name| *name != gone).map(CollectionName::as_str).collect();
    let key = [is("many_collection", relation.many_collection.as_str())?, is("many_field", relation.many_field.as_str())?];
    RELATIONS.update(dialect, &[is("one_allowed_collections", Value::text(left.join(",")))?], &key)
}
