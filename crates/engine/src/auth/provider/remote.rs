//! Asks another server: where what is, its keys, tokens for codes, and who somebody is.
//!
//! What it says is kept for an hour; its keys are asked for anew where a token names one that isn't known, which is how keys change.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use relata_identity::{IdTokenError, ProviderKeys};
use relata_outbound::{Client, LazyClient, StatusCode};
use serde::{Deserialize, de::DeserializeOwned};
use tokio::sync::Mutex;

use super::{Away, Profile, Protocol, ProviderSettings, Return};
use crate::{EngineError, ErrorCode, auth::invalid_credentials, auth::now_seconds};

const DOCUMENT: &str = "/.well-known/openid-configuration";

/// How long what the server says of itself is kept.
const KEPT: Duration = Duration::from_hours(1);

/// The longest that one question may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(20);

pub(super) struct Remote {
    client: LazyClient,
    protocol: Protocol,
    name: String,
    client_id: String,
    client_secret: String,
    scope: String,
    known: Mutex<Option<Known>>,
}

/// What is known of the server.
struct Known {
    document: Arc<Document>,
    keys: Arc<ProviderKeys>,
    document_at: Instant,
    keys_at: Instant,
}

/// What an OpenID server says of itself.
#[derive(Debug, Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
    #[serde(default)]
    userinfo_endpoint: Option<String>,
}

/// What a code is exchanged for.
#[derive(Deserialize)]
#[expect(clippy::struct_field_names, reason = "the protocol's own names")]
struct TokenAnswer {
    #[serde(default)]
    access_token: Option<String>,
    #[serde(default)]
    id_token: Option<String>,
    #[serde(default)]
    refresh_token: Option<String>,
}

/// Who somebody is, and what to ask with again.
pub(super) struct Grant {
    pub profile: Profile,
    pub refresh_token: Option<String>,
}

impl Remote {
    pub(super) fn new(settings: &ProviderSettings, client: LazyClient) -> Self {
        Self {
            client,
            protocol: settings.protocol.clone(),
            name: settings.name.clone(),
            client_id: settings.client_id.clone(),
            client_secret: settings.client_secret.clone(),
            scope: settings.scope.clone(),
            known: Mutex::default(),
        }
    }

    /// The page where somebody logs in.
    pub(super) async fn authorize_url(&self, away: &Away, prompt: bool) -> Result<String, EngineError> {
        let (page, nonce) = match &self.protocol {
            Protocol::OpenId { .. } => (self.document().await?.authorization_endpoint.clone(), Some(away.nonce.as_str())),
            Protocol::OAuth2 { authorize_url, .. } => (authorize_url.clone(), None),
        };
        let challenge = away.challenge();
        let mut parameters = vec![
            ("client_id", self.client_id.as_str()),
            ("scope", &self.scope),
            ("response_type", "code"),
            ("redirect_uri", &away.callback_url),
            ("access_type", "offline"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("state", &away.state),
        ];
        parameters.extend(nonce.map(|nonce| ("nonce", nonce)));
        parameters.extend(prompt.then_some(("prompt", "consent")));
        let request = self.client()?.get(&page).query(&parameters).build().map_err(|error| self.unavailable(error))?;
        Ok(request.url().to_string())
    }

    /// Exchanges a code, and reads who has come.
    pub(super) async fn redeem(&self, away: &Away, back: &Return) -> Result<Grant, EngineError> {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", &back.code),
            ("redirect_uri", &away.callback_url),
            ("code_verifier", &away.verifier),
        ];
        let (access_url, profile_url, claims_needed) = match &self.protocol {
            Protocol::OpenId { .. } => {
                let document = self.document().await?;
                if back.issuer.as_ref().is_some_and(|issuer| *issuer != document.issuer) {
                    return Err(invalid_credentials());
                }
                (document.token_endpoint.clone(), document.userinfo_endpoint.clone(), true)
            }
            Protocol::OAuth2 { access_url, profile_url, .. } => (access_url.clone(), Some(profile_url.clone()), false),
        };
        let tokens = self.tokens(&access_url, &form).await?;
        let claims = match &tokens.id_token {
            Some(token) if claims_needed => self.claims(token, away).await?,
            None if claims_needed => return Err(invalid_credentials()),
            _ => Profile::new(),
        };
        let mut profile = match (&profile_url, &tokens.access_token) {
            (Some(url), Some(token)) => self.profile(url, token).await?,
            _ => Profile::new(),
        };
        // A page about somebody else is no page about the one who has logged in.
        if claims_needed && !profile.is_empty() && profile.get("sub") != claims.get("sub") {
            return Err(invalid_credentials());
        }
        profile.extend(claims);
        Ok(Grant { profile, refresh_token: tokens.refresh_token })
    }

    /// Asks whether somebody is still known there. Answers what to ask with the next time.
    pub(super) async fn renew(&self, refresh_token: &str) -> Result<Option<String>, EngineError> {
        let url = match &self.protocol {
            Protocol::OpenId { .. } => self.document().await?.token_endpoint.clone(),
            Protocol::OAuth2 { access_url, .. } => access_url.clone(),
        };
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh_token)];
        Ok(self.tokens(&url, &form).await?.refresh_token)
    }

    async fn claims(&self, token: &str, away: &Away) -> Result<Profile, EngineError> {
        let document = self.document().await?;
        let expected = away.expected(&document.issuer, &self.client_id);
        let verified = match self.keys(Duration::MAX).await?.verify(token, expected, now_seconds()) {
            Err(IdTokenError::UnknownKey) => self.keys(Duration::ZERO).await?.verify(token, expected, now_seconds()),
            verified => verified,
        };
        verified.map_err(|error| invalid_credentials().caused_by(error))
    }

    async fn tokens(&self, url: &str, form: &[(&str, &str)]) -> Result<TokenAnswer, EngineError> {
        let request = self.client()?.post(url).basic_auth(&self.client_id, Some(&self.client_secret)).form(form);
        let request = request.header("accept", "application/json").timeout(ANSWER_WITHIN);
        let answer = request.send().await.map_err(|error| self.unavailable(error))?;
        if answer.status().is_client_error() {
            return Err(invalid_credentials());
        }
        answer.error_for_status().map_err(|error| self.unavailable(error))?.json().await.map_err(|error| self.unavailable(error))
    }

    async fn profile(&self, url: &str, access_token: &str) -> Result<Profile, EngineError> {
        let request = self.client()?.get(url).bearer_auth(access_token).header("accept", "application/json").timeout(ANSWER_WITHIN);
        let answer = request.send().await.map_err(|error| self.unavailable(error))?;
        if matches!(answer.status(), StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
            return Err(invalid_credentials());
        }
        answer.error_for_status().map_err(|error| self.unavailable(error))?.json().await.map_err(|error| self.unavailable(error))
    }

    async fn document(&self) -> Result<Arc<Document>, EngineError> {
        let mut known = self.known.lock().await;
        self.refresh(&mut known, Duration::MAX).await.map(|known| Arc::clone(&known.document))
    }

    /// The server's keys, at most so old.
    async fn keys(&self, age: Duration) -> Result<Arc<ProviderKeys>, EngineError> {
        let mut known = self.known.lock().await;
        self.refresh(&mut known, age).await.map(|known| Arc::clone(&known.keys))
    }

    async fn refresh<'k>(&self, known: &'k mut Option<Known>, keys_age: Duration) -> Result<&'k Known, EngineError> {
        let now = Instant::now();
        let is_fresh = |known: &Known| now - known.document_at < KEPT;
        match known.take().filter(is_fresh) {
            Some(fresh) if now - fresh.keys_at < keys_age => Ok(known.insert(fresh)),
            Some(fresh) => {
                let keys = self.get(&fresh.document.jwks_uri).await;
                let fresh = known.insert(fresh);
                (fresh.keys, fresh.keys_at) = (Arc::new(keys?), now);
                Ok(fresh)
            }
            None => {
                let Protocol::OpenId { issuer_url } = &self.protocol else { return Err(invalid_credentials()) };
                let url = issuer_url.trim_end_matches('/');
                let url = if url.ends_with(DOCUMENT) { url.to_owned() } else { format!("{url}{DOCUMENT}") };
                let document: Document = self.get(&url).await?;
                let keys = Arc::new(self.get(&document.jwks_uri).await?);
                Ok(known.insert(Known { document: Arc::new(document), keys, document_at: now, keys_at: now }))
            }
        }
    }

    async fn get<T: DeserializeOwned>(&self, url: &str) -> Result<T, EngineError> {
        let answer = self.client()?.get(url).timeout(ANSWER_WITHIN).send().await.and_then(relata_outbound::Response::error_for_status);
        answer.map_err(|error| self.unavailable(error))?.json().await.map_err(|error| self.unavailable(error))
    }

    fn client(&self) -> Result<&Client, EngineError> {
        self.client.get().map_err(|error| self.unavailable(error))
    }

    fn unavailable(&self, error: relata_outbound::Error) -> EngineError {
        let message = format!("\"{}\" can't be reached to log in. Try again in a moment.", self.name);
        let code = ErrorCode::ServiceUnavailable;
        // Addresses may hold codes.
        EngineError::new(code, message).with("service", self.name.clone()).caused_by(error.without_url())
    }
}
