//! A small model with every kind of relation.

use std::sync::Arc;

use relata_schema::{
    Collection, CollectionKind, CollectionName, ColumnFacts, Field, FieldName, FieldType, PrimaryKey, Relation, RelationTarget, Schema,
};

pub(crate) fn collection_name(name: &str) -> CollectionName {
    CollectionName::parse(name).unwrap()
}

fn field_name(name: &str) -> FieldName {
    FieldName::parse(name).unwrap()
}

fn collection(name: &str, fields: &[(&str, FieldType)]) -> Collection {
    let field = |(name, ty): &(&str, FieldType)| {
        let column = ty.has_column().then(|| Arc::new(ColumnFacts { nullable: true, ..ColumnFacts::default() }));
        (field_name(name), Field { name: field_name(name), ty: *ty, special: Vec::new(), column, meta: None })
    };
    Collection {
        name: collection_name(name),
        kind: CollectionKind::Table,
        primary_key: PrimaryKey::Single(field_name("id")),
        fields: fields.iter().map(field).collect(),
        meta: None,
    }
}

fn many_to_one(many: (&str, &str), one: &str, one_field: Option<&str>) -> Relation {
    Relation {
        many_collection: collection_name(many.0),
        many_field: field_name(many.1),
        target: RelationTarget::One(collection_name(one)),
        one_field: one_field.map(field_name),
        sort_field: None,
        junction_field: None,
        deselect: relata_schema::DeselectAction::Nullify,
        meta: None,
    }
}

/// Countries with cities; pages with blocks that are headings or images.
pub(crate) fn schema() -> Schema {
    use FieldType::{Alias, BigInteger, Date, Integer, String, Timestamp, Uuid};
    let mut schema = Schema::builder();
    for collection in [
        collection("countries", &[("id", Integer), ("name", String), ("founded", Date), ("cities", Alias)]),
        collection("cities", &[("id", Integer), ("name", String), ("country", Integer), ("population", BigInteger), ("seen", Timestamp)]),
        collection("pages", &[("id", Integer), ("title", String), ("blocks", Alias)]),
        collection("pages_blocks", &[("id", Integer), ("pages_id", Integer), ("item", String), ("collection", String), ("sort", Integer)]),
        collection("headings", &[("id", Integer), ("text", String)]),
        collection("images", &[("id", Uuid), ("caption", String)]),
    ] {
        schema.collection(collection).unwrap();
    }
    schema.relation(many_to_one(("cities", "country"), "countries", Some("cities")));
    schema
        .relation(Relation { sort_field: Some(field_name("sort")), ..many_to_one(("pages_blocks", "pages_id"), "pages", Some("blocks")) });
    schema.relation(Relation {
        target: RelationTarget::Any {
            collection_field: field_name("collection"),
            allowed: vec![collection_name("headings"), collection_name("images")],
        },
        ..many_to_one(("pages_blocks", "item"), "headings", None)
    });
    schema.build(1).unwrap()
}
