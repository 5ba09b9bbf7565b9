//! Accounts made from the command line: the first administrator, further users, new passwords.

use relata_db::DbError;
use relata_identity::{PasswordError, hash_password};
use relata_sql::accounts;

use super::{Auth, account::By, failed, session::Change};
use crate::EngineError;

/// As long as the column.
const MAX_PAGE_CHARS: usize = 255;

/// A user to be made.
#[derive(Clone)]
pub struct NewAccount {
    /// E-mail address.
    pub email: String,
    /// Password.
    pub password: String,
    /// The key of a role.
    pub role: Option<String>,
    /// A static token.
    pub token: Option<String>,
}

/// Why a user can't be made or changed.
#[derive(Debug, thiserror::Error)]
pub enum UserError {
    /// Somebody has it already.
    #[error("there is a user with the address {0} already")]
    Taken(String),
    /// Nobody has it.
    #[error("there is no user with the address {0}")]
    Unknown(String),
    /// The password can't be hashed.
    #[error(transparent)]
    Password(#[from] PasswordError),
    /// Looking somebody up failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// Writing failed; an unknown role is the most likely reason.
    #[error("the user can't be written")]
    Database(#[from] DbError),
}

impl Auth {
    /// Makes an active user and answers its key.
    pub async fn create_user(&self, account: NewAccount) -> Result<String, UserError> {
        if self.find(By::Email(account.email.clone())).await?.is_some() {
            return Err(UserError::Taken(account.email));
        }
        let id = uuid::Uuid::new_v4().to_string();
        let hash = hash_password(&account.password)?;
        let new = accounts::NewUser {
            id: &id,
            first_name: None,
            last_name: None,
            email: &account.email,
            password_hash: &hash,
            role: account.role.as_deref(),
            token: account.token.as_deref(),
        };
        self.0.database.write(Change { first: accounts::create_user(self.0.dialect, &new), then: Vec::new() }).await?;
        self.forget().await;
        Ok(id)
    }

    /// Notes the page of the app that a user has opened. It is no change of the account: nothing is recorded.
    pub async fn note_page(&self, user: &str, page: &str) -> Result<(), EngineError> {
        if page.chars().count() > MAX_PAGE_CHARS {
            return Err(EngineError::invalid_payload(format!("\"last_page\" must not have more than {MAX_PAGE_CHARS} letters.")));
        }
        let first = accounts::note_page(self.0.dialect, user, page);
        self.0.database.write(Change { first, then: Vec::new() }).await.map_err(|error| failed("noting a page", error))?;
        Ok(())
    }

    /// Gives a user a new password and ends all of the user's sessions.
    pub async fn set_password(&self, email: &str, password: &str) -> Result<(), UserError> {
        let account = self.find(By::Email(email.to_owned())).await?.ok_or_else(|| UserError::Unknown(email.to_owned()))?;
        let hash = hash_password(password)?;
        let job = Change {
            first: accounts::set_password(self.0.dialect, &account.id, &hash),
            then: vec![accounts::close_sessions_of(self.0.dialect, &account.id)],
        };
        self.0.database.write(job).await?;
        self.forget().await;
        Ok(())
    }
}
