//! What can go wrong with mail.

/// Why a message can't be sent, or the way it would take can't be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailError {
    /// The address that messages come from isn't one.
    #[error("\"{0}\" is no e-mail address to send from")]
    From(String),
    /// The address that a message goes to isn't one.
    #[error("the address that a message goes to can't be read")]
    To,
    /// The message can't be put together.
    #[error("a message can't be put together")]
    Message(#[source] lettre::error::Error),
    /// The mail server didn't take it.
    #[error("the mail server didn't take a message")]
    Smtp(#[from] lettre::transport::smtp::Error),
    /// The system's program didn't take it.
    #[error("the program that sends mail didn't take a message")]
    Program(#[from] lettre::transport::sendmail::Error),
    /// There is no such program.
    #[error("the program that sends mail can't be found")]
    NoProgram(#[source] std::io::Error),
    /// The mail server was reached and doesn't answer as one.
    #[error("the mail server answers, but doesn't take messages")]
    Unwilling,
}

impl MailError {
    /// Whether the same message may go through a little later.
    pub(crate) fn may_pass(&self) -> bool {
        match self {
            Self::Smtp(error) => !error.is_permanent() && !error.is_client(),
            _ => false,
        }
    }
}
