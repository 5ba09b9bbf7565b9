//! Sessions: opened by a login, prolonged by a refresh token, closed by a logout.

use std::time::Duration;

use relata_db::{Cell, DbError, ReadJob, RowSet, Session, Transaction, WriteJob};
use relata_identity::{AccessToken, random_token};
use relata_sql::{Dialect, Statement, accounts};
use smol_str::SmolStr;

use super::{
    Auth, LoginFrom,
    account::{Account, By, text},
    failed, invalid_credentials, micros, now_micros, now_seconds,
};
use crate::{EngineError, ErrorCode};

/// How a client keeps its session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionForm {
    /// An access token for a short time and a refresh token for a long one.
    TwoTokens,
    /// One token that is valid as long as its session is open.
    OneToken,
}

/// What a login or a refresh gives.
#[derive(Clone)]
pub struct Tokens {
    /// Goes with every request.
    pub access_token: String,
    /// Gets new tokens.
    pub refresh_token: String,
    /// How long the access token is valid.
    pub expires: Duration,
}

impl Auth {
    /// New tokens for a refresh token, which is spent thereby.
    pub async fn refresh(&self, refresh_token: &str, form: SessionForm) -> Result<Tokens, EngineError> {
        let user = self.open_session_of(refresh_token).await?;
        let account = self.find(By::Id(user.into())).await?.filter(Account::is_active).ok_or_else(invalid_credentials)?;
        let new_token = random_token();
        let expires = now_micros().saturating_add(micros(self.session_ttl(form)));
        let renew = accounts::renew_session(self.0.dialect, refresh_token, &new_token, expires);
        let job = Change { first: renew, then: vec![accounts::touch_user(self.0.dialect, &account.id, now_micros())] };
        let n_renewed = self.0.database.write(job).await.map_err(|error| failed("renewing a session", error))?;
        self.forget();
        if n_renewed == 0 {
            return Err(invalid_credentials());
        }
        self.tokens(&account, new_token, form)
    }

    /// Closes the session of a refresh token, if there is one.
    pub async fn logout(&self, refresh_token: &str) -> Result<(), EngineError> {
        let job = Change { first: accounts::close_session(self.0.dialect, refresh_token), then: Vec::new() };
        self.0.database.write(job).await.map_err(|error| failed("closing a session", error))?;
        self.forget();
        Ok(())
    }

    /// The session behind an access token of the kind [`SessionForm::OneToken`].
    pub fn session_of(&self, access_token: &str) -> Option<String> {
        self.0.key.verify(access_token, now_seconds()).ok()?.session
    }

    pub(super) async fn start_session(&self, account: &Account, from: LoginFrom, form: SessionForm) -> Result<Tokens, EngineError> {
        let dialect = self.0.dialect;
        let (token, now) = (random_token(), now_micros());
        let new = accounts::NewSession {
            token: &token,
            user: &account.id,
            expires_micros: now.saturating_add(micros(self.session_ttl(form))),
            ip: from.ip.as_deref(),
            user_agent: from.user_agent.as_deref(),
            origin: from.origin.as_deref(),
        };
        let job = Change {
            first: accounts::open_session(dialect, &new),
            then: vec![accounts::remove_expired_sessions(dialect, now), accounts::touch_user(dialect, &account.id, now)],
        };
        self.0.database.write(job).await.map_err(|error| failed("opening a session", error))?;
        self.tokens(account, token, form)
    }

    /// The user of a session that is still open.
    pub(super) async fn open_session_of(&self, token: &str) -> Result<SmolStr, EngineError> {
        let job = FindSession { dialect: self.0.dialect, token: token.to_owned() };
        let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading a session", error))?;
        let expires = moment_micros(rows.cell(0, 1));
        match text(rows.cell(0, 0)) {
            Some(user) if expires.is_some_and(|expires| expires > now_micros()) && rows.cell(0, 3).is_null() => Ok(user),
            _ => Err(invalid_credentials()),
        }
    }

    fn session_ttl(&self, form: SessionForm) -> Duration {
        match form {
            SessionForm::TwoTokens => self.0.settings.refresh_token_ttl,
            SessionForm::OneToken => self.0.settings.session_token_ttl,
        }
    }

    fn tokens(&self, account: &Account, refresh_token: String, form: SessionForm) -> Result<Tokens, EngineError> {
        let expires = match form {
            SessionForm::TwoTokens => self.0.settings.access_token_ttl,
            SessionForm::OneToken => self.0.settings.session_token_ttl,
        };
        let claims = AccessToken {
            user: account.id.to_string(),
            role: account.role.as_ref().map(ToString::to_string),
            app_access: account.app_access,
            admin_access: account.admin_access,
            session: (form == SessionForm::OneToken).then(|| refresh_token.clone()),
        };
        let issued = self.0.key.issue(&claims, now_seconds(), expires);
        let access_token = issued.map_err(|error| EngineError::new(ErrorCode::InternalServerError, "signing a token").caused_by(error))?;
        Ok(Tokens { access_token, refresh_token, expires })
    }
}

/// A moment, however the database keeps it: Directus on SQLite writes milliseconds, other tools write text.
fn moment_micros(cell: Cell<'_>) -> Option<i64> {
    match cell {
        Cell::Timestamp(micros) | Cell::DateTime(micros) => Some(micros),
        Cell::Integer(millis) => millis.checked_mul(1_000),
        Cell::Text(text) => {
            let text = text.trim_end_matches('Z').replacen(' ', "T", 1);
            let moment = format!("{text}Z").parse::<jiff::Timestamp>().ok()?;
            Some(moment.as_microsecond())
        }
        _ => None,
    }
}

struct FindSession {
    dialect: Dialect,
    token: String,
}

impl ReadJob for FindSession {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&accounts::session(self.dialect, &self.token)).await
    }
}

/// Statements of one transaction. Tells how many rows the first one matched; the others run only if there were any.
pub(super) struct Change {
    pub first: Statement,
    pub then: Vec<Statement>,
}

impl WriteJob for Change {
    type Output = u64;
    type Error = DbError;

    async fn run<T: Transaction>(self, transaction: &mut T) -> Result<u64, DbError> {
        let n_rows = transaction.execute(&self.first).await?;
        if n_rows > 0 {
            for statement in &self.then {
                transaction.execute(statement).await?;
            }
        }
        Ok(n_rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_in_all_spellings() {
        let micros = 1_795_368_806_018_000;
        assert_eq!(moment_micros(Cell::Integer(1_795_368_806_018)), Some(micros));
        assert_eq!(moment_micros(Cell::Timestamp(micros)), Some(micros));
        assert_eq!(moment_micros(Cell::Text("2026-11-22 17:33:26.018")), Some(micros));
        assert_eq!(moment_micros(Cell::Text("2026-11-22T17:33:26.018Z")), Some(micros));
        assert_eq!(moment_micros(Cell::Text("soon")), None);
        assert_eq!(moment_micros(Cell::Null), None);
    }
}
