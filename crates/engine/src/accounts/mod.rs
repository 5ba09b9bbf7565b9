//! The ways in that lead through a letter box: invitations, registrations, forgotten passwords, links of shares.
//!
//! Everything that is written goes the way of all writes, so that it is recorded and announced like any other. Whether an address has an
//! account shows neither in answers nor in their time: mails are looked up and sent beside the request.

mod invite;
mod letters;
mod links;
mod register;
mod reset;
mod share;
mod words;

use std::sync::Arc;
use std::time::Duration;

use relata_mail::Mailer;
use relata_plan::{Asker, RequestSource};
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;
use tokio::sync::Mutex;

use crate::auth::{Account, Auth};
use crate::{Engine, EngineError, Selection};
use letters::Sender;
use words::Language;

pub use invite::Invitation;
pub use register::Registration;

const USERS: &str = "directus_users";

/// What the settings say about these ways.
#[derive(Debug, Clone, Default)]
pub struct AccountSettings {
    /// Where clients reach the server, without a slash at the end.
    pub public_url: String,
    /// Pages, besides the Editor's, that invitations may lead to (`USER_INVITE_URL_ALLOW_LIST`).
    pub invite_urls: Vec<String>,
    /// Pages that mails for new passwords may lead to (`PASSWORD_RESET_URL_ALLOW_LIST`).
    pub reset_urls: Vec<String>,
    /// Pages that mails to new users may lead to (`USER_REGISTER_URL_ALLOW_LIST`).
    pub register_urls: Vec<String>,
    /// How long an invitation is good.
    pub invite_ttl: Duration,
    /// How long somebody who registered has to show that the address is theirs.
    pub verification_ttl: Duration,
    /// The shortest time that a registration takes.
    pub register_stall_time: Duration,
}

/// Invites, registers, and gives new passwords. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Accounts(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    engine: Engine,
    auth: Auth,
    mailer: Mailer,
    settings: AccountSettings,
    /// Held while a token is redeemed: of two who try at once, one is late.
    redeeming: Mutex<()>,
}

impl Accounts {
    /// Over an engine, with a way for mails to leave.
    pub fn new(engine: Engine, auth: Auth, mailer: Mailer, settings: AccountSettings) -> Self {
        Self(Arc::new(Inner { engine, auth, mailer, settings, redeeming: Mutex::new(()) }))
    }

    /// Whose name mails carry, and what language they are in: the account's own, else the project's, else English.
    async fn sender(&self, to: Option<&Account>) -> Result<Sender, EngineError> {
        let project = self.0.auth.project().await?;
        let tags = [to.and_then(|account| account.language.as_ref()), project.language.as_ref()];
        let language = tags.into_iter().flatten().find_map(|tag| Language::of(tag)).unwrap_or_default();
        Ok(Sender { project: project.name, language })
    }

    /// Changes an account on behalf of nobody but its owner, who has shown a token.
    async fn change(&self, account: &Account, changes: &[(&str, &str)], from: Arc<RequestSource>) -> Result<SmolStr, EngineError> {
        let asker = Asker { source: Some(from), ..Asker::system() };
        let payload: Map<String, Json> = changes.iter().map(|(name, value)| ((*name).to_owned(), Json::from(*value))).collect();
        self.0.engine.update(&asker, USERS, (Selection::Item(&account.id), &payload)).await?;
        self.0.auth.forget().await;
        Ok(account.id.clone())
    }
}
