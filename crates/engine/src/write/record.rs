//! Accountability: who changed what, written in the same transaction as the change itself.
//!
//! `directus_activity` and `directus_revisions` get the rows that Directus would write, plus those for rows that a cascade changed. Their
//! `data` and `delta` leave out what Directus leaves out: relations. These are kept, together with the values from before, in a table of
//! our own (`relata_changes`), one record for each item that a request was about. All of it goes in multi-row statements.
//!
//! Never holds a concealed value.

use std::collections::BTreeMap;
use std::sync::Arc;

use relata_db::Transaction;
use relata_plan::RequestSource;
use relata_schema::{Accountability, Collection, CollectionName, FieldName, Value};
use relata_sql::{InsertBatch, InsertColumn, inserts, update_by_keys};
use serde_json::json;

use crate::events::RowChange;
use crate::read::Key;

use super::{
    WriteFailure,
    changes::{Change, ChangeAction},
    print::{object, object_text},
    session::{WriteSession, as_text, in_chunks},
};

/// Where the relational changes are kept.
pub(crate) const CHANGES_TABLE: &str = "relata_changes";

/// Its columns, with the types that they have where lists can be bound.
const CHANGES_COLUMNS: [(&str, &str); 4] =
    [("activity", "integer"), ("collection", "character varying"), ("item", "character varying"), ("changes", "json")];

const ACTIVITY: &str = "directus_activity";
const REVISIONS: &str = "directus_revisions";
const ACTIVITY_COLUMNS: [&str; 8] = ["action", "user", "timestamp", "ip", "user_agent", "collection", "item", "origin"];
const REVISION_COLUMNS: [&str; 5] = ["activity", "collection", "item", "data", "delta"];

/// What is recorded of a collection's items.
pub(crate) fn accountability(collection: &Collection) -> Accountability {
    collection.meta.as_ref().map_or(Accountability::All, |meta| meta.accountability)
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Records all changes. What the system does by itself isn't recorded.
    pub(super) async fn record(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        if self.asker.user.is_none() && self.asker.source.is_none() {
            return Ok(());
        }
        let Some(table) = self.schema.collection(ACTIVITY).cloned() else { return Ok(()) };
        let recorded: Vec<usize> = (0..rows.len()).filter(|nth| accountability(&rows[*nth].collection) != Accountability::None).collect();
        let values = recorded.iter().map(|nth| self.activity(&rows[*nth])).collect();
        let keys = self.insert_known(&table, &ACTIVITY_COLUMNS, values).await?;
        let mut activities: Vec<Option<Value>> = vec![None; rows.len()];
        for (nth, key) in recorded.into_iter().zip(keys) {
            activities[nth] = Some(key);
        }
        self.record_revisions(rows, &activities).await?;
        if self.keeps_changes { self.record_trees(rows, &activities).await } else { Ok(()) }
    }

    fn activity(&self, row: &RowChange) -> Vec<Value> {
        let text = |text: Option<&String>| text.map_or(Value::Null, Value::text);
        let nowhere = RequestSource::default();
        let source: &RequestSource = self.asker.source.as_deref().unwrap_or(&nowhere);
        vec![
            Value::text(row.action().as_str()),
            self.asker.user.clone().map_or(Value::Null, Value::Uuid),
            Value::Timestamp(self.moment.now_us - self.moment.now_us.rem_euclid(1_000)),
            text(source.ip.as_ref()),
            text(source.user_agent.as_ref()),
            Value::text(row.collection.name.as_str()),
            as_text(row.key()),
            text(source.origin.as_ref()),
        ]
    }

    async fn record_revisions(&mut self, rows: &[RowChange], activities: &[Option<Value>]) -> Result<(), WriteFailure> {
        let Some(table) = self.schema.collection(REVISIONS).cloned() else { return Ok(()) };
        let is_revised = |nth: &usize| {
            rows[*nth].action() != ChangeAction::Delete
                && accountability(&rows[*nth].collection) == Accountability::All
                && activities[*nth].is_some()
        };
        let revised: Vec<usize> = (0..rows.len()).filter(is_revised).collect();
        let values = revised.iter().map(|nth| self.revision(&rows[*nth], activities[*nth].clone())).collect();
        let keys = self.insert_known(&table, &REVISION_COLUMNS, values).await?;
        let revisions: BTreeMap<usize, Value> = revised.into_iter().zip(keys).collect();
        let mut by_parent: BTreeMap<usize, Vec<Value>> = BTreeMap::new();
        for (nth, key) in &revisions {
            if let Some(parent) = nearest(rows, *nth, |parent| revisions.contains_key(&parent)) {
                by_parent.entry(parent).or_default().push(key.clone());
            }
        }
        let Some(column) = table.field("parent").map(|field| &field.name) else { return Ok(()) };
        let mut statements = Vec::with_capacity(by_parent.len());
        for (parent, children) in by_parent {
            let set = [(column, revisions[&parent].clone())];
            statements.extend(in_chunks(&table, &children, |key, keys| update_by_keys(self.dialect, &table.name, &set, (key, keys))));
        }
        self.run_all(&table.name, &statements).await
    }

    fn revision(&self, row: &RowChange, activity: Option<Value>) -> Vec<Value> {
        let collection = &row.collection;
        let is_plain = |name: &FieldName| self.schema.edge(&collection.name, name).is_none();
        let (data, delta) = match &row.change {
            Change::Created { values, n_given, .. } => {
                let given = values.iter().take(*n_given).filter(|(name, _)| is_plain(name));
                let data = object_text(collection, given, self.dialect);
                (data.clone(), data)
            }
            Change::Updated { before, given, changed, .. } => {
                let after = before.iter().map(|(name, old)| (name, given.get(name).filter(|_| changed.contains(name)).unwrap_or(old)));
                let data = object_text(collection, after.filter(|(name, _)| is_plain(name)), self.dialect);
                (data, object_text(collection, given.iter(), self.dialect))
            }
            Change::Deleted { .. } => Default::default(),
        };
        let document = |text: String| if text.len() > 2 { Value::Json(text.into()) } else { Value::Null };
        let activity = activity.unwrap_or(Value::Null);
        vec![activity, Value::text(collection.name.as_str()), as_text(row.key()), document(data), document(delta)]
    }

    /// One record for each tree of changes whose contents may be kept.
    async fn record_trees(&mut self, rows: &[RowChange], activities: &[Option<Value>]) -> Result<(), WriteFailure> {
        let is_kept = |nth: usize| accountability(&rows[nth].collection) == Accountability::All && activities[nth].is_some();
        let mut trees: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for nth in (0..rows.len()).filter(|nth| is_kept(*nth)) {
            let mut top = nth;
            while let Some(parent) = nearest(rows, top, is_kept) {
                top = parent;
            }
            trees.entry(top).or_default().push(nth);
        }
        let mut values = Vec::with_capacity(trees.len());
        for (top, tree) in trees {
            let (row, Some(activity)) = (&rows[top], activities[top].clone()) else { continue };
            if tree.len() == 1 && self.says_it_all(row) {
                continue;
            }
            let changes = self.tree(rows, &tree);
            values.push(vec![activity, Value::text(row.collection.name.as_str()), as_text(row.key()), Value::Json(changes.into())]);
        }
        let Ok(table) = CollectionName::parse(CHANGES_TABLE) else { return Ok(()) };
        let names: Vec<FieldName> = CHANGES_COLUMNS.iter().filter_map(|(name, _)| FieldName::parse(name).ok()).collect();
        let columns = names.iter().zip(CHANGES_COLUMNS).map(|(name, (_, data_type))| InsertColumn { name, data_type: Some(data_type) });
        let batch = InsertBatch { table: &table, columns: columns.collect(), rows: values, returning: None };
        let statements: Vec<_> = inserts(self.dialect, batch).into_iter().map(|(statement, _)| statement).collect();
        self.run_all(&table, &statements).await
    }

    /// Whether the ordinary revision holds all that there is to know: a new item without relations.
    fn says_it_all(&self, row: &RowChange) -> bool {
        match &row.change {
            Change::Created { values, .. } => {
                values.iter().all(|(name, value)| value.is_null() || self.schema.edge(&row.collection.name, name).is_none())
            }
            Change::Updated { changed, .. } => changed.is_empty(),
            Change::Deleted { .. } => false,
        }
    }

    /// The changes of one tree, as JSON text. Each names its parent by its place in the list.
    fn tree(&self, rows: &[RowChange], tree: &[usize]) -> String {
        let place: BTreeMap<usize, usize> = tree.iter().enumerate().map(|(place, nth)| (*nth, place)).collect();
        let changes = tree.iter().map(|nth| {
            let row = &rows[*nth];
            let collection = &row.collection;
            let is_open = |name: &FieldName| collection.field(name.as_str()).is_some_and(|field| !field.is_secret());
            let (before, after) = match &row.change {
                Change::Created { values, .. } => {
                    (None, Some(object(collection, values.iter().filter(|(name, _)| is_open(name)), self.dialect)))
                }
                Change::Updated { before, given, changed, .. } => {
                    let kept = |name: &FieldName| changed.contains(name) && is_open(name);
                    let old = object(collection, before.iter().filter(|(name, _)| kept(name)), self.dialect);
                    (Some(old), Some(object(collection, given.iter().filter(|(name, _)| kept(name)), self.dialect)))
                }
                Change::Deleted { before, .. } => {
                    (Some(object(collection, before.iter().filter(|(name, _)| is_open(name)), self.dialect)), None)
                }
            };
            json!({
                "collection": collection.name.as_str(),
                "item": Key::of_value(row.key()).map(|key| key.to_string()),
                "action": row.action().as_str(),
                "parent": nearest(rows, *nth, |parent| place.contains_key(&parent)).map(|parent| place[&parent]),
                "field": row.field.as_ref().map(FieldName::as_str),
                "before": before,
                "after": after,
            })
        });
        changes.collect::<serde_json::Value>().to_string()
    }

    /// Inserts rows into a table of the server's own; columns that an older database lacks are left out.
    async fn insert_known(&mut self, table: &Arc<Collection>, columns: &[&str], rows: Vec<Vec<Value>>) -> Result<Vec<Value>, WriteFailure> {
        if rows.is_empty() {
            return Ok(Vec::new());
        }
        let known: Vec<Option<&FieldName>> = columns.iter().map(|name| table.field(name).map(|field| &field.name)).collect();
        let rows =
            rows.into_iter().map(|row| row.into_iter().zip(&known).filter_map(|(value, name)| name.map(|_| value)).collect()).collect();
        let columns = known.iter().copied().flatten().map(|name| InsertColumn::of(table, name)).collect();
        let batch = InsertBatch { table: &table.name, columns, rows, returning: table.primary_key.single() };
        let statements = inserts(self.dialect, batch);
        self.insert_counted(table, statements).await
    }
}

/// The next row above one that meets a condition.
fn nearest(rows: &[RowChange], of: usize, meets: impl Fn(usize) -> bool) -> Option<usize> {
    let mut at = rows[of].parent;
    while let Some(parent) = at {
        if meets(parent) {
            return Some(parent);
        }
        at = rows[parent].parent;
    }
    None
}
