//! The product as a Rust API: open a database, read and edit its model, read and write its items.
//!
//! Faces (REST, later GraphQL and realtime) make an intent, call this crate, and render the outcome. It never sees HTTP.

mod code;
mod error;

pub use code::ErrorCode;
pub use error::EngineError;
