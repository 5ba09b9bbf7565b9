//! The second factor of logins: one-time passwords, switched on and off.

use relata_identity::{is_current_code, new_totp_secret, totp_url};
use relata_sql::accounts;

use super::{Auth, account::Account, account::By, failed, invalid_credentials, now_seconds, session::Change};
use crate::{EngineError, ErrorCode};

/// What an authenticator app is to be given.
#[derive(Clone)]
pub struct NewSecondFactor {
    /// The secret.
    pub secret: String,
    /// The same as a URL, to be shown as a picture.
    pub url: String,
}

impl Auth {
    /// A secret for a user that has none yet. Nothing is kept until [`Auth::enable_second_factor`].
    pub async fn new_second_factor(&self, user: &str, password: &str) -> Result<NewSecondFactor, EngineError> {
        let account = self.account(user).await?;
        self.check_password(&account, password).await?;
        without_second_factor(&account)?;
        let secret = new_totp_secret();
        let url = totp_url(&self.project().await?.name, &account.email, &secret);
        Ok(NewSecondFactor { secret, url })
    }

    /// Demands one-time passwords of a user from now on, if the user's app already shows the right one.
    pub async fn enable_second_factor(&self, user: &str, secret: &str, code: &str) -> Result<(), EngineError> {
        without_second_factor(&self.account(user).await?)?;
        if !is_current_code(secret, code, now_seconds()) {
            return Err(wrong_code());
        }
        self.keep_second_factor(user, Some(secret)).await
    }

    /// Demands no more one-time passwords of a user who can still show one.
    pub async fn disable_second_factor(&self, user: &str, code: &str) -> Result<(), EngineError> {
        let account = self.account(user).await?;
        let secret = account.second_factor.ok_or_else(|| EngineError::invalid_payload("There is no second factor to disable."))?;
        if !is_current_code(&secret, code, now_seconds()) {
            return Err(wrong_code());
        }
        self.keep_second_factor(user, None).await
    }

    /// Demands no more one-time passwords of a user who has lost the app. Whoever calls this has checked that the asker may.
    pub async fn remove_second_factor(&self, user: &str) -> Result<(), EngineError> {
        let user = uuid::Uuid::parse_str(user).map_err(|_| EngineError::forbidden())?.to_string();
        let account = self.find(By::Id(user)).await?.ok_or_else(EngineError::forbidden)?;
        self.keep_second_factor(&account.id, None).await
    }

    async fn keep_second_factor(&self, user: &str, secret: Option<&str>) -> Result<(), EngineError> {
        let first = accounts::set_second_factor(self.0.dialect, user, secret);
        self.0.database.write(Change { first, then: Vec::new() }).await.map_err(|error| failed("changing a user", error))?;
        self.forget().await;
        Ok(())
    }

    async fn account(&self, user: &str) -> Result<Account, EngineError> {
        self.find(By::Id(user.to_owned())).await?.ok_or_else(invalid_credentials)
    }
}

impl Account {
    /// Refuses a login without the right one-time password, where the user has a second factor.
    pub(super) fn check_second_factor(&self, code: Option<&str>) -> Result<(), EngineError> {
        match &self.second_factor {
            Some(secret) if !code.is_some_and(|code| is_current_code(secret, code, now_seconds())) => {
                Err(EngineError::new(ErrorCode::InvalidOtp, "The one-time password isn't valid."))
            }
            _ => Ok(()),
        }
    }
}

fn without_second_factor(account: &Account) -> Result<(), EngineError> {
    match account.second_factor {
        Some(_) => Err(EngineError::invalid_payload("This user has a second factor already: disable it first.")),
        None => Ok(()),
    }
}

fn wrong_code() -> EngineError {
    EngineError::invalid_payload("\"otp\" isn't the one-time password of this moment.")
}
