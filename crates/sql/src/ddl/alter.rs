//! Changes in place, for databases that can: PostgreSQL says what changes, MariaDB and MySQL restate the column.

use relata_schema::{
    CollectionName, ColumnChange, ColumnType, ExistingIndex, FieldName, FieldType, ForeignKeySpec, IndexPurpose, IndexSpec, SchemaChange,
};

use super::definition::Definition;
use super::{DdlContext, DdlError, DdlPlan, column, names, table};
use crate::dialect::Uniqueness;
use crate::{Dialect, Statement};

pub(super) fn in_place(dialect: Dialect, change: &SchemaChange, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let quoted = dialect.quote_name(change.table());
    match change {
        SchemaChange::AddColumn { table, column } => {
            let name = dialect.quote_name(&column.name);
            let add = format!("alter table {quoted} add column {}", column::definition(dialect, column));
            let mut statements = vec![Statement::new(add)];
            for index in table::indexes_of_column(column) {
                statements.extend(table::add_index(dialect, table, &index, context)?.statements);
            }
            Ok(DdlPlan { statements, undo: vec![Statement::new(format!("alter table {quoted} drop column {name}"))], rebuilt: None })
        }
        SchemaChange::AlterColumn { table, column, change } if dialect.caps().transactional_ddl => {
            Ok(DdlPlan::run(described(dialect, table, column, change)))
        }
        SchemaChange::AlterColumn { table, column, change } => restated(dialect, table, column, change, context),
        SchemaChange::DropColumn { column, .. } => {
            Ok(DdlPlan::run(vec![Statement::new(format!("alter table {quoted} drop column {}", dialect.quote_name(column)))]))
        }
        SchemaChange::AddForeignKey { table, key } => add_foreign_key(dialect, table, key, context),
        SchemaChange::DropForeignKey { table, key, constraint_name } => {
            let name = match constraint_name {
                Some(name) => names::reported(name)?,
                None => names::foreign_key(dialect, table, &key.column, context)?,
            };
            let name = dialect.quote_name(&name);
            let word = if dialect.caps().transactional_ddl { "constraint" } else { "foreign key" };
            let undo = format!("alter table {quoted} add constraint {name} {}", table::foreign_key_text(dialect, key));
            Ok(DdlPlan {
                statements: vec![Statement::new(format!("alter table {quoted} drop {word} {name}"))],
                undo: vec![Statement::new(undo)],
                rebuilt: None,
            })
        }
        SchemaChange::DropIndex { table, index } => drop_index(dialect, table, index, context),
        SchemaChange::CreateTable(_) | SchemaChange::DropTable(_) | SchemaChange::AddIndex { .. } => Ok(DdlPlan::default()),
    }
}

/// PostgreSQL: one action per thing that changes, all in one statement. A default goes before its column's type changes, because it may
/// not fit the new one.
fn described(dialect: Dialect, table: &CollectionName, column: &FieldName, change: &ColumnChange) -> Vec<Statement> {
    let (table, name) = (dialect.quote_name(table), dialect.quote_name(column));
    let alter = |action: &str| Statement::new(format!("alter table {table} alter column {name} {action}"));
    let mut statements = Vec::new();
    if let Some(ty) = change.ty {
        let spelled = dialect.column_type(ty);
        if change.default.is_some() {
            statements.push(alter("drop default"));
        }
        // A cast cuts texts that are too long without a word; without one they are refused.
        let is_text = matches!(ty.ty, FieldType::String | FieldType::Hash | FieldType::Text | FieldType::Csv);
        let cast = if is_text { String::new() } else { format!(" using ({name}::{spelled})") };
        statements.push(alter(&format!("type {spelled}{cast}")));
    }
    if let Some(default) = &change.default {
        match default {
            Some(default) => {
                let ty = change.ty.unwrap_or_else(|| ColumnType::of(FieldType::Unknown));
                statements.push(alter(&format!("set default {}", column::default_text(dialect, ty, default))));
            }
            None => statements.push(alter("drop default")),
        }
    }
    match change.nullable {
        Some(true) => statements.push(alter("drop not null")),
        Some(false) => statements.push(alter("set not null")),
        None => {}
    }
    statements
}

/// MariaDB and MySQL: the column's own definition with the change in it.
fn restated(
    dialect: Dialect,
    table: &CollectionName,
    column: &FieldName,
    change: &ColumnChange,
    context: &DdlContext<'_>,
) -> Result<DdlPlan, DdlError> {
    let mut definition = Definition::of(dialect, table, context.definition)?;
    let before = definition.column(table, column)?.text();
    definition.column_mut(table, column)?.change(dialect, change);
    let after = definition.column(table, column)?.text();
    let modify = |text: &str| Statement::new(format!("alter table {} modify column {text}", dialect.quote_name(table)));
    Ok(DdlPlan { statements: vec![modify(&after)], undo: vec![modify(&before)], rebuilt: None })
}

fn add_foreign_key(dialect: Dialect, table: &CollectionName, key: &ForeignKeySpec, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let mut plan = DdlPlan::default();
    let quoted = dialect.quote_name(table);
    if dialect.caps().foreign_keys_match_exactly {
        plan = matched_type(dialect, table, key, context)?;
    }
    let name = dialect.quote_name(&names::foreign_key(dialect, table, &key.column, context)?);
    plan.statements.push(Statement::new(format!("alter table {quoted} add constraint {name} {}", table::foreign_key_text(dialect, key))));
    if !dialect.caps().transactional_ddl {
        plan.undo.insert(0, Statement::new(format!("alter table {quoted} drop foreign key {name}")));
    }
    Ok(plan)
}

/// Gives the column exactly the type of the key it will refer to (`int` and `int unsigned` don't match).
fn matched_type(dialect: Dialect, table: &CollectionName, key: &ForeignKeySpec, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let target = Definition::of(dialect, &key.table, context.target_definition)?;
    let wanted = target.column(&key.table, &key.referenced_column)?.type_text();
    let mut definition = Definition::of(dialect, table, context.definition)?;
    let column = definition.column_mut(table, &key.column)?;
    if column.type_text().eq_ignore_ascii_case(&wanted) {
        return Ok(DdlPlan::default());
    }
    let before = column.text();
    column.set_type(wanted);
    let modify = |text: &str| Statement::new(format!("alter table {} modify column {text}", dialect.quote_name(table)));
    Ok(DdlPlan { statements: vec![modify(&column.text())], undo: vec![modify(&before)], rebuilt: None })
}

fn drop_index(dialect: Dialect, table: &CollectionName, index: &ExistingIndex, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let (quoted, name) = (dialect.quote_name(table), dialect.quote_name(&names::reported(&index.name)?));
    let constraint = index.purpose == IndexPurpose::Unique && dialect.caps().uniqueness == Uniqueness::Constraint;
    if dialect.caps().transactional_ddl {
        // Uniqueness may be a constraint or a bare index; whichever it is, one of the two finds something.
        let drop_constraint = constraint.then(|| Statement::new(format!("alter table {quoted} drop constraint if exists {name}")));
        let statements = drop_constraint.into_iter().chain([Statement::new(format!("drop index if exists {name}"))]).collect();
        return Ok(DdlPlan::run(statements));
    }
    let again = IndexSpec { purpose: index.purpose, columns: index.columns.clone() };
    Ok(DdlPlan {
        statements: vec![Statement::new(format!("drop index {name} on {quoted}"))],
        undo: table::add_index(dialect, table, &again, context)?.statements,
        rebuilt: None,
    })
}
