//! What every handler can reach.

use std::sync::Arc;

use relata_engine::{Engine, accounts::Accounts, auth::Auth, files::Files};

use crate::{RestSettings, layers::RateLimits};

/// The app's state: shared by all requests, cheap to clone.
#[derive(Debug, Clone)]
pub struct AppState(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    engine: Engine,
    auth: Auth,
    accounts: Accounts,
    files: Files,
    settings: RestSettings,
    rate_limits: RateLimits,
}

impl AppState {
    /// The state of a new app.
    pub fn new(engine: Engine, (auth, accounts): (Auth, Accounts), files: Files, settings: RestSettings) -> Self {
        let rate_limits = RateLimits::new(engine.bus().clone(), settings.rate_limits);
        Self(Arc::new(Shared { engine, auth, accounts, files, settings, rate_limits }))
    }

    /// The product behind this face.
    pub fn engine(&self) -> &Engine {
        &self.0.engine
    }

    /// Tells who asks.
    pub fn auth(&self) -> &Auth {
        &self.0.auth
    }

    /// Invites, registers, gives new passwords.
    pub fn accounts(&self) -> &Accounts {
        &self.0.accounts
    }

    /// Uploads and downloads.
    pub fn files(&self) -> &Files {
        &self.0.files
    }

    /// How many requests are answered.
    pub(crate) fn rate_limits(&self) -> &RateLimits {
        &self.0.rate_limits
    }

    /// The settings of this face.
    pub fn settings(&self) -> &RestSettings {
        &self.0.settings
    }
}
