//! Holds the document against the standard's own schema.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::BTreeSet;
use std::sync::Arc;

use relata_schema::{
    Collection, CollectionKind, CollectionMeta, CollectionName, ColumnFacts, DeselectAction, Field, FieldName, FieldType, PrimaryKey,
    Relation, RelationTarget,
};

use super::*;

fn name(text: &str) -> CollectionName {
    CollectionName::parse(text).unwrap()
}

fn field_name(text: &str) -> FieldName {
    FieldName::parse(text).unwrap()
}

fn column(text: &str, ty: FieldType) -> Field {
    let facts = ColumnFacts { nullable: text != "id", max_length: Some(255), comment: Some("A comment.".into()), ..ColumnFacts::default() };
    Field { name: field_name(text), ty, special: Vec::new(), column: ty.has_column().then(|| Arc::new(facts)), meta: None }
}

fn table(collection: &str, fields: Vec<Field>) -> Collection {
    Collection {
        name: name(collection),
        kind: CollectionKind::Table,
        primary_key: PrimaryKey::Single(field_name("id")),
        fields: fields.into_iter().map(|field| (field.name.clone(), field)).collect(),
        meta: None,
    }
}

fn relation(many: &str, field: &str, target: RelationTarget, one_field: Option<&str>) -> Relation {
    Relation {
        many_collection: name(many),
        many_field: field_name(field),
        target,
        one_field: one_field.map(field_name),
        sort_field: None,
        junction_field: None,
        deselect: DeselectAction::Nullify,
        meta: None,
    }
}

/// Every field type, every kind of relation, a singleton, a view, a folder, odd names, system collections.
fn model() -> Schema {
    let mut builder = Schema::builder();
    let mut types: Vec<Field> = vec![column("id", FieldType::Integer)];
    types.extend(FieldType::all().enumerate().map(|(n, ty)| column(&format!("f{n}"), ty)));
    types.push(column("author", FieldType::Uuid));
    types.push(column("blocks", FieldType::Alias));
    builder.collection(table("articles", types)).unwrap();
    builder.collection(table("Articles", vec![column("id", FieldType::Uuid)])).unwrap();
    builder.collection(table("Order {Details}/größe", vec![column("id", FieldType::String)])).unwrap();
    builder
        .collection(table(
            "blocks",
            vec![
                column("id", FieldType::Integer),
                column("article", FieldType::Integer),
                column("item", FieldType::String),
                column("collection", FieldType::String),
            ],
        ))
        .unwrap();
    let settings = CollectionMeta { singleton: true, ..CollectionMeta::default() };
    builder.collection(Collection { meta: Some(Arc::new(settings)), ..table("home", vec![column("id", FieldType::Integer)]) }).unwrap();
    let no_key =
        Collection { kind: CollectionKind::View, primary_key: PrimaryKey::None, ..table("report", vec![column("n", FieldType::Integer)]) };
    builder.collection(no_key).unwrap();
    builder
        .collection(Collection { kind: CollectionKind::Folder, fields: indexmap::IndexMap::default(), ..table("group", Vec::new()) })
        .unwrap();
    for system in ["directus_users", "directus_settings", "directus_activity", "directus_sessions"] {
        builder.collection(table(system, vec![column("id", FieldType::Uuid)])).unwrap();
    }
    builder.relation(relation("articles", "author", RelationTarget::One(name("directus_users")), None));
    builder.relation(relation("blocks", "article", RelationTarget::One(name("articles")), Some("blocks")));
    let any =
        RelationTarget::Any { collection_field: field_name("collection"), allowed: vec![name("Articles"), name("home"), name("gone")] };
    builder.relation(relation("blocks", "item", any, None));
    builder.build(1).unwrap()
}

fn described() -> Json {
    // Once through text, as clients get it.
    serde_json::from_str(&document(&model(), "https://content.example").to_string()).unwrap()
}

fn complaints(document: &Json) -> Vec<String> {
    let standard: Json = serde_json::from_str(include_str!("standard/schema-3.0.json")).unwrap();
    let validator = jsonschema::draft4::new(&standard).unwrap();
    validator.iter_errors(document).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

fn each_reference(value: &Json, each: &mut impl FnMut(&str)) {
    match value {
        Json::Array(members) => members.iter().for_each(|member| each_reference(member, each)),
        Json::Object(object) => {
            if let Some(Json::String(target)) = object.get("$ref") {
                each(target);
            }
            object.values().for_each(|value| each_reference(value, each));
        }
        _ => {}
    }
}

#[test]
fn the_document_meets_the_standard() {
    assert_eq!(complaints(&described()), Vec::<String>::new());
}

#[test]
fn a_broken_document_does_not() {
    let mut document = described();
    document["paths"]["/items/articles"]["get"]["responses"] = json!({});
    assert!(!complaints(&document).is_empty());
}

#[test]
fn every_reference_leads_somewhere() {
    let document = described();
    let mut n_references = 0;
    each_reference(&document, &mut |target| {
        n_references += 1;
        assert!(document.pointer(target.trim_start_matches('#')).is_some(), "{target}");
    });
    assert!(n_references > 100);
}

#[test]
fn every_operation_has_a_name_of_its_own() {
    let document = described();
    let mut seen = BTreeSet::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (verb, operation) in operations.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters") {
            let id = operation["operationId"].as_str().unwrap();
            assert!(seen.insert(id.to_owned()), "{verb} {path}: {id}");
        }
    }
}

#[test]
fn collections_are_where_they_are_served() {
    let document = described();
    let verbs = |path: &str| document["paths"][path].as_object().map(|it| it.keys().cloned().collect::<Vec<_>>().join(" "));
    assert_eq!(verbs("/items/articles").as_deref(), Some("get post patch delete"));
    assert_eq!(verbs("/items/articles/{id}").as_deref(), Some("parameters get patch delete"));
    assert_eq!(verbs("/items/Order %7BDetails%7D%2Fgr%C3%B6%C3%9Fe"), None);
    assert_eq!(verbs("/items/Order%20%7BDetails%7D%2Fgr%C3%B6%C3%9Fe").as_deref(), Some("get post patch delete"));
    assert_eq!(verbs("/items/home").as_deref(), Some("get patch"));
    assert_eq!(verbs("/items/home/{id}"), None);
    assert_eq!(verbs("/items/report").as_deref(), Some("get"));
    assert_eq!(verbs("/items/report/{id}"), None);
    assert_eq!(verbs("/items/group"), None);
    assert_eq!(verbs("/users").as_deref(), Some("get post patch delete"));
    assert_eq!(verbs("/activity").as_deref(), Some("get"));
    assert_eq!(verbs("/settings").as_deref(), Some("get patch"));
    assert_eq!(verbs("/items/directus_users"), None);
    assert_eq!(verbs("/sessions"), None);
}

#[test]
fn relations_are_keys_or_items() {
    let document = described();
    let of = |pointer: &str| document.pointer(&format!("/components/schemas/{pointer}")).cloned().unwrap();
    assert_eq!(
        of("ItemsArticles/properties/author/oneOf"),
        json!([{"type": "string", "format": "uuid"}, {"$ref": "#/components/schemas/Users"}])
    );
    assert_eq!(
        of("ItemsArticles/properties/blocks/items/oneOf"),
        json!([{"type": "integer"}, {"$ref": "#/components/schemas/ItemsBlocks"}])
    );
    assert_eq!(
        of("ItemsBlocks/properties/item/oneOf"),
        json!([{"type": "string"}, {"$ref": "#/components/schemas/ItemsArticles2"}, {"$ref": "#/components/schemas/ItemsHome"}])
    );
    assert_eq!(of("ItemsArticles/properties/id/nullable"), json!(false));
}
