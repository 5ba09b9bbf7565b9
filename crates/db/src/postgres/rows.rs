//! Rows as PostgreSQL sent them, decoded cell by cell.

use tokio_postgres::Row;

use crate::Cell;

/// The rows of one result.
#[derive(Debug)]
pub(crate) struct PgRows {
    n_columns: usize,
    rows: Vec<Row>,
}

impl PgRows {
    pub(super) fn new(n_columns: usize, rows: Vec<Row>) -> Self {
        Self { n_columns, rows }
    }

    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.n_columns
    }

    #[inline]
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.rows.get(row).and_then(|row| row.try_get(column).ok()).unwrap_or(Cell::Null)
    }
}
