//! What every handler can reach.

use std::sync::Arc;

use relata_engine::{Engine, auth::Auth};

use crate::RestSettings;

/// The app's state: shared by all requests, cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engine: Engine,
    auth: Auth,
    settings: RestSettings,
}

impl AppState {
    /// The state of a new app.
    pub fn new(engine: Engine, auth: Auth, settings: RestSettings) -> Self {
        Self(Arc::new(Shared { engine, auth, settings }))
    }

    /// The product behind this face.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Tells who asks.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// The settings of this face.
    pub fn settings(&self) -> &RestSettings {
        &self.0.settings
    }
}
