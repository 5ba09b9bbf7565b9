//! Logs in with e-mail address and password.

use std::{sync::Arc, sync::atomic::Ordering, time::Instant};

use relata_identity::verify_password;
use relata_plan::RequestSource;

use super::{
    Auth,
    account::{Account, By},
    address_of, invalid_credentials,
    session::SessionForm,
};
use crate::{EngineError, ErrorCode, auth::Tokens};

/// The hash of a password that nobody knows, with the costs of all others.
const NOBODYS_HASH: &str = "$argon2id$v=19$m=65536,t=3,p=4$wTSNDRPINgd7S+d7jH1klw$I+bglf0QyER20kWqEdptMIT5ppiJ4B8TkBg5x0OfmtU";

/// What somebody logs in with.
#[derive(Clone)]
pub struct Credentials {
    /// E-mail address, in any letter case.
    pub email: String,
    /// Password.
    pub password: String,
    /// What the second factor shows.
    pub one_time_password: Option<String>,
}

impl Auth {
    /// Opens a session. Takes as long for an unknown address as for a wrong password, and longer after many failures from one place.
    pub async fn login(&self, credentials: Credentials, from: Arc<RequestSource>, form: SessionForm) -> Result<Tokens, EngineError> {
        let began = Instant::now();
        let address = address_of(&from);
        let outcome = self.log_in(credentials, from, form).await;
        let pause = match outcome {
            Ok(_) => self.0.settings.login_stall_time,
            Err(_) => self.pause_after_failure(address).await,
        };
        tokio::time::sleep(pause.saturating_sub(began.elapsed())).await;
        outcome
    }

    async fn log_in(&self, credentials: Credentials, from: Arc<RequestSource>, form: SessionForm) -> Result<Tokens, EngineError> {
        let found = self.find(By::Email(credentials.email)).await?;
        let account = found.filter(|account| account.is_active() && account.provider == "default");
        let may_try = self.may_try(account.as_ref()).await?;
        let Some(account) = account.filter(|_| may_try) else {
            self.compare_in_vain(credentials.password).await?;
            return Err(invalid_credentials());
        };
        self.check_password(&account, &credentials.password).await?;
        account.check_second_factor(credentials.one_time_password.as_deref())?;
        self.succeeded(&account).await;
        let account = account.at(address_of(&from));
        self.start_session(&account, from, form).await
    }

    /// Refuses a password that isn't the account's.
    pub(super) async fn check_password(&self, account: &Account, password: &str) -> Result<(), EngineError> {
        let Some(hash) = account.password_hash.clone() else {
            self.compare_in_vain(password.to_owned()).await?;
            return Err(invalid_credentials());
        };
        if self.is_password(password.to_owned(), hash).await? { Ok(()) } else { Err(invalid_credentials()) }
    }

    /// Works as hard as for an account that exists, so that nobody learns which ones do.
    pub(crate) async fn compare_in_vain(&self, password: String) -> Result<(), EngineError> {
        self.is_password(password, NOBODYS_HASH.to_owned()).await.map(|_| ())
    }

    /// How many passwords have been compared since the start.
    pub fn n_comparisons(&self) -> u64 {
        self.0.n_comparisons.load(Ordering::Relaxed)
    }

    pub(super) async fn is_password(&self, password: String, hash: String) -> Result<bool, EngineError> {
        let internal = |what: &str| EngineError::new(ErrorCode::InternalServerError, what);
        let _permit = self.0.comparisons.acquire().await.map_err(|error| internal("comparing a password").caused_by(error))?;
        self.0.n_comparisons.fetch_add(1, Ordering::Relaxed);
        let compared = tokio::task::spawn_blocking(move || verify_password(&password, &hash)).await;
        match compared {
            Ok(Ok(is_same)) => Ok(is_same),
            // A stored text that is no hash is nobody's password.
            Ok(Err(error)) => {
                tracing::warn!(%error, "a user's stored password can't be compared");
                Ok(false)
            }
            Err(error) => Err(internal("comparing a password").caused_by(error)),
        }
    }
}
