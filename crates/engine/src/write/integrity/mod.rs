//! What must hold of relations once a write has done its work, checked before it is recorded and committed: references that no foreign key
//! guards lead somewhere, trees have no circles, lists are as long and as free of repetition as their fields say, no file tells of
//! another's bytes.
//!
//! Looks at the rows that the write changed and at what they touch, in one statement per relation, never at whole tables.

mod accounts;
mod any_references;
mod comments;
mod error;
mod files;
mod lists;
mod settings;
mod shares;
mod trees;

use relata_db::Transaction;
use relata_schema::{FieldName, Value};

use crate::events::RowChange;

use super::{WriteFailure, changes::Change, session::WriteSession};

pub(crate) use accounts::{AccountError, LOGIN, is_mail_address};
pub(crate) use error::IntegrityError;
pub(crate) use files::{Placed, tells_of_bytes};
pub(crate) use settings::check_own_options;
pub(super) use settings::{OnTargetDeleted, on_target_deleted};

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks what the changed rows touch.
    pub(super) async fn check_integrity(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        self.check_guarded(rows)?;
        if rows.iter().all(|row| !row.change.differs()) {
            return Ok(());
        }
        self.check_any_references(rows).await?;
        self.check_trees(rows).await?;
        self.check_lists(rows).await?;
        self.check_accounts(rows).await?;
        self.check_files(rows).await?;
        self.check_comments(rows).await?;
        self.check_shares(rows).await
    }
}

impl Change {
    /// A column's value after the change; `None` if the row is gone or the column keeps its default.
    fn after(&self, column: &FieldName) -> Option<&Value> {
        match self {
            Self::Created { values, .. } => values.get(column),
            Self::Updated { before, given, changed, .. } => {
                if changed.contains(column) {
                    given.get(column)
                } else {
                    before.get(column)
                }
            }
            Self::Deleted { .. } => None,
        }
    }

    /// A column's value before the change; `None` if there was no row.
    fn before(&self, column: &FieldName) -> Option<&Value> {
        match self {
            Self::Created { .. } => None,
            Self::Updated { before, .. } | Self::Deleted { before, .. } => before.get(column),
        }
    }

    /// Whether a column has another value now.
    fn touches(&self, column: &FieldName) -> bool {
        match self {
            Self::Created { values, .. } => values.contains_key(column),
            Self::Updated { changed, .. } => changed.contains(column),
            Self::Deleted { .. } => false,
        }
    }
}
