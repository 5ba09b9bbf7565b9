//! Who asks: tokens to users, users to what they may do, logins and their sessions.
//!
//! Reads accounts with statements of its own, because passwords and tokens are columns that no asker may read. Whether a request
//! brought its token in a header, a query or a cookie is the face's business.

mod access;
mod account;
mod attempts;
mod by_mail;
mod cache;
mod grants;
mod login;
mod project;
mod provider;
mod second_factor;
mod session;
mod share;
mod share_access;
mod users;

use std::{
    collections::HashMap,
    fmt,
    net::IpAddr,
    sync::{Arc, atomic::AtomicU64},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use parking_lot::RwLock;
use relata_db::{Database, DbError};
use relata_identity::{Holder, TokenError, TokenKey, is_access_token, password_mark};
use relata_plan::{Asker, RequestSource};
use relata_sql::Dialect;
use smol_str::SmolStr;
use tokio::sync::Semaphore;

use self::{
    account::{By, FindAccount},
    cache::{AskerCache, Holds},
};
use crate::{Engine, EngineError, ErrorCode};

pub(crate) use access::filter as rule_of;
pub(crate) use account::{Account, text};
pub use login::Credentials;
pub(crate) use project::{Fetch, RegistrationRules};
pub use provider::{Departure, LoginElsewhere, ProfileKeys, Protocol, ProviderSettings, Return};
pub use second_factor::NewSecondFactor;
pub use session::{SessionForm, Tokens};
pub use users::{NewAccount, UserError};

/// How logins work here.
#[derive(Clone)]
pub struct AuthSettings {
    /// Signs access tokens.
    pub secret: String,
    /// How long an access token is valid.
    pub access_token_ttl: Duration,
    /// How long a refresh token is valid.
    pub refresh_token_ttl: Duration,
    /// How long a session token is valid.
    pub session_token_ttl: Duration,
    /// How long a session token is still accepted after it was renewed.
    pub session_refresh_grace: Duration,
    /// The shortest time that a login takes.
    pub login_stall_time: Duration,
    /// For how long what is known of a token is taken to be still so. Changes made through this server are seen at once.
    pub cache_ttl: Duration,
    /// The servers that people may log in with.
    pub providers: Vec<ProviderSettings>,
    /// Asks them.
    pub client: relata_outbound::LazyClient,
}

/// Stands for requests without credentials among the tokens; no token is empty.
const NO_TOKEN: &str = "";

/// Tells who asks, logs in and out. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    engine: Engine,
    database: Database,
    dialect: Dialect,
    key: TokenKey,
    settings: AuthSettings,
    providers: Vec<provider::Provider>,
    cache: AskerCache,
    /// What sets of policies allow, and since when.
    access: RwLock<HashMap<grants::PolicySet, grants::Known>>,
    /// One password is compared per permit: each comparison takes 64 MiB and a processor.
    comparisons: Semaphore,
    /// How many have been made.
    n_comparisons: AtomicU64,
}

impl Auth {
    /// Fails where the secret is empty. What is known of askers is forgotten whenever the engine or another server changes what they may.
    pub fn new(engine: Engine, settings: AuthSettings) -> Result<Self, TokenError> {
        let n_comparisons = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(Inner {
            dialect: engine.dialect(),
            key: TokenKey::new(&settings.secret)?,
            cache: AskerCache::new(settings.cache_ttl, engine.access_changes()),
            access: RwLock::default(),
            comparisons: Semaphore::new(n_comparisons),
            n_comparisons: AtomicU64::new(0),
            providers: settings.providers.iter().map(|one| provider::Provider::new(one.clone(), &settings.client)).collect(),
            database: engine.database().clone(),
            engine,
            settings,
        })))
    }

    /// The asker of requests without credentials: what the public policies allow.
    pub async fn nobody(&self, address: Option<IpAddr>) -> Result<Arc<Asker>, EngineError> {
        self.known_or(NO_TOKEN, address, async { self.public(address).await }).await
    }

    /// The asker behind a token: an access token or a user's static token. `address` is where the request comes from.
    pub async fn asker(&self, token: &str, address: Option<IpAddr>) -> Result<Arc<Asker>, EngineError> {
        self.known_or(token, address, async { self.look_up(token, address).await }).await
    }

    /// The asker that a user would be, wherever they are: policies that hold at certain addresses only are left out.
    pub async fn asker_of_user(&self, user: &str) -> Result<Arc<Asker>, EngineError> {
        let unknown = || EngineError::invalid_query("There is no user with this key.");
        let key = uuid::Uuid::parse_str(user).map_err(|_| unknown())?.hyphenated().to_string();
        let account = self.find(By::Id(key)).await?.ok_or_else(unknown)?;
        Ok(Arc::new(self.asker_of(account, None).await?.0))
    }

    /// Forgets what is known of tokens, here and on the other servers: users, roles, policies or what links them have changed.
    pub async fn forget(&self) {
        self.0.cache.clear();
        self.0.engine.tell_access().await;
    }

    async fn known_or(
        &self,
        token: &str,
        address: Option<IpAddr>,
        look_up: impl Future<Output = Result<(Asker, Holds), EngineError>>,
    ) -> Result<Arc<Asker>, EngineError> {
        if self.0.engine.news().is_in_touch()
            && let Some(known) = self.0.cache.get(token, address)
        {
            return Ok(known);
        }
        let generation = self.0.cache.generation();
        let (asker, holds) = look_up.await?;
        let asker = Arc::new(asker);
        self.0.cache.insert(generation, token, holds, Arc::clone(&asker));
        Ok(asker)
    }

    async fn look_up(&self, token: &str, address: Option<IpAddr>) -> Result<(Asker, Holds), EngineError> {
        if is_access_token(token) {
            return self.look_up_access_token(token, address).await;
        }
        let account = self.find(By::Token(token.to_owned())).await?.filter(Account::is_active).ok_or_else(invalid_credentials)?;
        self.asker_of(account, address).await
    }

    async fn look_up_access_token(&self, token: &str, address: Option<IpAddr>) -> Result<(Asker, Holds), EngineError> {
        let claims = self.0.key.verify(token, now_seconds()).map_err(|error| match error {
            TokenError::Expired => EngineError::new(ErrorCode::TokenExpired, "The token has expired."),
            TokenError::NoUser => invalid_credentials(),
            _ => EngineError::new(ErrorCode::InvalidToken, "The token isn't valid."),
        })?;
        if let Some(session) = &claims.session {
            self.open_session(session).await?;
        }
        let Holder::User(user) = claims.holder else { return Box::pin(self.asker_of_share(claims, address)).await };
        let account = self.find(By::Id(user)).await?.filter(Account::is_active).ok_or_else(invalid_credentials)?;
        // A new password ends every token that the old one has given. Tokens made by Directus say nothing of it.
        if claims.password_mark.is_some_and(|mark| mark != password_mark(account.password_hash.as_deref())) {
            return Err(invalid_credentials());
        }
        let (asker, holds) = self.asker_of(account, address).await?;
        Ok((Asker { session: claims.session.map(SmolStr::from), ..asker }, holds))
    }

    async fn find(&self, by: By) -> Result<Option<Account>, EngineError> {
        let job = FindAccount { dialect: self.0.dialect, by };
        self.0.database.read(job).await.and_then(|found| found).map_err(|error| failed("reading an account", error))
    }
}

impl fmt::Debug for Inner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Auth").finish_non_exhaustive()
    }
}

/// The address that policies are held against.
fn address_of(source: &RequestSource) -> Option<IpAddr> {
    source.ip.as_deref().and_then(|ip| ip.parse().ok())
}

fn invalid_credentials() -> EngineError {
    EngineError::new(ErrorCode::InvalidCredentials, "The credentials are not valid.")
}

fn failed(what: &'static str, error: DbError) -> EngineError {
    let code = if error.is_transient() { ErrorCode::ServiceUnavailable } else { ErrorCode::InternalServerError };
    let message = if error.is_transient() { "The database can't be reached at the moment." } else { what };
    EngineError::new(code, message).with("service", "database").caused_by(error)
}

fn now_seconds() -> u64 {
    since_1970().as_secs()
}

fn now_micros() -> i64 {
    i64::try_from(since_1970().as_micros()).unwrap_or(i64::MAX)
}

fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
