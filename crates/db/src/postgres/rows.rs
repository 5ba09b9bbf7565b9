//! Rows as PostgreSQL sent them, decoded cell by cell.

use std::sync::Arc;

use super::decode::{Format, decode};
use super::wire::ReceivedRows;
use crate::Cell;

/// The rows of one result.
#[derive(Debug)]
pub(crate) struct PgRows {
    /// One per column.
    formats: Arc<[Format]>,
    received: ReceivedRows,
}

impl PgRows {
    pub(super) fn new(formats: Arc<[Format]>, received: ReceivedRows) -> Self {
        Self { formats, received }
    }

    pub(crate) fn len(&self) -> usize {
        self.received.n_rows
    }

    pub(crate) fn n_columns(&self) -> usize {
        self.formats.len()
    }

    #[inline]
    pub(crate) fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(format) = self.formats.get(column) else { return Cell::Null };
        let slot = self.received.slots.get(row * self.formats.len() + column);
        slot.and_then(|slot| slot.of(&self.received.bytes)).map_or(Cell::Null, |raw| decode(*format, raw))
    }
}
