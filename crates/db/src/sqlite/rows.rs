//! Rows copied out of SQLite into one arena per result.

use rusqlite::types::ValueRef;

use crate::Cell;

/// The rows of one result: all cells in one list, all text in one string, all bytes in one buffer.
#[derive(Debug, Default)]
pub(crate) struct SqliteRows {
    n_columns: usize,
    cells: Vec<Stored>,
    text: String,
    bytes: Vec<u8>,
}

#[derive(Debug, Clone, Copy)]
enum Stored {
    Null,
    Integer(i64),
    Float(f64),
    Text { start: usize, length: u32 },
    Bytes { start: usize, length: u32 },
}

impl SqliteRows {
    pub(super) fn new(n_columns: usize) -> Self {
        Self { n_columns, ..Self::default() }
    }

    /// Adds the next cell, row by row.
    pub(super) fn push(&mut self, value: ValueRef<'_>) {
        let stored = match value {
            ValueRef::Null => Stored::Null,
            ValueRef::Integer(number) => Stored::Integer(number),
            ValueRef::Real(number) => Stored::Float(number),
            ValueRef::Text(text) => {
                let start = self.text.len();
                match std::str::from_utf8(text) {
                    Ok(text) => self.text.push_str(text),
                    // Other programs may have stored anything; what can't be read is shown as such.
                    Err(_) => self.text.push_str(&String::from_utf8_lossy(text)),
                }
                Stored::Text { start, length: length(self.text.len() - start) }
            }
            ValueRef::Blob(bytes) => {
                let start = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Stored::Bytes { start, length: length(bytes.len()) }
            }
        };
        self.cells.push(stored);
    }

    pub(crate) fn len(&self) -> usize {
        self.cells.len().checked_div(self.n_columns).unwrap_or(0)
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    #[inline]
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        if column >= self.n_columns {
            return Cell::Null;
        }
        match self.cells.get(row * self.n_columns + column) {
            None | Some(Stored::Null) => Cell::Null,
            Some(Stored::Integer(number)) => Cell::Integer(*number),
            Some(Stored::Float(number)) => Cell::Float(*number),
            Some(Stored::Text { start, length }) => Cell::Text(&self.text[*start..*start + *length as usize]),
            Some(Stored::Bytes { start, length }) => Cell::Bytes(&self.bytes[*start..*start + *length as usize]),
        }
    }
}

/// SQLite's own bound for one value is below 2^31 bytes; replacement characters can triple that, still below 2^32 only in theory.
fn length(n_bytes: usize) -> u32 {
    u32::try_from(n_bytes).unwrap_or(u32::MAX)
}
