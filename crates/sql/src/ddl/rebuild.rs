//! SQLite: what `ALTER TABLE` can't do is done by making the table anew, copying every row, and putting the new one in the old one's place.
//!
//! Runs inside one transaction with foreign keys off, so that neither dropping the old table nor renaming the new one fires an
//! `ON DELETE`; whoever runs it compares the row counts and checks all foreign keys before the commit.

use relata_schema::{CollectionName, ColumnDefault, ColumnSpec, ExistingIndex, SchemaChange};

use super::definition::{ColumnText, Definition};
use super::{DdlContext, DdlError, DdlPlan, column, names, table};
use crate::{Dialect, Statement};

pub(super) fn rebuild(dialect: Dialect, change: &SchemaChange, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    let table = change.table();
    if let SchemaChange::AddColumn { column, .. } = change
        && can_be_added(column)
    {
        let quoted = dialect.quote_name(table);
        let add = Statement::new(format!("alter table {quoted} add column {}", column::definition(dialect, column)));
        return with_indexes(dialect, table, column, context, DdlPlan::run(vec![add]));
    }
    if let SchemaChange::DropIndex { index, .. } = change
        && !index.name.starts_with("sqlite_autoindex_")
    {
        return drop_index(dialect, index);
    }
    let before = Definition::of(dialect, table, context.definition)?;
    let mut after = before.clone();
    apply(dialect, &mut after, change)?;
    let gone = match change {
        SchemaChange::DropColumn { column, .. } => Some(column.as_str()),
        _ => None,
    };
    let plan = DdlPlan {
        statements: copy(dialect, table, &before, &after, &kept(context, gone))?,
        undo: Vec::new(),
        rebuilt: Some(table.clone()),
    };
    match change {
        SchemaChange::AddColumn { column, .. } => with_indexes(dialect, table, column, context, plan),
        _ => Ok(plan),
    }
}

/// Whether `ADD COLUMN` accepts the column: a default that must be computed, or rows that would be left with NULL, it refuses.
fn can_be_added(column: &ColumnSpec) -> bool {
    let constant = !matches!(column.default, Some(ColumnDefault::Now));
    !column.primary_key && constant && (column.nullable || column.default.is_some())
}

fn with_indexes(
    dialect: Dialect,
    table: &CollectionName,
    column: &ColumnSpec,
    context: &DdlContext<'_>,
    mut plan: DdlPlan,
) -> Result<DdlPlan, DdlError> {
    for index in table::indexes_of_column(column) {
        plan.statements.extend(table::add_index(dialect, table, &index, context)?.statements);
    }
    Ok(plan)
}

fn drop_index(dialect: Dialect, index: &ExistingIndex) -> Result<DdlPlan, DdlError> {
    let name = names::reported(&index.name)?;
    Ok(DdlPlan::run(vec![Statement::new(format!("drop index {}", dialect.quote_name(&name)))]))
}

fn apply(dialect: Dialect, definition: &mut Definition, change: &SchemaChange) -> Result<(), DdlError> {
    match change {
        SchemaChange::AddColumn { column, .. } => definition.add_column(&column::definition(dialect, column)),
        SchemaChange::AlterColumn { table, column, change } => definition.column_mut(table, column)?.change(dialect, change),
        SchemaChange::DropColumn { table, column } => {
            definition.column(table, column)?;
            definition.drop_column(column);
        }
        SchemaChange::AddForeignKey { table, key } => {
            definition.column(table, &key.column)?;
            definition.add_constraint(table::foreign_key_text(dialect, key));
        }
        SchemaChange::DropForeignKey { key, .. } => definition.drop_foreign_key(&key.column),
        SchemaChange::DropIndex { index, .. } => definition.drop_unique(&index.columns),
        SchemaChange::CreateTable(_) | SchemaChange::DropTable(_) | SchemaChange::AddIndex { .. } => {}
    }
    Ok(())
}

/// Indexes and triggers to be made again; those on a column that goes are left out with it.
fn kept<'a>(context: &DdlContext<'a>, gone: Option<&str>) -> Vec<&'a str> {
    let all = context.attachments.iter().map(smol_str::SmolStr::as_str);
    match gone {
        None => all.collect(),
        Some(column) => all.filter(|text| !mentions(text, column)).collect(),
    }
}

fn mentions(text: &str, column: &str) -> bool {
    let is_index = text.trim_start().to_ascii_lowercase().starts_with("create index") || text.to_ascii_lowercase().contains("unique index");
    is_index
        && super::tokens::tokens(text).iter().skip(3).filter_map(super::tokens::Token::name).any(|name| name.eq_ignore_ascii_case(column))
}

fn copy(
    dialect: Dialect,
    table: &CollectionName,
    before: &Definition,
    after: &Definition,
    attachments: &[&str],
) -> Result<Vec<Statement>, DdlError> {
    let temporary = CollectionName::parse(format!("relata_rebuilt_{}", short(table)))
        .map_err(|source| DdlError::BadName { name: table.to_string(), source })?;
    let (old, new) = (dialect.quote_name(table), dialect.quote_name(&temporary));
    let shared: Vec<&str> = after
        .columns()
        .filter(|column| !column.is_generated() && before.columns().any(|other| same_column(other, column)))
        .map(ColumnText::written_name)
        .collect();
    let columns = shared.join(", ");
    let definition = after.text(dialect, &temporary);
    let counts_up = definition.to_ascii_lowercase().contains("autoincrement");
    let mut statements = vec![
        // Views and triggers that name the table are left alone while it is away, and other tables' foreign keys go on naming it.
        Statement::new("pragma legacy_alter_table = on"),
        Statement::new(definition),
        Statement::new(format!("insert into {new} ({columns}) select {columns} from {old}")),
    ];
    if counts_up {
        // Keys that were given out once must not come again, although their rows are gone.
        let binds = vec![temporary.as_str().into(), table.as_str().into()];
        statements
            .push(Statement { text: "delete from sqlite_sequence where name = ?1".to_owned(), binds: vec![temporary.as_str().into()] });
        statements.push(Statement {
            text: "insert into sqlite_sequence (name, seq) select ?1, seq from sqlite_sequence where name = ?2".to_owned(),
            binds,
        });
    }
    statements.push(table::drop(dialect, table));
    statements.push(Statement::new(format!("alter table {new} rename to {old}")));
    statements.extend(attachments.iter().map(|text| Statement::new(*text)));
    statements.push(Statement::new("pragma legacy_alter_table = off"));
    Ok(statements)
}

fn same_column(one: &ColumnText, other: &ColumnText) -> bool {
    one.written_name() == other.written_name()
}

/// Keeps the temporary name within bounds.
fn short(table: &CollectionName) -> &str {
    let name = table.as_str();
    let mut room = name.len().min(200);
    while !name.is_char_boundary(room) {
        room -= 1;
    }
    &name[..room]
}
