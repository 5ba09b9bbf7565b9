//! Attempts to log in: bounded by account, as the project's settings say, and slowed down by address.
//!
//! Who has guessed too often finds the account suspended, whether or not the next guess is right; nobody is told so. The last
//! administrator isn't suspended, since nobody could undo it, but gets no further attempts for the time being.

use std::{net::IpAddr, time::Duration};

use relata_db::{DbError, ReadJob, RowSet, Session, Transaction, WriteJob};
use relata_sql::{Dialect, accounts};

use super::{Auth, account::Account, failed};
use crate::EngineError;

/// How long failed attempts are remembered, unless one succeeds.
const REMEMBERED: Duration = Duration::from_hours(24);

/// Attempts where the settings have no row yet, as the column's default says.
const ATTEMPTS: u64 = 25;

/// Failed logins that one address may have within a minute at the usual pace.
const FREE_FAILURES: u64 = 10;

/// The longest pause, in usual ones.
const MAX_PAUSES: u64 = 20;

impl Auth {
    /// One more attempt at an account, or at one that isn't there. Tells whether the password may be compared at all.
    pub(super) async fn may_try(&self, account: Option<&Account>) -> Result<bool, EngineError> {
        let allowed = self.allowed_attempts().await?;
        let count = self.0.engine.bus().count(&attempts_at(account), REMEMBERED).await;
        let Some(account) = account else { return Ok(true) };
        if allowed.is_none_or(|allowed| count.n <= allowed) {
            return Ok(true);
        }
        let job = Suspend { dialect: self.0.dialect, user: account.id.to_string() };
        match self.0.database.write(job).await {
            Ok(()) => {
                tracing::warn!(user = %account.id, "suspended a user after too many failed logins");
                self.succeeded(account).await;
                self.forget().await;
            }
            Err(NotSuspended::LastAdministrator) => {
                tracing::warn!(user = %account.id, "the last administrator gets no further attempts to log in for a while");
            }
            Err(NotSuspended::Database(error)) => return Err(failed("suspending a user", error)),
        }
        Ok(false)
    }

    /// Forgets the failed attempts at an account.
    pub(super) async fn succeeded(&self, account: &Account) {
        self.0.engine.bus().reset(&attempts_at(Some(account))).await;
    }

    /// How long an answer is held back after one more failure from an address.
    pub(super) async fn pause_after_failure(&self, address: Option<IpAddr>) -> Duration {
        let usual = self.0.settings.login_stall_time;
        let Some(address) = address else { return usual };
        let n_failures = self.0.engine.bus().count(&format!("failed-logins:{address}"), Duration::from_mins(1)).await.n;
        let n_pauses = 1 + n_failures.saturating_sub(FREE_FAILURES).min(MAX_PAUSES - 1);
        usual.saturating_mul(u32::try_from(n_pauses).unwrap_or(1))
    }

    async fn allowed_attempts(&self) -> Result<Option<u64>, EngineError> {
        let job = FindAllowedAttempts { dialect: self.0.dialect };
        let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading the settings", error))?;
        if rows.is_empty() {
            return Ok(Some(ATTEMPTS));
        }
        Ok(rows.cell(0, 0).as_i64().and_then(|attempts| u64::try_from(attempts).ok()))
    }
}

fn attempts_at(account: Option<&Account>) -> String {
    format!("login-attempts:{}", account.map_or("nobody", |account| account.id.as_str()))
}

struct FindAllowedAttempts {
    dialect: Dialect,
}

impl ReadJob for FindAllowedAttempts {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&accounts::allowed_attempts(self.dialect)).await
    }
}

struct Suspend {
    dialect: Dialect,
    user: String,
}

enum NotSuspended {
    LastAdministrator,
    Database(DbError),
}

impl From<DbError> for NotSuspended {
    fn from(error: DbError) -> Self {
        Self::Database(error)
    }
}

impl WriteJob for Suspend {
    type Output = ();
    type Error = NotSuspended;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), NotSuspended> {
        transaction.execute(&accounts::suspend_user(self.dialect, &self.user)).await?;
        let left = transaction.fetch(&accounts::an_administrator(self.dialect)).await?;
        if left.is_empty() { Err(NotSuspended::LastAdministrator) } else { Ok(()) }
    }
}
