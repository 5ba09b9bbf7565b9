//! What may be wrong with settings.
//!
//! A [`Problem`] stops the start, a [`Notice`] doesn't. Both name the setting and where it was found; neither shows
//! a secret.

use std::borrow::Cow;
use std::fmt;
use std::io;
use std::path::PathBuf;

use crate::sources::Origin;
use crate::value::DatabaseClient;

/// A mistake that must be corrected before the server can start.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A value can't be read; secrets are masked.
    #[error("{name}: `{value}` ({origin}) is not {form}")]
    BadValue {
        /// The setting.
        name: Cow<'static, str>,
        /// Its value, or the mask.
        value: String,
        /// What would be right.
        form: &'static str,
        /// Where the value stands.
        origin: Origin,
    },
    /// A setting is needed and absent.
    #[error("{name} is needed where DB_CLIENT is `{client}`", client = client.as_str())]
    Missing {
        /// The setting.
        name: &'static str,
        /// The database that needs it.
        client: DatabaseClient,
    },
    /// A storage location can't be reached without it.
    #[error("{name} is needed for a storage location whose driver is `s3`")]
    MissingForLocation {
        /// The setting.
        name: String,
    },
    /// A server that people log in with can't be asked without it.
    #[error("{name} is needed for a server in AUTH_PROVIDERS")]
    MissingForProvider {
        /// The setting.
        name: String,
    },
    /// Something is to be kept in Redis, which isn't there.
    #[error("REDIS or REDIS_HOST is needed where a store is `redis`")]
    NoRedis,
    /// The pool can't have this size.
    #[error("DB_POOL__MAX ({max}) has to be at least 1, and at least DB_POOL__MIN ({min})")]
    PoolBounds {
        /// `DB_POOL__MIN`.
        min: u32,
        /// `DB_POOL__MAX`.
        max: u32,
    },
    /// A setting stands beside its own `_FILE` form.
    #[error("{name} and {name}_FILE are both set ({origin}): keep one of them")]
    Twice {
        /// The setting.
        name: Cow<'static, str>,
        /// Where they stand.
        origin: Origin,
    },
    /// The file that a `_FILE` setting names can't be read.
    #[error("{name}_FILE ({origin}): {path}: {source}", path = path.display())]
    ValueFile {
        /// The setting.
        name: Cow<'static, str>,
        /// Where it stands.
        origin: Origin,
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The settings file can't be read.
    #[error("CONFIG_PATH: {path}: {source}", path = path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The settings file isn't a `.env` file.
    #[error("CONFIG_PATH: {path}: only files with lines `NAME=value` are read", path = path.display())]
    FileFormat {
        /// The file.
        path: PathBuf,
    },
    /// A line of the settings file can't be read.
    #[error("{path}, line {line}: `NAME=value` is expected", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// The line's number, from 1.
        line: usize,
    },
    /// A flag names a setting that doesn't exist.
    #[error("there is no setting {name}{}", did_you_mean(*suggestion))]
    UnknownFlag {
        /// What was written.
        name: String,
        /// The setting that may be meant.
        suggestion: Option<&'static str>,
    },
    /// A flag isn't an assignment.
    #[error("`{text}` is not NAME=value")]
    NotAnAssignment {
        /// What was written.
        text: String,
    },
}

/// Every problem that was found, in the order of the table; there is at least one.
#[derive(Debug)]
pub struct Problems(pub Vec<Problem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, problem) in self.0.iter().enumerate() {
            let separator = if position == 0 { "" } else { "\n" };
            write!(f, "{separator}{problem}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Something that is probably not meant, but does no harm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// A name that nobody knows.
    Unknown {
        /// What was written.
        name: String,
        /// Where it stands.
        origin: Origin,
        /// The setting that may be meant.
        suggestion: Option<&'static str>,
    },
    /// A setting of Directus that has no effect here.
    WithoutEffect {
        /// The setting.
        name: String,
        /// Where it stands.
        origin: Origin,
    },
}

impl fmt::Display for Notice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown { name, origin, suggestion } => {
                write!(f, "{name} ({origin}) is no setting{}", did_you_mean(*suggestion))
            }
            Self::WithoutEffect { name, origin } => {
                write!(f, "{name} ({origin}) is a setting of Directus that has no effect here")
            }
        }
    }
}

fn did_you_mean(suggestion: Option<&str>) -> String {
    suggestion.map_or_else(String::new, |name| format!("; did you mean {name}?"))
}
