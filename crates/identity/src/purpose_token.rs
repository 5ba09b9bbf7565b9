//! Tokens that are sent by mail or kept over a visit elsewhere: signed like access tokens, good for one purpose each.
//!
//! Their `scope` keeps them apart: a token to reset a password never logs anybody in, and an access token never resets one.

use std::time::Duration;

use jsonwebtoken::{Algorithm, Header};
use serde::{Deserialize, Serialize};

use crate::{TokenKey, error::TokenError};

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Accepting an invitation.
    Invite,
    /// Choosing a new password.
    PasswordReset,
    /// Showing that an e-mail address is one's own.
    Registration,
    /// Coming back from another site's login.
    Provider,
}

/// What such a token says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PurposeToken {
    /// Whom it is about: an e-mail address, or what the purpose needs.
    pub subject: String,
    /// The state in which it was made: it is void once that has changed.
    pub mark: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Claims {
    email: String,
    scope: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    iat: u64,
    exp: u64,
    iss: String,
}

const ISSUER: &str = "directus";

impl Purpose {
    const fn scope(self) -> &'static str {
        match self {
            Self::Invite => "invite",
            Self::PasswordReset => "password-reset",
            Self::Registration => "pending-registration",
            Self::Provider => "provider-login",
        }
    }
}

impl TokenKey {
    /// Signs a token for a purpose, valid from `now`, in seconds since 1970.
    pub fn issue_for(&self, purpose: Purpose, token: &PurposeToken, now: u64, lifetime: Duration) -> Result<String, TokenError> {
        let claims = Claims {
            email: token.subject.clone(),
            scope: purpose.scope().to_owned(),
            hash: token.mark.clone(),
            iat: now,
            exp: now.saturating_add(lifetime.as_secs()),
            iss: ISSUER.to_owned(),
        };
        jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, self.encoding()).map_err(|_| TokenError::Signing)
    }

    /// Reads a token that was made for this purpose.
    pub fn verify_for(&self, purpose: Purpose, text: &str, now: u64) -> Result<PurposeToken, TokenError> {
        let claims: Claims = jsonwebtoken::decode(text, self.decoding(), self.validation()).map_err(|_| TokenError::Invalid)?.claims;
        if claims.iss != ISSUER {
            return Err(TokenError::Invalid);
        }
        if now >= claims.exp {
            return Err(TokenError::Expired);
        }
        if claims.scope != purpose.scope() {
            return Err(TokenError::WrongPurpose);
        }
        Ok(PurposeToken { subject: claims.email, mark: claims.hash })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;
    use crate::{AccessToken, Holder, is_access_token};

    fn token() -> PurposeToken {
        PurposeToken { subject: "a@example.com".to_owned(), mark: Some("1f".to_owned()) }
    }

    #[test]
    fn is_good_for_its_purpose_until_it_expires() {
        let key = TokenKey::new("secret").unwrap();
        let text = key.issue_for(Purpose::PasswordReset, &token(), 100, Duration::from_secs(10)).unwrap();
        assert_eq!(key.verify_for(Purpose::PasswordReset, &text, 109), Ok(token()));
        assert_eq!(key.verify_for(Purpose::PasswordReset, &text, 110), Err(TokenError::Expired));
        assert_eq!(key.verify_for(Purpose::Invite, &text, 105), Err(TokenError::WrongPurpose));
        assert_eq!(TokenKey::new("other").unwrap().verify_for(Purpose::PasswordReset, &text, 105), Err(TokenError::Invalid));
    }

    #[test]
    fn logs_nobody_in() {
        let key = TokenKey::new("secret").unwrap();
        let text = key.issue_for(Purpose::Invite, &token(), 100, Duration::from_secs(10)).unwrap();
        assert!(is_access_token(&text));
        assert_eq!(key.verify(&text, 105), Err(TokenError::Invalid));
        let access = AccessToken {
            holder: Holder::User("u".to_owned()),
            role: None,
            app_access: true,
            admin_access: true,
            enforce_tfa: false,
            session: None,
            password_mark: None,
        };
        let text = key.issue(&access, 100, Duration::from_secs(10)).unwrap();
        assert_eq!(key.verify_for(Purpose::Invite, &text, 105), Err(TokenError::Invalid));
    }
}
