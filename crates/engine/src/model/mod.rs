//! Editing the model: collections, fields and relations, with Directus's bodies, answers and codes.
//!
//! Each operation is planned against the model as it is (validated, nothing touched), applied as one unit, and answered from the model as
//! it has become. Planning is pure; only `apply` talks to the database.

mod apply;
mod error;

pub(crate) use apply::{ModelChange, apply};
