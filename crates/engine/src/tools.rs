//! Small services that need neither the model nor a database: hashes, and texts that nobody can guess.

use relata_identity::PasswordError;

use crate::{EngineError, ErrorCode};

/// The hash of a text, as password fields keep it.
pub async fn hash(text: String) -> Result<String, EngineError> {
    blocking(move || relata_identity::hash_password(&text)).await?.map_err(failed)
}

/// Whether a text is the one that was hashed.
pub async fn verify(text: String, hash: String) -> Result<bool, EngineError> {
    blocking(move || relata_identity::verify_password(&text, &hash)).await?.map_err(|error| match error {
        PasswordError::Hashing(_) => failed(error),
        PasswordError::NotAHash | PasswordError::TooCostly { .. } => {
            EngineError::invalid_payload("Invalid \"hash\" or \"string\".").caused_by(error)
        }
    })
}

/// Random letters that need no escaping in a URL.
pub fn random_letters(n_letters: usize) -> String {
    relata_identity::random_letters(n_letters)
}

/// Hashing takes long: it runs on a thread that may be busy.
async fn blocking<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, EngineError> {
    tokio::task::spawn_blocking(work).await.map_err(failed)
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> EngineError {
    EngineError::new(ErrorCode::InternalServerError, "An unexpected error occurred.").caused_by(error)
}
