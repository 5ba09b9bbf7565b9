//! How mail leaves. Plain values: whoever starts the server fills them from its configuration.

use std::fmt;
use std::path::PathBuf;

/// From whom mail comes, and how it leaves.
#[derive(Debug, Clone)]
pub struct MailSettings {
    /// The address that messages come from, `name@example.com` or `Name <name@example.com>`.
    pub from: String,
    /// How they leave.
    pub way: Way,
}

/// How mail leaves.
#[derive(Debug, Clone)]
pub enum Way {
    /// Through a program of the system that takes a message on its standard input.
    Program(PathBuf),
    /// Through a mail server.
    Smtp(Smtp),
}

/// A mail server.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Its host name.
    pub host: String,
    /// Its port; `None`: the usual one.
    pub port: Option<u16>,
    /// Whether the connection is encrypted.
    pub tls: SmtpTls,
    /// Who logs in there, if anybody.
    pub login: Option<SmtpLogin>,
    /// The name by which this server greets it; `None`: the machine's.
    pub own_name: Option<String>,
    /// Whether connections are kept for the next message.
    pub keeps_connections: bool,
}

/// A login at a mail server.
#[derive(Clone)]
pub struct SmtpLogin {
    /// The user's name.
    pub user: String,
    /// The password.
    pub password: String,
}

/// Whether a connection to a mail server is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SmtpTls {
    /// Not at all.
    Never,
    /// As soon as the server offers it.
    WhereOffered,
    /// From the first byte on.
    FromTheStart,
}

impl fmt::Debug for SmtpLogin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SmtpLogin").finish_non_exhaustive()
    }
}
