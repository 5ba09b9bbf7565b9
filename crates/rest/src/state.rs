//! What every handler can reach.

use std::sync::Arc;

use crate::RestSettings;

/// The app's state: shared by all requests, cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: RestSettings,
}

impl AppState {
    /// The state of a new app.
    pub fn new(settings: RestSettings) -> Self {
        Self(Arc::new(Shared { settings }))
    }

    /// The settings of this face.
    pub fn settings(&self) -> &RestSettings {
        &self.0.settings
    }
}
