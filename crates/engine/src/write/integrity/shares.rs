//! What must hold of shares once a write has done its work: whoever points one at an item may share that item, and only a share's creator
//! points it elsewhere. (A share shows what its creator may see, so that to change somebody else's would be to borrow their eyes.)

use relata_db::Transaction;
use relata_plan::{Action, Touch, item_key};
use relata_schema::FieldName;
use serde_json::Value as Json;

use crate::events::RowChange;
use crate::read::Key;
use crate::write::{ChangeAction, WriteFailure, session::WriteSession};

/// The columns that decide what a share shows.
const DECISIVE: [&str; 4] = ["collection", "item", "role", "user_created"];

impl<T: Transaction> WriteSession<'_, T> {
    /// Checks shares, as far as the write has made or changed any.
    pub(super) async fn check_shares(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        if self.asker.is_admin() {
            return Ok(());
        }
        for row in rows.iter().filter(|row| row.collection().as_str() == "directus_shares") {
            let decides = match row.action() {
                ChangeAction::Create => true,
                ChangeAction::Update => DECISIVE.iter().any(|column| row.written(column).is_some()),
                ChangeAction::Delete => false,
            };
            if decides {
                self.check_share(row).await?;
            }
        }
        Ok(())
    }

    async fn check_share(&mut self, row: &RowChange) -> Result<(), WriteFailure> {
        let is_own = |creator: Option<String>| creator.is_some() && creator.as_deref() == self.asker.user.as_deref();
        if !is_own(row.text("user_created", Moment::After))
            || row.action() == ChangeAction::Update && !is_own(row.text("user_created", Moment::Before))
        {
            return Err(WriteFailure::Forbidden);
        }
        self.may_with_item_of(row, Action::Share).await
    }

    /// Refuses unless the asker may do this to the item that a row's `collection` and `item` name. What isn't there can't be told from
    /// what is hidden.
    pub(super) async fn may_with_item_of(&mut self, row: &RowChange, action: Action) -> Result<(), WriteFailure> {
        let (collection, item) = (row.text("collection", Moment::After), row.text("item", Moment::After));
        let collection = collection.and_then(|name| self.schema.collection(&name).cloned()).filter(|collection| collection.has_table());
        let (collection, item) = collection.zip(item).ok_or(WriteFailure::Forbidden)?;
        let key = item_key(&collection, &Json::from(item)).ok_or(WriteFailure::Forbidden)?;
        self.may(&collection, Touch { action, fields: &[] }, &[key]).await
    }
}

/// Before or after a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Moment {
    Before,
    After,
}

impl RowChange {
    /// What a column holds, as text; `None` for null.
    fn text(&self, column: &str, moment: Moment) -> Option<String> {
        let column = FieldName::parse(column).ok()?;
        let value = match moment {
            Moment::Before => self.change.before(&column),
            Moment::After => self.change.after(&column),
        };
        value.and_then(Key::of_value).map(|key| key.to_string())
    }
}
