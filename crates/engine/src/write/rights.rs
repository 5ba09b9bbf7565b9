//! Whether the asker may touch the rows that a write touches: asked of the rows as they are, before anything changes, and of new and
//! changed rows as they have become, before the commit.
//!
//! Which fields may be written shows in the payload and is the plan's to check; of items that may be new or not, that is settled here. What
//! the server does by itself (cascades, numbering) needs no right.

use std::collections::HashSet;
use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::{Session, Transaction};
use relata_plan::{Action, Allowed, Asker, ItemWrite, Moment, Operation, PlanContext, PlanLimits, Touch, check_fields, plan_allowed};
use relata_schema::{Collection, CollectionName, FieldName, Value};
use relata_sql::select;

use crate::read::Key;

use super::{
    WriteFailure,
    integrity::Placed,
    session::{WriteSession, keys_of},
};

/// Keys per statement; rules bring binds of their own.
const KEYS_PER_CHECK: usize = 5_000;

/// Whether a changed row must still meet the rule by which it may be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UpdatedRows {
    /// It must: nobody gives away or promotes what they could not have changed.
    #[default]
    StayWithinRule,
    /// It need not, as in Directus.
    MayLeaveRule,
}

/// On whose behalf a write goes on, and what is still to be checked.
#[derive(Debug)]
pub(crate) struct Rights {
    pub(crate) asker: Arc<Asker>,
    pub(crate) moment: Moment,
    pub(crate) updated_rows: UpdatedRows,
    /// Where the bytes lie that this write may let a file's row tell of.
    pub(super) placed: Vec<Placed>,
    /// Rows to be looked at once everything is written.
    later: IndexMap<(CollectionName, Action, Vec<FieldName>), Vec<Value>>,
}

impl Rights {
    pub(crate) fn new(asker: Arc<Asker>, moment: Moment, updated_rows: UpdatedRows) -> Self {
        Self { asker, moment, updated_rows, placed: Vec::new(), later: IndexMap::new() }
    }

    /// The server's own work.
    pub(crate) fn of_the_system() -> Self {
        Self::new(Arc::new(Asker::system()), Moment::at(0), UpdatedRows::default())
    }

    /// Keeps rows to be looked at at the end.
    pub(super) fn check_later(
        &mut self,
        collection: &CollectionName,
        action: Action,
        fields: &[FieldName],
        keys: impl IntoIterator<Item = Value>,
    ) {
        let unneeded = action == Action::Update && self.updated_rows == UpdatedRows::MayLeaveRule;
        if !self.asker.is_admin() && !unneeded {
            self.later.entry((collection.clone(), action, fields.to_vec())).or_default().extend(keys);
        }
    }
}

impl<T: Session> WriteSession<'_, T> {
    /// Those of the rows to which the asker may do this. To an administrator that is all of them, without a look.
    pub(crate) async fn allowed(
        &mut self,
        collection: &Collection,
        touch: Touch<'_>,
        keys: &[Value],
    ) -> Result<HashSet<Key>, WriteFailure> {
        let mut seen = HashSet::new();
        let wanted: Vec<Value> = keys.iter().filter(|key| Key::of_value(key).is_some_and(|key| seen.insert(key))).cloned().collect();
        if self.rights.asker.is_admin() || wanted.is_empty() {
            return Ok(seen);
        }
        if check_fields(&self.rights.asker, collection, touch.action, touch.fields).is_err() {
            return Ok(HashSet::new());
        }
        let mut allowed = HashSet::with_capacity(wanted.len());
        for some in wanted.chunks(KEYS_PER_CHECK) {
            let limits = PlanLimits::default();
            let schema = Arc::clone(&self.schema);
            let context = PlanContext { schema: &schema, asker: &self.rights.asker, limits: &limits, moment: &self.rights.moment };
            match plan_allowed(context, collection.name.as_str(), touch, some) {
                Ok(Allowed::All) => allowed.extend(self.existing(collection, some).await?),
                Ok(Allowed::Nothing) | Err(_) => {}
                Ok(Allowed::Those(node)) => {
                    let rows = self.tx.fetch(&select(self.dialect, &node)).await;
                    let rows = rows.map_err(|error| WriteFailure::database(&collection.name, error))?;
                    allowed.extend(keys_of(collection, &rows));
                }
            }
        }
        Ok(allowed)
    }

    /// Refuses unless the asker may do this to each of the rows. A row that isn't there is refused like one that may not be touched. So
    /// is a field, without words: what a payload asks for by name is checked by the plan, the rest nobody has named.
    pub(super) async fn may(&mut self, collection: &Collection, touch: Touch<'_>, keys: &[Value]) -> Result<(), WriteFailure> {
        if self.rights.asker.is_admin() || keys.is_empty() {
            return Ok(());
        }
        let n_wanted = keys.iter().filter_map(Key::of_value).collect::<HashSet<_>>().len();
        if self.allowed(collection, touch, keys).await?.len() < n_wanted { Err(WriteFailure::Forbidden) } else { Ok(()) }
    }
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks items that are about to be made or changed. The rows that will change are looked at now, and everything once more at the end.
    pub(super) async fn may_write(
        &mut self,
        collection: &Collection,
        items: &[ItemWrite],
        places: (&[usize], &[usize]),
    ) -> Result<(), WriteFailure> {
        if self.rights.asker.is_admin() {
            return Ok(());
        }
        let (created, changed) = places;
        // An item that the payload names and that isn't there looks like one that may not be changed.
        let n_named = items.iter().filter(|item| item.operation == Operation::Update).count();
        let n_found = changed.iter().filter(|nth| items[**nth].operation == Operation::Update).count();
        if n_found < n_named {
            return Err(WriteFailure::Forbidden);
        }
        for nth in created.iter().filter(|nth| items[**nth].operation == Operation::Either) {
            let fields = given_to_new(collection, &items[*nth]);
            check_fields(&self.rights.asker, collection, Action::Create, &fields).map_err(|_| WriteFailure::Forbidden)?;
        }
        let mut by_fields: IndexMap<&[FieldName], Vec<Value>> = IndexMap::new();
        for nth in changed {
            let item = &items[*nth];
            // A key alone changes nothing.
            if let Some(key) = item.key.clone().filter(|_| item.operation == Operation::Update || !item.asked.is_empty()) {
                by_fields.entry(&item.asked).or_default().push(key);
            }
        }
        for (fields, keys) in by_fields {
            self.may(collection, Touch { action: Action::Update, fields }, &keys).await?;
        }
        let asks_for_more = |nth: &&usize| !items[**nth].asked.is_empty();
        if let Some(wrong) = changed.iter().filter(asks_for_more).find_map(|nth| items[*nth].unchangeable.clone()) {
            return Err(wrong.into());
        }
        for nth in changed {
            let item = &items[*nth];
            if !item.preset && !item.asked.is_empty() {
                self.rights.check_later(&collection.name, Action::Update, &item.asked, item.key.clone());
            }
        }
        Ok(())
    }

    /// Looks at the new and changed rows as they have become.
    pub(super) async fn check_written(&mut self) -> Result<(), WriteFailure> {
        for ((collection, action, fields), keys) in std::mem::take(&mut self.rights.later) {
            let collection = self.collection(&collection)?;
            self.may(&collection, Touch { action, fields: &fields }, &keys).await?;
        }
        Ok(())
    }
}

/// The fields that the asker gives a new item. Where it might have existed its key is among them, too, which would have been no change.
pub(super) fn given_to_new(collection: &Collection, item: &ItemWrite) -> Vec<FieldName> {
    let might_exist = item.operation == Operation::Either && item.key.is_some();
    let key = collection.primary_key.columns().iter().filter(|key| might_exist && !item.asked.contains(key));
    item.asked.iter().chain(key).cloned().collect()
}
