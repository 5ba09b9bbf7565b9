//! Jobs on every database: what goes in comes out, what fails leaves nothing, what is dropped stops.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod chunks;
mod common;
mod dropped;
mod encrypted;
mod errors;
mod introspection;
mod sqlite_only;
mod transactions;
mod values;
