//! A small model for payloads: a tree, a list with an order, and a reference to any of two collections.

use std::sync::Arc;

use relata_plan::{Asker, FieldRules, ItemWrite, Moment, Operation, WriteContext, WriteError, plan_item};
use relata_schema::{
    Collection, CollectionKind, CollectionName, ColumnFacts, DeselectAction, Field, FieldName, FieldType, PrimaryKey, Relation,
    RelationTarget, Schema, SchemaError,
};
use serde_json::{Map, Value as Json};

fn collection(name: &CollectionName, fields: &[(&str, FieldType)]) -> Collection {
    let field = |(name, ty): &(&str, FieldType)| {
        let nullable = *name != "name";
        let column = ty.has_column().then(|| Arc::new(ColumnFacts { nullable, ..ColumnFacts::default() }));
        FieldName::parse(name).ok().map(|name| (name.clone(), Field { name, ty: *ty, special: Vec::new(), column, meta: None }))
    };
    Collection {
        name: name.clone(),
        kind: CollectionKind::Table,
        primary_key: FieldName::parse("id").map_or(PrimaryKey::None, PrimaryKey::Single),
        fields: fields.iter().filter_map(field).collect(),
        meta: None,
    }
}

/// `nodes` with a `parent` and `children`, and `links` that point to a node or a note.
pub fn schema() -> Result<Schema, Box<dyn std::error::Error>> {
    use FieldType::{Alias, Boolean, Csv, Date, Decimal, Float, Integer, Json, String, Time, Timestamp, Uuid};
    let name = |text: &str| CollectionName::parse(text);
    let field = |text: &str| FieldName::parse(text);
    let (nodes, notes, links) = (name("nodes")?, name("notes")?, name("links")?);
    let mut schema = Schema::builder();
    schema.collection(collection(
        &nodes,
        &[
            ("id", Integer),
            ("name", String),
            ("parent", Integer),
            ("children", Alias),
            ("links", Alias),
            ("flag", Boolean),
            ("day", Date),
            ("at", Timestamp),
            ("time", Time),
            ("price", Decimal),
            ("ratio", Float),
            ("data", Json),
            ("words", Csv),
            ("token", Uuid),
        ],
    ))?;
    schema.collection(collection(&notes, &[("id", Uuid), ("name", String)]))?;
    schema.collection(collection(
        &links,
        &[("id", Integer), ("node", Integer), ("item", String), ("collection", String), ("sort", Integer)],
    ))?;
    let to = |many: &CollectionName, many_field: FieldName, one_field: FieldName| Relation {
        many_collection: many.clone(),
        many_field,
        target: RelationTarget::One(nodes.clone()),
        one_field: Some(one_field),
        sort_field: None,
        junction_field: None,
        deselect: DeselectAction::Nullify,
        meta: None,
    };
    schema.relation(to(&nodes, field("parent")?, field("children")?));
    schema.relation(to(&links, field("node")?, field("links")?));
    schema.relation(Relation {
        target: RelationTarget::Any { collection_field: field("collection")?, allowed: vec![nodes.clone(), notes] },
        one_field: None,
        ..to(&links, field("item")?, field("links")?)
    });
    Ok(schema.build(1).map_err(|error: SchemaError| error)?)
}

/// Plans an object as a new node.
pub fn plan(schema: &Schema, payload: &Map<String, Json>) -> Option<Result<ItemWrite, WriteError>> {
    let (asker, moment) = (Asker::system(), Moment::at(1_700_000_000_000_000));
    let new_uuid = || "8cbf8a1c-93b1-4b2a-9f0f-35b2c1a7d6f2".into();
    let rules = FieldRules::default();
    let context = WriteContext { schema, asker: &asker, moment: &moment, new_uuid, max_depth: 10, rules: &rules };
    schema.collection("nodes").map(|nodes| plan_item(&context, nodes, payload, Operation::Create))
}
