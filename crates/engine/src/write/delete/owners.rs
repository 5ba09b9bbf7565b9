//! Items that go because something that they list goes: many-to-any relations whose policy says so.

use std::sync::Arc;

use relata_db::Session;
use relata_schema::{Collection, EdgeKind, FieldName, Relation, Value};

use crate::read::Key;

use super::super::{
    WriteFailure,
    session::{WriteSession, key_at, key_value},
};

impl<T: Session> WriteSession<'_, T> {
    /// The items to whose lists some junction rows belong, each beside its row.
    pub(super) async fn owners(
        &mut self,
        relation: &Relation,
        members: &Collection,
        rows: &[Key],
    ) -> Result<Option<(Arc<Collection>, Vec<(Key, Key)>)>, WriteFailure> {
        let Some(belongs_by) = self.belongs_by(relation) else { return Ok(None) };
        let Some(owners) = self.schema.edge(&members.name, &belongs_by).and_then(|edge| edge.relation.one_collection().cloned()) else {
            return Ok(None);
        };
        let owners = self.collection(&owners)?;
        let keys: Vec<Value> = rows.iter().map(|key| key_value(members, key)).collect();
        let at = members.primary_key.columns().len();
        let mut found = Vec::new();
        for rows in self.rows_by_keys(members, &[&belongs_by], &keys).await? {
            found.extend((0..rows.len()).filter_map(|row| key_at(members, &rows, row).zip(Key::read(rows.cell(row, at)))));
        }
        found.sort();
        Ok(Some((owners, found)))
    }

    /// The field by which a junction's rows belong to their owner.
    fn belongs_by(&self, relation: &Relation) -> Option<FieldName> {
        let field = relation.junction_field.clone()?;
        let edge = self.schema.edge(&relation.many_collection, &field)?;
        (edge.kind == EdgeKind::ManyToOne).then_some(field)
    }
}
