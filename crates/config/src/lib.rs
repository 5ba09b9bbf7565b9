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
pub use registry::{Group, Setting, find, groups};
pub use settings::{
    AccountSettings, CacheSettings, CompressionSettings, CookieSettings, CorsSettings,
    DatabaseSettings, DatabaseTarget, LimitSettings, LoggingSettings, NetworkDatabase,
    SecuritySettings, ServerSettings, Settings, SourceSettings, StorageSettings,
};
pub use sources::{Origin, Sources, read_assignment};
pub use value::{
    CorsOrigin, DatabaseClient, Limit, List, LogLevel, LogStyle, PublicUrl, Redirect, SameSite,
    Secret, SizeBytes,
};
