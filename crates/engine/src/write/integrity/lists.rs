//! Lists: how many members they may have, and whether they may lead to one item twice.

use std::collections::HashMap;
use std::sync::Arc;

use indexmap::IndexSet;
use relata_db::{RowSet, Transaction};
use relata_plan::{Action, Touch};
use relata_schema::{Collection, FieldName, Relation, RelationTarget, Schema, Value};
use relata_sql::RowLock;
use smol_str::{SmolStr, ToSmolStr};

use crate::events::RowChange;
use crate::read::Key;
use crate::write::{
    ChangeAction, WriteFailure,
    session::{WriteSession, key_value},
};

use super::{
    IntegrityError,
    settings::{ListRules, list_rules},
};

/// One list that has rules.
struct RuledList<'s> {
    relation: &'s Arc<Relation>,
    owners: &'s Arc<Collection>,
    field: &'s FieldName,
    rules: ListRules,
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks the lists whose members or owners have changed.
    pub(super) async fn check_lists(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let schema = Arc::clone(&self.schema);
        for list in schema.relations().iter().filter_map(|relation| ruled(&schema, relation)) {
            let owners = touched_owners(&list, rows);
            if !owners.is_empty() {
                self.check_list(&list, &owners, rows).await?;
            }
        }
        Ok(())
    }

    async fn check_list(&mut self, list: &RuledList<'_>, owners: &IndexSet<Key>, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let keys: Vec<Value> = owners.iter().map(|key| key_value(list.owners, key)).collect();
        if self.dialect.locks_rows() {
            // Two writers of one list take turns, also those who reach it by its members alone: the second one sees what the first one did.
            self.hold(list.owners, &keys, RowLock::Change).await?;
        }
        let target = if list.rules.unique { target_columns(&self.schema, list.relation) } else { Vec::new() };
        let mut selected: Vec<&FieldName> = vec![&list.relation.many_field];
        selected.extend(&target);
        let answers = self.rows_where_in(&list.relation.many_collection, &selected, (&list.relation.many_field, &keys)).await?;
        let mut members: HashMap<Key, Vec<Vec<Key>>> = HashMap::new();
        for found in &answers {
            for row in 0..found.len() {
                let Some(owner) = Key::read(found.cell(row, 0)) else { continue };
                members.entry(owner).or_default().push(target_of(found, row, target.len()));
            }
        }
        for owner in owners {
            let members = members.get(owner).map_or(&[][..], Vec::as_slice);
            let mut checked = list.check_length(owner, members.len(), rows);
            if list.rules.unique && checked.is_ok() {
                checked = list.check_repetition(owner, members, target.last());
            }
            if let Err(failure) = checked {
                let is_known = list.is_named(owner, rows) || self.sees_list(list, owner).await?;
                return Err(if is_known { failure } else { WriteFailure::NeededOutOfSight });
            }
        }
        Ok(())
    }
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Whether the asker may know of a list.
    async fn sees_list(&mut self, list: &RuledList<'_>, owner: &Key) -> Result<bool, WriteFailure> {
        let (key, fields) = (key_value(list.owners, owner), [list.field.clone()]);
        for action in [Action::Read, Action::Update] {
            if !self.allowed(list.owners, Touch { action, fields: &fields }, std::slice::from_ref(&key)).await?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

impl RuledList<'_> {
    /// Whether the write was about the owner itself, not only about members of its list.
    fn is_named(&self, owner: &Key, rows: &[RowChange]) -> bool {
        let mut of_owners = rows.iter().filter(|row| row.collection.name == self.owners.name);
        of_owners.any(|row| Key::of_value(row.change.key()).as_ref() == Some(owner))
    }

    fn check_length(&self, owner: &Key, n_members: usize, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let too_few = (n_members < self.rules.min).then_some((self.rules.min, true));
        let too_many = self.rules.max.filter(|max| n_members > *max).map(|max| (max, false));
        let Some((bound, is_min)) = too_few.or(too_many) else { return Ok(()) };
        Err(IntegrityError::ListLength {
            collection: self.owners.name.clone(),
            field: self.field.clone(),
            owner: owner.to_smolstr(),
            n_members,
            bound,
            is_min,
            path: self.path(owner, rows),
        }
        .into())
    }

    fn check_repetition(&self, owner: &Key, members: &[Vec<Key>], column: Option<&FieldName>) -> Result<(), WriteFailure> {
        let mut targets: Vec<&Vec<Key>> = members.iter().filter(|target| !target.is_empty()).collect();
        targets.sort();
        let twice = targets.windows(2).find(|pair| pair[0] == pair[1]).and_then(|pair| pair[0].last());
        let Some((twice, column)) = twice.zip(column) else { return Ok(()) };
        Err(IntegrityError::Repeated {
            collection: self.owners.name.clone(),
            field: self.field.clone(),
            owner: owner.to_smolstr(),
            target: twice.to_smolstr(),
            members: self.relation.many_collection.clone(),
            member_field: column.clone(),
        }
        .into())
    }

    /// The fields that lead to the owner in the payload, as far as it was changed with others.
    fn path(&self, owner: &Key, rows: &[RowChange]) -> Vec<SmolStr> {
        let is_owner = |row: &RowChange| row.collection.name == self.owners.name && Key::of_value(row.change.key()).as_ref() == Some(owner);
        let mut path = Vec::new();
        let mut at = rows.iter().position(is_owner);
        while let Some(row) = at.and_then(|at| rows.get(at)) {
            path.extend(row.field.as_ref().filter(|_| row.parent.is_some()).map(|field| SmolStr::new(field.as_str())));
            at = row.parent;
        }
        path.reverse();
        path
    }
}

fn ruled<'s>(schema: &'s Schema, relation: &'s Arc<Relation>) -> Option<RuledList<'s>> {
    let owners = schema.collection(relation.one_collection()?.as_str())?;
    let field = relation.one_field.as_ref()?;
    owners.primary_key.single()?;
    if schema.referenced_beside_key(relation).is_some() {
        return None;
    }
    let rules = list_rules(owners.field(field.as_str())?)?;
    Some(RuledList { relation, owners, field, rules })
}

/// The owners whose lists may be others now: those of changed members, before and after, and new ones. Owners that are gone don't count.
fn touched_owners(list: &RuledList<'_>, rows: &[RowChange]) -> IndexSet<Key> {
    let reference = &list.relation.many_field;
    let mut owners = IndexSet::new();
    for row in rows.iter().filter(|row| row.change.differs()) {
        if row.collection.name == list.relation.many_collection {
            let both = [row.change.before(reference), row.change.after(reference)];
            owners.extend(both.into_iter().flatten().filter_map(Key::of_value));
        }
        if row.collection.name == list.owners.name && row.action() == ChangeAction::Create {
            owners.extend(Key::of_value(row.change.key()));
        }
    }
    for row in rows.iter().filter(|row| row.collection.name == list.owners.name && row.action() == ChangeAction::Delete) {
        if let Some(gone) = Key::of_value(row.change.key()) {
            owners.shift_remove(&gone);
        }
    }
    owners
}

/// The columns of a member that say which item it leads to. A plain list leads to its members themselves, which can't repeat.
fn target_columns(schema: &Schema, relation: &Relation) -> Vec<FieldName> {
    let Some(other) = &relation.junction_field else { return Vec::new() };
    let edge = schema.edge(&relation.many_collection, other);
    match edge.map(|edge| &edge.relation.target) {
        Some(RelationTarget::Any { collection_field, .. }) => vec![collection_field.clone(), other.clone()],
        _ => vec![other.clone()],
    }
}

/// What a member leads to; empty if that isn't set.
fn target_of(rows: &RowSet, row: usize, n_columns: usize) -> Vec<Key> {
    let parts: Option<Vec<Key>> = (1..=n_columns).map(|column| Key::read(rows.cell(row, column))).collect();
    parts.unwrap_or_default()
}
