//! The record of changes of the model: activity and revisions of the rows that describe collections and fields, as Directus keeps them.
//! Relations leave none there either.
//!
//! Written once a change is done, in a transaction of its own: some databases commit every change of a table anyway.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_db::{Transaction, WriteJob};
use relata_plan::{Asker, Moment, column_of};
use relata_schema::{Collection, FieldName, Schema, Value};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json};

use crate::events::RowChange;

use super::{WriteFailure, changes::Change, image::Image, session::WriteSession, update::Given};

/// A row that describes something, before and after a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct DescribedRow<'a> {
    pub(crate) before: Option<&'a Map<String, Json>>,
    pub(crate) after: Option<&'a Map<String, Json>>,
}

/// Notes what a change of the model did to the rows that describe it.
#[derive(Debug)]
pub(crate) struct RecordDescribed {
    pub(crate) schema: Arc<Schema>,
    pub(crate) dialect: Dialect,
    pub(crate) asker: Arc<Asker>,
    pub(crate) now_us: i64,
    pub(crate) keeps_changes: bool,
    pub(crate) rows: Vec<RowChange>,
}

impl WriteJob for RecordDescribed {
    type Output = ();
    type Error = WriteFailure;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), WriteFailure> {
        let mut session = WriteSession::new(transaction, self.schema, self.dialect);
        session.asker = self.asker;
        session.moment = Moment::at(self.now_us);
        session.keeps_changes = self.keeps_changes;
        session.record(&self.rows).await
    }
}

impl DescribedRow<'_> {
    /// What happened to the row, as a write would have noted it; `None` if nothing did.
    pub(crate) fn change(self, collection: &Arc<Collection>, dialect: Dialect) -> Option<RowChange> {
        let key = collection.primary_key.single()?;
        let change = match (self.before, self.after) {
            (None, Some(after)) => {
                let values: IndexMap<FieldName, Value> = values(collection, after).filter(|(_, value)| !value.is_null()).collect();
                let of = values.get(key)?.clone();
                let values = without(values, key);
                Change::Created { key: of, n_given: values.len(), values }
            }
            (Some(before), None) => {
                let before = image(collection, before);
                Change::Deleted { key: before.get(key)?.clone(), before }
            }
            (Some(before), Some(after)) => {
                let is_changed = |name: &FieldName| before.get(name.as_str()) != after.get(name.as_str());
                let given: IndexMap<FieldName, Value> = values(collection, after).filter(|(name, _)| is_changed(name)).collect();
                let before = image(collection, before);
                let changed: Arc<[FieldName]> = given.keys().cloned().collect();
                if changed.is_empty() {
                    return None;
                }
                let given = Arc::new(Given::new(collection, given, IndexMap::new()));
                Change::Updated { key: before.get(key)?.clone(), before, given, changed }
            }
            (None, None) => return None,
        };
        Some(RowChange { collection: Arc::clone(collection), parent: None, field: None, change, dialect })
    }
}

/// A row's values, as they are stored.
fn values(collection: &Collection, row: &Map<String, Json>) -> impl Iterator<Item = (FieldName, Value)> {
    row.iter().filter_map(|(name, json)| {
        let field = collection.field(name)?;
        Some((field.name.clone(), column_of(field, json)?))
    })
}

fn image(collection: &Collection, row: &Map<String, Json>) -> Image {
    let (columns, values): (Vec<FieldName>, Vec<Value>) = values(collection, row).unzip();
    Image::new(columns.into(), values)
}

/// New rows are told without a key that the database gave out.
fn without(mut values: IndexMap<FieldName, Value>, key: &FieldName) -> IndexMap<FieldName, Value> {
    let value = values.shift_remove(key);
    // A name is what the row is about; it stands behind what is said of it.
    values.extend(value.filter(|value| matches!(value, Value::Text(_))).map(|value| (key.clone(), value)));
    values
}
