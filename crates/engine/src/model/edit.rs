//! The frame of every change: one at a time, against the model as it is now, published when it is done.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use relata_plan::Asker;
use relata_sql::Dialect;
use serde_json::Value as Json;
use tokio::sync::MutexGuard;

use super::apply::{ModelChange, apply};
use super::column::Columns;
use super::meta::{COLLECTIONS, FIELDS};
use crate::engine::Model;
use crate::events::RowChange;
use crate::system::Row;
use crate::write::{CHANGES_TABLE, ChangeAction, DescribedRow, RecordDescribed};
use crate::{Engine, EngineError};

/// A change of the model under way. While it exists nobody else changes the model through this server.
pub(super) struct Edit<'e> {
    engine: &'e Engine,
    asker: Asker,
    /// The model to plan against.
    pub model: Arc<Model>,
    /// The database's SQL.
    pub dialect: Dialect,
    /// Which columns it can have.
    pub columns: Columns,
    changing: MutexGuard<'e, ()>,
}

impl<'e> Edit<'e> {
    /// Begins a change. Only administrators may.
    pub async fn begin(engine: &'e Engine, asker: &Asker) -> Result<Self, EngineError> {
        only_admins(asker)?;
        let changing = engine.changing().lock().await;
        let model = engine.up_to_date().await?;
        let dialect = engine.dialect();
        let columns = Columns { dialect, spatial: engine.database().has_shapes().await? };
        Ok(Self { engine, asker: asker.clone(), model, dialect, columns, changing })
    }

    /// Carries the change out and hands back the model as it has become.
    pub async fn finish(self, change: ModelChange) -> Result<Arc<Model>, EngineError> {
        let applied = apply(self.engine, &self.model, change).await;
        let read = match applied {
            Ok(()) => self.engine.read_anew().await,
            Err(error) => Err(error),
        };
        if let Ok(model) = &read {
            record(self.engine, &self.asker, (&self.model, model)).await;
        }
        // Not while this server keeps others of its own requests from changing the model: another server may wait for this one.
        drop(self.changing);
        self.engine.tell_model().await;
        read
    }

    /// The engine, for what must be counted or read before a change can be planned.
    pub fn engine(&self) -> &Engine {
        self.engine
    }
}

/// Notes in activity and revisions what has become of the descriptions of collections and fields. The change itself is done by then.
async fn record(engine: &Engine, asker: &Asker, (old, new): (&Model, &Model)) {
    // What the system does by itself isn't recorded.
    if asker.user.is_none() && asker.source.is_none() {
        return;
    }
    let collections = (COLLECTIONS.name(), "collection", old.stored.collections.as_slice(), new.stored.collections.as_slice());
    let fields = (FIELDS.name(), "id", old.stored.fields.as_slice(), new.stored.fields.as_slice());
    let (gone, mut rows): (Vec<_>, Vec<_>) = changed(engine, new, fields).into_iter().partition(|row| row.action() == ChangeAction::Delete);
    // In Directus's order: what is made comes from below, what goes from above.
    rows.extend(changed(engine, new, collections));
    rows.extend(gone);
    if rows.is_empty() {
        return;
    }
    let job = RecordDescribed {
        schema: Arc::clone(&new.schema),
        dialect: engine.dialect(),
        asker: Arc::new(asker.clone()),
        now_us: Timestamp::now().as_microsecond(),
        keeps_changes: new.tables.iter().any(|table| table.name == *CHANGES_TABLE),
        rows,
    };
    if let Err(error) = engine.database().write(job).await {
        tracing::error!(%error, "a change of the model could not be recorded");
    }
}

/// The rows of a table that differ, found by their key.
fn changed(engine: &Engine, model: &Model, of: (&str, &str, &[Row], &[Row])) -> Vec<RowChange> {
    let (table, key, old, new) = of;
    let Some(collection) = model.schema.collection(table) else { return Vec::new() };
    let of_key = |row: &Row| row.get(key).map(Json::to_string).unwrap_or_default();
    let before: BTreeMap<String, &Row> = old.iter().map(|row| (of_key(row), row)).collect();
    let after: BTreeSet<String> = new.iter().map(of_key).collect();
    let kept = new.iter().map(|row| DescribedRow { before: before.get(&of_key(row)).copied(), after: Some(row) });
    let gone = old.iter().filter(|row| !after.contains(&of_key(row))).map(|row| DescribedRow { before: Some(row), after: None });
    kept.chain(gone).filter_map(|row| row.change(collection, engine.dialect())).collect()
}

/// The model is for administrators, for now; everybody else is told as little as about anything hidden.
pub(super) fn only_admins(asker: &Asker) -> Result<(), EngineError> {
    if asker.is_admin() { Ok(()) } else { Err(EngineError::forbidden()) }
}
