//! Lists: who belongs to them from now on, who comes, who goes.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, ListChange, Member, Operation, Touch};
use relata_schema::{Collection, DeselectAction, FieldName, Relation, Value};
use relata_sql::max_by_owner;
use smol_str::SmolStr;

use crate::read::Key;

use super::{
    WriteFailure,
    changes::{NodeId, Turn},
    items::OwnedChange,
    session::{WriteSession, key_at, key_value},
    update::{Given, RowUpdate},
};

impl<T: Transaction> WriteSession<'_, T> {
    /// Carries out the changes of one relation's lists, as if one came after the other.
    pub(super) async fn lists(&mut self, relation: &Arc<Relation>, mut changes: Vec<OwnedChange>) -> Result<(), WriteFailure> {
        while let Some(at) = meeting(&changes) {
            let later = changes.split_off(at);
            self.lists_together(relation, std::mem::replace(&mut changes, later)).await?;
        }
        self.lists_together(relation, changes).await
    }

    /// The same for different owners none of whom names what another one names. Members go before others come, so that a constraint
    /// over owner and target never sees both.
    async fn lists_together(&mut self, relation: &Arc<Relation>, changes: Vec<OwnedChange>) -> Result<(), WriteFailure> {
        let members = self.collection(&relation.many_collection)?;
        let owners: Vec<Value> = changes.iter().map(|of| of.owner.clone()).collect();
        let references = self.references_to(relation, &owners).await?;
        let mut current = self.current_members(relation, &members, (&changes, &references)).await?;
        let mut next_sort = self.last_sort(relation, &members, (&changes, &references)).await?;
        let via = relation.one_field.as_ref();
        let only_place = if let [only] = changes.as_slice() { Some(only.place.clone()) } else { None };
        // If one row can't leave, none can: what is told of the first list that rows leave is true.
        let mut left_place: Option<Vec<SmolStr>> = None;
        let mut gone: Vec<(NodeId, Value)> = Vec::new();
        let mut linked: Vec<(NodeId, Value, Value)> = Vec::new();
        let mut nodes: Vec<NodeId> = Vec::new();
        let mut written: Vec<ItemWrite> = Vec::new();
        for (OwnedChange { node, nth, place, change, .. }, reference) in changes.into_iter().zip(references) {
            let owner_key = Key::of_value(&reference);
            let change = owned_change(change, relation, &reference);
            let named = members_named(&change);
            let belongs = |key: &Key| current.get(key).is_some_and(|of| *of == owner_key);
            match change {
                ListChange::Exactly(entries) => {
                    let leaving = current.iter().filter(|(key, of)| **of == owner_key && !named.contains(*key));
                    let mut leaving: Vec<&Key> = leaving.map(|(key, _)| key).collect();
                    leaving.sort();
                    for key in leaving {
                        gone.push((self.changes.below(node, via, Turn::Leaving(nth), &members), key_value(&members, key)));
                    }
                    for entry in entries {
                        match entry {
                            Member::Key(key) if Key::of_value(&key).as_ref().is_some_and(belongs) => {}
                            Member::Key(key) => {
                                linked.push((self.changes.below(node, via, Turn::Member(nth), &members), key, reference.clone()));
                            }
                            Member::Item(item) => {
                                nodes.push(self.changes.below(node, via, Turn::Member(nth), &members));
                                written.push(*item);
                            }
                        }
                    }
                }
                ListChange::Edit { create, update, deselect } => {
                    for key in deselect.into_iter().filter(|key| Key::of_value(key).as_ref().is_some_and(belongs)) {
                        gone.push((self.changes.below(node, via, Turn::Leaving(nth), &members), key));
                    }
                    for mut item in create {
                        number_on(&mut item, relation, &members, next_sort.entry(owner_key.clone()).or_insert(Some(0)));
                        nodes.push(self.changes.below(node, via, Turn::Member(nth), &members));
                        written.push(item);
                    }
                    for item in update {
                        nodes.push(self.changes.below(node, via, Turn::Member(nth), &members));
                        written.push(item);
                    }
                }
            }
            if !gone.is_empty() {
                left_place.get_or_insert(place);
            }
            // Whom one owner takes doesn't leave another one.
            current.extend(named.into_iter().map(|key| (key, owner_key.clone())));
        }
        self.deselect(relation, &members, gone).await.map_err(|failure| failure.in_list(left_place))?;
        self.link(relation, &members, linked).await.map_err(|failure| failure.in_list(only_place))?;
        self.items(nodes, written).await?;
        Ok(())
    }

    /// Which rows belong to which of the owners now, whatever any limit says.
    async fn current_members(
        &mut self,
        relation: &Relation,
        members: &Collection,
        (changes, references): (&[OwnedChange], &[Value]),
    ) -> Result<HashMap<Key, Option<Key>>, WriteFailure> {
        // An item whose key nobody knew before has no members yet, where the database guards the reference.
        let column = members.field(relation.many_field.as_str()).and_then(|field| field.column.as_ref());
        let is_guarded = self.dialect.locks_rows() && column.is_some_and(|column| column.foreign_key.is_some());
        let owners: Vec<Value> = changes
            .iter()
            .zip(references)
            .filter(|(of, _)| !matches!(&of.change, ListChange::Edit { deselect, .. } if deselect.is_empty()))
            .filter(|(of, _)| !(is_guarded && self.changes.got_its_key(of.node)))
            .map(|(_, reference)| reference.clone())
            .collect();
        let mut selected: Vec<&FieldName> = members.primary_key.columns().iter().collect();
        let at = selected.len();
        selected.push(&relation.many_field);
        let answers = self.rows_where_in(&members.name, &selected, (&relation.many_field, &owners)).await?;
        let mut current = HashMap::new();
        for rows in &answers {
            for row in 0..rows.len() {
                if let Some(key) = key_at(members, rows, row) {
                    current.insert(key, Key::read(rows.cell(row, at)));
                }
            }
        }
        Ok(current)
    }

    /// The last place in the manual order of each list that gets new members and has some. `None`: its members stand in no order but
    /// that of their keys.
    async fn last_sort(
        &mut self,
        relation: &Relation,
        members: &Collection,
        (changes, references): (&[OwnedChange], &[Value]),
    ) -> Result<HashMap<Option<Key>, Option<i64>>, WriteFailure> {
        let mut last = HashMap::new();
        let Some(sort_field) = relation.sort_field.as_ref().filter(|field| members.fields.contains_key(*field)) else { return Ok(last) };
        let owners: Vec<Value> = changes
            .iter()
            .zip(references)
            .filter(|(of, _)| matches!(&of.change, ListChange::Edit { create, .. } if !create.is_empty()))
            .map(|(_, reference)| reference.clone())
            .collect();
        if owners.is_empty() {
            return Ok(last);
        }
        let statement = max_by_owner(self.dialect, &members.name, sort_field, (&relation.many_field, owners));
        let rows = self.tx.fetch(&statement).await.map_err(|error| WriteFailure::database(&members.name, error))?;
        for row in 0..rows.len() {
            last.insert(Key::read(rows.cell(row, 0)), rows.cell(row, 1).as_i64());
        }
        Ok(last)
    }

    /// Takes rows out of their lists.
    async fn deselect(&mut self, relation: &Relation, members: &Arc<Collection>, gone: Vec<(NodeId, Value)>) -> Result<(), WriteFailure> {
        // A part of a key is never empty: such a row is nothing without its owner.
        if relation.deselect == DeselectAction::Delete || members.primary_key.columns().contains(&relation.many_field) {
            let keys: Vec<Value> = gone.iter().map(|(_, key)| key.clone()).collect();
            self.may(members, Touch { action: Action::Delete, fields: &[] }, &keys).await?;
            return self.delete(members, gone).await;
        }
        let keys: Vec<Value> = gone.iter().map(|(_, key)| key.clone()).collect();
        self.may(members, Touch { action: Action::Update, fields: std::slice::from_ref(&relation.many_field) }, &keys).await?;
        let unlinked = gone.into_iter().map(|(node, key)| (node, key, Value::Null)).collect();
        self.refer(relation, members, unlinked).await
    }

    /// Puts existing rows into lists. A row that doesn't exist is refused like one that may not be seen.
    async fn link(
        &mut self,
        relation: &Relation,
        members: &Arc<Collection>,
        linked: Vec<(NodeId, Value, Value)>,
    ) -> Result<(), WriteFailure> {
        let asked: Vec<Value> = linked.iter().map(|(_, key, _)| key.clone()).collect();
        let fields = std::slice::from_ref(&relation.many_field);
        self.may(members, Touch { action: Action::Update, fields }, &asked).await?;
        self.rights.check_later(&members.name, Action::Update, fields, asked.iter().cloned());
        self.load(members, &asked).await?;
        if !asked.iter().all(|key| self.stored(members, key).is_some()) {
            return Err(WriteFailure::Forbidden);
        }
        self.refer(relation, members, linked).await
    }

    /// Gives rows another reference.
    async fn refer(
        &mut self,
        relation: &Relation,
        members: &Arc<Collection>,
        rows: Vec<(NodeId, Value, Value)>,
    ) -> Result<(), WriteFailure> {
        let keys: Vec<Value> = rows.iter().map(|(_, key, _)| key.clone()).collect();
        self.load(members, &keys).await?;
        let marks = self.marks(members);
        let updates = rows.into_iter().map(|(node, key, reference)| {
            let asked = IndexMap::from_iter([(relation.many_field.clone(), reference)]);
            RowUpdate { node, key, given: Arc::new(Given::new(members, asked, marks.clone())) }
        });
        self.update_rows(members, updates.collect()).await
    }
}

/// Where a change begins that stands in the way of one before it: it is about the same owner, or names the same member.
fn meeting(changes: &[OwnedChange]) -> Option<usize> {
    let mut owners: HashSet<Key> = HashSet::new();
    let mut named: HashSet<Key> = HashSet::new();
    changes.iter().position(|of| {
        let members = members_named(&of.change);
        let meets = Key::of_value(&of.owner).is_some_and(|owner| !owners.insert(owner)) || !named.is_disjoint(&members);
        named.extend(members);
        meets
    })
}

/// Those who are in the list afterwards, as far as the payload names them.
fn members_named(change: &ListChange) -> HashSet<Key> {
    match change {
        ListChange::Exactly(members) => members.iter().filter_map(member_key).collect(),
        ListChange::Edit { create, update, .. } => {
            create.iter().chain(update).filter_map(|item| item.key.as_ref().and_then(Key::of_value)).collect()
        }
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
    // A key of several columns, one of which is the owner, is known only now.
    if let Some(Value::List(parts)) = &mut item.key {
        parts.iter_mut().filter(|part| part.is_null()).for_each(|part| part.clone_from(reference));
    }
    item
}

fn owned_change(change: ListChange, relation: &Relation, reference: &Value) -> ListChange {
    let all = |items: Vec<ItemWrite>| items.into_iter().map(|item| owned(item, relation, reference)).collect();
    let member = |member: Member| match member {
        Member::Key(key) => Member::Key(key),
        Member::Item(item) => Member::Item(Box::new(owned(*item, relation, reference))),
    };
    match change {
        ListChange::Exactly(members) => ListChange::Exactly(members.into_iter().map(member).collect()),
        ListChange::Edit { create, update, deselect } => ListChange::Edit { create: all(create), update: all(update), deselect },
    }
}

/// Gives a new member the next place, unless the payload says one. Where nobody has a place, the new one has none, too: with the first
/// number it would stand before all others instead of behind them.
fn number_on(item: &mut ItemWrite, relation: &Relation, members: &Collection, last: &mut Option<i64>) {
    let Some(sort_field) = relation.sort_field.as_ref().filter(|field| members.fields.contains_key(*field)) else { return };
    let Some(last) = last else { return };
    // Each one takes a place, also where it is given another.
    *last += 1;
    if item.operation != Operation::Update {
        item.columns.entry(sort_field.clone()).or_insert(Value::Integer(*last));
    }
}
