//! Rows found, changed and removed by key.

use relata_schema::{CollectionName, FieldName, Value};

use super::Writer;
use crate::dialect::Counting;
use crate::{Dialect, RowLock, Statement};

/// Columns of the rows where `column` is one of `values`, in the order of the first selected column.
pub fn select_where_in(dialect: Dialect, table: &CollectionName, selected: &[&FieldName], by: (&FieldName, Vec<Value>)) -> Statement {
    let (column, values) = by;
    let mut sql = Writer::new(dialect);
    sql.push("SELECT ");
    sql.columns(selected.iter().copied());
    sql.push(" FROM ");
    sql.table(table);
    sql.push(" WHERE ");
    sql.is_one_of(column, values);
    if let Some(first) = selected.first() {
        sql.push(" ORDER BY ");
        sql.column(first);
    }
    sql.finish()
}

/// Columns of the rows with these keys, in the order of the keys.
pub fn fetch_by_keys(dialect: Dialect, table: &CollectionName, selected: &[&FieldName], by: (&[FieldName], Vec<Value>)) -> Statement {
    let (key, keys) = by;
    let mut sql = Writer::new(dialect);
    sql.push("SELECT ");
    sql.columns(selected.iter().copied());
    sql.push(" FROM ");
    sql.table(table);
    sql.push(" WHERE ");
    sql.has_key_of(key, keys);
    sql.push(" ORDER BY ");
    sql.columns(key.iter());
    sql.finish()
}

/// The same rows, locked in that order until the transaction ends, so that two writers never wait for each other in a circle. Where a
/// transaction has the whole database to itself, nothing is locked.
pub fn locked_by_keys(
    dialect: Dialect,
    table: &CollectionName,
    selected: &[&FieldName],
    by: (&[FieldName], Vec<Value>),
    lock: RowLock,
) -> Statement {
    let mut statement = fetch_by_keys(dialect, table, selected, by);
    statement.text.push_str((dialect.reading().lock_rows)(lock).unwrap_or_default());
    statement
}

/// Columns of all rows, or of those where `owner` has a value, in the order of their keys; kept from other writers where there are
/// any.
pub fn lock_ordered(
    dialect: Dialect,
    table: &CollectionName,
    selected: &[&FieldName],
    owner: Option<(&FieldName, Value)>,
    key: &[FieldName],
) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.push("SELECT ");
    sql.columns(selected.iter().copied());
    sql.push(" FROM ");
    sql.table(table);
    if let Some((column, value)) = owner {
        sql.push(" WHERE ");
        sql.column(column);
        sql.push(" = ");
        sql.bind(value);
    }
    sql.push(" ORDER BY ");
    sql.columns(key.iter());
    sql.push((dialect.reading().lock_rows)(RowLock::Change).unwrap_or_default());
    sql.finish()
}

/// Lets the numbers that the database gives out go on beyond the keys that are there, after some were given by hand. Never goes back:
/// another transaction may have been given the next ones. `None` where the database sees to it.
pub fn count_beyond(dialect: Dialect, table: &CollectionName, key: &FieldName) -> Option<Statement> {
    if dialect.caps().counting != Counting::Serial {
        return None;
    }
    let mut sql = Writer::new(dialect);
    sql.push("SELECT CASE WHEN k.top >= n.next THEN setval(n.name, k.top) END FROM (SELECT MAX(");
    sql.column(key);
    sql.push(") AS top FROM ");
    sql.table(table);
    sql.push(") k, (SELECT s.name, nextval(s.name) AS next FROM (SELECT pg_get_serial_sequence(");
    sql.bind(Value::text(dialect.quote_name(table)));
    sql.push(", ");
    sql.bind(Value::text(key.as_str()));
    sql.push(")::regclass AS name) s WHERE s.name IS NOT NULL) n");
    Some(sql.finish())
}

/// The largest value of a column for each owner.
pub fn max_by_owner(dialect: Dialect, table: &CollectionName, largest: &FieldName, by: (&FieldName, Vec<Value>)) -> Statement {
    let (owner, owners) = by;
    let mut sql = Writer::new(dialect);
    sql.push("SELECT ");
    sql.column(owner);
    sql.push(", MAX(");
    sql.column(largest);
    sql.push(") FROM ");
    sql.table(table);
    sql.push(" WHERE ");
    sql.is_one_of(owner, owners);
    sql.push(" GROUP BY ");
    sql.column(owner);
    sql.finish()
}

/// Sets the same values in all rows with these keys.
pub fn update_by_keys(dialect: Dialect, table: &CollectionName, set: &[(&FieldName, Value)], by: (&[FieldName], Vec<Value>)) -> Statement {
    let (key, keys) = by;
    let mut sql = Writer::new(dialect);
    sql.push("UPDATE ");
    sql.table(table);
    for (nth, (column, value)) in set.iter().enumerate() {
        sql.push(if nth == 0 { " SET " } else { ", " });
        sql.column(column);
        sql.push(" = ");
        sql.bind(value.clone());
    }
    sql.push(" WHERE ");
    sql.has_key_of(key, keys);
    sql.finish()
}

/// Removes the rows with these keys.
pub fn delete_by_keys(dialect: Dialect, table: &CollectionName, key: &[FieldName], keys: Vec<Value>) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.push("DELETE FROM ");
    sql.table(table);
    sql.push(" WHERE ");
    sql.has_key_of(key, keys);
    sql.finish()
}
