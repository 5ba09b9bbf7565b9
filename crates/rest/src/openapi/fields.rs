//! A field's values as a JSON schema: plain types by one table, relations as keys or objects.

use relata_schema::{Collection, EdgeKind, Field, FieldType, RelationTarget, Schema};
use serde_json::{Map, Value as Json, json};

use super::{names::Names, reference};

/// The schema of a field's values.
pub(super) fn field(schema: &Schema, collection: &Collection, field: &Field, names: &Names) -> Json {
    let mut described = match schema.edge(&collection.name, &field.name) {
        Some(edge) => relation(schema, field, edge.kind, edge.relation, names),
        None => plain(field.ty),
    };
    if let Some(object) = described.as_object_mut() {
        facts(field, object);
    }
    described
}

fn relation(schema: &Schema, field: &Field, kind: EdgeKind, relation: &relata_schema::Relation, names: &Names) -> Json {
    match kind {
        EdgeKind::ManyToOne => match &relation.target {
            RelationTarget::One(one) => key_or_item(schema, one.as_str(), names),
            RelationTarget::Any { .. } => plain(field.ty),
        },
        EdgeKind::AnyToOne => {
            let items = match &relation.target {
                RelationTarget::Any { allowed, .. } => allowed.as_slice(),
                RelationTarget::One(_) => &[],
            };
            let mut forms = vec![plain(field.ty)];
            forms.extend(items.iter().filter_map(|one| names.of(one.as_str())).map(|name| reference("schemas", name)));
            json!({ "oneOf": forms })
        }
        EdgeKind::OneToMany => json!({"type": "array", "items": key_or_item(schema, relation.many_collection.as_str(), names)}),
    }
}

/// The key of an item, or the item itself where it was asked for.
fn key_or_item(schema: &Schema, collection: &str, names: &Names) -> Json {
    let key = schema
        .collection(collection)
        .and_then(|one| one.primary_key_field())
        .map_or_else(|| json!({"type": "string"}), |key| plain(key.ty));
    match names.of(collection) {
        Some(name) => json!({"oneOf": [key, reference("schemas", name)]}),
        None => key,
    }
}

/// What the column says about the values.
fn facts(field: &Field, described: &mut Map<String, Json>) {
    let nullable = field.column.as_ref().is_none_or(|column| column.nullable);
    described.insert("nullable".to_owned(), nullable.into());
    let Some(column) = &field.column else { return };
    if let Some(length) = column.max_length.filter(|length| *length > 0)
        && described.get("type").is_some_and(|ty| ty == "string")
    {
        described.insert("maxLength".to_owned(), length.into());
    }
    if let Some(comment) = &column.comment {
        described.insert("description".to_owned(), comment.as_str().into());
    }
}

/// The values of a field type that stands for no relation.
pub(super) fn plain(ty: FieldType) -> Json {
    match ty {
        FieldType::Boolean => json!({"type": "boolean"}),
        FieldType::Integer => json!({"type": "integer"}),
        FieldType::BigInteger => json!({"type": "integer", "format": "int64"}),
        FieldType::Float => json!({"type": "number", "format": "double"}),
        FieldType::Decimal => json!({"oneOf": [{"type": "number"}, {"type": "string"}]}),
        FieldType::Date => json!({"type": "string", "format": "date"}),
        FieldType::Time => json!({"type": "string", "format": "time"}),
        FieldType::DateTime => json!({"type": "string", "format": "dateTime"}),
        FieldType::Timestamp => json!({"type": "string", "format": "date-time"}),
        FieldType::Uuid => json!({"type": "string", "format": "uuid"}),
        FieldType::Csv => json!({"type": "array", "items": {"type": "string"}}),
        FieldType::Geometry(_) => json!({"type": "object", "description": "GeoJSON."}),
        FieldType::Json => json!({}),
        FieldType::String | FieldType::Text | FieldType::Hash | FieldType::Binary | FieldType::Unknown | FieldType::Alias => {
            json!({"type": "string"})
        }
    }
}
