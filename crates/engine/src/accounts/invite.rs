//! Inviting people: an account that waits for its password, and a mail that lets its owner choose one.

use std::collections::HashSet;
use std::sync::Arc;

use relata_identity::Purpose;
use relata_plan::{Asker, RequestSource};
use serde_json::{Map, Value as Json, json};

use super::{Accounts, USERS, links::Page};
use crate::auth::Account;
use crate::{EngineError, ErrorCode, Selection};

/// The state of an account whose owner hasn't chosen a password yet.
const INVITED: &str = "invited";

/// Who is invited, as what.
#[derive(Debug, Clone)]
pub struct Invitation {
    /// Their e-mail addresses.
    pub emails: Vec<String>,
    /// The key of the role that they get.
    pub role: String,
    /// The page that the mail leads to; `None`: the Editor's.
    pub url: Option<String>,
}

impl Accounts {
    /// Makes accounts, as far as the asker may, and mails their owners. Who was invited before gets another mail, and the new role; who
    /// has accepted already is left alone.
    pub async fn invite(&self, asker: &Asker, invitation: &Invitation) -> Result<(), EngineError> {
        let page = self.page_for(Page::Invite, invitation.url.as_deref())?;
        // Nothing is made yet: this tells whether the asker may invite at all, before anybody's address is looked up for them.
        self.0.engine.create(asker, USERS, &[]).await?;
        let mut seen = HashSet::new();
        let emails: Vec<&String> = invitation.emails.iter().filter(|email| seen.insert(email.to_lowercase())).collect();
        let (mut new, mut moved, mut invited) = (Vec::new(), Vec::new(), Vec::new());
        for email in emails {
            match self.0.auth.account_with_email(email).await? {
                None => {
                    new.push(to_be_made(email, &invitation.role));
                    invited.push(email.clone());
                }
                Some(known) if known.status == INVITED => {
                    if known.role.as_deref() != Some(invitation.role.to_lowercase().as_str()) {
                        moved.push(Json::from(known.id.as_str()));
                    }
                    invited.push(email.clone());
                }
                Some(_) => {}
            }
        }
        self.0.engine.create(asker, USERS, &new.iter().collect::<Vec<_>>()).await?;
        if !moved.is_empty() {
            let role = Map::from_iter([("role".to_owned(), Json::from(invitation.role.as_str()))]);
            self.0.engine.update(asker, USERS, (Selection::Keys(&moved), &role)).await?;
        }
        self.0.auth.forget().await;
        for email in invited {
            let (this, page) = (self.clone(), page.clone());
            self.mail_later(async move {
                let Some(account) = this.0.auth.account_with_email(&email).await?.filter(is_invited) else { return Ok(None) };
                let token = this.0.auth.token_for(Purpose::Invite, &account, this.0.settings.invite_ttl)?;
                let sender = this.sender(Some(&account)).await?;
                Ok(Some(sender.invitation(&page.with_token(&token), this.0.settings.invite_ttl).to(email)))
            });
        }
        Ok(())
    }

    /// Gives an invited user the password of their choice and lets them in from now on.
    pub async fn accept(&self, token: &str, password: &str, from: Arc<RequestSource>) -> Result<(), EngineError> {
        let _redeeming = self.0.redeeming.lock().await;
        let void = || EngineError::new(ErrorCode::InvalidInvite, "This invitation isn't valid any more: ask for a new one.");
        let account = self.0.auth.account_of(Purpose::Invite, token).await?.filter(is_invited).ok_or_else(void)?;
        self.change(&account, &[("password", password), ("status", "active")], from).await.map(|_| ())
    }
}

fn is_invited(account: &Account) -> bool {
    account.status == INVITED
}

fn to_be_made(email: &str, role: &str) -> Map<String, Json> {
    let json = json!({ "email": email, "role": role, "status": INVITED });
    json.as_object().cloned().unwrap_or_default()
}
