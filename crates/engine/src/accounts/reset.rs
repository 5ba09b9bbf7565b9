//! Forgotten passwords: a mail with a token, and a new password for the token.

use std::sync::Arc;
use std::time::Duration;

use relata_identity::Purpose;
use relata_plan::RequestSource;

use super::{Accounts, links::Page};
use crate::EngineError;
use crate::auth::Account;

/// How long a token for a new password is good, as in Directus.
const LIFETIME: Duration = Duration::from_hours(24);

impl Accounts {
    /// Mails somebody a token for a new password, if there is an active account with a password of its own. Whoever asks doesn't learn
    /// whether there is: everything happens after the answer.
    pub fn request_new_password(&self, email: String, url: Option<&str>) -> Result<(), EngineError> {
        let page = self.page_for(Page::Reset, url)?;
        let this = self.clone();
        self.mail_later(async move {
            let Some(account) = this.0.auth.account_with_email(&email).await?.filter(has_password) else { return Ok(None) };
            let token = this.0.auth.token_for(Purpose::PasswordReset, &account, LIFETIME)?;
            let sender = this.sender(Some(&account)).await?;
            Ok(Some(sender.new_password(&page.with_token(&token), LIFETIME).to(account.email.to_string())))
        });
        Ok(())
    }

    /// Gives the owner of a token a new password, and ends all of their sessions.
    pub async fn set_new_password(&self, token: &str, password: &str, from: Arc<RequestSource>) -> Result<(), EngineError> {
        let _redeeming = self.0.redeeming.lock().await;
        let account = self.0.auth.account_of(Purpose::PasswordReset, token).await?.filter(has_password);
        let account = account.ok_or_else(EngineError::forbidden)?;
        self.change(&account, &[("password", password)], from).await.map(|_| ())
    }
}

fn has_password(account: &Account) -> bool {
    account.is_active() && account.provider == "default"
}
