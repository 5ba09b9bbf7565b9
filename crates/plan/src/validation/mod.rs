//! Rules over a payload: a filter that is judged in memory, before anything is written, and that says what is wrong instead of just no.
//!
//! Fields carry such rules (`meta.validation`), and so do permissions. They speak of what a payload says: a field that it leaves out breaks
//! nothing, and what is stored isn't looked at. The forms of the answers follow Directus's public error reference.

mod breach;
mod rule;
mod test;

pub use breach::{Breach, Requirement, pointer_to};
pub use rule::{Rule, RuleError};
