//! Writes as SQL: many rows a statement, always by key.

mod insert;
mod rows;

pub use insert::{InsertBatch, InsertColumn, inserts};
pub use rows::{count_beyond, delete_by_keys, fetch_by_keys, lock_ordered, locked_by_keys, max_by_owner, select_where_in, update_by_keys};

use relata_schema::{CollectionName, FieldName, Value};

use crate::{Dialect, Statement};

/// Text and binds of one statement while it is being written.
struct Writer {
    dialect: Dialect,
    text: String,
    binds: Vec<Value>,
}

impl Writer {
    fn new(dialect: Dialect) -> Self {
        Self { dialect, text: String::with_capacity(256), binds: Vec::new() }
    }

    fn finish(self) -> Statement {
        Statement { text: self.text, binds: self.binds }
    }

    fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    fn table(&mut self, table: &CollectionName) {
        self.dialect.write_name(&mut self.text, table);
    }

    fn column(&mut self, column: &FieldName) {
        self.dialect.write_name(&mut self.text, column);
    }

    fn bind(&mut self, value: Value) {
        self.binds.push(value);
        self.dialect.write_placeholder(&mut self.text, self.binds.len());
    }

    fn columns<'c>(&mut self, columns: impl Iterator<Item = &'c FieldName>) {
        for (nth, column) in columns.enumerate() {
            if nth > 0 {
                self.push(", ");
            }
            self.column(column);
        }
    }

    /// The row has one of these keys; a composite one is a list of its parts.
    fn has_key_of(&mut self, key: &[FieldName], keys: Vec<Value>) {
        if let [column] = key {
            return self.is_one_of(column, keys);
        }
        if keys.is_empty() {
            return self.push("1 = 0");
        }
        for (nth, parts) in keys.into_iter().enumerate() {
            self.push(if nth == 0 { "(" } else { ") OR (" });
            let parts = if let Value::List(parts) = parts { parts } else { vec![parts] };
            for (nth, (column, part)) in key.iter().zip(parts).enumerate() {
                self.push(if nth == 0 { "" } else { " AND " });
                self.column(column);
                self.push(" = ");
                self.bind(part);
            }
        }
        self.push(")");
    }

    /// `column IN values`.
    fn is_one_of(&mut self, column: &FieldName, values: Vec<Value>) {
        self.column(column);
        let reading = self.dialect.reading();
        if reading.array_binds {
            self.push(" = ANY(");
            self.bind(Value::List(values));
        } else if reading.json_lists {
            self.push(" IN (SELECT value FROM json_each(");
            self.bind(Value::List(values));
            self.push(")");
        } else {
            self.push(" IN (");
            for (nth, value) in values.into_iter().enumerate() {
                if nth > 0 {
                    self.push(", ");
                }
                self.bind(value);
            }
        }
        self.push(")");
    }
}
