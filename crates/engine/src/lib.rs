//! The product as a Rust API: open a database, read and edit its model, read and write its items.
//!
//! Faces (REST, later GraphQL and realtime) make an intent, call this crate, and render the outcome. It never sees HTTP.

pub mod auth;
mod code;
mod engine;
mod error;
mod items;
mod model;
mod read;
mod system;
mod write;

pub use code::ErrorCode;
pub use engine::{Engine, EngineOptions, SchemaCache};
pub use error::EngineError;
pub use items::{ReadOf, ReadTarget, Selection, Written};
pub use read::{Envelope, Pieces, ReadAnswer};
pub use relata_plan::{Asker, PlanLimits};
pub use system::{BootstrapReport, NewAdmin};
