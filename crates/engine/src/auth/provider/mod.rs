//! Logging in with another server: OpenID Connect, or OAuth 2.0 with a page that tells who somebody is.
//!
//! What a login must be recognised by when its user comes back (the verifier, the state, the nonce, the way on) travels in a signed
//! cookie that is good for five minutes, so that no server has to remember it. Who comes back is found by what the other server knows
//! them by; nobody gets an account here by an e-mail address that belongs to somebody else.

mod person;
mod remote;

use std::{fmt, sync::Arc, time::Duration};

use relata_identity::{ExpectedClaims, Purpose, PurposeToken, challenge_of, is_same_token, new_verifier, random_token};
use relata_plan::RequestSource;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value as Json};

use self::{person::Person, remote::Remote};
use super::{Auth, SessionForm, Tokens, account::By, address_of, invalid_credentials, now_seconds};
use crate::{EngineError, ErrorCode};

/// How long somebody may take to log in elsewhere.
const AWAY_FOR: Duration = Duration::from_mins(5);

/// One server that people log in with.
#[derive(Clone)]
pub struct ProviderSettings {
    /// Its name here.
    pub name: String,
    /// Its name on the page where people log in.
    pub label: Option<String>,
    /// Its icon there.
    pub icon: Option<String>,
    /// What it speaks, and where.
    pub protocol: Protocol,
    /// What it knows this server by.
    pub client_id: String,
    /// This server's secret there.
    pub client_secret: String,
    /// What is asked of it.
    pub scope: String,
    /// How the login is kept.
    pub form: SessionForm,
    /// Where things stand in what it tells.
    pub keys: ProfileKeys,
    /// Whether somebody without an account gets one.
    pub allows_registration: bool,
    /// Whether only those get one whose address the server has verified.
    pub requires_verified_email: bool,
    /// The role that they get.
    pub default_role: Option<String>,
    /// Whether names and address are taken over at each login.
    pub syncs_profile: bool,
    /// Addresses to which a login may lead, besides those of this server.
    pub redirects: Vec<String>,
}

/// What a server speaks, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// OpenID Connect: a document says where what is.
    OpenId {
        /// Of the document, or of the server itself.
        issuer_url: String,
    },
    /// OAuth 2.0.
    OAuth2 {
        /// Where people log in.
        authorize_url: String,
        /// Where codes become tokens.
        access_url: String,
        /// What tells who somebody is.
        profile_url: String,
    },
}

/// Where things stand in what a server tells of somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProfileKeys {
    /// What tells people apart.
    pub identifier: String,
    /// The e-mail address.
    pub email: String,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
}

/// A server that people log in with, and what is known of it.
pub(super) struct Provider {
    settings: ProviderSettings,
    remote: Remote,
}

/// A login that begins.
#[derive(Debug, Clone, Default)]
pub struct LoginElsewhere {
    /// Where to come back to from the other server.
    pub callback_url: String,
    /// Where the login leads in the end.
    pub redirect: Option<String>,
    /// Whether the other server asks for consent again.
    pub prompt: bool,
    /// What the second factor here shows.
    pub one_time_password: Option<String>,
}

/// Where somebody goes now, and what their browser has to keep meanwhile.
#[derive(Clone)]
pub struct Departure {
    /// The other server's page.
    pub url: String,
    /// What the browser keeps.
    pub cookie: String,
    /// For how long.
    pub lifetime: Duration,
}

/// What somebody brings back.
#[derive(Clone)]
pub struct Return {
    /// What the browser has kept.
    pub cookie: String,
    /// What the other server has given.
    pub code: String,
    /// What it was given by this one.
    pub state: String,
    /// Who it says it is (RFC 9207).
    pub issuer: Option<String>,
}

/// What travels in the cookie.
#[derive(Serialize, Deserialize)]
struct Away {
    provider: String,
    verifier: String,
    state: String,
    nonce: String,
    callback_url: String,
    redirect: Option<String>,
    one_time_password: Option<String>,
}

impl Provider {
    pub(super) fn new(settings: ProviderSettings, client: &relata_outbound::LazyClient) -> Self {
        let remote = Remote::new(&settings, client.clone());
        Self { settings, remote }
    }
}

impl Auth {
    /// The servers that people may log in with.
    pub fn providers(&self) -> impl Iterator<Item = &ProviderSettings> {
        self.0.providers.iter().map(|provider| &provider.settings)
    }

    fn provider(&self, name: &str) -> Result<&Provider, EngineError> {
        let found = self.0.providers.iter().find(|provider| provider.settings.name == name);
        found.ok_or_else(|| EngineError::new(ErrorCode::RouteNotFound, "There is no such server to log in with."))
    }

    /// Sends somebody to the other server's page.
    pub async fn depart(&self, name: &str, login: LoginElsewhere) -> Result<Departure, EngineError> {
        let provider = self.provider(name)?;
        let away = Away {
            provider: name.to_owned(),
            verifier: new_verifier(),
            state: random_token(),
            nonce: random_token(),
            callback_url: login.callback_url,
            redirect: login.redirect,
            one_time_password: login.one_time_password,
        };
        let url = provider.remote.authorize_url(&away, login.prompt).await?;
        let unsigned = |error| EngineError::new(ErrorCode::InternalServerError, "signing a token").caused_by(error);
        let subject = serde_json::to_string(&away)
            .map_err(|error| EngineError::new(ErrorCode::InternalServerError, "writing a token").caused_by(error))?;
        let token = PurposeToken { subject, mark: None };
        let cookie = self.0.key.issue_for(Purpose::Provider, &token, now_seconds(), AWAY_FOR).map_err(unsigned)?;
        Ok(Departure { url, cookie, lifetime: AWAY_FOR })
    }

    /// Where the login leads of which a browser has kept this; `None` where it has kept nothing that counts.
    pub fn redirect_of(&self, name: &str, cookie: &str) -> Option<Option<String>> {
        self.away(name, cookie).map(|away| away.redirect)
    }

    /// Logs in who comes back from the other server.
    pub async fn come_back(&self, name: &str, back: Return, from: Arc<RequestSource>) -> Result<Tokens, EngineError> {
        let provider = self.provider(name)?;
        let away = self.away(name, &back.cookie).ok_or_else(invalid_credentials)?;
        if !is_same_token(&away.state, &back.state) {
            return Err(invalid_credentials());
        }
        let grant = provider.remote.redeem(&away, &back).await?;
        let person = Person::read(&provider.settings.keys, &grant.profile).ok_or_else(invalid_credentials)?;
        let account = self.admit(&provider.settings, &person, grant.refresh_token.as_deref()).await?;
        account.check_second_factor(away.one_time_password.as_deref())?;
        self.start_session(&account.at(address_of(&from)), from, provider.settings.form).await
    }

    /// Asks the server with which a user has logged in whether that still holds. Where it gave nothing to ask with, it does.
    pub(super) async fn still_welcome(&self, user: &str) -> Result<(), EngineError> {
        if self.0.providers.is_empty() {
            return Ok(());
        }
        let Some(account) = self.find(By::Id(user.to_owned())).await? else { return Ok(()) };
        let Ok(provider) = self.provider(&account.provider) else { return Ok(()) };
        let Some(token) = self.refresh_token_of(&account).await? else { return Ok(()) };
        let renewed = provider.remote.renew(&token).await?;
        if let Some(token) = renewed {
            self.keep_auth_data(&account.id, &token).await?;
        }
        Ok(())
    }

    fn away(&self, name: &str, cookie: &str) -> Option<Away> {
        let token = self.0.key.verify_for(Purpose::Provider, cookie, now_seconds()).ok()?;
        serde_json::from_str::<Away>(&token.subject).ok().filter(|away| away.provider == name)
    }
}

impl Away {
    fn challenge(&self) -> String {
        challenge_of(&self.verifier)
    }

    fn expected<'a>(&'a self, issuer: &'a str, client_id: &'a str) -> ExpectedClaims<'a> {
        ExpectedClaims { issuer, client_id, nonce: &self.nonce }
    }
}

impl fmt::Debug for ProviderSettings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProviderSettings").field("name", &self.name).field("protocol", &self.protocol).finish_non_exhaustive()
    }
}

/// What a server tells of somebody.
type Profile = Map<String, Json>;
