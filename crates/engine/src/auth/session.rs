//! Sessions: opened by a login, prolonged by a refresh token, closed by a logout.

use std::sync::Arc;
use std::time::Duration;

use relata_db::{Cell, DbError, ReadJob, RowSet, Session, Transaction, WriteJob};
use relata_identity::{AccessToken, Holder, password_mark, random_token};
use relata_plan::RequestSource;
use relata_sql::{Dialect, Statement, accounts};
use smol_str::SmolStr;

use super::{
    Auth,
    account::{Account, By, text},
    address_of, failed, invalid_credentials, micros, now_micros, now_seconds,
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

/// What is known of an open session.
pub(super) struct OpenSession {
    pub holder: Holder,
    /// The session that follows, where this one was renewed already.
    pub next_token: Option<SmolStr>,
}

impl Auth {
    /// New tokens for a refresh token.
    ///
    /// A token of its own is spent thereby. A session that is kept in a single token stays open for a moment, because a browser may have
    /// sent other requests with it already; each of them gets the same successor.
    pub async fn refresh(&self, refresh_token: &str, form: SessionForm, from: Arc<RequestSource>) -> Result<Tokens, EngineError> {
        let open = self.open_session(refresh_token).await?;
        let claims = self.claims_of(open.holder, &from).await?;
        // Once for each renewal: what the other server gives is spent by asking.
        if let (Holder::User(user), None) = (&claims.holder, &open.next_token) {
            self.still_welcome(user).await?;
        }
        let token = match (form, open.next_token) {
            (SessionForm::TwoTokens, None) => self.replace_token(refresh_token, &claims.holder).await?,
            (SessionForm::TwoTokens, Some(_)) => return Err(invalid_credentials()),
            (SessionForm::OneToken, Some(next)) => self.still_open(next.into()).await?,
            (SessionForm::OneToken, None) => self.succeed(refresh_token, &claims.holder, from).await?,
        };
        self.tokens(claims, token, form)
    }

    /// What an access token says now of whoever has a session, as long as they may have one.
    async fn claims_of(&self, holder: Holder, from: &RequestSource) -> Result<AccessToken, EngineError> {
        match holder {
            Holder::User(user) => {
                let account = self.find(By::Id(user)).await?.filter(Account::is_active).ok_or_else(invalid_credentials)?;
                Ok(account.at(address_of(from)).claims())
            }
            Holder::Share(share) => Ok(self.usable_share(&share).await?.ok_or_else(invalid_credentials)?.claims()),
        }
    }

    async fn replace_token(&self, old: &str, holder: &Holder) -> Result<String, EngineError> {
        let token = random_token();
        let (dialect, now) = (self.0.dialect, now_micros());
        let expires = now.saturating_add(micros(self.0.settings.refresh_token_ttl));
        let first = accounts::renew_session(dialect, old, &token, expires);
        let job = Change { first, then: touched(dialect, holder, now) };
        let n_renewed = self.0.database.write(job).await.map_err(|error| failed("renewing a session", error))?;
        self.forget().await;
        if n_renewed == 0 { Err(invalid_credentials()) } else { Ok(token) }
    }

    async fn succeed(&self, old: &str, holder: &Holder, from: Arc<RequestSource>) -> Result<String, EngineError> {
        let (dialect, now) = (self.0.dialect, now_micros());
        let ends = now.saturating_add(micros(self.0.settings.session_refresh_grace));
        let (token, opened) = self.new_session(holder, &from, SessionForm::OneToken);
        let then = std::iter::once(opened).chain(touched(dialect, holder, now)).collect();
        let job = Change { first: accounts::succeed_session(dialect, old, &token, ends), then };
        let n_succeeded = self.0.database.write(job).await.map_err(|error| failed("renewing a session", error))?;
        self.forget().await;
        if n_succeeded > 0 {
            return Ok(token);
        }
        // Somebody else was faster.
        let next = self.open_session(old).await?.next_token.ok_or_else(invalid_credentials)?;
        self.still_open(next.into()).await
    }

    async fn still_open(&self, token: String) -> Result<String, EngineError> {
        self.open_session(&token).await.map(|_| token)
    }

    /// Closes the session of a refresh token, if there is one.
    pub async fn logout(&self, refresh_token: &str, from: Arc<RequestSource>) -> Result<(), EngineError> {
        let dialect = self.0.dialect;
        let Ok(open) = self.open_session(refresh_token).await else { return Ok(()) };
        let left = match open.holder {
            Holder::User(user) => Some(note(dialect, "logout", (&user, now_micros()), &from)),
            Holder::Share(_) => None,
        };
        let first = accounts::close_session(dialect, refresh_token);
        let job = Change { first, then: left.into_iter().collect() };
        self.0.database.write(job).await.map_err(|error| failed("closing a session", error))?;
        self.forget().await;
        Ok(())
    }

    /// The session behind an access token of the kind [`SessionForm::OneToken`].
    pub fn session_of(&self, access_token: &str) -> Option<String> {
        self.0.key.verify(access_token, now_seconds()).ok()?.session
    }

    pub(super) async fn start_session(
        &self,
        account: &Account,
        from: Arc<RequestSource>,
        form: SessionForm,
    ) -> Result<Tokens, EngineError> {
        let (dialect, now) = (self.0.dialect, now_micros());
        let claims = account.claims();
        let (token, opened) = self.new_session(&claims.holder, &from, form);
        let job = Change {
            first: opened,
            then: vec![
                accounts::remove_expired_sessions(dialect, now),
                accounts::touch_user(dialect, &account.id, now),
                note(dialect, "login", (&account.id, now), &from),
            ],
        };
        self.0.database.write(job).await.map_err(|error| failed("opening a session", error))?;
        self.tokens(claims, token, form)
    }

    /// A new session's token, and the statement that opens it.
    pub(super) fn new_session(&self, holder: &Holder, from: &RequestSource, form: SessionForm) -> (String, Statement) {
        let token = random_token();
        let (user, share) = match holder {
            Holder::User(user) => (Some(user.as_str()), None),
            Holder::Share(share) => (None, Some(share.as_str())),
        };
        let new = accounts::NewSession {
            token: &token,
            user,
            share,
            expires_micros: now_micros().saturating_add(micros(self.session_ttl(form))),
            ip: from.ip.as_deref(),
            user_agent: from.user_agent.as_deref(),
            origin: from.origin.as_deref(),
        };
        let opened = accounts::open_session(self.0.dialect, &new);
        (token, opened)
    }

    /// A session that is still open.
    pub(super) async fn open_session(&self, token: &str) -> Result<OpenSession, EngineError> {
        if token.contains('\0') {
            // No database keeps such a token, and PostgreSQL refuses even to look for it.
            return Err(invalid_credentials());
        }
        let job = FindSession { dialect: self.0.dialect, token: token.to_owned() };
        let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading a session", error))?;
        let expires = moment_micros(rows.cell(0, 1));
        let key = |column| text(rows.cell(0, column)).map(String::from);
        let holder = match (key(0), key(3)) {
            (Some(user), None) => Holder::User(user),
            (None, Some(share)) => Holder::Share(share),
            _ => return Err(invalid_credentials()),
        };
        if expires.is_none_or(|expires| expires <= now_micros()) {
            return Err(invalid_credentials());
        }
        Ok(OpenSession { holder, next_token: text(rows.cell(0, 2)) })
    }

    fn session_ttl(&self, form: SessionForm) -> Duration {
        match form {
            SessionForm::TwoTokens => self.0.settings.refresh_token_ttl,
            SessionForm::OneToken => self.0.settings.session_token_ttl,
        }
    }

    pub(super) fn tokens(&self, claims: AccessToken, refresh_token: String, form: SessionForm) -> Result<Tokens, EngineError> {
        let expires = match form {
            SessionForm::TwoTokens => self.0.settings.access_token_ttl,
            SessionForm::OneToken => self.0.settings.session_token_ttl,
        };
        let claims = AccessToken { session: (form == SessionForm::OneToken).then(|| refresh_token.clone()), ..claims };
        let issued = self.0.key.issue(&claims, now_seconds(), expires);
        let access_token = issued.map_err(|error| EngineError::new(ErrorCode::InternalServerError, "signing a token").caused_by(error))?;
        Ok(Tokens { access_token, refresh_token, expires })
    }
}

impl Account {
    /// What an access token says of a user.
    fn claims(&self) -> AccessToken {
        AccessToken {
            holder: Holder::User(self.id.to_string()),
            role: self.role.as_ref().map(ToString::to_string),
            app_access: self.app_access(),
            admin_access: self.admin_access(),
            enforce_tfa: self.enforce_tfa(),
            session: None,
            password_mark: Some(password_mark(self.password_hash.as_deref())),
        }
    }
}

/// Notes that a user was here.
fn touched(dialect: Dialect, holder: &Holder, now: i64) -> Vec<Statement> {
    match holder {
        Holder::User(user) => vec![accounts::touch_user(dialect, user, now)],
        Holder::Share(_) => Vec::new(),
    }
}

/// A line of the activity.
fn note(dialect: Dialect, action: &str, (user, at_micros): (&str, i64), from: &RequestSource) -> Statement {
    let (user_agent, origin) = (from.user_agent.as_deref(), from.origin.as_deref());
    accounts::note_activity(dialect, &accounts::AccountActivity { action, user, at_micros, ip: from.ip.as_deref(), user_agent, origin })
}

/// A moment, however the database keeps it: Directus on SQLite writes milliseconds, other tools write text.
pub(super) fn moment_micros(cell: Cell<'_>) -> Option<i64> {
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
