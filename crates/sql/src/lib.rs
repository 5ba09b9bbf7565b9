//! Plans and schema changes as SQL: text with placeholders, and the values to bind. One file a dialect.
//!
//! Pure: the same plan gives the same text, byte for byte. Values never become text; names become text only through the dialect's
//! quoting of checked name types.

pub mod accounts;
mod ddl;
mod dialect;
mod read;
mod rows;
pub mod shares;
mod statement;
mod write;

pub use ddl::{DdlContext, DdlError, DdlNeeds, DdlPlan, needs, schema_change};
pub use dialect::{Caps, ConstraintName, Dialect, Identifier, NullsPlace, RowLock};
pub use read::{ByKeys, ByTarget, EachKey, FirstRows, PLAN_BY_VALUES, Shortcut, count, lock_found, select, select_by_keys};
pub use rows::{ColumnValue, count_rows, count_unfit, delete_rows, estimate_rows, insert_row, select_rows, update_rows};
pub use statement::Statement;
pub use write::{
    InsertBatch, InsertColumn, count_beyond, delete_by_keys, fetch_by_keys, inserts, lock_ordered, locked_by_keys, max_by_owner,
    select_where_in, update_by_keys,
};
