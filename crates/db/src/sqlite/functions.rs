//! SQL functions that SQLite lacks, registered on every connection.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::{Value, ValueRef};

/// `unicode_lower(text)`: like `lower`, for every script. Values that aren't text stay as they are.
pub(super) fn register(connection: &Connection) -> rusqlite::Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    connection.create_scalar_function("unicode_lower", 1, flags, |arguments| {
        let value = arguments.get_raw(0);
        Ok(match value {
            ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).to_lowercase()),
            other => Value::try_from(other)?,
        })
    })
}
