//! The rows of one result, kept as the driver delivered them and read cell by cell.

use crate::Cell;
use crate::mysql::MysqlRows;
use crate::postgres::PgRows;
use crate::sqlite::SqliteRows;

/// The rows of one result.
#[derive(Debug)]
pub struct RowSet(Repr);

#[derive(Debug)]
enum Repr {
    Empty,
    Sqlite(SqliteRows),
    Postgres(PgRows),
    Mysql(MysqlRows),
}

impl RowSet {
    /// No rows, of a statement that didn't have to be sent.
    pub fn empty() -> Self {
        Self(Repr::Empty)
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        match &self.0 {
            Repr::Empty => 0,
            Repr::Sqlite(rows) => rows.len(),
            Repr::Postgres(rows) => rows.len(),
            Repr::Mysql(rows) => rows.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many columns each row has.
    pub fn n_columns(&self) -> usize {
        match &self.0 {
            Repr::Empty => 0,
            Repr::Sqlite(rows) => rows.n_columns(),
            Repr::Postgres(rows) => rows.n_columns(),
            Repr::Mysql(rows) => rows.n_columns(),
        }
    }

    /// One value. Beyond the last row or column everything is NULL.
    #[inline]
    pub fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        match &self.0 {
            Repr::Empty => Cell::Null,
            Repr::Sqlite(rows) => rows.cell(row, column),
            Repr::Postgres(rows) => rows.cell(row, column),
            Repr::Mysql(rows) => rows.cell(row, column),
        }
    }
}

impl From<SqliteRows> for RowSet {
    fn from(rows: SqliteRows) -> Self {
        Self(Repr::Sqlite(rows))
    }
}

impl From<PgRows> for RowSet {
    fn from(rows: PgRows) -> Self {
        Self(Repr::Postgres(rows))
    }
}

impl From<MysqlRows> for RowSet {
    fn from(rows: MysqlRows) -> Self {
        Self(Repr::Mysql(rows))
    }
}
