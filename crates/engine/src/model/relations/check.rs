//! Which column may refer to which key.

use relata_schema::{Collection, CollectionName, Field, FieldName, FieldType};
use relata_sql::Dialect;

use crate::EngineError;
use crate::engine::Model;
use crate::model::answer::table_of;

/// The key of a collection that can be referred to.
pub(super) fn key_of(model: &Model, name: &str) -> Result<(CollectionName, FieldName), EngineError> {
    let unknown = || EngineError::invalid_payload(format!("Collection \"{name}\" doesn't exist."));
    let collection = model.schema.collection(name).filter(|collection| collection.has_table()).ok_or_else(unknown)?;
    let key = collection.primary_key.single();
    let key = key
        .ok_or_else(|| EngineError::invalid_payload(format!("Collection \"{name}\" has no primary key of a single field to refer to.")))?;
    Ok((collection.name.clone(), key.clone()))
}

/// Refuses a reference that the database couldn't hold, or that could never match.
pub(in crate::model) fn check_fit(
    dialect: Dialect,
    model: &Model,
    many: (&CollectionName, &FieldName),
    one: (&CollectionName, &FieldName),
) -> Result<(), EngineError> {
    let column = |(collection, field): (&CollectionName, &FieldName)| {
        table_of(model, collection.as_str())?.column(field.as_str()).map(|column| column.ty)
    };
    let (Some(from), Some(to)) = (column(many), column(one)) else { return Ok(()) };
    if fits(dialect, from, to) {
        return Ok(());
    }
    Err(EngineError::invalid_payload(format!(
        "Field \"{}\" in collection \"{}\" is of type \"{from}\", but the primary key of collection \"{}\" is of type \"{to}\".",
        many.1, many.0, one.0
    )))
}

/// Refuses a new type for a field that takes part in relations it would no longer fit.
pub(in crate::model) fn check_type(
    dialect: Dialect,
    model: &Model,
    collection: &Collection,
    field: &Field,
    ty: FieldType,
) -> Result<(), EngineError> {
    let refers = model.schema.outgoing(&collection.name).find(|relation| relation.many_field == field.name);
    let Some(one) = refers.and_then(|relation| relation.one_collection()) else { return Ok(()) };
    let (one, key) = key_of(model, one.as_str())?;
    let to = table_of(model, one.as_str()).and_then(|table| table.column(key.as_str())).map(|column| column.ty);
    match to {
        Some(to) if !fits(dialect, stored(dialect, ty), to) => Err(EngineError::invalid_payload(format!(
            "Field \"{}\" refers to collection \"{one}\", whose primary key is of type \"{to}\".",
            field.name
        ))),
        _ => Ok(()),
    }
}

/// The type as the database tells it.
fn stored(dialect: Dialect, ty: FieldType) -> FieldType {
    match ty {
        FieldType::Uuid if dialect.column_type(relata_schema::ColumnType::of(ty)).starts_with("char") => FieldType::String,
        FieldType::Hash => FieldType::String,
        FieldType::Csv => FieldType::Text,
        other => other,
    }
}

fn fits(dialect: Dialect, from: FieldType, to: FieldType) -> bool {
    let uuids_are_texts = dialect.column_type(relata_schema::ColumnType::of(FieldType::Uuid)).starts_with("char");
    match (from, to) {
        (FieldType::Uuid, FieldType::String) | (FieldType::String, FieldType::Uuid) => uuids_are_texts,
        // The database knows more about these than we do.
        (FieldType::Unknown, _) | (_, FieldType::Unknown) => true,
        (from, to) => from.can_reference(to),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_referred_to_by_their_own_kind() {
        use FieldType::{BigInteger, Integer, String, Text, Uuid};
        assert!(fits(Dialect::Postgres, BigInteger, Integer));
        assert!(!fits(Dialect::Postgres, String, Integer));
        assert!(!fits(Dialect::Postgres, String, Uuid));
        assert!(fits(Dialect::Sqlite, String, Uuid));
        assert!(fits(Dialect::Mariadb, Text, String));
        assert_eq!(stored(Dialect::Sqlite, Uuid), String);
        assert_eq!(stored(Dialect::Postgres, Uuid), Uuid);
    }
}
