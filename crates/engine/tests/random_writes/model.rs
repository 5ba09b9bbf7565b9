//! Random models: a few collections with keys of all kinds, and relations of every primitive between them. Trees, many-to-many and
//! many-to-any are what comes out of that.

use proptest::prelude::*;
use serde_json::{Value as Json, json};

use super::random_model::{KeyKind, any_body, collection, kind, list_field, one_body, reference};

pub const N_COLLECTIONS: usize = 4;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnDelete {
    SetNull,
    Cascade,
    Refuse,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    One { collection: usize, on_delete: OnDelete, deselected_go: bool },
    Any(Vec<usize>),
}

#[derive(Debug, Clone)]
pub struct Relation {
    pub many: usize,
    pub target: Target,
}

#[derive(Debug, Clone)]
pub struct Model {
    pub keys: Vec<KeyKind>,
    pub relations: Vec<Relation>,
}

pub fn models() -> impl Strategy<Value = Model> {
    let key = prop::sample::select(KeyKind::ALL.to_vec());
    let on_delete = prop::sample::select(vec![OnDelete::SetNull, OnDelete::Cascade, OnDelete::Cascade, OnDelete::Refuse]);
    let one = (0..N_COLLECTIONS, on_delete, any::<bool>()).prop_map(|(collection, on_delete, deselected_go)| Target::One {
        collection,
        on_delete,
        deselected_go,
    });
    let any = prop::sample::subsequence((0..N_COLLECTIONS).collect::<Vec<_>>(), 2..=N_COLLECTIONS).prop_map(Target::Any);
    let relation = (0..N_COLLECTIONS, prop_oneof![4 => one, 1 => any]).prop_map(|(many, target)| Relation { many, target });
    (prop::collection::vec(key, N_COLLECTIONS), prop::collection::vec(relation, 5..9))
        .prop_map(|(keys, relations)| Model { keys, relations })
}

impl Model {
    /// The body of `POST /collections`.
    pub fn collections(&self) -> Json {
        let of = |n: usize| {
            let key = self.keys[n];
            // Keys of this kind are left to the server.
            let special = if key == KeyKind::Uuid { json!(["uuid"]) } else { Json::Null };
            let key = json!({"field": "id", "type": key.type_name(), "meta": {"special": special}, "schema": key.schema()});
            let mut fields = vec![key, json!({"field": "name", "type": "string", "schema": {}})];
            for (r, relation) in self.relations.iter().enumerate() {
                if relation.many == n {
                    match &relation.target {
                        Target::One { collection, .. } => {
                            fields.push(json!({"field": reference(r), "type": self.keys[*collection].type_name(), "schema": {}}));
                        }
                        Target::Any(_) => {
                            fields.push(json!({"field": kind(r), "type": "string", "schema": {}}));
                            fields.push(json!({"field": reference(r), "type": "string", "schema": {}}));
                        }
                    }
                }
                if matches!(&relation.target, Target::One { collection, .. } if *collection == n) {
                    fields.push(list_field(r));
                }
            }
            json!({"collection": collection(n), "schema": {}, "meta": {}, "fields": fields})
        };
        (0..N_COLLECTIONS).map(of).collect()
    }

    /// The bodies of `POST /relations`.
    pub fn relation_bodies(&self) -> Vec<Json> {
        let body = |(r, relation): (usize, &Relation)| match &relation.target {
            Target::One { collection: one, on_delete, deselected_go } => {
                let on_delete = match on_delete {
                    OnDelete::SetNull => "SET NULL",
                    OnDelete::Cascade => "CASCADE",
                    OnDelete::Refuse => "NO ACTION",
                };
                one_body(r, (relation.many, *one), on_delete, Some(if *deselected_go { "delete" } else { "nullify" }))
            }
            Target::Any(allowed) => any_body(r, relation.many, allowed),
        };
        self.relations.iter().enumerate().map(body).collect()
    }
}
