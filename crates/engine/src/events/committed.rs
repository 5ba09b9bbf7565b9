//! What a transaction has changed, as listeners get it.

use std::sync::Arc;

use relata_plan::Asker;
use relata_schema::{Collection, CollectionName, FieldName, Value};
use relata_sql::Dialect;
use serde_json::{Map, Value as Json};

use crate::write::{Change, ChangeAction, print};

/// One committed write.
#[derive(Debug)]
pub struct CommittedWrite {
    /// On whose behalf.
    pub asker: Arc<Asker>,
    /// When, in microseconds since 1970-01-01T00:00:00Z.
    pub moment_us: i64,
    /// Every row that differs now, those below an item before the item itself. Rows that a cascade changed are here, too.
    pub changes: Vec<RowChange>,
}

/// What happened to one row.
#[derive(Debug)]
pub struct RowChange {
    pub(crate) collection: Arc<Collection>,
    /// The change of the row that this one was written under: its place in the same list.
    pub parent: Option<usize>,
    /// The field that leads from there to this row.
    pub field: Option<FieldName>,
    pub(crate) change: Change,
    pub(crate) dialect: Dialect,
}

impl RowChange {
    /// The row's collection.
    pub fn collection(&self) -> &CollectionName {
        &self.collection.name
    }

    /// Its key.
    pub fn key(&self) -> &Value {
        self.change.key()
    }

    /// What happened to it.
    pub fn action(&self) -> ChangeAction {
        self.change.action()
    }

    /// What was written, as the API shows it: the given values of a new row, the changed ones of another, nothing of one that is gone.
    pub fn payload(&self) -> Map<String, Json> {
        match &self.change {
            Change::Created { values, n_given, .. } => print::object(&self.collection, values.iter().take(*n_given), self.dialect),
            Change::Updated { .. } => self.after(),
            Change::Deleted { .. } => Map::new(),
        }
    }

    /// The values that are no longer there: the old ones of changed columns, all of a row that is gone.
    pub fn before(&self) -> Map<String, Json> {
        match &self.change {
            Change::Created { .. } => Map::new(),
            Change::Updated { before, changed, .. } => {
                let old = before.iter().filter(|(name, _)| changed.contains(name));
                print::object(&self.collection, old, self.dialect)
            }
            Change::Deleted { before, .. } => print::object(&self.collection, before.iter(), self.dialect),
        }
    }

    /// The values that are there now: all that were written of a new row, the new ones of changed columns.
    pub fn after(&self) -> Map<String, Json> {
        match &self.change {
            Change::Created { values, .. } => print::object(&self.collection, values.iter(), self.dialect),
            Change::Updated { given, changed, .. } => {
                let new = given.iter().filter(|(name, _)| changed.contains(name));
                print::object(&self.collection, new, self.dialect)
            }
            Change::Deleted { .. } => Map::new(),
        }
    }
}
