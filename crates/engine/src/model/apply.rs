//! Carrying out a change of the model: tables first, then the rows that describe them, as one unit.
//!
//! SQLite and PostgreSQL do all of it in one transaction. MariaDB and MySQL commit at every change of a table; there, what was done is
//! taken back in reverse order when a later step fails. For that, steps that destroy something stand last among the changes of tables,
//! and the rows, which fail only together with the connection, come after them.

use std::path::Path;

use relata_db::{Database, DbError, TableFacts, Transaction, WriteJob};
use relata_schema::{CollectionName, SchemaChange, Value};
use relata_sql::{DdlContext, DdlPlan, Dialect, Statement, count_rows, needs, schema_change};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

use crate::engine::Model;
use crate::{Engine, EngineError, ErrorCode};

/// What an operation does to the database.
#[derive(Debug, Default, Clone, PartialEq)]
pub(crate) struct ModelChange {
    /// Changes of tables, in order; those that destroy something last.
    pub tables: Vec<SchemaChange>,
    /// Changes of rows in system tables, in order.
    pub rows: Vec<Statement>,
}

impl ModelChange {
    /// Does `other` after this one, as one unit.
    pub fn then(&mut self, other: Self) {
        self.tables.extend(other.tables);
        self.rows.extend(other.rows);
    }
}

/// Why a change of the model was given up. Nothing of it remains.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ApplyError {
    /// The database refused a step.
    #[error("changing table {table:?} failed")]
    Db {
        /// The table that was being changed; `None` for rows of system tables.
        table: Option<CollectionName>,
        /// Why.
        #[source]
        source: DbError,
    },
    /// A step can't be spelled out.
    #[error(transparent)]
    Ddl(#[from] relata_sql::DdlError),
    /// A rebuilt table had another number of rows.
    #[error("table \"{table}\" had {before} rows and would have {after}")]
    RowsLost {
        /// The table.
        table: CollectionName,
        /// Rows before.
        before: i64,
        /// Rows afterwards.
        after: i64,
    },
}

impl From<DbError> for ApplyError {
    fn from(source: DbError) -> Self {
        Self::Db { table: None, source }
    }
}

/// Carries a change out. The caller holds [`Engine::changing`] and reads the model anew afterwards.
pub(crate) async fn apply(engine: &Engine, model: &Model, change: ModelChange) -> Result<(), EngineError> {
    if change.tables.is_empty() && change.rows.is_empty() {
        return Ok(());
    }
    let dialect = engine.dialect();
    let rebuilds = !dialect.caps().alter_column && change.tables.iter().any(|change| !needs_nothing(dialect, change));
    if let (true, Some(path)) = (rebuilds, &engine.options().copy_before_rebuild) {
        copy(engine.database(), path).await?;
    }
    let job = Apply { dialect, taken_names: taken_names(&model.tables), change };
    engine.database().alter(job).await.map_err(EngineError::from)
}

fn needs_nothing(dialect: Dialect, change: &SchemaChange) -> bool {
    needs(dialect, change).definition_of.is_none()
}

/// One copy is kept: that from before the latest rebuild.
async fn copy(db: &Database, path: &Path) -> Result<(), EngineError> {
    let failed = |error: std::io::Error| {
        EngineError::new(ErrorCode::ServiceUnavailable, "The database can't be copied before its table is rebuilt, so nothing was changed.")
            .caused_by(error)
    };
    let draft = path.with_extension("new");
    match tokio::fs::remove_file(&draft).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(failed(error)),
        _ => {}
    }
    db.backup(&draft).await?;
    tokio::fs::rename(&draft, path).await.map_err(failed)
}

/// Names of indexes and constraints, in lower case.
fn taken_names(tables: &[TableFacts]) -> FxHashSet<SmolStr> {
    let indexes = tables.iter().flat_map(|table| table.indexes.iter().map(|index| &index.name));
    let keys = tables.iter().flat_map(|table| table.foreign_keys.iter().filter_map(|key| key.constraint_name.as_ref()));
    let tables = tables.iter().map(|table| table.name.as_str());
    indexes.chain(keys).map(SmolStr::as_str).chain(tables).map(|name| SmolStr::from(name.to_lowercase())).collect()
}

struct Apply {
    dialect: Dialect,
    taken_names: FxHashSet<SmolStr>,
    change: ModelChange,
}

impl WriteJob for Apply {
    type Output = ();
    type Error = ApplyError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), ApplyError> {
        let mut undo: Vec<Statement> = Vec::new();
        let outcome = self.steps(transaction, &mut undo).await;
        if outcome.is_err() && !self.dialect.caps().transactional_ddl && !self.change.tables.is_empty() {
            take_back(transaction, undo).await;
        }
        outcome
    }
}

impl Apply {
    async fn steps<T: Transaction>(&self, transaction: &mut T, undo: &mut Vec<Statement>) -> Result<(), ApplyError> {
        for change in &self.change.tables {
            let plan = self.plan(transaction, change).await?;
            let named = |source| ApplyError::Db { table: Some(change.table().clone()), source };
            let before = count(transaction, self.dialect, &plan).await.map_err(named)?;
            for statement in &plan.statements {
                transaction.execute(statement).await.map_err(named)?;
            }
            let after = count(transaction, self.dialect, &plan).await.map_err(named)?;
            if let (Some(table), true) = (&plan.rebuilt, before != after) {
                return Err(ApplyError::RowsLost { table: table.clone(), before, after });
            }
            undo.splice(0..0, plan.undo);
        }
        if !self.dialect.caps().transactional_ddl && !self.change.tables.is_empty() && !self.change.rows.is_empty() {
            transaction.execute(&Statement::new("start transaction")).await?;
        }
        for statement in &self.change.rows {
            transaction.execute(statement).await?;
        }
        Ok(())
    }

    async fn plan<T: Transaction>(&self, transaction: &mut T, change: &SchemaChange) -> Result<DdlPlan, ApplyError> {
        let needed = needs(self.dialect, change);
        let definition = match needed.definition_of {
            Some(table) => definition_of(transaction, self.dialect, table).await?,
            None => None,
        };
        let target_definition = match needed.target_definition_of {
            Some(table) => definition_of(transaction, self.dialect, table).await?,
            None => None,
        };
        let attachments = match needed.definition_of {
            Some(table) if !self.dialect.caps().alter_column => attachments_of(transaction, table).await?,
            _ => Vec::new(),
        };
        let context = DdlContext {
            definition: definition.as_deref(),
            target_definition: target_definition.as_deref(),
            attachments: &attachments,
            taken_names: Some(&self.taken_names),
        };
        Ok(schema_change(self.dialect, change, &context)?)
    }
}

async fn count<T: Transaction>(transaction: &mut T, dialect: Dialect, plan: &DdlPlan) -> Result<i64, DbError> {
    match &plan.rebuilt {
        Some(table) => Ok(transaction.fetch(&count_rows(dialect, table, &[])).await?.cell(0, 0).as_i64().unwrap_or_default()),
        None => Ok(0),
    }
}

/// The text that made a table, as the database keeps it.
async fn definition_of<T: Transaction>(transaction: &mut T, dialect: Dialect, table: &CollectionName) -> Result<Option<SmolStr>, DbError> {
    let (statement, column) = if dialect.caps().alter_column {
        (Statement::new(format!("show create table {}", dialect.quote_name(table))), 1)
    } else {
        let text = "select sql from sqlite_master where type = 'table' and name = ?1 collate nocase";
        (Statement { text: text.to_owned(), binds: vec![Value::text(table)] }, 0)
    };
    let rows = transaction.fetch(&statement).await?;
    Ok(rows.cell(0, column).as_str().map(SmolStr::new))
}

/// SQLite: the texts that made a table's indexes and triggers.
async fn attachments_of<T: Transaction>(transaction: &mut T, table: &CollectionName) -> Result<Vec<SmolStr>, DbError> {
    let text = "select sql from sqlite_master where tbl_name = ?1 collate nocase and type in ('index', 'trigger') and sql is not null order by rowid";
    let rows = transaction.fetch(&Statement { text: text.to_owned(), binds: vec![Value::text(table)] }).await?;
    Ok((0..rows.len()).filter_map(|row| rows.cell(row, 0).as_str().map(SmolStr::new)).collect())
}

/// Takes back what a database has committed already. What can't be taken back is left and said in the log.
async fn take_back<T: Transaction>(transaction: &mut T, undo: Vec<Statement>) {
    let rollback = Statement::new("rollback");
    for statement in std::iter::once(rollback).chain(undo) {
        if let Err(error) = transaction.execute(&statement).await {
            tracing::error!(%error, step = statement.text, "a failed change of the model could not be taken back completely");
        }
    }
}
