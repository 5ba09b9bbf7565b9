//! Editing the model: collections, fields and relations, with Directus's bodies, answers and codes.
//!
//! Each operation is planned against the model as it is (validated, nothing touched), applied as one unit, and answered from the model as
//! it has become. Planning is pure but for counting rows; only `apply` changes the database.

mod answer;
mod apply;
mod body;
mod collections;
mod column;
mod doctor;
mod edit;
mod error;
mod fields;
mod groups;
mod meta;
mod names;
mod relations;
mod sight;

pub(crate) use apply::{ModelChange, apply};
pub use doctor::{Complaint, Finding, Severity, Treatment};
pub(crate) use sight::seen_by;
