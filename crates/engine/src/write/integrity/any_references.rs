//! References into any of several collections: no database guards them.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_schema::{Collection, CollectionName, Relation, RelationTarget, Value};
use relata_sql::RowLock;
use smol_str::{SmolStr, ToSmolStr};

use crate::events::RowChange;
use crate::read::Key;
use crate::write::{
    WriteFailure,
    session::{WriteSession, key_value},
};

use super::IntegrityError;

/// References to look up, by the collection that they lead to: the key, as it was given, and the relation.
type Asked = IndexMap<CollectionName, Vec<(Key, SmolStr, Arc<Relation>)>>;

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks that each changed reference names an allowed collection and an item that is there: one statement per collection.
    pub(super) async fn check_any_references(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let schema = Arc::clone(&self.schema);
        let mut asked = Asked::new();
        let is_any = |relation: &&Arc<Relation>| matches!(relation.target, RelationTarget::Any { .. });
        for relation in schema.relations().iter().filter(is_any) {
            for row in rows.iter().filter(|row| row.collection.name == relation.many_collection) {
                self.ask(relation, row, &mut asked)?;
            }
        }
        for (target, references) in asked {
            let collection = self.collection(&target)?;
            let keys: Vec<Value> = references.iter().map(|(key, ..)| key_value(&collection, key)).collect();
            // They stay until the commit: a delete at the same time waits, and then finds this reference.
            let known: HashSet<Key> = self.hold(&collection, &keys, RowLock::Remove).await?.into_iter().collect();
            if let Some((_, given, relation)) = references.into_iter().find(|(key, ..)| !known.contains(key)) {
                return Err(dangling(&relation, &target, given).into());
            }
        }
        Ok(())
    }

    fn ask(&self, relation: &Arc<Relation>, row: &RowChange, asked: &mut Asked) -> Result<(), WriteFailure> {
        let RelationTarget::Any { collection_field, allowed } = &relation.target else { return Ok(()) };
        if !row.change.touches(&relation.many_field) && !row.change.touches(collection_field) {
            return Ok(());
        }
        let Some(given) = row.change.after(&relation.many_field).and_then(Key::of_value).map(|key| key.to_smolstr()) else {
            return Ok(());
        };
        let named = row.change.after(collection_field).and_then(Key::of_value).map(|name| name.to_smolstr());
        let (collection, field) = (relation.many_collection.clone(), relation.many_field.clone());
        let Some(named) = named else {
            return Err(IntegrityError::AnyWithoutCollection { collection, field, collection_field: collection_field.clone() }.into());
        };
        let Some(target) = allowed.iter().find(|one| **one == *named.as_str()) else {
            let allowed = allowed.iter().map(CollectionName::as_str).collect::<Vec<_>>().join(", ");
            return Err(IntegrityError::AnyNotAllowed { collection, field, target: named, allowed }.into());
        };
        let key = self.schema.collection(target.as_str()).and_then(|target| key_of(target, &given));
        let key = key.ok_or_else(|| dangling(relation, target, given.clone()))?;
        asked.entry(target.clone()).or_default().push((key, given, Arc::clone(relation)));
        Ok(())
    }
}

fn key_of(target: &Collection, given: &str) -> Option<Key> {
    Key::parse(given, target.primary_key_field()?.ty)
}

fn dangling(relation: &Relation, target: &CollectionName, key: SmolStr) -> IntegrityError {
    IntegrityError::AnyDangling {
        collection: relation.many_collection.clone(),
        field: relation.many_field.clone(),
        target: target.clone(),
        key,
    }
}
