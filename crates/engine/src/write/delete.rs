//! Deletes over the reference graph: whoever refers to a row that goes is unlinked, goes too, or keeps it.

use std::sync::Arc;

use relata_db::Transaction;
use relata_schema::{Collection, FieldName, ReferentialAction, Relation, RelationTarget, Value};
use relata_sql::{delete_by_keys, select_where_in, update_by_keys};

use crate::read::Key;

use super::{
    WriteFailure,
    items::Step,
    session::{WriteSession, as_text, key_type, keys_in},
};

impl<T: Transaction> WriteSession<'_, T> {
    /// Deletes items and settles every reference to them. Unknown keys are passed over.
    pub(super) fn delete<'s>(&'s mut self, collection: &'s Arc<Collection>, keys: Vec<Value>) -> Step<'s, ()> {
        Box::pin(async move {
            let Some(key_name) = collection.primary_key.single().cloned() else { return Err(WriteFailure::Forbidden) };
            if keys.is_empty() {
                return Ok(());
            }
            let schema = Arc::clone(&self.schema);
            for relation in schema.incoming(&collection.name) {
                self.settle(relation, collection, &keys).await?;
            }
            let statement = delete_by_keys(self.dialect, &collection.name, &key_name, keys);
            self.run_all(&collection.name, &[statement]).await
        })
    }

    /// What becomes of the rows of one relation that refer to items which go.
    async fn settle(&mut self, relation: &Arc<Relation>, gone_from: &Arc<Collection>, gone: &[Value]) -> Result<(), WriteFailure> {
        let members = self.collection(&relation.many_collection)?;
        let Some(key_name) = members.primary_key.single().cloned() else { return Ok(()) };
        let referring = self.referring(relation, &members, &key_name, (gone_from, gone)).await?;
        // A row that refers to itself, or to another one that goes with it, keeps nothing.
        let leaving: Vec<Key> = if members.name == gone_from.name { gone.iter().filter_map(Key::of_value).collect() } else { Vec::new() };
        let ty = key_type(&members);
        let referring: Vec<Value> = referring.into_iter().filter(|key| !leaving.contains(key)).map(|key| key.to_value(ty)).collect();
        if referring.is_empty() {
            return Ok(());
        }
        match on_delete(relation, &members) {
            ReferentialAction::Cascade => self.delete(&members, referring).await,
            ReferentialAction::SetNull | ReferentialAction::SetDefault => {
                let statement = update_by_keys(self.dialect, &members.name, &[(&relation.many_field, Value::Null)], (&key_name, referring));
                self.run_all(&members.name, &[statement]).await
            }
            ReferentialAction::NoAction | ReferentialAction::Restrict => {
                Err(WriteFailure::StillReferenced { by: members.name.clone(), field: relation.many_field.to_string() })
            }
        }
    }

    /// The keys of the rows that refer to items which go.
    async fn referring(
        &mut self,
        relation: &Relation,
        members: &Collection,
        key_name: &FieldName,
        gone: (&Arc<Collection>, &[Value]),
    ) -> Result<Vec<Key>, WriteFailure> {
        let (gone_from, gone) = gone;
        match &relation.target {
            RelationTarget::One(_) => {
                let rows = self.rows_where_in(&members.name, &[key_name], (&relation.many_field, gone)).await?;
                Ok(rows.iter().flat_map(|rows| keys_in(rows, 0)).collect())
            }
            RelationTarget::Any { collection_field, .. } => {
                let texts = gone.iter().map(as_text).collect();
                let statement = select_where_in(self.dialect, &members.name, &[key_name, collection_field], (&relation.many_field, texts));
                let rows = self.tx.fetch(&statement).await.map_err(|error| WriteFailure::database(&members.name, error))?;
                let named = (0..rows.len()).filter(|row| rows.cell(*row, 1).as_str() == Some(gone_from.name.as_str()));
                Ok(named.filter_map(|row| Key::read(rows.cell(row, 0))).collect())
            }
        }
    }
}

/// What the model says about referring rows: the foreign key's own rule; without one, references are set to null, and the rows of a
/// many-to-any go with the item they point to.
fn on_delete(relation: &Relation, members: &Collection) -> ReferentialAction {
    match &relation.target {
        RelationTarget::Any { .. } => ReferentialAction::Cascade,
        RelationTarget::One(_) => {
            let column = members.field(relation.many_field.as_str()).and_then(|field| field.column.as_ref());
            match column.and_then(|column| column.foreign_key.as_ref()) {
                Some(key) => key.on_delete,
                None if column.is_some_and(|column| !column.nullable) => ReferentialAction::Cascade,
                None => ReferentialAction::SetNull,
            }
        }
    }
}
