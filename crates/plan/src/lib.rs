//! From what was asked to what will be done: a request's intent, resolved against one schema and one asker's rights.
//!
//! The only place where permissions meet queries. A plan holds resolved names only and is complete: whoever turns it into SQL
//! needs neither the request nor the schema. Pure: no I/O, no async.

mod asker;

pub use asker::{Access, Action, Asker, FieldSet, Grant, PermissionCase};
