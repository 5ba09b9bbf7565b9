//! Everything that can go wrong in the engine, with the code and the data that a client gets to see.

use relata_db::DbError;
use relata_plan::PlanError;
use relata_query::QueryError;
use serde_json::{Map, Value as Json};

use crate::ErrorCode;

/// A refused or failed request. `Display` is the message for the caller: it says what to change and never shows SQL.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct EngineError {
    code: ErrorCode,
    message: String,
    /// Boxed, so that results stay small where all goes well.
    extensions: Box<Map<String, Json>>,
    others: Vec<EngineError>,
    #[source]
    cause: Option<Box<dyn std::error::Error + Send + Sync>>,
}

impl EngineError {
    /// An error with a message for the caller.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), extensions: Box::default(), others: Vec::new(), cause: None }
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

    /// Takes an entry out of `errors[].extensions`.
    #[must_use]
    pub(crate) fn without(mut self, key: &str) -> Self {
        self.extensions.shift_remove(key);
        self
    }

    /// Keeps the underlying error for the log.
    #[must_use]
    pub fn caused_by(mut self, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.cause = Some(Box::new(cause));
        self
    }

    /// Adds another error to be told beside this one.
    #[must_use]
    pub fn and(mut self, other: Self) -> Self {
        self.others.push(other);
        self
    }

    /// This error and those to be told beside it, in order.
    pub fn into_each(mut self) -> Vec<Self> {
        let others = std::mem::take(&mut self.others);
        std::iter::once(self).chain(others).collect()
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

impl From<QueryError> for EngineError {
    fn from(error: QueryError) -> Self {
        Self::invalid_query(sentence(&error.to_string()))
    }
}

impl From<PlanError> for EngineError {
    fn from(error: PlanError) -> Self {
        let reason = sentence(&error.to_string());
        match error {
            PlanError::ItemNotReadable => Self::forbidden(),
            PlanError::CollectionNotReadable { .. } | PlanError::FieldNotReadable { .. } => {
                Self::new(ErrorCode::Forbidden, reason.clone()).with("reason", reason)
            }
            _ => Self::invalid_query(reason),
        }
    }
}

impl From<DbError> for EngineError {
    /// What went wrong in the database while nobody's payload was to blame. Writes translate the constraints' own errors.
    fn from(error: DbError) -> Self {
        let code = match &error {
            DbError::OutOfRange(_) | DbError::InvalidValue(_) => {
                return Self::invalid_query("A value doesn't fit the type of its field.").caused_by(error);
            }
            DbError::Unsuited(_) => {
                return Self::invalid_query("The database can't compare, order or compute what a field of this type holds; leave it out.")
                    .caused_by(error);
            }
            DbError::Unavailable(_)
            | DbError::ConnectionLost(_)
            | DbError::LockTimeout(_)
            | DbError::Deadlock(_)
            | DbError::Timeout(_)
            | DbError::Closed => ErrorCode::ServiceUnavailable,
            _ => ErrorCode::InternalServerError,
        };
        let message = match code {
            ErrorCode::ServiceUnavailable => "The database can't answer right now. Try again in a moment.",
            _ => "An unexpected error occurred.",
        };
        Self::new(code, message).caused_by(error)
    }
}

/// A message as a sentence: begins with a capital, ends with a stop.
pub(crate) fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let mut out: String = chars.next().map(|first| first.to_uppercase().collect()).unwrap_or_default();
    out.push_str(chars.as_str());
    if !out.ends_with(['.', '!', '?']) {
        out.push('.');
    }
    out
}
