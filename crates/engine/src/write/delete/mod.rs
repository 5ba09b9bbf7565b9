//! Deletes over the reference graph: planned, then carried out, with a place in the record of changes for every row that follows.

mod owners;
mod plan;

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, Touch};
use relata_schema::{Collection, CollectionName, FieldName, Relation, RelationTarget, Value};
use relata_sql::{RowLock, delete_by_keys, update_by_keys};
use rustc_hash::FxHashMap;

use crate::read::Key;

use super::{
    WriteFailure,
    changes::{Change, NodeId, Turn},
    items::Step,
    session::{WriteSession, in_chunks, key_value},
    update::{Given, RowUpdate},
};

pub use plan::DeleteEffect;
pub(crate) use plan::{DeletePlan, Use};

/// The columns that make a reference.
pub(crate) fn reference_columns(relation: &Relation) -> Vec<FieldName> {
    let collection = match &relation.target {
        RelationTarget::One(_) => None,
        RelationTarget::Any { collection_field, .. } => Some(collection_field.clone()),
    };
    std::iter::once(relation.many_field.clone()).chain(collection).collect()
}

/// Whether a reference says which role somebody has.
fn is_role_of_users(relation: &Relation) -> bool {
    relation.many_collection == *"directus_users" && relation.many_field.as_str() == "role"
}

/// The places of rows that go.
type Places = FxHashMap<(CollectionName, Key), NodeId>;

impl<T: Transaction> WriteSession<'_, T> {
    /// Deletes items and settles every reference to them. Unknown keys are passed over. Each item comes with its place in the record of
    /// changes.
    pub(super) fn delete<'s>(&'s mut self, collection: &'s Arc<Collection>, rows: Vec<(NodeId, Value)>) -> Step<'s, ()> {
        Box::pin(async move {
            if rows.is_empty() {
                return Ok(());
            }
            let keys: Vec<Value> = rows.iter().map(|(_, key)| key.clone()).collect();
            self.keep_free(collection, keys.iter().filter_map(Key::of_value).collect()).await?;
            self.load(collection, &keys).await?;
            let mut plan = self.plan_delete(collection, &keys).await?;
            while self.keep_all_free(&plan).await? {
                plan = self.plan_delete(collection, &keys).await?;
            }
            let places = rows.into_iter().filter_map(|(node, key)| Some(((collection.name.clone(), Key::of_value(&key)?), node)));
            self.carry_out_delete(&plan, places.collect()).await
        })
    }

    /// Keeps new references away from rows that are about to go, where no foreign key would do so: a write that made one at the same
    /// moment is waited for, and then seen. Whether there were rows that nothing had been kept away from so far.
    async fn keep_free(&mut self, collection: &Arc<Collection>, mut keys: Vec<Key>) -> Result<bool, WriteFailure> {
        let may_dangle = self.schema.incoming(&collection.name).any(|relation| matches!(relation.target, RelationTarget::Any { .. }));
        if !may_dangle || !self.dialect.locks_rows() {
            return Ok(false);
        }
        keys.retain(|key| self.kept_free.insert((collection.name.clone(), key.clone())));
        let values: Vec<Value> = keys.iter().map(|key| key_value(collection, key)).collect();
        self.hold(collection, &values, RowLock::Refer).await?;
        Ok(!keys.is_empty())
    }

    /// The same for all rows that go along.
    async fn keep_all_free(&mut self, plan: &DeletePlan) -> Result<bool, WriteFailure> {
        let removed: BTreeMap<&CollectionName, Vec<Key>> = plan.removed().collect();
        let mut is_new = false;
        for (name, keys) in removed {
            let collection = self.collection(name)?;
            is_new |= self.keep_free(&collection, keys).await?;
        }
        Ok(is_new)
    }

    async fn carry_out_delete(&mut self, plan: &DeletePlan, mut places: Places) -> Result<(), WriteFailure> {
        if plan.refusal().is_some() {
            return Err(self.refused(plan).await?);
        }
        // Rows are known as they were before anything happens to them, read in one order by all writers.
        let removed: BTreeMap<&CollectionName, Vec<Key>> = plan.removed().collect();
        for (name, keys) in removed {
            let collection = self.collection(name)?;
            let keys: Vec<Value> = keys.iter().map(|key| key_value(&collection, key)).collect();
            self.load(&collection, &keys).await?;
        }
        for found in &plan.uses {
            let members = self.collection(&found.relation.many_collection)?;
            let rows = self.placed(plan, found, &members, &mut places);
            self.place_owners(plan, found, &mut places)?;
            if !found.effect.removes() {
                self.unlink(&found.relation, &members, rows).await?;
            }
        }
        for (relation, keys) in plan.knots() {
            self.loosen(relation, keys).await?;
        }
        for (name, keys) in plan.removals() {
            let collection = self.collection(&name)?;
            let values: Vec<Value> = keys.iter().map(|key| key_value(&collection, key)).collect();
            let statements = in_chunks(&collection, &values, |key, keys| delete_by_keys(self.dialect, &collection.name, key, keys));
            self.run_all(&collection.name, &statements).await?;
            for (key, value) in keys.into_iter().zip(values) {
                let before = self.take_stored(&collection, &value);
                if let (Some(node), Some(before)) = (places.get(&(name.clone(), key)), before) {
                    self.changes.note(*node, Change::Deleted { key: value, before });
                }
            }
        }
        Ok(())
    }

    /// Why nothing is deleted, told by a reference that the asker may see.
    async fn refused(&mut self, plan: &DeletePlan) -> Result<WriteFailure, WriteFailure> {
        for refusal in plan.uses.iter().filter(|found| found.effect == DeleteEffect::Refuse) {
            let relation = &refusal.relation;
            let members = self.collection(&relation.many_collection)?;
            let keys: Vec<Value> = refusal.keys.iter().map(|key| key_value(&members, key)).collect();
            let look = Touch { action: Action::Read, fields: &reference_columns(relation) };
            if !self.allowed(&members, look, &keys).await?.is_empty() {
                return Ok(WriteFailure::StillReferenced { by: relation.many_collection.clone(), field: relation.many_field.to_string() });
            }
        }
        Ok(WriteFailure::NeededOutOfSight)
    }

    /// Gives each referring row its place below the row that it refers to.
    fn placed(&mut self, plan: &DeletePlan, found: &Use, members: &Arc<Collection>, places: &mut Places) -> Vec<(NodeId, Value)> {
        let relation = &found.relation;
        let via = relation.one_field.as_ref().unwrap_or(&relation.many_field);
        let mut rows = Vec::with_capacity(found.keys.len());
        for key in &found.keys {
            let Some(parent) = plan.referred_to(relation, key).and_then(|target| places.get(target)).copied() else { continue };
            let node = self.changes.below(parent, Some(via), Turn::Settled, members);
            if found.effect.removes() {
                places.insert((members.name.clone(), key.clone()), node);
            }
            rows.push((node, key_value(members, key)));
        }
        rows
    }

    /// Gives each item that goes because something in its lists goes its place below that.
    fn place_owners(&mut self, plan: &DeletePlan, found: &Use, places: &mut Places) -> Result<(), WriteFailure> {
        for key in &found.keys {
            let Some(owner) = plan.owner(&found.relation, key) else { continue };
            let Some(parent) = plan.referred_to(&found.relation, key).and_then(|target| places.get(target)).copied() else { continue };
            let collection = self.collection(&owner.0)?;
            let node = self.changes.below(parent, Some(&found.relation.many_field), Turn::Settled, &collection);
            places.insert(owner.clone(), node);
        }
        Ok(())
    }

    /// Sets references to null.
    async fn unlink(&mut self, relation: &Relation, members: &Arc<Collection>, rows: Vec<(NodeId, Value)>) -> Result<(), WriteFailure> {
        let keys: Vec<Value> = rows.iter().map(|(_, key)| key.clone()).collect();
        self.load(members, &keys).await?;
        let mut unlinked = IndexMap::from_iter([(relation.many_field.clone(), Value::Null)]);
        if is_role_of_users(relation) {
            unlinked.extend(self.locked_out(members, &keys).await?);
        }
        let unlinked = Arc::new(Given::new(members, unlinked, IndexMap::new()));
        let unlink = |(node, key)| RowUpdate { node, key, given: Arc::clone(&unlinked) };
        self.update_rows(members, rows.into_iter().map(unlink).collect()).await
    }

    /// Sets references to null between rows that go anyway.
    async fn loosen(&mut self, relation: &Relation, keys: &[Key]) -> Result<(), WriteFailure> {
        let members = self.collection(&relation.many_collection)?;
        let keys: Vec<Value> = keys.iter().map(|key| key_value(&members, key)).collect();
        let unlinked = [(&relation.many_field, Value::Null)];
        let unlink = |key: &[FieldName], keys| update_by_keys(self.dialect, &members.name, &unlinked, (key, keys));
        self.run_all(&members.name, &in_chunks(&members, &keys, unlink)).await
    }
}
