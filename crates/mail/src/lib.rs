//! Messages, and the ways they leave by: SMTP, or a program of the system.
//!
//! Knows no rows and no texts: whoever sends says what stands in a message and to whom it goes. Sending never keeps a request waiting, and
//! a server that can't be reached is a line in the log, never an error of whoever asked. Addresses and contents are never logged.

mod error;
mod mailer;
mod message;
mod settings;

pub use error::MailError;
pub use mailer::Mailer;
pub use message::{Message, is_address};
pub use settings::{MailSettings, Smtp, SmtpLogin, SmtpTls, Way};
