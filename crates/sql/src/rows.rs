//! Plain statements on rows of one table, for what the server keeps about itself (the `directus_*` tables).
//!
//! Items of collections never pass through here: they are read and written by plans.

use relata_schema::{CollectionName, ColumnType, FieldName, Value};

use crate::dialect::reading::RowEstimate;
use crate::{Dialect, Statement};

/// A column and the value that it shall have, or must have.
pub type ColumnValue = (FieldName, Value);

/// All rows of a table, in the order of one column.
pub fn select_rows(dialect: Dialect, table: &CollectionName, columns: &[FieldName], order: &FieldName) -> Statement {
    let list = names(dialect, columns);
    let (table, order) = (dialect.quote_name(table), dialect.quote_name(order));
    Statement::new(format!("select {list} from {table} order by {order}"))
}

/// How many rows meet a condition.
pub fn count_rows(dialect: Dialect, table: &CollectionName, matching: &[ColumnValue]) -> Statement {
    let mut statement = Statement::new(format!("select count(*) from {}", dialect.quote_name(table)));
    write_condition(dialect, &mut statement, matching);
    statement
}

/// About how many rows tables have, a column each; NULL or negative where nobody knows.
pub fn estimate_rows(dialect: Dialect, tables: &[&CollectionName]) -> Statement {
    let mut statement = Statement::new("select ");
    for (index, table) in tables.iter().enumerate() {
        let name = dialect.quote_name(*table);
        statement.text.push_str(if index > 0 { ", " } else { "" });
        let estimate = match dialect.reading().row_estimate {
            Some(RowEstimate::Catalog) => {
                statement.binds.push(Value::text(name));
                format!("(select reltuples::bigint from pg_class where oid = to_regclass({}::text))", dialect.placeholder(index + 1))
            }
            Some(RowEstimate::LastRowid) => format!("(select max(rowid) from {name})"),
            None => "null".to_owned(),
        };
        statement.text.push_str(&estimate);
    }
    statement
}

/// How many values of a column a new type couldn't hold; `None` where the database refuses them by itself.
pub fn count_unfit(dialect: Dialect, table: &CollectionName, column: &FieldName, ty: ColumnType) -> Option<Statement> {
    let column = dialect.quote_name(column);
    let unfit = dialect.unfit(&column, ty)?;
    Some(Statement::new(format!("select count(*) from {} where {column} is not null and ({unfit})", dialect.quote_name(table))))
}

/// One new row.
pub fn insert_row(dialect: Dialect, table: &CollectionName, values: &[ColumnValue]) -> Statement {
    let columns: Vec<FieldName> = values.iter().map(|(name, _)| name.clone()).collect();
    let places: Vec<String> = (1..=values.len()).map(|n| dialect.placeholder(n)).collect();
    Statement {
        text: format!("insert into {} ({}) values ({})", dialect.quote_name(table), names(dialect, &columns), places.join(", ")),
        binds: values.iter().map(|(_, value)| value.clone()).collect(),
    }
}

/// New values for the rows that meet a condition. With nothing to set there is no statement.
pub fn update_rows(dialect: Dialect, table: &CollectionName, values: &[ColumnValue], matching: &[ColumnValue]) -> Option<Statement> {
    if values.is_empty() {
        return None;
    }
    let mut statement = Statement::new(format!("update {} set ", dialect.quote_name(table)));
    for (index, (name, value)) in values.iter().enumerate() {
        if index > 0 {
            statement.text.push_str(", ");
        }
        write_equals(dialect, &mut statement, name, value);
    }
    write_condition(dialect, &mut statement, matching);
    Some(statement)
}

/// Removes the rows that meet a condition.
pub fn delete_rows(dialect: Dialect, table: &CollectionName, matching: &[ColumnValue]) -> Statement {
    let mut statement = Statement::new(format!("delete from {}", dialect.quote_name(table)));
    write_condition(dialect, &mut statement, matching);
    statement
}

fn names(dialect: Dialect, columns: &[FieldName]) -> String {
    columns.iter().map(|name| dialect.quote_name(name)).collect::<Vec<_>>().join(", ")
}

fn write_condition(dialect: Dialect, statement: &mut Statement, matching: &[ColumnValue]) {
    for (index, (name, value)) in matching.iter().enumerate() {
        statement.text.push_str(if index == 0 { " where " } else { " and " });
        if value.is_null() {
            dialect.write_name(&mut statement.text, name);
            statement.text.push_str(" is null");
        } else {
            write_equals(dialect, statement, name, value);
        }
    }
}

fn write_equals(dialect: Dialect, statement: &mut Statement, name: &FieldName, value: &Value) {
    dialect.write_name(&mut statement.text, name);
    statement.text.push_str(" = ");
    statement.binds.push(value.clone());
    dialect.write_placeholder(&mut statement.text, statement.binds.len());
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn field(name: &str) -> FieldName {
        FieldName::parse(name).unwrap()
    }

    #[test]
    fn values_are_bound_in_the_order_of_their_places() {
        let table = CollectionName::parse("directus_fields").unwrap();
        let values = [(field("sort"), Value::Integer(3)), (field("note"), Value::Null)];
        let matching = [(field("collection"), Value::text("a")), (field("group"), Value::Null)];
        let update = update_rows(Dialect::Postgres, &table, &values, &matching).unwrap();
        assert_eq!(
            update.text,
            "update \"directus_fields\" set \"sort\" = $1, \"note\" = $2 where \"collection\" = $3 and \"group\" is null"
        );
        assert_eq!(update.binds, [Value::Integer(3), Value::Null, Value::text("a")]);
        assert_eq!(insert_row(Dialect::Mariadb, &table, &values).text, "insert into `directus_fields` (`sort`, `note`) values (?, ?)");
        assert_eq!(update_rows(Dialect::Sqlite, &table, &[], &matching), None);
    }
}
