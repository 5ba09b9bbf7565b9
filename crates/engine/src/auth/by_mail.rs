//! Tokens that reach their user by mail, and are good for one thing, once.
//!
//! Such a token names an address and carries a mark of the account as it was ([`account_mark`]): as soon as the password or the state has
//! changed, and be it by the token itself, it is void.

use std::time::Duration;

use relata_identity::{Purpose, PurposeToken, TokenError, account_mark};

use super::{
    Auth,
    account::{Account, By},
    now_seconds,
};
use crate::{EngineError, ErrorCode};

impl Auth {
    /// The account with an e-mail address, in any letter case.
    pub(crate) async fn account_with_email(&self, email: &str) -> Result<Option<Account>, EngineError> {
        self.find(By::Email(email.to_owned())).await
    }

    /// A token for an account as it is now.
    pub(crate) fn token_for(&self, purpose: Purpose, account: &Account, lifetime: Duration) -> Result<String, EngineError> {
        let token = PurposeToken { subject: account.email.to_string(), mark: Some(account.mark()) };
        let issued = self.0.key.issue_for(purpose, &token, now_seconds(), lifetime);
        issued.map_err(|error| EngineError::new(ErrorCode::InternalServerError, "signing a token").caused_by(error))
    }

    /// The account that a token was made for; `None` where the account isn't any more what it was then.
    pub(crate) async fn account_of(&self, purpose: Purpose, token: &str) -> Result<Option<Account>, EngineError> {
        let token = self.0.key.verify_for(purpose, token, now_seconds()).map_err(|error| match error {
            TokenError::Expired => EngineError::new(ErrorCode::TokenExpired, "The token has expired: ask for a new one."),
            TokenError::WrongPurpose => EngineError::forbidden(),
            _ => EngineError::new(ErrorCode::InvalidToken, "The token isn't valid."),
        })?;
        let account = self.account_with_email(&token.subject).await?;
        // Directus puts no mark into invitations: their account's state says whether they are still good.
        Ok(account.filter(|account| token.mark.map_or(purpose != Purpose::PasswordReset, |mark| mark == account.mark())))
    }
}

impl Account {
    fn mark(&self) -> String {
        account_mark(&self.id, &self.status, self.password_hash.as_deref())
    }
}
