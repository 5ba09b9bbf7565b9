//! From what another server tells of somebody to an account here: found, made, or brought up to date.

use relata_db::{DbError, ReadJob, RowSet, Session};
use relata_plan::Asker;
use relata_sql::{Dialect, accounts};
use serde_json::{Map, Value as Json, json};

use super::{Profile, ProfileKeys, ProviderSettings};
use crate::{
    EngineError, ErrorCode, Selection,
    auth::{
        Auth,
        account::{Account, By, text},
        failed, invalid_credentials,
        session::Change,
    },
};

const USERS: &str = "directus_users";

/// Who has come.
pub(super) struct Person {
    identifier: String,
    email: Option<String>,
    email_is_verified: bool,
    first_name: Option<String>,
    last_name: Option<String>,
}

impl Person {
    /// `None` where there is nothing to tell the person by.
    pub(super) fn read(keys: &ProfileKeys, profile: &Profile) -> Option<Self> {
        let email = text_at(profile, &keys.email);
        // As Directus does: who has no identifier is told by the address.
        let identifier = text_at(profile, &keys.identifier).or_else(|| email.clone())?;
        Some(Self {
            identifier,
            email,
            email_is_verified: matches!(profile.get("email_verified"), Some(Json::Bool(true))),
            first_name: text_at(profile, &keys.first_name),
            last_name: text_at(profile, &keys.last_name),
        })
    }

    fn names(&self) -> Map<String, Json> {
        let named = [("first_name", &self.first_name), ("last_name", &self.last_name), ("email", &self.email)];
        named.into_iter().filter_map(|(field, value)| Some((field.to_owned(), json!(value.as_ref()?)))).collect()
    }
}

/// A text or a number, at a path with dots.
fn text_at(profile: &Profile, path: &str) -> Option<String> {
    let mut parts = path.split('.');
    let first = profile.get(parts.next()?)?;
    let found = parts.try_fold(first, |value, part| value.get(part))?;
    match found {
        Json::String(text) if !text.is_empty() => Some(text.clone()),
        Json::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

impl Auth {
    /// The account of somebody, who may log in with it.
    pub(super) async fn admit(
        &self,
        settings: &ProviderSettings,
        person: &Person,
        refresh_token: Option<&str>,
    ) -> Result<Account, EngineError> {
        let by = || By::Identifier { provider: settings.name.clone(), identifier: person.identifier.clone() };
        let account = if let Some(account) = self.find(by()).await? {
            if !account.is_active() {
                return Err(invalid_credentials());
            }
            if settings.syncs_profile {
                self.0.engine.update(&Asker::system(), USERS, (Selection::Item(&account.id), &person.names())).await?;
            }
            account
        } else {
            self.register(settings, person).await?;
            self.find(by()).await?.filter(Account::is_active).ok_or_else(invalid_credentials)?
        };
        if let Some(token) = refresh_token {
            self.keep_auth_data(&account.id, token).await?;
        }
        Ok(account)
    }

    /// Makes an account. An address that somebody here has already is no proof of being them.
    async fn register(&self, settings: &ProviderSettings, person: &Person) -> Result<(), EngineError> {
        let is_trusted = !settings.requires_verified_email || person.email_is_verified;
        if !settings.allows_registration || !is_trusted {
            return Err(invalid_credentials());
        }
        let mut user = person.names();
        user.insert("provider".to_owned(), settings.name.clone().into());
        user.insert("external_identifier".to_owned(), person.identifier.clone().into());
        user.insert("status".to_owned(), "active".into());
        if let Some(role) = &settings.default_role {
            user.insert("role".to_owned(), role.clone().into());
        }
        match self.0.engine.create(&Asker::system(), USERS, &[&user]).await {
            Ok(_) => Ok(()),
            Err(error) if error.code() == ErrorCode::RecordNotUnique => {
                Err(EngineError::new(ErrorCode::InvalidProvider, "This address belongs to an account with another way to log in."))
            }
            Err(error) => Err(error),
        }
    }

    /// Keeps what to ask the other server with.
    pub(super) async fn keep_auth_data(&self, user: &str, refresh_token: &str) -> Result<(), EngineError> {
        let data = json!({ "refreshToken": refresh_token }).to_string();
        let first = accounts::set_auth_data(self.0.dialect, user, Some(&data));
        self.0.database.write(Change { first, then: Vec::new() }).await.map_err(|error| failed("changing a user", error))?;
        Ok(())
    }

    /// What the other server gave for asking again.
    pub(super) async fn refresh_token_of(&self, account: &Account) -> Result<Option<String>, EngineError> {
        let job = FindAuthData { dialect: self.0.dialect, user: account.id.to_string() };
        let rows = self.0.database.read(job).await.and_then(|rows| rows).map_err(|error| failed("reading a user", error))?;
        let data = text(rows.cell(0, 0)).and_then(|text| serde_json::from_str::<Json>(&text).ok());
        // Directus keeps a text within the JSON.
        let data = match data {
            Some(Json::String(text)) => serde_json::from_str(&text).ok(),
            data => data,
        };
        Ok(data.and_then(|data| data.get("refreshToken")?.as_str().map(str::to_owned)))
    }
}

struct FindAuthData {
    dialect: Dialect,
    user: String,
}

impl ReadJob for FindAuthData {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&accounts::auth_data(self.dialect, &self.user)).await
    }
}
