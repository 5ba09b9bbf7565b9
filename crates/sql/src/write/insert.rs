//! `INSERT` of many rows.

use relata_schema::{Collection, CollectionName, FieldName, Value};

use super::Writer;
use crate::{Dialect, Statement};

/// Rows that give values for the same columns.
#[derive(Debug, Clone)]
pub struct InsertBatch<'r> {
    /// The table.
    pub table: &'r CollectionName,
    /// The columns, in the order of each row's values.
    pub columns: Vec<InsertColumn<'r>>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
    /// The column whose values the database is asked for, where it can answer.
    pub returning: Option<&'r FieldName>,
}

/// A column that rows give values for.
#[derive(Debug, Clone, Copy)]
pub struct InsertColumn<'r> {
    /// Its name.
    pub name: &'r FieldName,
    /// Its type, as the database calls it, where that is known.
    pub data_type: Option<&'r str>,
}

impl<'r> InsertColumn<'r> {
    /// A column of a collection.
    pub fn of(collection: &'r Collection, name: &'r FieldName) -> Self {
        let facts = collection.field(name.as_str()).and_then(|field| field.column.as_ref());
        Self { name, data_type: facts.map(|facts| facts.data_type.as_str()) }
    }

    /// The type in a cast. Without a length `character` would be cut to one, a type of lists has no lists of its own.
    fn cast(&self) -> Option<&'r str> {
        match self.data_type? {
            "" | "bit" | "bit varying" => None,
            list if list.ends_with("[]") => None,
            "character" => Some("bpchar"),
            plain => Some(plain),
        }
    }
}

/// Rows in one statement at most, where each value is a bind of its own: beyond some hundred nothing is won, and texts stay few.
const MAX_ROWS: usize = 200;
/// Rows in one statement at most, where each column is one bind.
const MAX_ARRAY_ROWS: usize = 10_000;

/// The statements that insert a batch, and how many rows each of them has.
pub fn inserts(dialect: Dialect, batch: InsertBatch<'_>) -> Vec<(Statement, usize)> {
    let types: Option<Vec<&str>> = batch.columns.iter().map(InsertColumn::cast).collect();
    let by_arrays = types.filter(|types| dialect.reading().array_binds && batch.rows.len() > 1 && !types.is_empty());
    let n_columns = batch.columns.len().max(1);
    let per_statement = match by_arrays {
        Some(_) => MAX_ARRAY_ROWS,
        None if batch.columns.is_empty() => 1,
        None => (dialect.caps().max_binds / n_columns).clamp(1, MAX_ROWS),
    };
    let InsertBatch { table, columns, rows, returning } = batch;
    let mut statements = Vec::with_capacity(rows.len() / per_statement + 1);
    let mut rows = rows.into_iter();
    loop {
        let some: Vec<Vec<Value>> = rows.by_ref().take(per_statement).collect();
        let n_rows = some.len();
        if n_rows == 0 {
            return statements;
        }
        let mut sql = Writer::new(dialect);
        sql.push("INSERT INTO ");
        sql.table(table);
        if columns.is_empty() {
            sql.push(dialect.reading().insert_defaults);
        } else {
            sql.push(" (");
            sql.columns(columns.iter().map(|column| column.name));
            sql.push(")");
            match &by_arrays {
                Some(types) => sql.rows_of_arrays(types, some),
                None => sql.rows(some),
            }
        }
        if let Some(column) = returning.filter(|_| dialect.caps().insert_returning) {
            sql.push(" RETURNING ");
            sql.column(column);
        }
        statements.push((sql.finish(), n_rows));
    }
}

impl Writer {
    fn rows(&mut self, rows: Vec<Vec<Value>>) {
        self.push(" VALUES ");
        for (nth, row) in rows.into_iter().enumerate() {
            self.push(if nth == 0 { "(" } else { ", (" });
            for (nth, value) in row.into_iter().enumerate() {
                if nth > 0 {
                    self.push(", ");
                }
                self.bind(value);
            }
            self.push(")");
        }
    }

    /// A list for each column, taken apart side by side. The text is the same for any number of rows, so it is prepared once.
    fn rows_of_arrays(&mut self, types: &[&str], rows: Vec<Vec<Value>>) {
        let mut lists: Vec<Vec<Value>> = types.iter().map(|_| Vec::with_capacity(rows.len())).collect();
        for row in rows {
            lists.iter_mut().zip(row).for_each(|(list, value)| list.push(value));
        }
        self.push(" SELECT * FROM unnest(");
        for (nth, (ty, list)) in types.iter().zip(lists).enumerate() {
            if nth > 0 {
                self.push(", ");
            }
            self.bind(Value::List(list));
            self.push("::");
            self.push(ty);
            self.push("[]");
        }
        self.push(")");
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use relata_schema::{CollectionName, FieldName, Value};

    use super::{InsertBatch, InsertColumn, inserts};
    use crate::Dialect;

    fn texts(dialect: Dialect, n_rows: i64, data_type: &str) -> Vec<(String, usize, usize)> {
        let table = CollectionName::parse("tags").unwrap();
        let (id, name) = (FieldName::parse("id").unwrap(), FieldName::parse("name").unwrap());
        let columns = vec![
            InsertColumn { name: &id, data_type: Some("integer") },
            InsertColumn { name: &name, data_type: Some(data_type).filter(|ty| !ty.is_empty()) },
        ];
        let rows = (0..n_rows).map(|n| vec![Value::Integer(n), Value::text("x")]).collect();
        let batch = InsertBatch { table: &table, columns, rows, returning: Some(&id) };
        let summary = |(statement, n_rows): (crate::Statement, usize)| (statement.text, statement.binds.len(), n_rows);
        inserts(dialect, batch).into_iter().map(summary).collect()
    }

    #[test]
    fn many_rows_are_one_list_for_each_column_where_lists_can_be_bound() {
        let one = r#"INSERT INTO "tags" ("id", "name") SELECT * FROM unnest($1::integer[], $2::character varying[]) RETURNING "id""#;
        assert_eq!(texts(Dialect::Postgres, 500, "character varying"), [(one.to_owned(), 2, 500)]);
        assert_eq!(texts(Dialect::Postgres, 20_001, "text").iter().map(|(_, _, n_rows)| *n_rows).collect::<Vec<_>>(), [10_000, 10_000, 1]);
        // `character` alone would keep one character only.
        assert!(texts(Dialect::Postgres, 2, "character")[0].0.contains("$2::bpchar[]"));
    }

    #[test]
    fn otherwise_each_value_is_a_bind() {
        let values = r#"INSERT INTO "tags" ("id", "name") VALUES ($1, $2), ($3, $4) RETURNING "id""#;
        for unlistable in ["", "bit", "integer[]"] {
            assert_eq!(texts(Dialect::Postgres, 2, unlistable), [(values.to_owned(), 4, 2)], "{unlistable}");
        }
        assert_eq!(texts(Dialect::Postgres, 1, "text")[0].1, 2);
        let n_rows: Vec<usize> = texts(Dialect::Sqlite, 450, "text").into_iter().map(|(_, _, n_rows)| n_rows).collect();
        assert_eq!(n_rows, [200, 200, 50]);
    }
}
