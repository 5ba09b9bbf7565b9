//! Items that go because something that they list goes: many-to-any relations whose policy says so.

use std::sync::Arc;

use relata_db::Transaction;
use relata_schema::{Collection, EdgeKind, FieldName, Value};

use crate::read::Key;

use super::{
    super::{
        WriteFailure,
        changes::{NodeId, Turn},
        session::{WriteSession, key_value},
    },
    DeleteEffect, DeletePlan, Use,
};

impl<T: Transaction> WriteSession<'_, T> {
    /// Deletes the owners of the rows that a plan removes, where the relation asks for that, each with all that follows. Whether there
    /// were any. An owner is deleted once, however the relations lead around.
    pub(super) async fn delete_owners(&mut self, plan: &DeletePlan, at: Option<NodeId>) -> Result<bool, WriteFailure> {
        let mut has_deleted = false;
        let Some(at) = at else { return Ok(false) };
        for found in plan.uses.iter().filter(|found| found.effect == DeleteEffect::DeleteOwner) {
            let Some((owners, keys)) = self.owners(found).await? else { continue };
            let rows: Vec<(NodeId, Value)> = keys
                .into_iter()
                .filter(|key| self.owners_leaving.insert((owners.name.clone(), key.clone())))
                .map(|key| (self.changes.below(at, Some(&found.relation.many_field), Turn::Settled, &owners), key_value(&owners, &key)))
                .collect();
            has_deleted |= !rows.is_empty();
            self.delete(&owners, rows).await?;
        }
        Ok(has_deleted)
    }

    /// The items to whose lists the rows of a use belong.
    async fn owners(&mut self, found: &Use) -> Result<Option<(Arc<Collection>, Vec<Key>)>, WriteFailure> {
        let members = self.collection(&found.relation.many_collection)?;
        let Some(belongs_by) = self.belongs_by(found) else { return Ok(None) };
        let Some(owners) = self.schema.edge(&members.name, &belongs_by).and_then(|edge| edge.relation.one_collection().cloned()) else {
            return Ok(None);
        };
        let owners = self.collection(&owners)?;
        let keys: Vec<Value> = found.keys.iter().map(|key| key_value(&members, key)).collect();
        let answers = self.rows_by_keys(&members, &[&belongs_by], &keys).await?;
        let at = members.primary_key.columns().len();
        let mut keys: Vec<Key> =
            answers.iter().flat_map(|rows| (0..rows.len()).filter_map(move |row| Key::read(rows.cell(row, at)))).collect();
        keys.sort();
        keys.dedup();
        Ok(Some((owners, keys)))
    }

    /// The field by which a junction's rows belong to their owner.
    fn belongs_by(&self, found: &Use) -> Option<FieldName> {
        let field = found.relation.junction_field.clone()?;
        let edge = self.schema.edge(&found.relation.many_collection, &field)?;
        (edge.kind == EdgeKind::ManyToOne).then_some(field)
    }
}
