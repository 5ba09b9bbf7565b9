//! Logging in with OpenID Connect: proof keys, and reading what the other server says about somebody.
//!
//! An ID token counts only if the server's own key has signed it, with an algorithm that has a public key, for this client and this very
//! login. Whoever calls this fetches keys and documents.

use data_encoding::BASE64URL_NOPAD;
use jsonwebtoken::{
    Algorithm, DecodingKey, Validation,
    jwk::{Jwk, JwkSet, PublicKeyUse},
};
use serde::Deserialize;
use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use crate::random::{is_same_token, random_letters};

/// Clocks may differ by this many seconds.
const LEEWAY_SECONDS: u64 = 60;

/// The algorithms that are accepted. None of them works with a secret, so no public key can be mistaken for one.
const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::EdDSA,
];

/// A secret that is shown only after its fingerprint (RFC 7636): a stolen code is of no use without it.
pub fn new_verifier() -> String {
    random_letters(64)
}

/// The fingerprint of a verifier, by the method `S256`.
pub fn challenge_of(verifier: &str) -> String {
    BASE64URL_NOPAD.encode(&Sha256::digest(verifier.as_bytes()))
}

/// The keys of a server.
#[derive(Debug, Clone, Deserialize)]
pub struct ProviderKeys(JwkSet);

/// What an ID token must say.
#[derive(Debug, Clone, Copy)]
pub struct ExpectedClaims<'a> {
    /// Who has issued it.
    pub issuer: &'a str,
    /// For which client.
    pub client_id: &'a str,
    /// For which login.
    pub nonce: &'a str,
}

/// Why an ID token doesn't count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdTokenError {
    /// None of the known keys has its name: the server may have new ones.
    #[error("the ID token is signed with a key that isn't known")]
    UnknownKey,
    /// It is none, or somebody else has signed it.
    #[error("the ID token's signature isn't valid")]
    Signature,
    /// It is about another server, client or login, or too old.
    #[error("the ID token's \"{0}\" isn't what it must be")]
    Claim(&'static str),
}

impl ProviderKeys {
    /// The claims of a token that counts at `now`, in seconds since 1970.
    pub fn verify(&self, token: &str, expected: ExpectedClaims<'_>, now: u64) -> Result<Map<String, Json>, IdTokenError> {
        let header = jsonwebtoken::decode_header(token).map_err(|_| IdTokenError::Signature)?;
        if !ALGORITHMS.contains(&header.alg) {
            return Err(IdTokenError::Signature);
        }
        let key = DecodingKey::from_jwk(self.key(header.kid.as_deref())?).map_err(|_| IdTokenError::Signature)?;
        let mut validation = Validation::new(header.alg);
        validation.required_spec_claims.clear();
        (validation.validate_exp, validation.validate_aud) = (false, false);
        let claims: Map<String, Json> = jsonwebtoken::decode(token, &key, &validation).map_err(|_| IdTokenError::Signature)?.claims;
        check(&claims, expected, now)?;
        Ok(claims)
    }

    fn key(&self, id: Option<&str>) -> Result<&Jwk, IdTokenError> {
        let mut signing = self.0.keys.iter().filter(|key| !matches!(key.common.public_key_use, Some(PublicKeyUse::Encryption)));
        let found = match id {
            Some(id) => signing.find(|key| key.common.key_id.as_deref() == Some(id)),
            None => signing.next().filter(|_| signing.next().is_none()),
        };
        found.ok_or(IdTokenError::UnknownKey)
    }
}

fn check(claims: &Map<String, Json>, expected: ExpectedClaims<'_>, now: u64) -> Result<(), IdTokenError> {
    let text = |name: &str| claims.get(name).and_then(Json::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Json::as_f64);
    let holds = |holds: bool, name| if holds { Ok(()) } else { Err(IdTokenError::Claim(name)) };
    holds(text("iss") == Some(expected.issuer), "iss")?;
    holds(is_for(claims, expected.client_id), "aud")?;
    holds(text("nonce").is_some_and(|nonce| is_same_token(nonce, expected.nonce)), "nonce")?;
    #[expect(clippy::cast_precision_loss, reason = "exact for the next 285 million years")]
    let (earliest, latest) = (now.saturating_sub(LEEWAY_SECONDS) as f64, now.saturating_add(LEEWAY_SECONDS) as f64);
    holds(seconds("exp").is_some_and(|expires| expires > earliest), "exp")?;
    holds(seconds("nbf").is_none_or(|not_before| not_before <= latest), "nbf")
}

/// Where there are several audiences, the token must have been made for this one.
fn is_for(claims: &Map<String, Json>, client_id: &str) -> bool {
    let party = claims.get("azp").and_then(Json::as_str);
    match claims.get("aud") {
        Some(Json::String(one)) => one == client_id && party.is_none_or(|party| party == client_id),
        Some(Json::Array(all)) if all.len() == 1 => all[0] == client_id && party.is_none_or(|party| party == client_id),
        Some(Json::Array(all)) => all.iter().any(|one| one == client_id) && party == Some(client_id),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const EXPECTED: ExpectedClaims<'_> = ExpectedClaims { issuer: "https://login.example", client_id: "relata", nonce: "n" };

    fn outcome(change: (&str, Json)) -> Result<(), IdTokenError> {
        let claims = json!({"iss": "https://login.example", "aud": "relata", "nonce": "n", "exp": 1_000});
        let mut claims = claims.as_object().cloned().unwrap_or_default();
        claims.insert(change.0.to_owned(), change.1);
        check(&claims, EXPECTED, 990)
    }

    #[test]
    fn a_challenge_is_the_one_of_the_standard() {
        // RFC 7636, appendix B.
        assert_eq!(challenge_of("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }

    #[test]
    fn every_claim_counts() {
        assert_eq!(outcome(("x", json!(1))), Ok(()));
        assert_eq!(outcome(("aud", json!(["relata"]))), Ok(()));
        assert_eq!(outcome(("iss", json!("https://evil.example"))), Err(IdTokenError::Claim("iss")));
        assert_eq!(outcome(("aud", json!("other"))), Err(IdTokenError::Claim("aud")));
        assert_eq!(outcome(("aud", json!(["relata", "other"]))), Err(IdTokenError::Claim("aud")));
        assert_eq!(outcome(("azp", json!("other"))), Err(IdTokenError::Claim("aud")));
        assert_eq!(outcome(("nonce", json!("m"))), Err(IdTokenError::Claim("nonce")));
        assert_eq!(outcome(("nonce", Json::Null)), Err(IdTokenError::Claim("nonce")));
        assert_eq!(outcome(("exp", json!(929))), Err(IdTokenError::Claim("exp")));
        assert_eq!(outcome(("exp", Json::Null)), Err(IdTokenError::Claim("exp")));
        assert_eq!(outcome(("nbf", json!(2_000))), Err(IdTokenError::Claim("nbf")));
    }
}
