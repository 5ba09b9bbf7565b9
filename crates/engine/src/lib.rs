//! The product as a Rust API: open a database, read and edit its model, read and write its items.
//!
//! Faces (REST, later GraphQL and realtime) make an intent, call this crate, and render the outcome. It never sees HTTP.

mod access;
pub mod accounts;
pub mod auth;
mod code;
mod engine;
mod error;
pub mod events;
pub mod files;
mod items;
mod model;
mod news;
mod read;
mod system;
pub mod tools;
mod write;

pub use access::Question;
pub use code::ErrorCode;
pub use engine::{Engine, EngineOptions, SchemaCache};
pub use error::EngineError;
pub use items::{Copied, CopyOf, ImportRow, Imported, MoveTo, OrderOf, ReadOf, ReadTarget, Revert, Selection, Usage, UsedBy, Written};
pub use model::{Complaint, Finding, Severity, Treatment};
pub use read::{Envelope, Pieces, ReadAnswer};
pub use relata_bus::{BadAddress, Bus, Count, RedisOptions};
pub use relata_identity::IpList;
pub use relata_plan::{Action, Asker, PlanLimits, RequestSource};
pub use system::{BootstrapReport, NewAdmin};
pub use write::{ChangeAction, DeleteEffect, UpdatedRows};
