//! Who asks: tokens to users, users to what they may do, logins and their sessions.
//!
//! Reads accounts with statements of its own, because passwords and tokens are columns that no asker may read. Whether a request
//! brought its token in a header, a query or a cookie is the face's business.

mod account;
mod cache;
mod login;
mod session;
mod users;

use std::{
    fmt,
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use relata_db::{Database, DbError, Product};
use relata_identity::{TokenError, TokenKey, is_access_token, is_same_token};
use relata_plan::Asker;
use relata_sql::Dialect;
use tokio::sync::Semaphore;

use self::{
    account::{Account, By, FindAccount},
    cache::AskerCache,
};
use crate::{EngineError, ErrorCode};

pub use login::{Credentials, LoginFrom};
pub use session::{SessionForm, Tokens};
pub use users::{NewAccount, UserError};

/// How logins work here.
#[derive(Clone)]
pub struct AuthSettings {
    /// Signs access tokens.
    pub secret: String,
    /// A token that is an administrator's, whoever else is one.
    pub admin_token: Option<String>,
    /// How long an access token is valid.
    pub access_token_ttl: Duration,
    /// How long a refresh token is valid.
    pub refresh_token_ttl: Duration,
    /// How long a session token is valid.
    pub session_token_ttl: Duration,
    /// The shortest time that a login takes.
    pub login_stall_time: Duration,
    /// For how long what is known of a token is taken to be still so. Changes made through this server are seen at once.
    pub cache_ttl: Duration,
}

/// Tells who asks, logs in and out. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Auth(Arc<Inner>);

struct Inner {
    database: Database,
    dialect: Dialect,
    key: TokenKey,
    settings: AuthSettings,
    nobody: Arc<Asker>,
    cache: AskerCache,
    /// One password is compared per permit: each comparison takes 64 MiB and a processor.
    comparisons: Semaphore,
}

impl Auth {
    /// Fails where the secret is empty.
    pub fn new(database: Database, settings: AuthSettings) -> Result<Self, TokenError> {
        let n_comparisons = std::thread::available_parallelism().map_or(1, usize::from);
        Ok(Self(Arc::new(Inner {
            dialect: dialect_of(&database),
            key: TokenKey::new(&settings.secret)?,
            nobody: Arc::new(Asker::nobody()),
            cache: AskerCache::new(settings.cache_ttl),
            comparisons: Semaphore::new(n_comparisons),
            database,
            settings,
        })))
    }

    /// The asker of requests without credentials.
    pub fn nobody(&self) -> Arc<Asker> {
        Arc::clone(&self.0.nobody)
    }

    /// The asker behind a token: an access token, a user's static token or the administrator's token of the settings.
    pub async fn asker(&self, token: &str) -> Result<Arc<Asker>, EngineError> {
        if let Some(known) = self.0.cache.get(token) {
            return Ok(known);
        }
        let generation = self.0.cache.generation();
        let asker = Arc::new(self.look_up(token).await?);
        self.0.cache.insert(generation, token, Arc::clone(&asker));
        Ok(asker)
    }

    /// Forgets what is known of tokens: users, roles, policies or what links them have changed.
    pub fn forget(&self) {
        self.0.cache.clear();
    }

    async fn look_up(&self, token: &str) -> Result<Asker, EngineError> {
        if is_access_token(token) {
            return self.look_up_access_token(token).await;
        }
        if let Some(account) = self.find(By::Token(token.to_owned())).await? {
            return if account.is_active() { Ok(account.asker()) } else { Err(invalid_credentials()) };
        }
        match &self.0.settings.admin_token {
            Some(admin_token) if is_same_token(token, admin_token) => Ok(Asker::system()),
            _ => Err(invalid_credentials()),
        }
    }

    async fn look_up_access_token(&self, token: &str) -> Result<Asker, EngineError> {
        let claims = self.0.key.verify(token, now_seconds()).map_err(|error| match error {
            TokenError::Expired => EngineError::new(ErrorCode::TokenExpired, "The token has expired."),
            TokenError::NoUser => invalid_credentials(),
            _ => EngineError::new(ErrorCode::InvalidToken, "The token isn't valid."),
        })?;
        if let Some(session) = &claims.session {
            self.open_session_of(session).await?;
        }
        match self.find(By::Id(claims.user)).await? {
            Some(account) if account.is_active() => Ok(account.asker()),
            _ => Err(invalid_credentials()),
        }
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

fn dialect_of(database: &Database) -> Dialect {
    match database.product() {
        Product::Sqlite => Dialect::Sqlite,
        Product::Postgres => Dialect::Postgres,
        Product::Mysql if database.version().is_mariadb() => Dialect::Mariadb,
        Product::Mysql => Dialect::Mysql,
    }
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
