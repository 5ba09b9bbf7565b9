//! What can go wrong with stored bytes.

use smol_str::SmolStr;

/// A failed or refused operation on files. Messages name locations as the settings do, never folders or hosts.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// No location has this name.
    #[error("there is no storage location \"{location}\"; set STORAGE_LOCATIONS or use one of those that are there")]
    UnknownLocation {
        /// As asked.
        location: SmolStr,
    },
    /// The name would lead out of its location, or nowhere.
    #[error("a file can't be stored under that name; use letters, digits, dots and hyphens, without \"..\"")]
    BadName,
    /// Nothing is stored under this name.
    #[error("there is no such file in its storage location")]
    NotFound,
    /// The range begins behind the end.
    #[error("the range lies outside of the file, which has {size} bytes")]
    RangeOutside {
        /// The file's size in bytes.
        size: u64,
    },
    /// More bytes came than are allowed.
    #[error("the file is larger than {max_bytes} bytes")]
    TooLarge {
        /// The limit.
        max_bytes: u64,
    },
    /// Whoever sends the bytes stopped.
    #[error("the upload ended before the file was complete")]
    Interrupted(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The location can't be set up like this.
    #[error("the storage location \"{location}\" can't be opened; check its settings")]
    Setup {
        /// Its name.
        location: SmolStr,
        /// What was wrong.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The folder or service failed.
    #[error("the storage location can't be reached or is full")]
    Failed(#[source] object_store::Error),
}

impl From<object_store::Error> for StorageError {
    fn from(error: object_store::Error) -> Self {
        match error {
            object_store::Error::NotFound { .. } => Self::NotFound,
            object_store::Error::InvalidPath { .. } => Self::BadName,
            error => Self::Failed(error),
        }
    }
}
