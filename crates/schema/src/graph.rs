//! The reference graph: which field of which collection stands for which relation, and who points where.
//!
//! Deletes, cascades, usage lists, copies and orphan checks all walk this one graph.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::{CollectionName, FieldName, Relation, RelationTarget};

/// A relation seen from one of its two ends.
#[derive(Debug, Clone, Copy)]
pub struct Edge<'a> {
    /// Which of the primitives, seen from this end.
    pub kind: EdgeKind,
    /// The relation itself.
    pub relation: &'a Arc<Relation>,
}

/// The primitives that a field can stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EdgeKind {
    /// This field holds the key of one item of a known collection.
    ManyToOne,
    /// This field holds the key of one item; a second column says of which collection.
    AnyToOne,
    /// This alias lists the items that refer to this one.
    OneToMany,
}

/// Look-up tables over a schema's relations. Holds positions in the schema's list of relations.
#[derive(Debug, Clone, Default)]
pub struct ReferenceGraph {
    by_field: FxHashMap<CollectionName, FxHashMap<FieldName, (EdgeKind, usize)>>,
    incoming: FxHashMap<CollectionName, Vec<usize>>,
}

impl ReferenceGraph {
    /// Indexes a list of relations.
    pub fn new(relations: &[Arc<Relation>]) -> Self {
        let mut graph = Self::default();
        for (index, relation) in relations.iter().enumerate() {
            let from = graph.by_field.entry(relation.many_collection.clone()).or_default();
            match &relation.target {
                RelationTarget::One(one) => {
                    from.insert(relation.many_field.clone(), (EdgeKind::ManyToOne, index));
                    if let Some(one_field) = &relation.one_field {
                        let to = graph.by_field.entry(one.clone()).or_default();
                        to.insert(one_field.clone(), (EdgeKind::OneToMany, index));
                    }
                    graph.incoming.entry(one.clone()).or_default().push(index);
                }
                RelationTarget::Any { allowed, .. } => {
                    from.insert(relation.many_field.clone(), (EdgeKind::AnyToOne, index));
                    for one in allowed {
                        graph.incoming.entry(one.clone()).or_default().push(index);
                    }
                }
            }
        }
        graph
    }

    pub(crate) fn edge<'a>(&self, relations: &'a [Arc<Relation>], collection: &CollectionName, field: &FieldName) -> Option<Edge<'a>> {
        let (kind, index) = *self.by_field.get(collection)?.get(field)?;
        Some(Edge { kind, relation: &relations[index] })
    }

    pub(crate) fn incoming(&self, collection: &CollectionName) -> impl Iterator<Item = usize> {
        self.incoming.get(collection).into_iter().flatten().copied()
    }
}
