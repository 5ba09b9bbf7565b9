//! The whole model, immutable once built: a request keeps one `Arc<Schema>` from its start to its end.

use std::sync::Arc;

use indexmap::IndexMap;

use crate::{Collection, CollectionName, Edge, FieldName, ReferenceGraph, Relation, RelationTarget, SchemaError};

/// All collections and relations.
///
/// Invariant: every relation's `many_collection.many_field` exists. (What it points to may be missing in a damaged
/// database; reading then gives null, never an error.)
#[derive(Debug, Clone, Default)]
pub struct Schema {
    version: u64,
    collections: IndexMap<CollectionName, Arc<Collection>>,
    relations: Vec<Arc<Relation>>,
    graph: ReferenceGraph,
}

/// Collects the parts of a [`Schema`] and checks that they hold together.
#[derive(Debug, Default)]
pub struct SchemaBuilder {
    collections: IndexMap<CollectionName, Arc<Collection>>,
    relations: Vec<Arc<Relation>>,
}

impl SchemaBuilder {
    /// Adds a collection.
    pub fn collection(&mut self, collection: Collection) -> Result<&mut Self, SchemaError> {
        let name = collection.name.clone();
        if self.collections.insert(name.clone(), Arc::new(collection)).is_some() {
            return Err(SchemaError::DuplicateCollection(name));
        }
        Ok(self)
    }

    /// Adds a relation.
    pub fn relation(&mut self, relation: Relation) -> &mut Self {
        self.relations.push(Arc::new(relation));
        self
    }

    /// Checks and freezes. `version` tells cached plans of different schemas apart.
    pub fn build(self, version: u64) -> Result<Schema, SchemaError> {
        for relation in &self.relations {
            let known = self.collections.get(&relation.many_collection).is_some_and(|c| c.field(relation.many_field.as_str()).is_some());
            if !known {
                return Err(SchemaError::UnknownManyField {
                    collection: relation.many_collection.clone(),
                    field: relation.many_field.clone(),
                });
            }
        }
        let graph = ReferenceGraph::new(&self.relations);
        Ok(Schema { version, collections: self.collections, relations: self.relations, graph })
    }
}

impl Schema {
    /// Starts an empty model.
    pub fn builder() -> SchemaBuilder {
        SchemaBuilder::default()
    }

    /// Grows with every published change.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// A collection by name.
    pub fn collection(&self, name: &str) -> Option<&Arc<Collection>> {
        self.collections.get(name)
    }

    /// All collections.
    pub fn collections(&self) -> impl ExactSizeIterator<Item = &Arc<Collection>> {
        self.collections.values()
    }

    /// All relations.
    pub fn relations(&self) -> &[Arc<Relation>] {
        &self.relations
    }

    /// The relation that a field stands for, seen from that field; `None` for a plain field.
    pub fn edge(&self, collection: &CollectionName, field: &FieldName) -> Option<Edge<'_>> {
        self.graph.edge(&self.relations, collection, field)
    }

    /// The column of the one side that a many-to-one relation refers to: the foreign key's own, else the primary key.
    pub fn referenced_column(&self, relation: &Relation) -> Option<&FieldName> {
        let RelationTarget::One(one) = &relation.target else { return None };
        let target = self.collection(one.as_str())?;
        let column = self.collection(relation.many_collection.as_str())?.field(relation.many_field.as_str())?.column.as_ref();
        let declared = column.and_then(|column| column.foreign_key.as_ref()).filter(|key| key.table == *one);
        declared.and_then(|key| target.fields.get_key_value(&key.column)).map(|(name, _)| name).or_else(|| target.primary_key.single())
    }

    /// The same where it is another column than the primary key: databases made elsewhere may refer to anything unique.
    pub fn referenced_beside_key(&self, relation: &Relation) -> Option<&FieldName> {
        let target = self.collection(relation.one_collection()?.as_str())?;
        self.referenced_column(relation).filter(|column| target.primary_key.single() != Some(*column))
    }

    /// Every relation that may point into a collection: many-to-one and any-to-one alike.
    pub fn incoming<'a>(&'a self, collection: &'a CollectionName) -> impl Iterator<Item = &'a Arc<Relation>> {
        self.graph.incoming(collection).map(|index| &self.relations[index])
    }

    /// Every relation whose rows live in a collection.
    pub fn outgoing<'a>(&'a self, collection: &'a CollectionName) -> impl Iterator<Item = &'a Arc<Relation>> {
        self.relations.iter().filter(move |relation| relation.many_collection == *collection)
    }
}
