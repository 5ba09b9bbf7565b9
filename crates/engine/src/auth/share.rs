//! Shares: somebody without an account opens one item, by a link and perhaps a password.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use relata_db::{DbError, ReadJob, Session};
use relata_identity::{AccessToken, Holder, password_mark};
use relata_plan::{Access, Asker, RequestSource};
use relata_sql::{Dialect, accounts, shares};
use serde_json::{Value as Json, json};
use smol_str::SmolStr;

use super::{
    Auth,
    account::{By, FindPublicPolicies, Policy, by_weight, column, text},
    cache::Holds,
    failed, grants, invalid_credentials, now_micros,
    project::Fetch,
    session::{Change, SessionForm, Tokens, moment_micros},
    share_access,
};
use crate::EngineError;

/// A row of `directus_shares`.
#[derive(Debug, Clone)]
pub(super) struct Share {
    pub id: SmolStr,
    pub collection: SmolStr,
    pub item: SmolStr,
    pub role: Option<SmolStr>,
    pub password_hash: Option<String>,
    /// Who made it; `None` where that user is gone.
    pub creator: Option<SmolStr>,
    starts: Option<i64>,
    ends: Option<i64>,
    times_used: i64,
    max_uses: Option<i64>,
}

impl Share {
    /// Whether it may be used at a moment, in microseconds since 1970.
    fn holds_at(&self, now: i64) -> bool {
        self.starts.is_none_or(|starts| starts <= now) && self.ends.is_none_or(|ends| now <= ends)
    }

    /// What an access token says of whoever has opened it.
    pub(super) fn claims(&self) -> AccessToken {
        AccessToken {
            holder: Holder::Share(self.id.to_string()),
            role: None,
            app_access: false,
            admin_access: false,
            enforce_tfa: false,
            session: None,
            password_mark: Some(password_mark(self.password_hash.as_deref())),
        }
    }
}

impl Auth {
    /// Opens a session for whoever has the link of a share and, where it asks for one, its password. Counts as one use.
    pub async fn open_share(
        &self,
        share: &str,
        password: Option<&str>,
        how: (Arc<RequestSource>, SessionForm),
    ) -> Result<Tokens, EngineError> {
        let began = Instant::now();
        let outcome = self.opened(share, password, how).await;
        tokio::time::sleep(self.0.settings.login_stall_time.saturating_sub(began.elapsed())).await;
        outcome
    }

    async fn opened(&self, share: &str, password: Option<&str>, how: (Arc<RequestSource>, SessionForm)) -> Result<Tokens, EngineError> {
        let (from, form) = how;
        let share = self.usable_share(share).await?.ok_or_else(invalid_credentials)?;
        if let Some(hash) = &share.password_hash {
            let password = password.ok_or_else(invalid_credentials)?;
            if !self.is_password(password.to_owned(), hash.clone()).await? {
                return Err(invalid_credentials());
            }
        }
        let claims = share.claims();
        let (token, opened) = self.new_session(&claims.holder, &from, form);
        let job = Change { first: shares::use_share(self.0.dialect, &share.id), then: vec![opened] };
        let n_used = self.0.database.write(job).await.map_err(|error| failed("opening a share", error))?;
        if n_used == 0 {
            return Err(invalid_credentials());
        }
        self.tokens(claims, token, form)
    }

    /// What anybody with the link of a share may know before opening it.
    pub async fn share_info(&self, share: &str) -> Result<Json, EngineError> {
        let share = self.usable_share(share).await?.ok_or_else(EngineError::forbidden)?;
        let moment = |micros: Option<i64>| {
            micros.and_then(|micros| jiff::Timestamp::from_microsecond(micros).ok()).map(|moment| format!("{moment:.3}"))
        };
        Ok(json!({
            "id": share.id,
            "collection": share.collection,
            "item": share.item,
            "password": share.password_hash.as_ref().map(|_| "**********"),
            "max_uses": share.max_uses,
            "times_used": share.times_used,
            "date_start": moment(share.starts),
            "date_end": moment(share.ends),
        }))
    }

    /// A share that exists and may be used today.
    pub(super) async fn usable_share(&self, id: &str) -> Result<Option<Share>, EngineError> {
        let Ok(id) = uuid::Uuid::parse_str(id) else { return Ok(None) };
        let id = SmolStr::from(id.hyphenated().to_string());
        let job = Fetch(shares::share(self.0.dialect, &id));
        let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading a share", error))?;
        let cell = |column| text(rows.cell(0, column)).filter(|text| !text.is_empty());
        let (Some(collection), Some(item)) = (cell(0), cell(1)) else { return Ok(None) };
        let share = Share {
            id,
            collection,
            item,
            role: cell(2),
            password_hash: cell(3).map(String::from),
            creator: cell(4),
            starts: moment_micros(rows.cell(0, 5)),
            ends: moment_micros(rows.cell(0, 6)),
            times_used: rows.cell(0, 7).as_i64().unwrap_or(0),
            max_uses: rows.cell(0, 8).as_i64(),
        };
        Ok(Some(share).filter(|share| share.holds_at(now_micros())))
    }

    /// The asker behind a share's token: reads the item, and what belongs to it, as far as the share's role and its creator may.
    pub(super) async fn asker_of_share(&self, claims: AccessToken, address: Option<IpAddr>) -> Result<(Asker, Holds), EngineError> {
        let Holder::Share(id) = &claims.holder else { return Err(EngineError::forbidden()) };
        let share = self.usable_share(id).await?;
        let share = share.filter(|share| claims.password_mark.is_none_or(|mark| mark == password_mark(share.password_hash.as_deref())));
        let share = share.ok_or_else(EngineError::forbidden)?;

        let job = FindRolePolicies { dialect: self.0.dialect, role: share.role.clone() };
        let found = self.0.database.read(job).await.and_then(|found| found).map_err(|error| failed("reading policies", error))?;
        let (roles, policies) = found;
        let (policies, mut holds) = grants::in_force(policies, address);
        let by_role = self.with_policies(Asker::nobody(), &policies).await?;

        let creator = match &share.creator {
            Some(creator) => self.find(By::Id(creator.to_string())).await?,
            None => None,
        };
        let creator = match creator {
            Some(account) => {
                let (creator, holds_too) = self.asker_of(account, address).await?;
                if holds_too != Holds::Everywhere {
                    holds = holds_too;
                }
                Some(creator)
            }
            None => None,
        };
        let schema = self.0.engine.schema().await?;
        let bound = match &creator {
            Some(creator) => share_access::of_creator(creator, &self.0.engine.moment(&schema, creator, None).await?),
            None => Access::Everything,
        };
        let granted = share_access::granted(&schema, (&by_role.access, &bound), (&share.collection, &share.item));
        let asker = Asker {
            role: share.role,
            roles,
            share: Some(share.id),
            session: claims.session.map(SmolStr::from),
            app_access: false,
            access: Arc::new(Access::Granted(granted)),
            ..by_role
        };
        Ok((asker, holds))
    }
}

/// Reads what a role has: itself and its ancestors, and their policies. Without a role, the public policies.
struct FindRolePolicies {
    dialect: Dialect,
    role: Option<SmolStr>,
}

impl ReadJob for FindRolePolicies {
    type Output = Result<(Vec<SmolStr>, Vec<Policy>), DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let roles = match &self.role {
            Some(role) => column(&session.fetch(&accounts::roles(self.dialect, role)).await?),
            None => Vec::new(),
        };
        if roles.is_empty() {
            let policies = FindPublicPolicies { dialect: self.dialect }.run(session).await?;
            // As for everybody without credentials.
            let policies = policies.into_iter().map(|policy| Policy { admin_access: false, app_access: false, ..policy }).collect();
            return Ok((roles, policies));
        }
        let rows = session.fetch(&shares::policies_of_roles(self.dialect, &roles)).await?;
        let policies = by_weight(&rows, &roles).into_iter().map(|policy| Policy { app_access: false, ..policy }).collect();
        Ok((roles, policies))
    }
}
