//! Password hashes and tokens.
//!
//! Everything here is a function of its arguments: the caller says what time it is and keeps users and sessions. Hashes
//! and access tokens made by Directus are understood, and Directus understands ours. No routes, no database, no log.

mod access_token;
mod error;
mod password;
mod random;

pub use access_token::{AccessToken, TokenKey, is_access_token};
pub use error::{PasswordError, TokenError};
pub use password::{hash_password, verify_password};
pub use random::{N_TOKEN_LETTERS, is_same_token, random_token};
