//! What can go wrong between us and a server.

use std::io;

use postgres_protocol::message::backend::ErrorResponseBody;
use smol_str::SmolStr;
use tokio_postgres::fallible_iterator::FallibleIterator as _;

use super::bind::BindError;

/// Why work on a connection failed.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error("the connection to the database broke: {0}")]
    Broken(#[from] io::Error),
    #[error("the database closed the connection")]
    Closed,
    #[error("the database sent {0}")]
    Unexpected(&'static str),
    #[error(transparent)]
    Server(Box<ServerError>),
    #[error(transparent)]
    Bind(#[from] BindError),
}

/// What a server says about an error.
#[derive(Debug, Default, thiserror::Error)]
#[error("{code}: {message}")]
pub(super) struct ServerError {
    /// `SQLSTATE`, five characters.
    pub code: SmolStr,
    pub message: String,
    pub detail: Option<String>,
    pub table: Option<SmolStr>,
    pub column: Option<SmolStr>,
    pub constraint: Option<SmolStr>,
    /// The function of the server's that reported it.
    pub routine: Option<SmolStr>,
}

impl Failure {
    /// Whether nothing more can come over the connection.
    pub(super) fn ends_connection(&self) -> bool {
        match self {
            Self::Broken(_) | Self::Closed | Self::Unexpected(_) => true,
            Self::Server(error) => error.code.starts_with("57P"),
            Self::Bind(_) => false,
        }
    }

    pub(super) fn as_server_error(&self) -> Option<&ServerError> {
        match self {
            Self::Server(error) => Some(error),
            _ => None,
        }
    }
}

impl From<&ErrorResponseBody> for Failure {
    fn from(body: &ErrorResponseBody) -> Self {
        let mut error = ServerError::default();
        let mut fields = body.fields();
        // What stands behind a field that can't be read isn't read either.
        while let Ok(Some(field)) = fields.next() {
            let text = String::from_utf8_lossy(field.value_bytes());
            match field.type_() {
                b'C' => error.code = SmolStr::new(&text),
                b'M' => error.message = text.into_owned(),
                b'D' => error.detail = Some(text.into_owned()),
                b't' => error.table = Some(SmolStr::new(&text)),
                b'c' => error.column = Some(SmolStr::new(&text)),
                b'n' => error.constraint = Some(SmolStr::new(&text)),
                b'R' => error.routine = Some(SmolStr::new(&text)),
                _ => {}
            }
        }
        Self::Server(Box::new(error))
    }
}
