//! What a delete will do, found out before anything is done: over the reference graph, everybody who refers to a row that goes is
//! unlinked, goes too, or keeps it.
//!
//! A delete carries this plan out and a usage list prints it, so that the forecast is what happens. It only reads.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::{RowSet, Session};
use relata_schema::{Collection, CollectionName, FieldName, ReferentialAction, Relation, RelationTarget, Value};

use crate::read::Key;
use crate::write::{
    WriteFailure,
    integrity::{OnTargetDeleted, on_target_deleted},
    session::{WriteSession, as_text, key_at, key_value},
};

/// What becomes of rows that refer to a row which goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeleteEffect {
    /// They keep it: nothing is deleted at all.
    Refuse,
    /// Their reference is set to null.
    Unlink,
    /// They go, too.
    Cascade,
    /// They go, too, and were nothing but links.
    RemoveJunctionRow,
    /// They go, too, and so do the items to whose lists they belong.
    DeleteOwner,
}

impl DeleteEffect {
    /// The name that answers carry.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Unlink => "unlink",
            Self::Cascade => "cascade",
            Self::RemoveJunctionRow => "remove_junction",
            Self::DeleteOwner => "delete_owner",
        }
    }

    pub(crate) const fn removes(self) -> bool {
        matches!(self, Self::Cascade | Self::RemoveJunctionRow | Self::DeleteOwner)
    }
}

/// The rows that refer by one relation to rows which go.
#[derive(Debug, Clone)]
pub(crate) struct Use {
    pub(crate) relation: Arc<Relation>,
    /// The collection of the rows that go.
    pub(crate) refers_to: CollectionName,
    pub(crate) effect: DeleteEffect,
    /// The referring rows.
    pub(crate) keys: Vec<Key>,
    /// How many deletes lead to this one: 1 for those who refer to the item itself.
    pub(crate) depth: usize,
}

/// A whole delete.
#[derive(Debug, Default)]
pub(crate) struct DeletePlan {
    /// Everybody who refers, nearest first.
    pub(crate) uses: Vec<Use>,
    /// The rows that go, nearest first, each with its depth.
    gone: IndexMap<CollectionName, IndexMap<Key, usize>>,
    /// References between rows that go, which must be loosened first because the database would object.
    knots: Vec<(Arc<Relation>, Vec<Key>)>,
    /// Which of the rows that go each referring row refers to, by relation.
    referred_to: HashMap<ReferringRow, (CollectionName, Key)>,
    /// The items that go because a row in their lists goes; each once.
    owners: HashMap<ReferringRow, (CollectionName, Key)>,
}

/// A referring row: its collection, the field that refers, its key.
type ReferringRow = (CollectionName, FieldName, Key);

impl DeletePlan {
    /// The first reason why nothing can be deleted.
    pub(crate) fn refusal(&self) -> Option<&Use> {
        self.uses.iter().find(|found| found.effect == DeleteEffect::Refuse)
    }

    /// References between rows that go, to be set to null before any row goes.
    pub(crate) fn knots(&self) -> &[(Arc<Relation>, Vec<Key>)] {
        &self.knots
    }

    /// The rows that go, those who refer before those whom they refer to.
    pub(crate) fn removals(&self) -> Vec<(CollectionName, Vec<Key>)> {
        let deepest = self.gone.values().flat_map(IndexMap::values).copied().max().unwrap_or(0);
        let at = |depth: usize| {
            self.gone.iter().map(move |(collection, keys)| {
                (collection.clone(), keys.iter().filter(|(_, of)| **of == depth).map(|(key, _)| key.clone()).collect::<Vec<_>>())
            })
        };
        (0..=deepest).rev().flat_map(at).filter(|(_, keys)| !keys.is_empty()).collect()
    }

    /// The rows that go, by collection.
    pub(crate) fn removed(&self) -> impl Iterator<Item = (&CollectionName, Vec<Key>)> {
        self.gone.iter().map(|(collection, keys)| (collection, keys.keys().cloned().collect()))
    }

    /// The row that goes to which a row refers by a relation.
    pub(crate) fn referred_to(&self, relation: &Relation, key: &Key) -> Option<&(CollectionName, Key)> {
        self.referred_to.get(&(relation.many_collection.clone(), relation.many_field.clone(), key.clone()))
    }

    /// The item that goes because a row in its lists goes.
    pub(crate) fn owner(&self, relation: &Relation, key: &Key) -> Option<&(CollectionName, Key)> {
        self.owners.get(&(relation.many_collection.clone(), relation.many_field.clone(), key.clone()))
    }

    fn depth(&self, collection: &CollectionName, key: &Key) -> Option<usize> {
        self.gone.get(collection)?.get(key).copied()
    }
}

/// Rows that refer, with the key that each refers to.
type Referring = Vec<(Key, Key)>;

impl<T: Session> WriteSession<'_, T> {
    /// Plans the deletion of items. Unknown keys are passed over.
    pub(crate) async fn plan_delete(&mut self, collection: &Arc<Collection>, keys: &[Value]) -> Result<DeletePlan, WriteFailure> {
        if collection.primary_key.columns().is_empty() {
            return Err(WriteFailure::Forbidden);
        }
        let schema = Arc::clone(&self.schema);
        let mut plan = DeletePlan::default();
        let first = self.existing(collection, keys).await?;
        plan.gone.entry(collection.name.clone()).or_default().extend(first.iter().map(|key| (key.clone(), 0)));
        let mut next = vec![(Arc::clone(collection), first)];
        let mut kept: Vec<(Arc<Relation>, Referring, CollectionName)> = Vec::new();
        let mut depth = 0;
        while !next.is_empty() {
            depth += 1;
            for (target, gone) in std::mem::take(&mut next) {
                for relation in schema.incoming(&target.name).filter(|relation| !is_history(&relation.many_collection)) {
                    let members = self.collection(&relation.many_collection)?;
                    let referring = self.referring(relation, &members, (&target, &gone)).await?;
                    if referring.is_empty() {
                        continue;
                    }
                    let effect = effect(relation, &members, &target.name);
                    for (key, of) in &referring {
                        let row = (members.name.clone(), relation.many_field.clone(), key.clone());
                        plan.referred_to.entry(row).or_insert_with(|| (target.name.clone(), of.clone()));
                    }
                    let mut keys: Vec<Key> = Vec::new();
                    for (key, _) in &referring {
                        if effect.removes() && plan.depth(&members.name, key).is_none() {
                            plan.gone.entry(members.name.clone()).or_default().insert(key.clone(), depth);
                            keys.push(key.clone());
                        }
                    }
                    if effect == DeleteEffect::DeleteOwner
                        && let Some((owners, rows)) = self.owners(relation, &members, &keys).await?
                    {
                        next.extend(plan.add_owners(relation, &owners, rows));
                    }
                    if effect.removes() {
                        if !keys.is_empty() {
                            next.push((Arc::clone(&members), keys.clone()));
                            plan.uses.push(Use { relation: Arc::clone(relation), refers_to: target.name.clone(), effect, keys, depth });
                        }
                    } else {
                        let keys = referring.iter().map(|(key, _)| key.clone()).collect();
                        plan.uses.push(Use { relation: Arc::clone(relation), refers_to: target.name.clone(), effect, keys, depth });
                    }
                    kept.push((Arc::clone(relation), referring, target.name.clone()));
                }
            }
        }
        plan.settle(kept, self);
        Ok(plan)
    }

    /// The rows that refer to items which go, each with the item it refers to.
    async fn referring(
        &mut self,
        relation: &Relation,
        members: &Collection,
        gone: (&Arc<Collection>, &[Key]),
    ) -> Result<Referring, WriteFailure> {
        let (gone_from, gone) = gone;
        let gone: Vec<Value> = gone.iter().map(|key| key_value(gone_from, key)).collect();
        let mut selected: Vec<&FieldName> = members.primary_key.columns().iter().collect();
        let at = selected.len();
        selected.push(&relation.many_field);
        let is_any = match &relation.target {
            RelationTarget::One(_) => false,
            RelationTarget::Any { collection_field, .. } => {
                selected.push(collection_field);
                true
            }
        };
        let named = |rows: &RowSet, row: usize| !is_any || rows.cell(row, at + 1).as_str() == Some(gone_from.name.as_str());
        let schema = Arc::clone(&self.schema);
        let mut refers_to: Option<HashMap<Key, Key>> = None;
        let references: Vec<Value> = match (&relation.target, schema.referenced_beside_key(relation)) {
            (RelationTarget::One(_), Some(column)) => {
                let values = self.values_of(&gone_from.name, column, &gone).await?;
                refers_to = Some(values.iter().filter_map(|(key, value)| Some((Key::of_value(value)?, key.clone()))).collect());
                values.into_values().collect()
            }
            (RelationTarget::One(_), None) => gone,
            (RelationTarget::Any { .. }, _) => gone.iter().map(as_text).collect(),
        };
        let answers = self.rows_where_in(&members.name, &selected, (&relation.many_field, &references)).await?;
        let mut referring = Vec::new();
        for rows in &answers {
            for row in (0..rows.len()).filter(|row| named(rows, *row)) {
                if let Some(items) = &refers_to {
                    let target = Key::read(rows.cell(row, at)).and_then(|value| items.get(&value)).cloned();
                    referring.extend(key_at(members, rows, row).zip(target));
                    continue;
                }
                // Any-references are text: read as the key that it stands for.
                let target = rows.cell(row, at).as_str().and_then(|text| {
                    let ty = gone_from.primary_key_field()?.ty;
                    Key::parse(text, ty)
                });
                let target = target.or_else(|| Key::read(rows.cell(row, at)));
                referring.extend(key_at(members, rows, row).zip(target));
            }
        }
        Ok(referring)
    }
}

impl DeletePlan {
    /// Items that go with rows of their lists, as those that are deleted themselves. Answers which of them are new.
    fn add_owners(&mut self, relation: &Relation, owners: &Arc<Collection>, rows: Referring) -> Option<(Arc<Collection>, Vec<Key>)> {
        let mut new = Vec::new();
        for (row, owner) in rows {
            if self.depth(&owners.name, &owner).is_none() {
                self.gone.entry(owners.name.clone()).or_default().insert(owner.clone(), 0);
                let row = (relation.many_collection.clone(), relation.many_field.clone(), row);
                self.owners.insert(row, (owners.name.clone(), owner.clone()));
                new.push(owner);
            }
        }
        (!new.is_empty()).then(|| (Arc::clone(owners), new))
    }

    /// Rows that go anyway keep nothing and need no unlinking; what the database would object to among them is loosened.
    fn settle<T: Session>(&mut self, kept: Vec<(Arc<Relation>, Referring, CollectionName)>, session: &WriteSession<'_, T>) {
        let gone: IndexMap<CollectionName, HashSet<Key>> =
            self.gone.iter().map(|(collection, keys)| (collection.clone(), keys.keys().cloned().collect())).collect();
        let goes = |collection: &CollectionName, key: &Key| gone.get(collection).is_some_and(|keys| keys.contains(key));
        for found in &mut self.uses {
            if !found.effect.removes() {
                found.keys.retain(|key| !goes(&found.relation.many_collection, key));
            }
        }
        self.uses.retain(|found| !found.keys.is_empty());
        for (relation, referring, target) in kept {
            let Ok(members) = session.collection(&relation.many_collection) else { continue };
            let column = members.field(relation.many_field.as_str()).and_then(|field| field.column.as_ref());
            let has_key = column.is_some_and(|column| column.foreign_key.is_some());
            if !has_key || !column.is_some_and(|column| column.nullable) {
                continue;
            }
            let is_knot = |(key, to): &(Key, Key)| {
                let (from, to) = (self.depth(&members.name, key), self.depth(&target, to));
                from.zip(to).is_some_and(|(from, to)| from <= to)
            };
            let keys: Vec<Key> = referring
                .into_iter()
                .filter(|pair| pair.0 != pair.1 || members.name != target)
                .filter(is_knot)
                .map(|(key, _)| key)
                .collect();
            if !keys.is_empty() {
                self.knots.push((relation, keys));
            }
        }
    }
}

/// What was recorded of the past keeps its references to what is gone.
fn is_history(collection: &CollectionName) -> bool {
    matches!(collection.as_str(), "directus_activity" | "directus_revisions")
}

/// What the model says about referring rows: the foreign key's own rule; without one, references are set to null. The rows of a
/// many-to-any go with the item they point to, unless the field's options say otherwise.
fn effect(relation: &Relation, members: &Collection, target: &CollectionName) -> DeleteEffect {
    if is_parent_of_roles(relation) {
        // As in Directus: the roles below stand by themselves then, whatever the foreign key would say.
        return DeleteEffect::Unlink;
    }
    if let (RelationTarget::Any { .. }, Some(field)) = (&relation.target, members.field(relation.many_field.as_str())) {
        return match on_target_deleted(field, target) {
            OnTargetDeleted::Remove => DeleteEffect::RemoveJunctionRow,
            OnTargetDeleted::Refuse => DeleteEffect::Refuse,
            OnTargetDeleted::DeleteOwner => DeleteEffect::DeleteOwner,
        };
    }
    let goes = if relation.junction_field.is_some() || matches!(relation.target, RelationTarget::Any { .. }) {
        DeleteEffect::RemoveJunctionRow
    } else {
        DeleteEffect::Cascade
    };
    match on_delete(relation, members) {
        ReferentialAction::Cascade => goes,
        ReferentialAction::SetNull | ReferentialAction::SetDefault => DeleteEffect::Unlink,
        ReferentialAction::NoAction | ReferentialAction::Restrict => DeleteEffect::Refuse,
    }
}

fn is_parent_of_roles(relation: &Relation) -> bool {
    relation.many_collection == *"directus_roles" && relation.many_field.as_str() == "parent"
}

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
