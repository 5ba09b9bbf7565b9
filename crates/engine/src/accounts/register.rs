//! Registering: people make accounts for themselves, where the project's settings let them.

use std::sync::Arc;
use std::time::Instant;

use relata_identity::Purpose;
use relata_plan::{Asker, RequestSource, Rule};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::{Accounts, USERS, links::Page};
use crate::auth::{Account, RegistrationRules};
use crate::{EngineError, ErrorCode};

/// The state of an account whose owner hasn't shown yet that the address is theirs.
const UNVERIFIED: &str = "unverified";

/// Who registers.
#[derive(Debug, Clone)]
pub struct Registration {
    /// E-mail address.
    pub email: String,
    /// The password of their choice.
    pub password: String,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// The page that the mail leads to; `None`: the server's own.
    pub url: Option<String>,
}

impl Accounts {
    /// Makes an account and mails its owner, or lets them in at once, as the settings say. Looks and lasts the same for an address that
    /// has an account already.
    pub async fn register(&self, new: Registration, from: Arc<RequestSource>) -> Result<(), EngineError> {
        let began = Instant::now();
        let outcome = self.registered(new, from).await;
        tokio::time::sleep(self.0.settings.register_stall_time.saturating_sub(began.elapsed())).await;
        outcome
    }

    async fn registered(&self, new: Registration, from: Arc<RequestSource>) -> Result<(), EngineError> {
        let page = self.page_for(Page::Verify, new.url.as_deref())?;
        let rules = self.0.auth.registration_rules().await?;
        if !rules.open || !admits(&rules, &new.email) {
            return Err(EngineError::forbidden());
        }
        // Of every address alike, before anybody looks whether it has an account.
        self.0.engine.check_password_policy(&[new.password.as_str()]).await?;
        if self.0.auth.account_with_email(&new.email).await?.is_some() {
            self.0.auth.compare_in_vain(new.password).await?;
        } else {
            let asker = Asker { source: Some(from), ..Asker::system() };
            match self.0.engine.create(&asker, USERS, &[&to_be_made(&new, &rules)]).await {
                // Somebody was faster.
                Err(error) if error.code() == ErrorCode::RecordNotUnique => {}
                outcome => drop(outcome?),
            }
        }
        if rules.verifies {
            let this = self.clone();
            self.mail_later(async move {
                let Some(account) = this.0.auth.account_with_email(&new.email).await?.filter(is_unverified) else { return Ok(None) };
                let lifetime = this.0.settings.verification_ttl;
                let token = this.0.auth.token_for(Purpose::Registration, &account, lifetime)?;
                let sender = this.sender(Some(&account)).await?;
                Ok(Some(sender.verification(&page.with_token(&token), lifetime).to(account.email.to_string())))
            });
        }
        Ok(())
    }

    /// Lets somebody in who has shown that the address is theirs. Answers the user's key.
    pub async fn verify(&self, token: &str, from: Arc<RequestSource>) -> Result<SmolStr, EngineError> {
        let _redeeming = self.0.redeeming.lock().await;
        let void = || EngineError::invalid_payload("The verification code isn't valid any more.");
        let account = self.0.auth.account_of(Purpose::Registration, token).await?.filter(is_unverified).ok_or_else(void)?;
        self.change(&account, &[("status", "active")], from).await
    }
}

fn is_unverified(account: &Account) -> bool {
    account.status == UNVERIFIED
}

/// Whether the project takes users with such an address. A filter that can't be read takes nobody.
fn admits(rules: &RegistrationRules, email: &str) -> bool {
    let Some(filter) = &rules.email_filter else { return true };
    let payload = Map::from_iter([("email".to_owned(), Json::from(email))]);
    match Rule::parse(filter, &|value| Some(value.clone())) {
        Ok(rule) => rule.breaches(&payload).is_empty(),
        Err(error) => {
            tracing::warn!(%error, "the filter of registrations can't be read, so nobody can register");
            false
        }
    }
}

fn to_be_made(new: &Registration, rules: &RegistrationRules) -> Map<String, Json> {
    let status = if rules.verifies { UNVERIFIED } else { "active" };
    let text = |name: &str, value: &str| (name.to_owned(), Json::from(value));
    let mut payload = Map::from_iter([text("email", &new.email), text("password", &new.password), text("status", status)]);
    let optional = [("role", rules.role.as_deref()), ("first_name", new.first_name.as_deref()), ("last_name", new.last_name.as_deref())];
    payload.extend(optional.into_iter().filter_map(|(name, value)| value.map(|value| text(name, value))));
    payload
}
