//! Where items are used, and what deleting them would do: the plan of the delete, printed instead of carried out; and whether it would
//! be carried out, found out by trying and undone.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use relata_db::{ReadJob, Session};
use relata_plan::{Action, Asker, Touch};
use relata_schema::{Collection, CollectionName, FieldName, Relation, RelationTarget, Schema, Value};
use relata_sql::Dialect;
use smol_str::{SmolStr, ToSmolStr};

use super::Selection;
use super::write::{key_value as typed_key, permitted};
use crate::read::Key;
use crate::write::{DeleteEffect, DeletePlan, Rights, Use, WriteCommand, WriteFailure, WriteSession, key_value, reference_columns};
use crate::{Engine, EngineError};

/// Keys that a usage names at most; the count tells how many there are.
const N_SAMPLES: usize = 5;

/// Where some items are used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Usage {
    /// Why a delete would be refused, in words; `None` if it would be carried out.
    pub refusal: Option<String>,
    /// Each way in which the items, or those that would go with them, are used. Nearest first.
    pub uses: Vec<UsedBy>,
    /// How many items would go, by collection.
    pub deleted: Vec<(CollectionName, usize)>,
    /// How many items would lose a reference, by collection.
    pub unlinked: Vec<(CollectionName, usize)>,
}

/// Items that refer by one relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UsedBy {
    /// Their collection.
    pub collection: CollectionName,
    /// The field that refers.
    pub field: FieldName,
    /// The collection they refer to.
    pub refers_to: CollectionName,
    /// The list on that side, if it has one.
    pub list: Option<FieldName>,
    /// What a delete would do to them.
    pub effect: DeleteEffect,
    /// How many they are.
    pub count: usize,
    /// Some of their keys.
    pub keys: Vec<SmolStr>,
    /// Of junction rows: what stands at the other end of those.
    pub leads_to: Vec<(CollectionName, SmolStr)>,
    /// 1 where they refer to the items themselves, more where they refer to what would go with them.
    pub depth: usize,
}

impl Engine {
    /// Where items are used, over all relations, and what deleting them would do. Changes nothing. Names and counts only what the asker
    /// may see: rows that they may not, references that they may not, and what only those lead to, are left out.
    pub async fn usage(&self, asker: &Asker, collection: &str, selection: Selection<'_>) -> Result<Usage, EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Read)?;
        let keys = match selection {
            Selection::Item(key) => vec![typed_key(&collection, &key.into())?],
            Selection::Keys(keys) => keys.iter().map(|key| typed_key(&collection, key)).collect::<Result<_, _>>()?,
            Selection::Query(_) | Selection::Singleton => self.keys_of(asker, &collection, selection).await?,
        };
        let must_exist = matches!(selection, Selection::Item(_));
        let rights = Rights::new(Arc::new(asker.clone()), self.moment(&schema, asker, None).await?, self.options().updated_rows);
        let job = FindUses { schema: Arc::clone(&schema), dialect: self.dialect(), collection: Arc::clone(&collection), keys, rights };
        let (usage, keys) = self.database().read(job).await??;
        if must_exist && usage.deleted.is_empty() {
            return Err(EngineError::forbidden());
        }
        let refusal = self.refusal(schema, asker, WriteCommand::Delete(collection, keys)).await?;
        Ok(Usage { refusal: refusal.map(|error| error.to_string()), ..usage })
    }
}

struct FindUses {
    schema: Arc<Schema>,
    dialect: Dialect,
    collection: Arc<Collection>,
    keys: Vec<Value>,
    rights: Rights,
}

impl ReadJob for FindUses {
    /// The uses of the items that the asker sees, and their keys.
    type Output = Result<(Usage, Vec<Value>), WriteFailure>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let mut session = WriteSession::new(session, self.schema, self.dialect);
        session.rights = self.rights;
        // What the asker can't see isn't there for them.
        let seen = session.allowed(&self.collection, LOOK, &self.keys).await?;
        let keys: Vec<Value> = self.keys.into_iter().filter(|key| Key::of_value(key).is_some_and(|key| seen.contains(&key))).collect();
        let plan = session.plan_delete(&self.collection, &keys).await?;
        Ok((session.usage(&self.collection, (&keys, &plan)).await?, keys))
    }
}

/// To see rows as a whole.
const LOOK: Touch<'static> = Touch { action: Action::Read, fields: &[] };

/// Rows that would go and that the asker knows of.
type Known = IndexMap<CollectionName, IndexSet<Key>>;

impl<S: Session> WriteSession<'_, S> {
    /// The plan of a delete, as far as the asker may know of it.
    async fn usage(&mut self, collection: &Collection, of: (&[Value], &DeletePlan)) -> Result<Usage, WriteFailure> {
        let (keys, plan) = of;
        let mut known = Known::new();
        let own = plan.removed().filter(|(name, _)| **name == collection.name).flat_map(|(_, keys)| keys);
        let asked: HashSet<Key> = keys.iter().filter_map(Key::of_value).collect();
        known.insert(collection.name.clone(), own.filter(|key| asked.contains(key)).collect());
        let mut uses = Vec::new();
        let mut unlinked: IndexMap<CollectionName, usize> = IndexMap::new();
        for found in &plan.uses {
            let members = self.collection(&found.relation.many_collection)?;
            let keys = self.known_references(found, &members, (plan, &known)).await?;
            if keys.is_empty() {
                continue;
            }
            if found.effect == DeleteEffect::Unlink {
                *unlinked.entry(members.name.clone()).or_default() += keys.len();
            }
            if found.effect.removes() {
                known.entry(members.name.clone()).or_default().extend(keys.iter().cloned());
            }
            // One relation's rows belong to items of one collection.
            let owners: Vec<_> = keys.iter().filter_map(|key| plan.owner(&found.relation, key)).collect();
            if let Some((name, _)) = owners.first() {
                let collection = self.collection(name)?;
                let asked: Vec<Value> = owners.iter().map(|(_, key)| key_value(&collection, key)).collect();
                let seen = self.allowed(&collection, LOOK, &asked).await?;
                known.entry(name.clone()).or_default().extend(owners.iter().map(|(_, key)| key.clone()).filter(|key| seen.contains(key)));
            }
            let leads_to = self.seen_ends(found, &members, &keys).await?;
            uses.push(self.used_by(found, &keys, leads_to));
        }
        let deleted = known.into_iter().map(|(name, keys)| (name, keys.len())).filter(|(_, count)| *count > 0);
        Ok(Usage { refusal: None, uses, deleted: deleted.collect(), unlinked: unlinked.into_iter().collect() })
    }

    /// Those of the referring rows of which the asker sees that they refer, and to what.
    async fn known_references(&mut self, found: &Use, members: &Collection, of: (&DeletePlan, &Known)) -> Result<Vec<Key>, WriteFailure> {
        let (plan, known) = of;
        if self.rights.asker.is_admin() {
            return Ok(found.keys.clone());
        }
        let is_known = |key: &&Key| {
            let referred_to = plan.referred_to(&found.relation, key);
            referred_to.is_some_and(|(name, key)| known.get(name).is_some_and(|keys| keys.contains(key)))
        };
        let keys: Vec<&Key> = found.keys.iter().filter(is_known).collect();
        let values: Vec<Value> = keys.iter().map(|key| key_value(members, key)).collect();
        let fields = reference_columns(&found.relation);
        let seen = self.allowed(members, Touch { action: Action::Read, fields: &fields }, &values).await?;
        Ok(keys.into_iter().filter(|key| seen.contains(*key)).cloned().collect())
    }

    /// What stands at the other end of the first of some junction rows, as far as the asker sees it.
    async fn seen_ends(
        &mut self,
        found: &Use,
        members: &Arc<Collection>,
        keys: &[Key],
    ) -> Result<Vec<(CollectionName, SmolStr)>, WriteFailure> {
        let schema = Arc::clone(&self.schema);
        let other = found.relation.junction_field.as_ref();
        let Some(relation) = other.and_then(|other| schema.outgoing(&members.name).find(|relation| relation.many_field == *other)) else {
            return Ok(Vec::new());
        };
        let keys: Vec<Value> = keys.iter().take(N_SAMPLES).map(|key| key_value(members, key)).collect();
        let seen = self.allowed(members, Touch { action: Action::Read, fields: &reference_columns(relation) }, &keys).await?;
        let keys: Vec<Value> = keys.into_iter().filter(|key| Key::of_value(key).is_some_and(|key| seen.contains(&key))).collect();
        let mut ends = Vec::new();
        for (name, key) in self.other_ends(relation, members, &keys).await? {
            let collection = self.collection(&name)?;
            if !self.allowed(&collection, LOOK, &[key_value(&collection, &key)]).await?.is_empty() {
                ends.push((name, key.to_smolstr()));
            }
        }
        Ok(ends)
    }

    fn used_by(&self, found: &Use, keys: &[Key], leads_to: Vec<(CollectionName, SmolStr)>) -> UsedBy {
        let asker = &self.rights.asker;
        let is_seen = |list: &&FieldName| {
            asker.is_admin() || asker.grant(&found.refers_to, Action::Read).is_some_and(|grant| grant.allows_field(list.as_str()))
        };
        UsedBy {
            collection: found.relation.many_collection.clone(),
            field: found.relation.many_field.clone(),
            refers_to: found.refers_to.clone(),
            list: found.relation.one_field.as_ref().filter(is_seen).cloned(),
            effect: found.effect,
            count: keys.len(),
            keys: keys.iter().take(N_SAMPLES).map(ToSmolStr::to_smolstr).collect(),
            leads_to,
            depth: found.depth,
        }
    }

    /// The items to which some rows refer.
    async fn other_ends(
        &mut self,
        relation: &Relation,
        members: &Collection,
        keys: &[Value],
    ) -> Result<Vec<(CollectionName, Key)>, WriteFailure> {
        let columns = reference_columns(relation);
        let selected: Vec<&FieldName> = columns.iter().collect();
        let at = members.primary_key.columns().len();
        let mut ends = Vec::new();
        for rows in self.rows_by_keys(members, &selected, keys).await? {
            for row in 0..rows.len() {
                let collection = match &relation.target {
                    RelationTarget::One(one) => Some(one.clone()),
                    RelationTarget::Any { allowed, .. } => {
                        rows.cell(row, at + 1).as_str().and_then(|name| allowed.iter().find(|one| **one == *name)).cloned()
                    }
                };
                ends.extend(collection.zip(Key::read(rows.cell(row, at))));
            }
        }
        Ok(ends)
    }
}
