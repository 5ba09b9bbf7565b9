//! Everything that can go wrong in the engine, with the code and the data that a client gets to see.

use serde_json::{Map, Value as Json};

use crate::ErrorCode;

/// A refused or failed request. `Display` is the message for the caller: it says what to change and never shows SQL.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    code: ErrorCode,
    message: String,
    extensions: Map<String, Json>,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl EngineError {
    /// An error with a message for the caller.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), extensions: Map::new(), cause: None }
    }

    /// Absent and hidden look alike: both are this.
    pub fn forbidden() -> Self {
        Self::new(ErrorCode::Forbidden, "You don't have permission to access this, or it doesn't exist.")
    }

    /// A payload that can't be accepted; `reason` says what to change.
    pub fn invalid_payload(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::new(ErrorCode::InvalidPayload, format!("Invalid payload. {reason}")).with("reason", reason)
    }

    /// A query that can't be understood; `reason` says what to change.
    pub fn invalid_query(reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self::new(ErrorCode::InvalidQuery, format!("Invalid query. {reason}")).with("reason", reason)
    }

    /// Adds an entry to `errors[].extensions`, behind `code`.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Json>) -> Self {
        self.extensions.insert(key.to_owned(), value.into());
        self
    }

    /// Keeps the underlying error for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// The API's code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The data beside the code.
    pub fn extensions(&self) -> &Map<String, Json> {
        &self.extensions
    }
}
