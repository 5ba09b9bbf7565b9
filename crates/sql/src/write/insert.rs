//! `INSERT` of many rows.

use relata_schema::{CollectionName, FieldName, Value};

use super::Writer;
use crate::{Dialect, Statement};

/// Rows that give values for the same columns.
#[derive(Debug, Clone)]
pub struct InsertBatch<'r> {
    /// The table.
    pub table: &'r CollectionName,
    /// The columns, in the order of each row's values.
    pub columns: Vec<&'r FieldName>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// The column whose values the database is asked for, where it can answer.
    pub returning: Option<&'r FieldName>,
}

/// Rows in one statement at most: beyond some hundred nothing is won, and texts stay few.
const MAX_ROWS: usize = 200;

/// The statements that insert a batch, and how many rows each of them has.
pub fn inserts(dialect: Dialect, batch: InsertBatch<'_>) -> Vec<(Statement, usize)> {
    let InsertBatch { table, columns, rows, returning } = batch;
    let rows_per_statement = (dialect.caps().max_binds / columns.len().max(1)).clamp(1, MAX_ROWS);
    let per_statement = if columns.is_empty() { 1 } else { rows_per_statement };
    let mut statements = Vec::with_capacity(rows.len() / per_statement + 1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let mut sql = Writer::new(dialect);
        sql.push("INSERT INTO ");
        sql.table(table);
        let mut n_rows = 0;
        if columns.is_empty() {
            rows.next();
            n_rows = 1;
            sql.push(dialect.reading().insert_defaults);
        } else {
            sql.push(" (");
            sql.columns(columns.iter().copied());
            sql.push(") VALUES ");
            for row in rows.by_ref().take(per_statement) {
                sql.push(if n_rows == 0 { "(" } else { ", (" });
                for (nth, value) in row.into_iter().enumerate() {
                    if nth > 0 {
                        sql.push(", ");
                    }
                    sql.bind(value);
                }
                sql.push(")");
                n_rows += 1;
            }
        }
        if let Some(column) = returning.filter(|_| dialect.caps().insert_returning) {
            sql.push(" RETURNING ");
            sql.column(column);
        }
        statements.push((sql.finish(), n_rows));
    }
    statements
}
