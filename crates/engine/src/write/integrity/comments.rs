//! What must hold of comments once a write has done its work: whoever writes one, or moves one to another item, may read that item.

use relata_db::Transaction;
use relata_plan::Action;

use crate::events::RowChange;
use crate::write::{ChangeAction, WriteFailure, session::WriteSession};

/// The columns that say what a comment is about.
const SUBJECT: [&str; 2] = ["collection", "item"];

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks comments, as far as the write has made or moved any. As in Directus, administrators may write one about an item that
    /// isn't there.
    pub(super) async fn check_comments(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        if self.asker.is_admin() {
            return Ok(());
        }
        for row in rows.iter().filter(|row| row.collection().as_str() == "directus_comments") {
            let is_moved = row.action() != ChangeAction::Delete && SUBJECT.iter().any(|column| row.written(column).is_some());
            if is_moved {
                self.may_with_item_of(row, Action::Read).await?;
            }
        }
        Ok(())
    }
}
