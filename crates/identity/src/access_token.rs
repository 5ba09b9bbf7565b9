//! Access tokens: JSON Web Tokens as Directus makes and reads them.
//!
//! A token says who somebody is, for a short time. What they may do is looked up anew for each request: the token's
//! `app_access` and `admin_access` are there for clients to read, and must never decide anything here.

use std::time::Duration;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Deserializer, Serialize};

use crate::error::TokenError;

const ISSUER: &str = "directus";

/// What an access token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessToken {
    /// Whose it is.
    pub holder: Holder,
    /// The key of the user's role, if there is one.
    pub role: Option<String>,
    /// Whether the user could use the app when the token was made.
    pub app_access: bool,
    /// Whether the user was an administrator when the token was made.
    pub admin_access: bool,
    /// Whether a policy demands a second factor of the user.
    pub enforce_tfa: bool,
    /// The session that the token belongs to; it ends with that session.
    pub session: Option<String>,
    /// Which password has given it ([`crate::password_mark`]); Directus doesn't say.
    pub password_mark: Option<String>,
}

/// Whose a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Holder {
    /// A user's, by key.
    User(String),
    /// Of somebody who opened a share, by the share's key.
    Share(String),
}

/// Signs access tokens, and tells the signed ones from others.
#[derive(Clone)]
pub struct TokenKey {
    encoding: EncodingKey,
    decoding: DecodingKey,
    validation: Validation,
}

/// The claims in the order in which Directus writes them.
#[derive(Serialize)]
struct ClaimsOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    role: Option<&'a str>,
    app_access: bool,
    admin_access: bool,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    enforce_tfa: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    session: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pwm: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    share: Option<&'a str>,
    iat: u64,
    exp: u64,
    iss: &'static str,
}

#[derive(Deserialize)]
struct ClaimsIn {
    #[serde(default)]
    id: Option<String>,
    /// May be null, but not absent.
    #[serde(deserialize_with = "present")]
    role: Option<String>,
    app_access: bool,
    admin_access: bool,
    #[serde(default)]
    enforce_tfa: bool,
    #[serde(default)]
    session: Option<String>,
    #[serde(default)]
    pwm: Option<String>,
    #[serde(default)]
    share: Option<String>,
    #[serde(default)]
    exp: Option<f64>,
    #[serde(default)]
    nbf: Option<f64>,
    iss: String,
}

fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

impl TokenKey {
    /// A key made of the setting `SECRET`.
    pub fn new(secret: &str) -> Result<Self, TokenError> {
        if secret.is_empty() {
            return Err(TokenError::EmptySecret);
        }
        let mut validation = Validation::new(Algorithm::HS256);
        // The three that a shared secret signs, as Directus does; never one that takes a public key.
        validation.algorithms = vec![Algorithm::HS256, Algorithm::HS384, Algorithm::HS512];
        // Time and issuer are checked below, against the caller's clock and without 60 seconds of grace. (Besides,
        // the library can't read numbers where serde_json keeps them with arbitrary precision.)
        validation.required_spec_claims.clear();
        validation.validate_exp = false;
        validation.validate_aud = false;
        Ok(Self {
            encoding: EncodingKey::from_secret(secret.as_bytes()),
            decoding: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        })
    }

    pub(crate) fn encoding(&self) -> &EncodingKey {
        &self.encoding
    }

    pub(crate) fn decoding(&self) -> &DecodingKey {
        &self.decoding
    }

    pub(crate) fn validation(&self) -> &Validation {
        &self.validation
    }

    /// Signs a token that is valid from `now`, in seconds since 1970, for a lifetime in whole seconds.
    pub fn issue(&self, token: &AccessToken, now: u64, lifetime: Duration) -> Result<String, TokenError> {
        let (user, share) = match &token.holder {
            Holder::User(user) => (Some(user.as_str()), None),
            Holder::Share(share) => (None, Some(share.as_str())),
        };
        let claims = ClaimsOut {
            id: user,
            role: token.role.as_deref(),
            app_access: token.app_access,
            admin_access: token.admin_access,
            enforce_tfa: token.enforce_tfa,
            session: token.session.as_deref(),
            pwm: token.password_mark.as_deref(),
            share,
            iat: now,
            exp: now.saturating_add(lifetime.as_secs()),
            iss: ISSUER,
        };
        let header = Header::new(Algorithm::HS256);
        jsonwebtoken::encode(&header, &claims, &self.encoding).map_err(|_| TokenError::Signing)
    }

    /// Reads a token that was signed with this key and is valid at `now`, in seconds since 1970.
    ///
    /// Accepts and refuses what Directus does: a token without `exp` is valid for ever.
    pub fn verify(&self, text: &str, now: u64) -> Result<AccessToken, TokenError> {
        let claims = jsonwebtoken::decode::<ClaimsIn>(text, &self.decoding, &self.validation).map_err(|_| TokenError::Invalid)?.claims;
        #[expect(clippy::cast_precision_loss, reason = "exact for the next 285 million years")]
        let now = now as f64;
        if claims.iss != ISSUER || claims.nbf.is_some_and(|not_before| not_before > now) {
            return Err(TokenError::Invalid);
        }
        if claims.exp.is_some_and(|expires| now >= expires) {
            return Err(TokenError::Expired);
        }
        // One that claims to be both is nobody's.
        let holder = match (claims.id, claims.share) {
            (Some(user), None) => Holder::User(user),
            (None, Some(share)) => Holder::Share(share),
            _ => return Err(TokenError::NoUser),
        };
        Ok(AccessToken {
            holder,
            role: claims.role,
            app_access: claims.app_access,
            admin_access: claims.admin_access,
            enforce_tfa: claims.enforce_tfa,
            session: claims.session,
            password_mark: claims.pwm,
        })
    }
}

/// Whether a text is to be read as an access token; if not, it is looked up as a static token.
///
/// Looks at nothing but its form and who it says has made it: it may still be forged.
pub fn is_access_token(text: &str) -> bool {
    #[derive(Deserialize)]
    struct Issuer {
        iss: String,
    }
    jsonwebtoken::dangerous::insecure_decode_claims::<Issuer>(text).is_ok_and(|claims| claims.iss == ISSUER)
}

#[cfg(test)]
mod tests;
