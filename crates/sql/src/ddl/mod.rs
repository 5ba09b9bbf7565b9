//! Changes of tables as statements.
//!
//! Where a database can't change a table in place (SQLite), or only by restating a column in full (MariaDB, MySQL), the text that made the
//! table is read, edited at the one place that changes, and everything else in it stays as it was written: checks, collations,
//! generated columns, comments.

mod alter;
mod column;
mod definition;
mod error;
mod names;
mod rebuild;
mod table;
mod tokens;

use relata_schema::{CollectionName, SchemaChange};
use rustc_hash::FxHashSet;
use smol_str::SmolStr;

pub use error::DdlError;

use crate::{Dialect, Statement};

/// What a database knows and a change needs to know.
#[derive(Debug, Default)]
pub struct DdlContext<'a> {
    /// The text that made the table, for changes that ask for it.
    pub definition: Option<&'a str>,
    /// The text that made the table a foreign key refers to, for changes that ask for it.
    pub target_definition: Option<&'a str>,
    /// The texts that made the table's indexes and triggers, where a rebuild must make them again.
    pub attachments: &'a [SmolStr],
    /// Names of indexes and constraints that are taken, in lower case.
    pub taken_names: Option<&'a FxHashSet<SmolStr>>,
}

/// What must be read from the database before a change can be spelled out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DdlNeeds<'a> {
    /// The text that made this table (and its indexes and triggers).
    pub definition_of: Option<&'a CollectionName>,
    /// The text that made the table a new foreign key refers to.
    pub target_definition_of: Option<&'a CollectionName>,
}

/// The statements of one change, in order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DdlPlan {
    /// What to run.
    pub statements: Vec<Statement>,
    /// What takes the change back, in order, for databases whose DDL doesn't take part in transactions. Empty for changes that can't be
    /// taken back.
    pub undo: Vec<Statement>,
    /// The table whose rows are copied: its count must be the same afterwards.
    pub rebuilt: Option<CollectionName>,
}

/// What `change` needs to know about the database.
pub fn needs(dialect: Dialect, change: &SchemaChange) -> DdlNeeds<'_> {
    let nothing = DdlNeeds { definition_of: None, target_definition_of: None };
    let caps = dialect.caps();
    match change {
        SchemaChange::CreateTable(_) | SchemaChange::DropTable(_) | SchemaChange::AddIndex { .. } => nothing,
        SchemaChange::AddForeignKey { table, key } if caps.foreign_keys_match_exactly => {
            DdlNeeds { definition_of: Some(table), target_definition_of: Some(&key.table) }
        }
        SchemaChange::AlterColumn { table, .. } if !caps.transactional_ddl => DdlNeeds { definition_of: Some(table), ..nothing },
        _ if caps.alter_column => nothing,
        other => DdlNeeds { definition_of: Some(other.table()), ..nothing },
    }
}

/// Spells out a change. The same change and context give the same text.
pub fn schema_change(dialect: Dialect, change: &SchemaChange, context: &DdlContext<'_>) -> Result<DdlPlan, DdlError> {
    match change {
        SchemaChange::CreateTable(spec) => table::create(dialect, spec, context),
        SchemaChange::DropTable(table) => Ok(DdlPlan::run(vec![table::drop(dialect, table)])),
        SchemaChange::AddIndex { table, index } => table::add_index(dialect, table, index, context),
        _ if dialect.caps().alter_column => alter::in_place(dialect, change, context),
        _ => rebuild::rebuild(dialect, change, context),
    }
}

impl DdlPlan {
    fn run(statements: Vec<Statement>) -> Self {
        Self { statements, ..Self::default() }
    }
}
