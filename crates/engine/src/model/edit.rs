//! The frame of every change: one at a time, against the model as it is now, published when it is done.

use std::sync::Arc;

use relata_plan::Asker;
use relata_sql::Dialect;
use tokio::sync::MutexGuard;

use super::apply::{ModelChange, apply};
use crate::engine::Model;
use crate::{Engine, EngineError};

/// A change of the model under way. While it exists nobody else changes the model through this server.
pub(super) struct Edit<'e> {
    engine: &'e Engine,
    /// The model to plan against.
    pub model: Arc<Model>,
    /// The database's SQL.
    pub dialect: Dialect,
    changing: MutexGuard<'e, ()>,
}

impl<'e> Edit<'e> {
    /// Begins a change. Only administrators may.
    pub async fn begin(engine: &'e Engine, asker: &Asker) -> Result<Self, EngineError> {
        only_admins(asker)?;
        let changing = engine.changing().lock().await;
        let model = engine.up_to_date().await?;
        Ok(Self { engine, model, dialect: engine.dialect(), changing })
    }

    /// Carries the change out and hands back the model as it has become.
    pub async fn finish(self, change: ModelChange) -> Result<Arc<Model>, EngineError> {
        let applied = apply(self.engine, &self.model, change).await;
        let read = match applied {
            Ok(()) => self.engine.read_anew().await,
            Err(error) => Err(error),
        };
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

/// The model is for administrators, for now; everybody else is told as little as about anything hidden.
pub(super) fn only_admins(asker: &Asker) -> Result<(), EngineError> {
    if asker.is_admin() { Ok(()) } else { Err(EngineError::forbidden()) }
}
