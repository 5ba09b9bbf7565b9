//! From a payload to what will be written: names resolved, values typed, defaults of the server filled in, every nested item under
//! the relation it belongs to.
//!
//! Nothing is looked up here: whether a key exists, what a list holds now, which rows really differ, is found out by whoever
//! carries the plan out. A plan that can be made has no unknown type, no missing required value, no malformed list.

mod error;
mod list;
mod payload;
mod rights;
mod rules;
mod specials;
mod value;

pub use error::WriteError;
pub use payload::{ItemWrite, Link, ListChange, ListWrite, Member, Operation, WriteContext, plan_item, plan_items};
pub use rights::{check_fields, check_values};
pub use rules::FieldRules;
pub use specials::values_on_update;
pub use value::column_of;
