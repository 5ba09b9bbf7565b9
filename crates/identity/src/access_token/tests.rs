//! What is accepted and, beside it, what is refused. Each answer here is the one that a Directus 11.17.4 gave.
#![expect(clippy::unwrap_used, reason = "tests")]

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use serde_json::{Value, json};

use super::*;

const NOW: u64 = 1_795_369_300;
const SECRET: &str = "oracle-secret-oracle-secret-oracle";
/// Made by a Directus 11.17.4 with this secret at 1795369212, for 15 minutes.
const OF_DIRECTUS: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.\
    eyJpZCI6IjNmMGY0MzBjLTRiNjItNDc3Ny05YWY2LTZjMTNjYjI1OGY0NCIsInJvbGUiOiIwN2Q4ZGQ3YS0wNWFmLTQwZTAtODQ1Yy1mNTQ4\
    ZDc1ZTJiNTUiLCJhcHBfYWNjZXNzIjp0cnVlLCJhZG1pbl9hY2Nlc3MiOnRydWUsImlhdCI6MTc5NTM2OTIxMiwiZXhwIjoxNzk1MzcwMTEy\
    LCJpc3MiOiJkaXJlY3R1cyJ9.2a3PiA4fRwN-dXtUNJ6l0im1W_maytDW0U6cisCS5pM";

fn key() -> TokenKey {
    TokenKey::new(SECRET).unwrap()
}

fn administrator() -> AccessToken {
    AccessToken {
        holder: Holder::User("3f0f430c-4b62-4777-9af6-6c13cb258f44".to_owned()),
        role: Some("07d8dd7a-05af-40e0-845c-f548d75e2b55".to_owned()),
        app_access: true,
        admin_access: true,
        enforce_tfa: false,
        session: None,
        password_mark: None,
    }
}

/// A token with this secret whose claims are good ones, changed.
fn signed(algorithm: Algorithm, change: impl Fn(&mut Value)) -> String {
    let mut claims = json!({
        "id": "u", "role": "r", "app_access": true, "admin_access": false,
        "iat": NOW, "exp": NOW + 900, "iss": "directus",
    });
    change(&mut claims);
    let key = EncodingKey::from_secret(SECRET.as_bytes());
    jsonwebtoken::encode(&Header::new(algorithm), &claims, &key).unwrap()
}

fn check(change: impl Fn(&mut Value)) -> Result<AccessToken, TokenError> {
    key().verify(&signed(Algorithm::HS256, change), NOW)
}

fn remove(name: &str) -> impl Fn(&mut Value) {
    move |claims| {
        claims.as_object_mut().unwrap().remove(name).unwrap();
    }
}

/// The same claims and signature under another header.
fn with_header(token: &str, header: &str) -> String {
    let (_, rest) = token.split_once('.').unwrap();
    format!("{header}.{rest}")
}

#[test]
fn reads_and_writes_what_directus_writes() {
    assert_eq!(key().verify(OF_DIRECTUS, NOW), Ok(administrator()));
    let ours = key().issue(&administrator(), 1_795_369_212, Duration::from_mins(15)).unwrap();
    // The header's two members come in another order, and with them another signature.
    assert_eq!(ours.split('.').nth(1), OF_DIRECTUS.split('.').nth(1));
}

#[test]
fn a_session_is_kept() {
    let token = AccessToken { session: Some("s".to_owned()), role: None, ..administrator() };
    let text = key().issue(&token, NOW, Duration::from_mins(1)).unwrap();
    assert_eq!(key().verify(&text, NOW), Ok(token));
}

#[test]
fn a_token_expires() {
    let token = key().issue(&administrator(), NOW, Duration::from_mins(15)).unwrap();
    assert_eq!(key().verify(&token, NOW + 899), Ok(administrator()));
    assert_eq!(key().verify(&token, NOW + 900), Err(TokenError::Expired));
    assert!(check(remove("exp")).is_ok());
    assert!(check(|claims| claims["exp"] = json!(1_795_370_200.5)).is_ok());
    assert_eq!(check(|claims| claims["exp"] = json!("soon")), Err(TokenError::Invalid));
}

#[test]
fn a_token_may_begin_later() {
    assert!(check(|claims| claims["nbf"] = json!(NOW)).is_ok());
    assert_eq!(check(|claims| claims["nbf"] = json!(NOW + 1)), Err(TokenError::Invalid));
}

#[test]
fn another_secret_is_refused() {
    let other = TokenKey::new("another secret").unwrap();
    assert_eq!(other.verify(OF_DIRECTUS, NOW), Err(TokenError::Invalid));
    // What is forged isn't called expired.
    assert_eq!(other.verify(OF_DIRECTUS, NOW + 10_000), Err(TokenError::Invalid));
    assert_eq!(TokenKey::new("").err(), Some(TokenError::EmptySecret));
}

#[test]
fn a_changed_token_is_refused() {
    let (claims, signature) = OF_DIRECTUS.rsplit_once('.').unwrap();
    let forged = signed(Algorithm::HS256, |claims| {
        claims["id"] = json!("somebody else");
    });
    let (forged_claims, _) = forged.rsplit_once('.').unwrap();
    for text in [
        format!("{forged_claims}.{signature}"),
        format!("{claims}."),
        claims.to_owned(),
        format!("{OF_DIRECTUS}x"),
        "a.b.c".to_owned(),
        String::new(),
    ] {
        assert_eq!(key().verify(&text, NOW), Err(TokenError::Invalid), "{text}");
    }
}

#[test]
fn only_algorithms_of_a_shared_secret_count() {
    for algorithm in [Algorithm::HS256, Algorithm::HS384, Algorithm::HS512] {
        assert!(key().verify(&signed(algorithm, |_| ()), NOW).is_ok(), "{algorithm:?}");
    }
    // {"alg":"none","typ":"JWT"}, with the signature and without it
    let unsigned = with_header(OF_DIRECTUS, "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0");
    assert_eq!(key().verify(&unsigned, NOW), Err(TokenError::Invalid));
    let (without, _) = unsigned.rsplit_once('.').unwrap();
    assert_eq!(key().verify(&format!("{without}."), NOW), Err(TokenError::Invalid));
    // {"alg":"RS256","typ":"JWT"}: the secret taken for a public key
    let confused = with_header(OF_DIRECTUS, "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9");
    assert_eq!(key().verify(&confused, NOW), Err(TokenError::Invalid));
}

#[test]
fn every_claim_has_to_be_there() {
    assert!(check(|_| ()).is_ok());
    for claim in ["role", "app_access", "admin_access", "iss"] {
        assert_eq!(check(remove(claim)), Err(TokenError::Invalid), "{claim}");
    }
    assert_eq!(check(remove("id")), Err(TokenError::NoUser));
    assert_eq!(check(|claims| claims["role"] = Value::Null).map(|token| token.role), Ok(None));
}

#[test]
fn another_issuer_is_refused() {
    assert_eq!(check(|claims| claims["iss"] = json!("other")), Err(TokenError::Invalid));
    assert_eq!(check(|claims| claims["iss"] = json!(["directus"])), Err(TokenError::Invalid));
}

#[test]
fn tells_access_tokens_from_static_ones() {
    assert!(is_access_token(OF_DIRECTUS));
    let other_issuer = signed(Algorithm::HS256, |claims| claims["iss"] = json!("other"));
    for text in ["", "admintoken", "a.b.c", "..", other_issuer.as_str()] {
        assert!(!is_access_token(text), "{text}");
    }
    // Forged ones too, so that they are refused as what they claim to be.
    assert!(is_access_token(&with_header(OF_DIRECTUS, "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0")));
}

#[test]
fn a_share_is_no_user() {
    let of_a_share = |claims: &mut Value| {
        claims.as_object_mut().unwrap().remove("id");
        claims["share"] = json!("s");
    };
    assert_eq!(check(of_a_share).unwrap().holder, Holder::Share("s".to_owned()));
    assert_eq!(check(|claims| claims["share"] = json!("s")), Err(TokenError::NoUser));
    let token = AccessToken { holder: Holder::Share("s".to_owned()), role: None, ..administrator() };
    let text = key().issue(&token, NOW, Duration::from_mins(1)).unwrap();
    assert_eq!(key().verify(&text, NOW), Ok(token));
}
