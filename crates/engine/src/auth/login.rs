//! Logs in with e-mail address and password.

use std::time::Instant;

use relata_identity::verify_password;

use super::{Auth, account::By, invalid_credentials, session::SessionForm};
use crate::{EngineError, ErrorCode, auth::Tokens};

/// What somebody logs in with.
#[derive(Clone)]
pub struct Credentials {
    /// E-mail address, in any letter case.
    pub email: String,
    /// Password.
    pub password: String,
}

/// Where a login comes from; kept with the session.
#[derive(Debug, Clone, Default)]
pub struct LoginFrom {
    /// The caller's address.
    pub ip: Option<String>,
    /// The caller's program.
    pub user_agent: Option<String>,
    /// The page that called.
    pub origin: Option<String>,
}

impl Auth {
    /// Opens a session. Takes as long for an unknown address as for a wrong password.
    pub async fn login(&self, credentials: Credentials, from: LoginFrom, form: SessionForm) -> Result<Tokens, EngineError> {
        let began = Instant::now();
        let outcome = self.log_in(credentials, from, form).await;
        let stall = self.0.settings.login_stall_time.saturating_sub(began.elapsed());
        tokio::time::sleep(stall).await;
        outcome
    }

    async fn log_in(&self, credentials: Credentials, from: LoginFrom, form: SessionForm) -> Result<Tokens, EngineError> {
        let found = self.find(By::Email(credentials.email)).await?;
        let account = found.filter(|account| account.is_active() && account.provider == "default").ok_or_else(invalid_credentials)?;
        let hash = account.password_hash.clone().ok_or_else(invalid_credentials)?;
        if !self.is_password(credentials.password, hash).await? {
            return Err(invalid_credentials());
        }
        if account.has_second_factor {
            return Err(EngineError::new(ErrorCode::InvalidOtp, "The one-time password isn't valid."));
        }
        self.start_session(&account, from, form).await
    }

    async fn is_password(&self, password: String, hash: String) -> Result<bool, EngineError> {
        let internal = |what: &str| EngineError::new(ErrorCode::InternalServerError, what);
        let _permit = self.0.comparisons.acquire().await.map_err(|error| internal("comparing a password").caused_by(error))?;
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
