//! The `directus_*` tables: reading what they say about the model, making them where they are missing.
//!
//! The one place that turns a database's tables and these rows into a [`relata_schema::Schema`]. Items of the system collections are read
//! and written like any others, not here.

mod bootstrap;
mod load;
mod stored;

pub use bootstrap::{BootstrapReport, NewAdmin};
pub(crate) use bootstrap::{bootstrap, has_users};
pub(crate) use load::{is_relation_index, load};
pub(crate) use stored::{Row, StoredRows, read_stored_rows, text as text_of};
