//! Revisions: what a write changed, as a list of rows before and after, and going back to what an item was.

use std::sync::Arc;

use relata_db::{DbError, ReadJob, Session};
use relata_plan::{Action, Asker, Operation, check_values, column_of, item_key, plan_item};
use relata_query::{FieldPath, Query, Segment};
use relata_schema::{Collection, CollectionName, EdgeKind, FieldName, FieldType, Generated, Schema, Value};
use relata_sql::{Statement, select_where_in};
use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

use super::net::{Net, net_changes};
use super::write::permitted;
use crate::write::{CHANGES_TABLE, LOGIN, Reversal, Undo, UndoneRow, WriteCommand, tells_of_bytes};
use crate::{Engine, EngineError, Envelope, ReadOf, ReadTarget};

/// How far an item goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revert {
    /// The item's own values, as far as a revision holds them: Directus's way.
    Values,
    /// Also its references, lists, translations, their order and what was written below it, even if the item is gone.
    Relations,
}

const REVISIONS: &str = "directus_revisions";
const ACTIVITY: &str = "directus_activity";

/// Steps from a nested revision up to the one at the top, at most.
const MAX_CLIMB: usize = 100;

impl Engine {
    /// Every row that was changed together with a revision, before and after. For a nested revision it is the whole write that it was
    /// part of. Administrators only: rows of any collection may be among them.
    pub async fn revision_changes(&self, asker: &Asker, revision: &str) -> Result<Json, EngineError> {
        let mut found = self.one_of(asker, REVISIONS, revision).await?;
        for _ in 0..MAX_CLIMB {
            let Some(parent) = found.get("parent").filter(|parent| !parent.is_null()) else { break };
            found = self.one_of(asker, REVISIONS, &text_of(parent)).await?;
        }
        let activity = found.get("activity").cloned().unwrap_or_default();
        let about = self.one_of(asker, ACTIVITY, &text_of(&activity)).await?;
        let mut changes = self.changes_of_activity(&activity).await?;
        if changes.is_null() {
            // A new item without relations, or a write of Directus's: the revision holds what there is to know.
            let after = found.get("delta").cloned().unwrap_or_default();
            changes = json!([{"collection": found["collection"], "item": found["item"], "action": about["action"], "parent": null,
                "field": null, "before": null, "after": after}]);
        }
        Ok(json!({"revision": found["id"], "activity": activity, "action": about["action"], "collection": found["collection"],
            "item": found["item"], "changes": changes}))
    }

    /// The same for an activity, which may be a deletion: those have no revision.
    pub async fn activity_changes(&self, asker: &Asker, activity: &str) -> Result<Json, EngineError> {
        let about = self.one_of(asker, ACTIVITY, activity).await?;
        let changes = self.changes_of_activity(&about["id"]).await?;
        let changes = if changes.is_null() { json!([]) } else { changes };
        Ok(json!({"activity": about["id"], "action": about["action"], "collection": about["collection"], "item": about["item"],
            "changes": changes}))
    }

    /// Takes an item back to what it was right after a revision. The asker must be able to see the revision, and needs the right to
    /// each change that it takes.
    pub async fn revert(&self, asker: &Asker, revision: &str, how: Revert) -> Result<(), EngineError> {
        let found = self.read_one(asker, REVISIONS, revision).await?;
        let schema = self.schema().await?;
        let text = |name: &str| found.get(name).map(text_of).unwrap_or_default();
        let collection = permitted(&schema, asker, &text("collection"), Action::Update)?;
        let key = item_key(&collection, &Json::from(text("item"))).ok_or_else(EngineError::forbidden)?;
        let mut payload = found.get("data").and_then(Json::as_object).cloned().unwrap_or_default();
        payload.retain(|name, _| collection.field(name).is_some_and(|field| !field.is_secret() && !is_elsewhere(&collection, name)));
        if collection.name == *"directus_users" && !asker.is_admin() {
            payload.retain(|name, _| !LOGIN.contains(&name.as_str()));
        }
        let mut item = self
            .plan(&schema, asker, |context| plan_item(context, &collection, &payload, Operation::Update).map(|item| vec![item]))
            .await?
            .pop()
            .ok_or_else(EngineError::forbidden)?;
        item.key = Some(key);
        let mut undo = Undo::default();
        if how == Revert::Relations {
            let later = self.later_changes((collection.name.as_str(), &text("item")), &found["activity"]).await?;
            let nets = net_changes(&later);
            self.check_restored(&schema, asker, &nets).await?;
            undo = undo_of(&schema, nets);
            // The item itself goes back whatever it holds by now.
            let own = undo.change.iter().position(|row| row.collection.name == collection.name && Some(&row.key) == item.key.as_ref());
            if let Some(own) = own.map(|at| undo.change.swap_remove(at)) {
                for (name, before, _) in own.columns {
                    if !item.columns.contains_key(&name) {
                        item.asked.push(name.clone());
                        item.columns.insert(name, before);
                    }
                }
            }
        }
        self.carry_out(schema, asker, &collection, WriteCommand::Revert(Box::new(Reversal { item, undo }))).await?;
        Ok(())
    }

    /// Refuses values that the asker's permissions don't let anybody give to a row, as they do in payloads.
    async fn check_restored(&self, schema: &Schema, asker: &Asker, nets: &[Net]) -> Result<(), EngineError> {
        if asker.is_admin() {
            return Ok(());
        }
        let checked = self.plan(schema, asker, |context| {
            for net in nets.iter().filter(|net| net.existed) {
                let Some(collection) = schema.collection(&net.collection) else { continue };
                let action = if net.exists { Action::Update } else { Action::Create };
                let values = net.before.iter().map(|(name, json)| (name.to_string(), json.clone())).collect();
                check_values(context, collection, action, &values)?;
            }
            Ok(Vec::new())
        });
        checked.await.map(|_| ())
    }

    /// A row of the record; only for administrators.
    async fn one_of(&self, asker: &Asker, collection: &str, key: &str) -> Result<Map<String, Json>, EngineError> {
        if !asker.is_admin() {
            return Err(EngineError::forbidden());
        }
        self.read_one(asker, collection, key).await
    }

    async fn read_one(&self, asker: &Asker, collection: &str, key: &str) -> Result<Map<String, Json>, EngineError> {
        let fields = Some(vec![FieldPath(vec![Segment::Wildcard])]);
        let query = Query { fields, ..Query::default() };
        let keys = [self.keys(collection, &[Json::from(key)]).await?.pop().ok_or_else(EngineError::forbidden)?];
        let of = ReadOf { collection, target: ReadTarget::Keys(&keys), query: &query, envelope: Envelope::Bare };
        match self.read_values(asker, of).await?.pop() {
            Some(Json::Object(row)) => Ok(row),
            _ => Err(EngineError::forbidden()),
        }
    }

    async fn changes_of_activity(&self, activity: &Json) -> Result<Json, EngineError> {
        let number = activity.as_i64().unwrap_or_default();
        let found = self.changes_where("activity", Value::Integer(number)).await?;
        Ok(found.into_iter().next().map_or(Json::Null, |(_, _, changes)| changes))
    }

    /// What was changed by writes of an item after an activity, oldest first.
    async fn later_changes(&self, item: (&str, &str), activity: &Json) -> Result<Vec<Json>, EngineError> {
        let (collection, key) = item;
        let since = activity.as_i64().unwrap_or(i64::MAX);
        let mut found = self.changes_where("item", Value::text(key)).await?;
        found.retain(|(at, of, _)| *at > since && of == collection);
        found.sort_by_key(|(at, _, _)| *at);
        Ok(found.into_iter().map(|(_, _, changes)| changes).collect())
    }

    async fn changes_where(&self, column: &str, value: Value) -> Result<Vec<(i64, String, Json)>, EngineError> {
        if !self.model().await?.tables.iter().any(|table| table.name == *CHANGES_TABLE) {
            return Ok(Vec::new());
        }
        let name = |text: &str| FieldName::parse(text).map_err(|_| EngineError::forbidden());
        let table = CollectionName::parse(CHANGES_TABLE).map_err(|_| EngineError::forbidden())?;
        let columns = [name("activity")?, name("collection")?, name("changes")?];
        let selected: Vec<&FieldName> = columns.iter().collect();
        let statement = select_where_in(self.dialect(), &table, &selected, (&name(column)?, vec![value]));
        Ok(self.database().read(FindChanges(statement)).await??)
    }
}

struct FindChanges(Statement);

impl ReadJob for FindChanges {
    type Output = Result<Vec<(i64, String, Json)>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let rows = session.fetch(&self.0).await?;
        let row = |row: usize| {
            let changes = rows.cell(row, 2).read_as(FieldType::Json);
            let changes = changes.as_str().and_then(|text| serde_json::from_str(text).ok())?;
            Some((rows.cell(row, 0).as_i64()?, rows.cell(row, 1).as_str()?.to_owned(), changes))
        };
        Ok((0..rows.len()).filter_map(row).collect())
    }
}

fn text_of(json: &Json) -> String {
    json.as_str().map_or_else(|| json.to_string(), str::to_owned)
}

/// What undoes the net changes, as far as the model still knows their collections and columns.
fn undo_of(schema: &Schema, nets: Vec<Net>) -> Undo {
    let mut undo = Undo::default();
    // Those that came last go first: what is referred to comes back before what refers to it.
    for net in nets.into_iter().rev() {
        let Some(collection) = schema.collection(&net.collection).filter(|collection| collection.has_table()).cloned() else { continue };
        let Some(key) = item_key(&collection, &Json::from(net.item.as_str())) else { continue };
        match (net.existed, net.exists) {
            (false, true) if is_member(schema, &net) => undo.remove.push((collection, key)),
            (true, false) => {
                let values = net.before.iter().filter_map(|(name, json)| restorable(&collection, name, json)).collect();
                undo.recreate.push((collection, key, values));
            }
            (true, true) => {
                let columns = net.before.iter().filter(|(name, _)| !is_elsewhere(&collection, name)).filter_map(|(name, json)| {
                    let (field, before) = restorable(&collection, name, json)?;
                    let (_, given) = restorable(&collection, name, net.after.get(name)?)?;
                    Some((field, before, given))
                });
                let columns = columns.collect();
                undo.change.push(UndoneRow { collection, key, columns });
            }
            _ => {}
        }
    }
    undo
}

/// Whether what a field tells of isn't kept in the row: a file's bytes stay what they are, so what is known of them stays, too.
fn is_elsewhere(collection: &Collection, field: &str) -> bool {
    collection.name.as_str() == crate::files::COLLECTION && tells_of_bytes(field)
}

/// Whether a row that was made is a member of a list, not something that a reference led to.
fn is_member(schema: &Schema, net: &Net) -> bool {
    let Some((parent, field)) = &net.below else { return false };
    // What has come back by going back before was a member then.
    let Some(field) = field else { return true };
    let Some(field) = schema.collection(parent).and_then(|parent| parent.field(field)) else { return false };
    CollectionName::parse(parent).is_ok_and(|parent| schema.edge(&parent, &field.name).is_some_and(|edge| edge.kind == EdgeKind::OneToMany))
}

/// A recorded value as it would be stored; `None` for columns that can't be given a value.
fn restorable(collection: &Arc<Collection>, name: &SmolStr, json: &Json) -> Option<(FieldName, Value)> {
    let field = collection.field(name)?;
    let column = field.column.as_ref()?;
    let is_open = column.generated == Generated::No && !field.is_secret() && field.ty != FieldType::Binary;
    let value = column_of(field, json).filter(|_| is_open)?;
    Some((field.name.clone(), value))
}
