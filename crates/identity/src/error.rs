//! What may be wrong with passwords and tokens. Never carries either of them.

/// Why an access token isn't accepted, or can't be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// It was valid once: `TOKEN_EXPIRED`.
    #[error("the access token has expired")]
    Expired,
    /// It isn't signed with this key, or isn't what this server signs: `INVALID_TOKEN`.
    #[error("the access token is not one of this server")]
    Invalid,
    /// It is signed and current, but made for something else.
    #[error("the token was made for something else")]
    WrongPurpose,
    /// It is signed and current, but speaks of no user: `INVALID_CREDENTIALS`.
    #[error("the access token names no user")]
    NoUser,
    /// A key can't be made of an empty secret: everybody could sign with it.
    #[error("the secret is empty")]
    EmptySecret,
    /// Signing failed.
    #[error("the access token can't be signed")]
    Signing,
}

/// Why a password can't be hashed or compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// What is stored isn't an Argon2 hash.
    #[error("the stored hash is not an Argon2 hash")]
    NotAHash,
    /// What is stored asks for more memory than a comparison may take.
    #[error("the stored hash asks for {memory_kib} KiB of memory")]
    TooCostly {
        /// The memory it asks for.
        memory_kib: u32,
    },
    /// Hashing failed, which is no fault of the password.
    #[error("the password can't be hashed: {0}")]
    Hashing(argon2::password_hash::Error),
}
