//! Password hashes, tokens, and lists of addresses.
//!
//! Everything here is a function of its arguments: the caller says what time it is and keeps users and sessions. Hashes
//! and access tokens made by Directus are understood, and Directus understands ours. No routes, no database, no log.

mod access_token;
mod error;
mod ip_list;
mod openid;
mod password;
mod purpose_token;
mod random;
mod totp;

pub use access_token::{AccessToken, Holder, TokenKey, is_access_token};
pub use error::{PasswordError, TokenError};
pub use ip_list::{IpList, NotAnAddress};
pub use openid::{ExpectedClaims, IdTokenError, ProviderKeys, challenge_of, new_verifier};
pub use password::{account_mark, hash_password, password_mark, verify_password};
pub use purpose_token::{Purpose, PurposeToken};
pub use random::{N_TOKEN_LETTERS, is_same_token, random_letters, random_token};
pub use totp::{is_current_code, new_totp_secret, totp_code, totp_url};
