//! What a change of a user's row means for that user's sessions.
//!
//! In the same transaction, so that no session outlives what it was opened with; and on the level of rows, so that it makes no difference
//! how deep in a payload the user stood.

use relata_db::Transaction;
use relata_plan::{Action, ItemWrite, Touch, WriteError};
use relata_schema::{Collection, FieldName, Value};
use relata_sql::accounts::close_other_sessions;
use smol_str::SmolStr;

use super::{WriteFailure, session::WriteSession};

const USERS: &str = "directus_users";

/// Secrets that are made and taken away by requests of their own.
const MADE_ELSEWHERE: &str = "tfa_secret";

impl<T: Transaction> WriteSession<'_, T> {
    /// Refuses what no payload may say of a user.
    pub(super) fn check_secrets(collection: &Collection, items: &[ItemWrite]) -> Result<(), WriteFailure> {
        let says = |item: &ItemWrite| item.columns.iter().any(|(name, value)| name.as_str() == MADE_ELSEWHERE && !value.is_null());
        if collection.name.as_str() == USERS && items.iter().any(says) {
            let reason = SmolStr::new_static("\"tfa_secret\" can't be set by hand: use /users/me/tfa/enable");
            return Err(WriteError::InvalidPayload(reason.to_string()).into());
        }
        Ok(())
    }

    /// Ends the sessions of users whose password, e-mail address or status has changed, but for the one that the change came with.
    pub(super) async fn end_sessions(
        &mut self,
        collection: &Collection,
        items: &[ItemWrite],
        changed: &[usize],
    ) -> Result<(), WriteFailure> {
        if collection.name.as_str() != USERS {
            return Ok(());
        }
        for item in changed.iter().filter_map(|nth| items.get(*nth)).filter(|item| ends_sessions(item)) {
            let Some(user) = &item.key else { continue };
            let kept = self.asker.session.clone().filter(|_| !is_locked_out(item));
            let statement = close_other_sessions(self.dialect, user, kept.as_deref());
            self.run_all(&collection.name, &[statement]).await?;
        }
        Ok(())
    }

    /// Locks out the users whose role goes: what they might do without it is nobody's decision yet. That takes the right to change them.
    /// Answers what their rows get.
    pub(super) async fn locked_out(&mut self, users: &Collection, keys: &[Value]) -> Result<Option<(FieldName, Value)>, WriteFailure> {
        let Some(status) = users.field("status").map(|field| field.name.clone()) else { return Ok(None) };
        let role = users.field("role").map(|field| field.name.clone());
        let fields: Vec<FieldName> = std::iter::once(status.clone()).chain(role).collect();
        self.may(users, Touch { action: Action::Update, fields: &fields }, keys).await?;
        let closed: Vec<_> = keys.iter().map(|user| close_other_sessions(self.dialect, user, None)).collect();
        self.run_all(&users.name, &closed).await?;
        Ok(Some((status, Value::text("suspended"))))
    }
}

fn ends_sessions(item: &ItemWrite) -> bool {
    let has = |wanted: &str| item.columns.keys().any(|name| name.as_str() == wanted);
    has("password") || has("email") || is_locked_out(item)
}

fn is_locked_out(item: &ItemWrite) -> bool {
    let status = item.columns.iter().find(|(name, _)| name.as_str() == "status");
    status.is_some_and(|(_, value)| !matches!(value, Value::Text(text) if text == "active"))
}
