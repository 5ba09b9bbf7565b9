//! Password hashes: Argon2id with the costs that Directus uses.
//!
//! Both functions take 64 MiB and tens of milliseconds of a processor, so they belong on a thread that may block, never
//! on one that serves requests.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version};

use sha2::{Digest as _, Sha256};

use crate::error::PasswordError;

const MEMORY_KIB: u32 = 65_536;
const N_PASSES: u32 = 3;
const N_LANES: u32 = 4;
/// A hash written by somebody else may ask for more than ours do, but not for all there is.
const MEMORY_KIB_MAX: u32 = 1_048_576;

/// Hashes a password with a salt of its own: `$argon2id$v=19$m=65536,t=3,p=4$…`.
pub fn hash_password(password: &str) -> Result<String, PasswordError> {
    let params = Params::new(MEMORY_KIB, N_PASSES, N_LANES, None)
        .map_err(|_| PasswordError::Hashing(argon2::password_hash::Error::ParamsInvalid))?;
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes())
        .map(|hash| hash.to_string())
        .map_err(PasswordError::Hashing)
}

/// Whether a password is the one that was hashed.
pub fn verify_password(password: &str, hash: &str) -> Result<bool, PasswordError> {
    let hash = PasswordHash::new(hash).map_err(|_| PasswordError::NotAHash)?;
    if hash.salt.is_none() || hash.hash.is_none() {
        return Err(PasswordError::NotAHash);
    }
    let params = Params::try_from(&hash).map_err(|_| PasswordError::NotAHash)?;
    if params.m_cost() > MEMORY_KIB_MAX {
        return Err(PasswordError::TooCostly { memory_kib: params.m_cost() });
    }
    match Argon2::default().verify_password(password.as_bytes(), &hash) {
        Ok(()) => Ok(true),
        Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
        Err(argon2::password_hash::Error::Algorithm) => Err(PasswordError::NotAHash),
        Err(error) => Err(PasswordError::Hashing(error)),
    }
}

/// A short mark of a stored hash, which tells one password from the next and nothing else about it.
pub fn password_mark(hash: Option<&str>) -> String {
    let digest = Sha256::digest(hash.unwrap_or_default().as_bytes());
    let start = digest.iter().take(8).fold(0_u64, |mark, byte| mark << 8 | u64::from(*byte));
    format!("{start:016x}")
}

/// A short mark of an account as it is: whose, in which state, with which password. Differs once any of these has changed.
pub fn account_mark(user: &str, status: &str, hash: Option<&str>) -> String {
    // Neither keys nor states have line ends, so that no two accounts read alike.
    password_mark(Some(&[user, status, hash.unwrap_or_default()].join("\n")))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    /// What a Directus 11.17.4 stored for the password `password`.
    const OF_DIRECTUS: &str = "$argon2id$v=19$m=65536,t=3,p=4$wTSNDRPINgd7S+d7jH1klw$\
                               I+bglf0QyER20kWqEdptMIT5ppiJ4B8TkBg5x0OfmtU";

    #[test]
    fn verifies_what_directus_hashed() {
        assert_eq!(verify_password("password", OF_DIRECTUS), Ok(true));
        assert_eq!(verify_password("passwore", OF_DIRECTUS), Ok(false));
        assert_eq!(verify_password("", OF_DIRECTUS), Ok(false));
    }

    #[test]
    fn verifies_what_it_hashed() {
        let hash = hash_password("geheim ☂").unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=65536,t=3,p=4$"), "{hash}");
        assert_eq!(hash.len(), OF_DIRECTUS.len());
        assert_eq!(verify_password("geheim ☂", &hash), Ok(true));
        assert_eq!(verify_password("geheim", &hash), Ok(false));
    }

    #[test]
    fn equal_passwords_have_different_hashes() {
        assert_ne!(hash_password("a").unwrap(), hash_password("a").unwrap());
    }

    #[test]
    fn refuses_what_is_no_hash() {
        for text in ["", "password", "$2b$10$abcdefghijklmnopqrstuv", "$argon2id$v=19$m=65536", "**********"] {
            assert_eq!(verify_password("password", text), Err(PasswordError::NotAHash), "{text}");
        }
    }

    #[test]
    fn refuses_a_hash_that_would_take_all_memory() {
        let costly = OF_DIRECTUS.replace("m=65536", "m=4000000000");
        let error = PasswordError::TooCostly { memory_kib: 4_000_000_000 };
        assert_eq!(verify_password("password", &costly), Err(error));
    }
}
