//! Making and removing tables and indexes: the same on every database but for spelling.

use relata_schema::{CollectionName, ColumnSpec, FieldName, ForeignKeySpec, IndexPurpose, IndexSpec, ReferentialAction, TableSpec};

use super::{DdlContext, DdlError, DdlPlan, column, names};
use crate::dialect::Uniqueness;
use crate::{Dialect, Statement};

/// `CREATE TABLE` with everything that belongs to it.
pub(super) fn create(dialect: Dialect, spec: &TableSpec, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let mut parts: Vec<String> = spec.columns.iter().map(|column| column::definition(dialect, column)).collect();
    let counted = spec.columns.iter().any(column::is_counted);
    let key: Vec<FieldName> = spec.columns.iter().filter(|column| column.primary_key).map(|column| column.name.clone()).collect();
    if !counted && !key.is_empty() {
        parts.push(format!("primary key ({})", columns(dialect, &key)));
    }
    for foreign_key in &spec.foreign_keys {
        let name = names::foreign_key(dialect, &spec.name, &foreign_key.column, context)?;
        parts.push(format!("constraint {} {}", dialect.quote_name(&name), foreign_key_text(dialect, foreign_key)));
    }
    let text = format!("create table {} ({})", dialect.quote_name(&spec.name), parts.join(", "));
    let mut statements = vec![Statement::new(text)];
    for index in indexes_of(spec) {
        statements.extend(add_index(dialect, &spec.name, &index, context)?.statements);
    }
    Ok(DdlPlan { statements, undo: vec![drop(dialect, &spec.name)], rebuilt: None })
}

/// `DROP TABLE`.
pub(super) fn drop(dialect: Dialect, table: &CollectionName) -> Statement {
    Statement::new(format!("drop table {}", dialect.quote_name(table)))
}

/// The indexes that a new column asks for.
pub(super) fn indexes_of_column(column: &ColumnSpec) -> impl Iterator<Item = IndexSpec> {
    let unique = (column.unique && !column.primary_key).then_some(IndexPurpose::Unique);
    let asked = column.indexed.then_some(IndexPurpose::Asked);
    let columns = vec![column.name.clone()];
    unique.into_iter().chain(asked).map(move |purpose| IndexSpec { purpose, columns: columns.clone() })
}

fn indexes_of(spec: &TableSpec) -> Vec<IndexSpec> {
    let together = spec.unique_together.iter().map(|columns| IndexSpec { purpose: IndexPurpose::Unique, columns: columns.clone() });
    spec.columns.iter().flat_map(indexes_of_column).chain(together).collect()
}

/// Makes an index, or the constraint that stands for it.
pub(super) fn add_index(
    dialect: Dialect,
    table: &CollectionName,
    index: &IndexSpec,
    context: &DdlContext<'_>,
) -> Result<DdlPlan, DdlError> {
    let name = dialect.quote_name(&names::index(dialect, table, index, context)?);
    let (quoted, columns) = (dialect.quote_name(table), columns(dialect, &index.columns));
    let constraint = index.purpose == IndexPurpose::Unique && dialect.caps().uniqueness == Uniqueness::Constraint;
    let text = match index.purpose {
        IndexPurpose::Unique if constraint => format!("alter table {quoted} add constraint {name} unique ({columns})"),
        IndexPurpose::Unique => format!("create unique index {name} on {quoted} ({columns})"),
        IndexPurpose::Asked | IndexPurpose::Relation => format!("create index {name} on {quoted} ({columns})"),
    };
    let undo = if dialect.caps().transactional_ddl { Vec::new() } else { vec![Statement::new(format!("drop index {name} on {quoted}"))] };
    Ok(DdlPlan { statements: vec![Statement::new(text)], undo, rebuilt: None })
}

/// `foreign key (…) references …`.
pub(super) fn foreign_key_text(dialect: Dialect, key: &ForeignKeySpec) -> String {
    let mut out = format!(
        "foreign key ({}) references {} ({})",
        dialect.quote_name(&key.column),
        dialect.quote_name(&key.table),
        dialect.quote_name(&key.referenced_column),
    );
    for (event, action) in [("delete", key.on_delete), ("update", key.on_update)] {
        if action != ReferentialAction::NoAction {
            out.push_str(" on ");
            out.push_str(event);
            out.push(' ');
            out.push_str(action.as_sql());
        }
    }
    out
}

/// Names in quotes, separated by commas.
pub(super) fn columns(dialect: Dialect, names: &[FieldName]) -> String {
    names.iter().map(|name| dialect.quote_name(name)).collect::<Vec<_>>().join(", ")
}
