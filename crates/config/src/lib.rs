//! One registry of every setting: name, type, default, documentation.
//!
//! [`load()`] reads flags, the environment, a `.env` file and secrets from files, and gives typed [`Settings`] or every
//! problem at once. The names are Directus's. `--help`, `docs/settings.md` and the structs come from the one table in
//! `settings.rs`. Never opens a database, never logs, never shows a secret.

mod dotenv;
mod error;
mod help;
mod load;
mod reader;
mod registry;
mod settings;
mod sources;
mod suggest;
mod value;

pub use error::{Notice, Problem, Problems};
pub use help::{help_text, markdown};
pub use load::{Loaded, load};
pub use registry::{Family, Group, Setting, families, find, groups};
pub use settings::{
    AccountSettings, CacheSettings, CompressionSettings, CookieSettings, CorsSettings, DatabaseSettings, DatabaseTarget, EmailSettings,
    HeaderSettings, ImportSettings, InvitationSettings, LimitSettings, LocationSettings, LoggingSettings, NetworkDatabase,
    PermissionSettings, ProviderListSettings, ProviderSettings, RateLimiterSettings, RedisSettings, SecuritySettings, ServerSettings,
    Settings, SourceSettings, StorageSettings, SynchronizationSettings,
};
pub use sources::{Origin, Sources, read_assignment};
pub use value::{
    AuthDriver, CorsOrigin, DatabaseClient, EmailTransport, Limit, List, LogLevel, LogStyle, LoginMode, PublicUrl, Redirect, SameSite,
    Secret, SizeBytes, StorageDriver, Store, TrustProxy,
};
