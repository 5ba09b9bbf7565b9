//! What is sent to a database.

use relata_schema::Value;

/// SQL text of one dialect and the values of its placeholders, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// The text. Placeholders are `$1…` (PostgreSQL), `?1…` (SQLite) or `?` (MariaDB, MySQL).
    pub text: String,
    /// One value per placeholder.
    pub binds: Vec<Value>,
}

impl Statement {
    /// A statement without placeholders.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), binds: Vec::new() }
    }
}
