//! What must hold of accounts once a write has done its work: e-mail addresses are addresses, and nobody else's in any letter case; an
//! administrator is left who can log in; what only the log-in itself may set stays as it is.

use relata_db::Transaction;
use relata_schema::FieldName;
use relata_sql::accounts::{an_administrator, users_with_email};
use serde_json::json;

use crate::events::RowChange;
use crate::read::Key;
use crate::{EngineError, ErrorCode};

use crate::write::{Change, ChangeAction, WriteFailure, session::WriteSession};

/// Accounts that a write would leave in disorder.
#[derive(Debug, thiserror::Error)]
pub(crate) enum AccountError {
    /// Not an address.
    #[error("validation failed for field \"email\": the value must be an e-mail address, such as \"name@example.com\"")]
    NotAnAddress,
    /// Somebody has the address already.
    #[error("value \"{0}\" for field \"email\" in collection \"directus_users\" has to be unique")]
    AddressTaken(String),
    /// A secret that only the log-in's own routes may set.
    #[error("\"tfa_secret\" can't be set by hand; use /users/me/tfa/enable")]
    SecretByHand,
    /// What only administrators say of a stored account.
    #[error("\"{0}\" says how somebody logs in; only an administrator may change it")]
    LoginByHand(&'static str),
    /// Nobody would be left who may do everything.
    #[error("this would remove the last active administrator; give another user a policy with admin access first")]
    LastAdministrator,
}

impl From<AccountError> for EngineError {
    fn from(error: AccountError) -> Self {
        let message = crate::error::sentence(&error.to_string());
        match error {
            AccountError::NotAnAddress => {
                Self::new(ErrorCode::FailedValidation, message).with("field", "email").with("type", "email").with("path", json!([]))
            }
            AccountError::AddressTaken(address) => Self::new(ErrorCode::RecordNotUnique, message)
                .with("collection", "directus_users")
                .with("field", "email")
                .with("value", address),
            AccountError::SecretByHand | AccountError::LoginByHand(_) => Self::invalid_payload(message),
            AccountError::LastAdministrator => Self::new(ErrorCode::UnprocessableContent, message.clone()).with("reason", message),
        }
    }
}

/// The secret of the second factor, which nobody sets or takes away by hand: it would protect nothing.
const SECRET: &str = "tfa_secret";

/// Which other server knows the user, and by what.
pub(crate) const LOGIN: [&str; 2] = ["provider", "external_identifier"];

impl<T: Transaction> WriteSession<'_, T> {
    /// Refuses what a request says of stored accounts that isn't its to say, even if it changes nothing.
    pub(super) fn check_guarded(&self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        if self.asker.user.is_none() && self.asker.source.is_none() {
            return Ok(());
        }
        for row in rows.iter().filter(|row| row.collection().as_str() == "directus_users") {
            if row.is_given(SECRET) {
                return Err(AccountError::SecretByHand.into());
            }
            if let Some(column) = LOGIN.into_iter().find(|column| !self.asker.is_admin() && row.is_given(column)) {
                return Err(AccountError::LoginByHand(column).into());
            }
        }
        Ok(())
    }

    /// Checks accounts, as far as the write has changed any.
    pub(super) async fn check_accounts(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let by_hand = self.asker.user.is_some() || self.asker.source.is_some();
        for row in rows.iter().filter(|row| row.collection().as_str() == "directus_users") {
            if by_hand && row.written(SECRET).is_some_and(|secret| secret.is_some()) {
                return Err(AccountError::SecretByHand.into());
            }
            if let Some(address) = row.written("email") {
                self.check_address(address).await?;
            }
        }
        if rows.iter().any(takes_rights) {
            let statement = an_administrator(self.dialect);
            let found = self.tx.fetch(&statement).await?;
            if found.is_empty() {
                return Err(AccountError::LastAdministrator.into());
            }
        }
        Ok(())
    }

    async fn check_address(&mut self, address: Option<Key>) -> Result<(), WriteFailure> {
        let address =
            address.map(|address| address.to_string()).filter(|address| is_mail_address(address)).ok_or(AccountError::NotAnAddress)?;
        let owners = self.tx.fetch(&users_with_email(self.dialect, &address)).await?;
        if owners.len() > 1 {
            return Err(AccountError::AddressTaken(address.to_lowercase()).into());
        }
        Ok(())
    }
}

impl RowChange {
    /// Whether a write has said something of a stored row's column, be it what was there already.
    fn is_given(&self, column: &str) -> bool {
        match &self.change {
            Change::Updated { given, .. } => given.iter().any(|(name, _)| name.as_str() == column),
            Change::Created { .. } | Change::Deleted { .. } => false,
        }
    }

    /// What a write has put into a column: `None` if it left it alone, otherwise the value, which may be null.
    #[expect(clippy::option_option, reason = "left alone and emptied are different things")]
    pub(super) fn written(&self, column: &str) -> Option<Option<Key>> {
        let column = FieldName::parse(column).ok()?;
        self.change.touches(&column).then(|| self.change.after(&column).and_then(Key::of_value))
    }
}

/// Whether a change may take rights from somebody.
fn takes_rights(row: &RowChange) -> bool {
    let touches = |columns: &[&str]| columns.iter().any(|column| row.written(column).is_some());
    let decisive: &[&str] = match row.collection().as_str() {
        "directus_users" => &["status", "role"],
        "directus_roles" => &["parent"],
        "directus_policies" => &["admin_access"],
        "directus_access" => &["role", "user", "policy"],
        _ => return false,
    };
    match row.action() {
        ChangeAction::Create => false,
        ChangeAction::Update => touches(decisive),
        ChangeAction::Delete => true,
    }
}

/// Whether a text can be an e-mail address: something, an at-sign, a host with a dot or without.
pub(crate) fn is_mail_address(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let plain = |part: &str| !part.is_empty() && !part.contains(|c: char| c.is_whitespace() || c.is_control() || "<>(),;:\\\"".contains(c));
    plain(name) && !name.contains('@') && plain(host) && !host.starts_with('.') && !host.ends_with('.') && text.len() <= 255
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_name_and_a_host() {
        for text in ["a.b@example.com", "admin@localhost", "jörg+x@müller.example"] {
            assert!(is_mail_address(text), "{text}");
        }
        for text in ["nonsense", "@example.com", "a@", "a b@example.com", "a@b@c.de", "a@.de", "a\n@b.de", ""] {
            assert!(!is_mail_address(text), "{text}");
        }
    }
}
