//! Writing items: payloads planned, hashed and carried out in one transaction.

use std::sync::Arc;
use std::time::Duration;

use relata_plan::{Action, Asker, FieldRules, ItemWrite, Operation, WriteContext, item_key, key_in, plan_item, plan_items};
use relata_query::{FieldPath, Limit, MetaRequest, Query, Segment};
use relata_schema::{Collection, CollectionName, FieldName, Schema, Value};
use relata_sql::{Dialect, lock_found};
use serde_json::{Map, Value as Json};
use smol_str::{SmolStr, ToSmolStr};

use super::{batch::check_batch, touched::touches_access};
use crate::events::{CommittedWrite, RowChange, filtered};
use crate::read::{self, Planned};
use crate::write::{
    AlikeWrite, CHANGES_TABLE, ChangeAction, Done, Placed, Trial, TrialEnd, Whose, WriteCommand, WriteFailure, WriteItems, image_columns,
    is_plain,
};
use crate::{Engine, EngineError, ErrorCode};

/// How often a write is tried that collides with others.
const MAX_ATTEMPTS: u32 = 8;

/// What a write has touched.
#[derive(Debug, Clone, PartialEq)]
pub struct Written {
    /// The collection.
    pub collection: CollectionName,
    /// The keys of the items, in the order of the payload; unknown ones are left out.
    pub keys: Vec<Value>,
}

/// Which items a change or a deletion is about.
#[derive(Debug, Clone, Copy)]
pub enum Selection<'a> {
    /// One, by its key as it stands in a path.
    Item(&'a str),
    /// Some, by their keys.
    Keys(&'a [Json]),
    /// All that a query finds, however many they are.
    Query(&'a Query),
    /// The one item of a singleton.
    Singleton,
}

impl Engine {
    /// Creates items.
    pub async fn create(&self, asker: &Asker, collection: &str, payloads: &[&Map<String, Json>]) -> Result<Written, EngineError> {
        self.create_placed(asker, collection, payloads, None).await
    }

    /// The same, with bytes that were stored for one of them.
    pub(crate) async fn create_placed(
        &self,
        asker: &Asker,
        collection: &str,
        payloads: &[&Map<String, Json>],
        placed: Option<Placed>,
    ) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Create)?;
        payloads.iter().try_for_each(|payload| check_named(&schema, &collection, payload))?;
        let mut accepted = Vec::with_capacity(payloads.len());
        for payload in payloads {
            accepted.push(filtered(self, (&schema, asker), &collection, (ChangeAction::Create, &[]), payload).await?);
        }
        let payloads = accepted.iter().map(AsRef::as_ref);
        let planned = self.plan(&schema, asker, |context| plan_items(context, &collection, payloads, Operation::Create)).await?;
        self.write(schema, asker, &collection, (planned, placed)).await
    }

    /// Gives all selected items the same changes.
    pub async fn update(
        &self,
        asker: &Asker,
        collection: &str,
        change: (Selection<'_>, &Map<String, Json>),
    ) -> Result<Written, EngineError> {
        self.update_placed(asker, collection, change, None).await
    }

    /// The same, with bytes that were stored for the item.
    pub(crate) async fn update_placed(
        &self,
        asker: &Asker,
        collection: &str,
        change: (Selection<'_>, &Map<String, Json>),
        placed: Option<Placed>,
    ) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Update)?;
        let (selection, payload) = change;
        check_named(&schema, &collection, payload)?;
        if let Selection::Query(query) = selection
            && let Some(written) = self.update_found(asker, (&schema, &collection), query, payload).await?
        {
            return Ok(written);
        }
        let keys = self.keys_of(asker, &collection, selection).await?;
        let operation = if keys.is_empty() && matches!(selection, Selection::Singleton) { Operation::Create } else { Operation::Update };
        let action = if operation == Operation::Create { ChangeAction::Create } else { ChangeAction::Update };
        let payload = filtered(self, (&schema, asker), &collection, (action, &keys), payload).await?;
        let planned = self.plan(&schema, asker, |context| plan_item(context, &collection, &payload, operation).map(|item| vec![item]));
        let planned = planned.await?;
        if operation == Operation::Create {
            return self.write(schema, asker, &collection, (planned, placed)).await;
        }
        let planned = self.ready(planned).await?;
        let Some(item) = planned.into_iter().next().filter(|_| !keys.is_empty()) else {
            return Ok(Written { collection: collection.name.clone(), keys: Vec::new() });
        };
        let command = match placed {
            Some(placed) => {
                let items = keys.into_iter().map(|key| ItemWrite { key: Some(key), ..item.clone() });
                WriteCommand::Upload(items.collect(), placed)
            }
            None if keys.len() > 1 && is_plain(&item) => WriteCommand::Alike(Arc::new(AlikeWrite { whose: Whose::Keys(keys), item })),
            None => WriteCommand::Same(keys, Box::new(item)),
        };
        self.carry_out(schema, asker, &collection, command).await
    }

    /// The same where a query's items can be found and locked in one go; `None` where they can't, or somebody has to hear of them before.
    async fn update_found(
        &self,
        asker: &Asker,
        of: (&Arc<Schema>, &Arc<Collection>),
        query: &Query,
        payload: &Map<String, Json>,
    ) -> Result<Option<Written>, EngineError> {
        let (schema, collection) = of;
        if self.options().max_batch.is_some() || !self.events_hub().filters().is_empty() {
            return Ok(None);
        }
        let (plan, _) = self.plan_of_keys(asker, collection, query).await?;
        let columns = image_columns(collection);
        let selected: Vec<&FieldName> = columns.iter().collect();
        let statement = lock_found(self.dialect(), &plan.root, &selected, collection.primary_key.columns());
        let Some(statement) = statement else { return Ok(None) };
        let planned = self.plan(schema, asker, |context| plan_item(context, collection, payload, Operation::Update).map(|item| vec![item]));
        let Some(item) = planned.await?.pop().filter(is_plain) else { return Ok(None) };
        let command = WriteCommand::Alike(Arc::new(AlikeWrite { whose: Whose::Found(statement), item }));
        self.carry_out(Arc::clone(schema), asker, collection, command).await.map(Some)
    }

    /// Changes items each in its own way; each payload names its item's key.
    pub async fn update_each(&self, asker: &Asker, collection: &str, payloads: &[&Map<String, Json>]) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Update)?;
        let key_names = collection.primary_key.columns();
        let mut keys = Vec::with_capacity(payloads.len());
        for payload in payloads {
            if let Some(missing) = key_names.iter().find(|name| !payload.contains_key(name.as_str())) {
                return Err(EngineError::invalid_payload(format!("Each item needs its key in \"{missing}\".")));
            }
            check_named(&schema, &collection, payload)?;
            keys.push(key_in(&collection, payload).ok_or_else(EngineError::forbidden)?);
        }
        let mut accepted = Vec::with_capacity(payloads.len());
        for (payload, key) in payloads.iter().zip(&keys) {
            let write = (ChangeAction::Update, std::slice::from_ref(key));
            accepted.push(filtered(self, (&schema, asker), &collection, write, payload).await?);
        }
        let payloads = accepted.iter().map(AsRef::as_ref);
        let planned = self.plan(&schema, asker, |context| plan_items(context, &collection, payloads, Operation::Update)).await?;
        let items = planned.into_iter().zip(keys).map(|(item, key)| ItemWrite { key: Some(key), ..item }).collect();
        self.write(schema, asker, &collection, (items, None)).await
    }

    /// Deletes items and settles every reference to them.
    pub async fn delete(&self, asker: &Asker, collection: &str, selection: Selection<'_>) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Delete)?;
        let keys = self.keys_of(asker, &collection, selection).await?;
        filtered(self, (&schema, asker), &collection, (ChangeAction::Delete, &keys), &Map::new()).await?;
        let command = WriteCommand::Delete(Arc::clone(&collection), keys);
        self.carry_out(schema, asker, &collection, command).await
    }

    /// Keys as they came in a body, typed by the collection's key.
    pub async fn keys(&self, collection: &str, keys: &[Json]) -> Result<Vec<Value>, EngineError> {
        let schema = self.schema().await?;
        let collection = schema.collection(collection).ok_or_else(EngineError::forbidden)?;
        keys.iter().map(|key| key_value(collection, key)).collect()
    }

    /// Whether a collection exists and holds exactly one item.
    pub async fn is_singleton(&self, collection: &str) -> Result<bool, EngineError> {
        Ok(self.schema().await?.collection(collection).is_some_and(|collection| collection.is_singleton()))
    }

    pub(super) async fn plan(
        &self,
        schema: &Schema,
        asker: &Asker,
        plan: impl FnOnce(&WriteContext<'_>) -> Result<Vec<ItemWrite>, relata_plan::WriteError>,
    ) -> Result<Vec<ItemWrite>, EngineError> {
        let moment = self.moment(schema, asker, None).await?;
        let new_uuid = || uuid::Uuid::new_v4().to_smolstr();
        let max_depth = self.options().limits.max_depth;
        let rules = FieldRules::default();
        let context = WriteContext { schema, asker, moment: &moment, new_uuid, max_depth, rules: &rules };
        plan(&context).map_err(|error| WriteFailure::from(error).into())
    }

    async fn write(
        &self,
        schema: Arc<Schema>,
        asker: &Asker,
        collection: &Arc<Collection>,
        (items, placed): (Vec<ItemWrite>, Option<Placed>),
    ) -> Result<Written, EngineError> {
        if items.is_empty() {
            return Ok(Written { collection: collection.name.clone(), keys: Vec::new() });
        }
        let items = self.ready(items).await?;
        let command = match placed {
            Some(placed) => WriteCommand::Upload(items, placed),
            None => WriteCommand::Items(items),
        };
        self.carry_out(schema, asker, collection, command).await
    }

    /// Items as they are stored: passwords checked, secrets hashed.
    async fn ready(&self, items: Vec<ItemWrite>) -> Result<Vec<ItemWrite>, EngineError> {
        self.check_passwords_of(&items).await?;
        hashed(items).await
    }

    pub(crate) async fn carry_out(
        &self,
        schema: Arc<Schema>,
        asker: &Asker,
        collection: &Collection,
        command: WriteCommand,
    ) -> Result<Written, EngineError> {
        check_batch(&command, self.options().max_batch)?;
        let touches_access = touches_access(&command, &schema);
        let job = self.job(schema, asker, command).await?;
        let engine = self.clone();
        // In a task of its own: what was committed is told, even if whoever asked has gone away.
        let keys = tokio::spawn(async move { engine.write_and_tell(job, touches_access).await }).await;
        let keys =
            keys.map_err(|error| EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error))??;
        Ok(Written { collection: collection.name.clone(), keys })
    }

    /// Why a write would be refused, if it would. Tried, and undone.
    pub(super) async fn refusal(
        &self,
        schema: Arc<Schema>,
        asker: &Asker,
        command: WriteCommand,
    ) -> Result<Option<EngineError>, EngineError> {
        let failure = match self.database().write(Trial(self.job(schema, asker, command).await?)).await {
            Ok(never) => match never {},
            Err(TrialEnd::Undone) => return Ok(None),
            Err(TrialEnd::Failed(failure)) => EngineError::from(failure),
        };
        match failure.code() {
            ErrorCode::ServiceUnavailable | ErrorCode::InternalServerError => Err(failure),
            _ => Ok(Some(failure)),
        }
    }

    async fn job(&self, schema: Arc<Schema>, asker: &Asker, command: WriteCommand) -> Result<WriteItems, EngineError> {
        let moment = self.moment(&schema, asker, None).await?;
        let updated_rows = self.options().updated_rows;
        let keeps_changes = self.model().await?.tables.iter().any(|table| table.name == *CHANGES_TABLE);
        Ok(WriteItems { schema, dialect: self.dialect(), asker: Arc::new(asker.clone()), moment, keeps_changes, updated_rows, command })
    }

    /// Carries a write out, again if the database couldn't put it in an order with others, and tells what was committed.
    async fn write_and_tell(&self, job: WriteItems, touches_access: bool) -> Result<Vec<Value>, EngineError> {
        let (asker, moment_us) = (Arc::clone(&job.asker), job.moment.now_us);
        let done = self.tried(job).await;
        // Also where it failed: a connection may be lost after the commit.
        self.fact_cache().note_write();
        if touches_access {
            self.note_access_change();
            self.tell_access().await;
        } else {
            self.tell_items();
        }
        let done = done?;
        self.events_hub().tell(|| CommittedWrite { asker, moment_us, changes: told(done.rows) });
        Ok(done.keys)
    }

    async fn tried(&self, job: WriteItems) -> Result<Done, EngineError> {
        // Where writes run one at a time, none collides with another.
        let mut n_attempts_left = if job.dialect == Dialect::Sqlite { 1 } else { MAX_ATTEMPTS };
        loop {
            n_attempts_left -= 1;
            if n_attempts_left == 0 {
                return Ok(self.database().write(job).await?);
            }
            match self.database().write(job.clone()).await {
                Err(failure) if failure.is_collision() => {
                    // Those that collided start again at different moments.
                    let pause = Duration::from_micros(2_000 + u64::from(uuid::Uuid::new_v4().as_bytes()[0]) * 100);
                    tokio::time::sleep(pause * (MAX_ATTEMPTS - n_attempts_left)).await;
                }
                outcome => return Ok(outcome?),
            }
        }
    }

    /// The keys of the selected items.
    pub(super) async fn keys_of(
        &self,
        asker: &Asker,
        collection: &Collection,
        selection: Selection<'_>,
    ) -> Result<Vec<Value>, EngineError> {
        let query = match selection {
            Selection::Item(key) => return Ok(vec![key_value(collection, &Json::from(key))?]),
            Selection::Keys(keys) => return keys.iter().map(|key| key_value(collection, key)).collect(),
            Selection::Query(query) => query.clone(),
            Selection::Singleton => Query { limit: Some(Limit::AtMost(1)), ..Query::default() },
        };
        // Whether there is an item at all is no secret of a singleton.
        let reader = if matches!(selection, Selection::Singleton) { &Asker::system() } else { asker };
        let plan = self.plan_of_keys(reader, collection, &query).await?;
        read::keys(self.database(), self.dialect(), collection, plan).await
    }

    /// How a query's items are found by whoever may see their keys.
    async fn plan_of_keys(&self, asker: &Asker, collection: &Collection, query: &Query) -> Result<Planned, EngineError> {
        let key_names = collection.primary_key.columns();
        let sees_keys = |grant: &relata_plan::Grant| key_names.iter().all(|name| grant.allows_field(name.as_str()));
        if key_names.is_empty() || !(asker.is_admin() || asker.grant(&collection.name, Action::Read).is_some_and(sees_keys)) {
            return Err(EngineError::forbidden());
        }
        // No default limit: whoever changes "all drafts" means all of them.
        let limit = query.limit.or(Some(Limit::All));
        let fields = Some(key_names.iter().map(|name| FieldPath(vec![Segment::Field(SmolStr::new(name.as_str()))])).collect());
        let query = Query { fields, limit, meta: MetaRequest::default(), ..query.clone() };
        self.plan_unbounded(&*self.schema().await?, asker, collection, &query).await
    }
}

/// The rows that differ now. Others leave the list, so that what stood under them stands under the next above.
fn told(rows: Vec<RowChange>) -> Vec<RowChange> {
    let mut place = Vec::with_capacity(rows.len());
    let mut n_told = 0;
    for row in &rows {
        place.push(row.change.differs().then_some(n_told));
        n_told += usize::from(row.change.differs());
    }
    let parents: Vec<Option<usize>> = rows.iter().map(|row| row.parent).collect();
    let above = |mut at: Option<usize>| {
        while let Some(parent) = at {
            if place[parent].is_some() {
                return place[parent];
            }
            at = parents[parent];
        }
        None
    };
    let differing = rows.into_iter().filter(|row| row.change.differs());
    differing.map(|row| RowChange { parent: above(row.parent), ..row }).collect()
}

/// A collection that exists, has items, and to some of whose items the asker may do something.
pub(super) fn permitted(schema: &Schema, asker: &Asker, name: &str, action: Action) -> Result<Arc<Collection>, EngineError> {
    let collection = schema.collection(name).filter(|collection| collection.has_table() && asker.may(&collection.name, action));
    collection.cloned().ok_or_else(|| relata_plan::PlanError::CollectionNotReadable { collection: name.into() }.into())
}

fn is_address(entry: &str) -> bool {
    relata_identity::IpList::parse([entry]).is_ok()
}

/// Checks what rows of system collections name that isn't theirs.
pub(super) fn check_named(schema: &Schema, collection: &Collection, payload: &Map<String, Json>) -> Result<(), EngineError> {
    check_addresses(collection, payload)?;
    // A collection that isn't there looks like one that may not be shared, or spoken of.
    let names_items = ["directus_shares", "directus_comments"].contains(&collection.name.as_str());
    let named = payload.get("collection").and_then(Json::as_str).filter(|_| names_items);
    match named.filter(|name| schema.collection(name).is_none()) {
        Some(name) => Err(relata_plan::PlanError::CollectionNotReadable { collection: name.into() }.into()),
        None => Ok(()),
    }
}

/// A policy's list of addresses that can't be read would lock everybody out.
fn check_addresses(collection: &Collection, payload: &Map<String, Json>) -> Result<(), EngineError> {
    if collection.name != *"directus_policies" {
        return Ok(());
    }
    let readable = |entry: &Json| entry.as_str().is_some_and(is_address);
    let all_readable = match payload.get("ip_access") {
        None | Some(Json::Null) => true,
        Some(Json::Array(entries)) => entries.iter().all(readable),
        Some(Json::String(list)) => list.is_empty() || list.split(',').all(is_address),
        Some(_) => false,
    };
    let refused = || EngineError::invalid_payload("\"ip_access\" takes IP addresses, ranges (10.0.0.1-10.0.0.9) and blocks (10.0.0.0/8).");
    if all_readable { Ok(()) } else { Err(refused()) }
}

/// A key as the collection's key type. What can't be a key is an item that doesn't exist.
pub(super) fn key_value(collection: &Collection, key: &Json) -> Result<Value, EngineError> {
    item_key(collection, key).ok_or_else(EngineError::forbidden)
}

/// Replaces the texts of hash fields by their hashes, on a thread that may be busy for long.
pub(super) async fn hashed(items: Vec<ItemWrite>) -> Result<Vec<ItemWrite>, EngineError> {
    if !items.iter().any(has_hashes) {
        return Ok(items);
    }
    let failed = || EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.");
    let hashing = tokio::task::spawn_blocking(move || {
        let mut items = items;
        items.iter_mut().try_for_each(hash)?;
        Ok::<_, relata_identity::PasswordError>(items)
    });
    hashing.await.map_err(|error| failed().caused_by(error))?.map_err(|error| failed().caused_by(error))
}

pub(super) fn nested(item: &ItemWrite) -> impl Iterator<Item = &ItemWrite> {
    use relata_plan::{ListChange, Member};
    let links = item.to_one.iter().map(|link| &link.item);
    let lists = item.lists.iter().flat_map(|list| -> Vec<&ItemWrite> {
        match &list.change {
            ListChange::Exactly(members) => {
                members.iter().filter_map(|member| if let Member::Item(item) = member { Some(&**item) } else { None }).collect()
            }
            ListChange::Edit { create, update, .. } => create.iter().chain(update).collect(),
        }
    });
    links.chain(lists)
}

fn has_hashes(item: &ItemWrite) -> bool {
    !item.hashed.is_empty() || nested(item).any(has_hashes)
}

fn hash(item: &mut ItemWrite) -> Result<(), relata_identity::PasswordError> {
    use relata_plan::{ListChange, Member};
    for field in std::mem::take(&mut item.hashed) {
        if let Some(Value::Text(text)) = item.columns.get_mut(&field) {
            *text = SmolStr::new(relata_identity::hash_password(text)?);
        }
    }
    item.to_one.iter_mut().try_for_each(|link| hash(&mut link.item))?;
    item.lists.iter_mut().try_for_each(|list| match &mut list.change {
        ListChange::Exactly(members) => {
            members.iter_mut().try_for_each(|member| if let Member::Item(item) = member { hash(item) } else { Ok(()) })
        }
        ListChange::Edit { create, update, .. } => create.iter_mut().chain(update).try_for_each(hash),
    })
}
