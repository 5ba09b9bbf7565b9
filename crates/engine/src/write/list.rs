//! Lists: who belongs to them from now on, who comes, who goes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use relata_db::Transaction;
use relata_plan::{ItemWrite, ListChange, Member, Operation};
use relata_schema::{Collection, DeselectAction, FieldName, Relation, Value};
use relata_sql::{max_by_owner, update_by_keys};

use crate::read::Key;

use super::{
    WriteFailure,
    items::OwnedChange,
    session::{WriteSession, key_type, reference_value},
};

impl<T: Transaction> WriteSession<'_, T> {
    /// Carries out the changes of one relation's lists, for all owners together. Members go before others come, so that a
    /// constraint over owner and target never sees both.
    pub(super) async fn lists(&mut self, relation: &Arc<Relation>, changes: Vec<OwnedChange>) -> Result<(), WriteFailure> {
        let members = self.collection(&relation.many_collection)?;
        let Some(key_name) = members.primary_key.single().cloned() else { return Ok(()) };
        let current = self.current_members(relation, &members, &key_name, &changes).await?;
        let mut next_sort = self.last_sort(relation, &members, &changes).await?;
        let mut gone: Vec<Value> = Vec::new();
        let mut linked: Vec<(Value, Value)> = Vec::new();
        let mut written: Vec<ItemWrite> = Vec::new();
        for (owner, change) in changes {
            let reference = reference_value(relation, &owner);
            let owner_key = Key::of_value(&owner);
            let belongs = |key: &Key| current.get(key).is_some_and(|of| *of == owner_key);
            match change {
                ListChange::Exactly(entries) => {
                    let named: HashSet<Key> = entries.iter().filter_map(member_key).collect();
                    let leaving = current.iter().filter(|(key, of)| **of == owner_key && !named.contains(*key));
                    gone.extend(leaving.map(|(key, _)| key.to_value(key_type(&members))));
                    for entry in entries {
                        match entry {
                            Member::Key(key) if Key::of_value(&key).as_ref().is_some_and(belongs) => {}
                            Member::Key(key) => linked.push((key, reference.clone())),
                            Member::Item(item) => written.push(owned(item, relation, &reference)),
                        }
                    }
                }
                ListChange::Edit { create, update, deselect } => {
                    gone.extend(deselect.into_iter().filter(|key| Key::of_value(key).as_ref().is_some_and(belongs)));
                    for item in create {
                        let mut item = owned(item, relation, &reference);
                        number_on(&mut item, relation, &members, next_sort.entry(owner_key.clone()).or_default());
                        written.push(item);
                    }
                    written.extend(update.into_iter().map(|item| owned(item, relation, &reference)));
                }
            }
        }
        self.deselect(relation, &members, gone).await?;
        self.link(relation, &members, linked).await?;
        self.items(written).await?;
        Ok(())
    }

    /// Which rows belong to which of the owners now, whatever any limit says.
    async fn current_members(
        &mut self,
        relation: &Relation,
        members: &Collection,
        key_name: &FieldName,
        changes: &[OwnedChange],
    ) -> Result<HashMap<Key, Option<Key>>, WriteFailure> {
        let owners: Vec<Value> = changes
            .iter()
            .filter(|(_, change)| !matches!(change, ListChange::Edit { deselect, .. } if deselect.is_empty()))
            .map(|(owner, _)| reference_value(relation, owner))
            .collect();
        let answers = self.rows_where_in(&members.name, &[key_name, &relation.many_field], (&relation.many_field, &owners)).await?;
        let mut current = HashMap::new();
        for rows in &answers {
            for row in 0..rows.len() {
                if let Some(key) = Key::read(rows.cell(row, 0)) {
                    current.insert(key, Key::read(rows.cell(row, 1)));
                }
            }
        }
        Ok(current)
    }

    /// The last place in the manual order of each list that gets new members.
    async fn last_sort(
        &mut self,
        relation: &Relation,
        members: &Collection,
        changes: &[OwnedChange],
    ) -> Result<HashMap<Option<Key>, i64>, WriteFailure> {
        let mut last = HashMap::new();
        let Some(sort_field) = relation.sort_field.as_ref().filter(|field| members.fields.contains_key(*field)) else { return Ok(last) };
        let owners: Vec<Value> = changes
            .iter()
            .filter(|(_, change)| matches!(change, ListChange::Edit { create, .. } if !create.is_empty()))
            .map(|(owner, _)| reference_value(relation, owner))
            .collect();
        if owners.is_empty() {
            return Ok(last);
        }
        let statement = max_by_owner(self.dialect, &members.name, sort_field, (&relation.many_field, owners));
        let rows = self.tx.fetch(&statement).await.map_err(|error| WriteFailure::database(&members.name, error))?;
        for row in 0..rows.len() {
            last.insert(Key::read(rows.cell(row, 0)), rows.cell(row, 1).as_i64().unwrap_or(0));
        }
        Ok(last)
    }

    /// Takes rows out of their lists.
    async fn deselect(&mut self, relation: &Relation, members: &Arc<Collection>, keys: Vec<Value>) -> Result<(), WriteFailure> {
        if keys.is_empty() {
            return Ok(());
        }
        if relation.deselect == DeselectAction::Delete {
            return self.delete(members, keys).await;
        }
        let Some(key_name) = members.primary_key.single() else { return Ok(()) };
        let statement = update_by_keys(self.dialect, &members.name, &[(&relation.many_field, Value::Null)], (key_name, keys));
        self.run_all(&members.name, &[statement]).await
    }

    /// Puts existing rows into lists. A row that doesn't exist is refused like one that may not be seen.
    async fn link(&mut self, relation: &Relation, members: &Arc<Collection>, linked: Vec<(Value, Value)>) -> Result<(), WriteFailure> {
        if linked.is_empty() {
            return Ok(());
        }
        let asked: Vec<Value> = linked.iter().map(|(key, _)| key.clone()).collect();
        let known: HashSet<Key> = self.existing(members, &asked).await?.into_iter().collect();
        if !asked.iter().filter_map(Key::of_value).all(|key| known.contains(&key)) {
            return Err(WriteFailure::Forbidden);
        }
        let Some(key_name) = members.primary_key.single() else { return Ok(()) };
        let mut by_owner: Vec<(Value, Vec<Value>)> = Vec::new();
        for (key, owner) in linked {
            match by_owner.iter_mut().find(|(known, _)| *known == owner) {
                Some((_, keys)) => keys.push(key),
                None => by_owner.push((owner, vec![key])),
            }
        }
        let link = |(owner, keys): (Value, Vec<Value>)| {
            update_by_keys(self.dialect, &members.name, &[(&relation.many_field, owner)], (key_name, keys))
        };
        let statements: Vec<_> = by_owner.into_iter().map(link).collect();
        self.run_all(&members.name, &statements).await
    }
}

fn member_key(member: &Member) -> Option<Key> {
    match member {
        Member::Key(key) => Key::of_value(key),
        Member::Item(item) => item.key.as_ref().and_then(Key::of_value),
    }
}

/// The item as a member of its owner's list.
fn owned(mut item: ItemWrite, relation: &Relation, reference: &Value) -> ItemWrite {
    item.columns.insert(relation.many_field.clone(), reference.clone());
    item
}

/// Gives a new member the next place, unless the payload says one.
fn number_on(item: &mut ItemWrite, relation: &Relation, members: &Collection, last: &mut i64) {
    let Some(sort_field) = relation.sort_field.as_ref().filter(|field| members.fields.contains_key(*field)) else { return };
    if item.operation == Operation::Update || item.columns.get(sort_field).is_some_and(|value| !value.is_null()) {
        return;
    }
    *last += 1;
    item.columns.insert(sort_field.clone(), Value::Integer(*last));
}
