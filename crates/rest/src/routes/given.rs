//! What bodies of fixed form have to say, entry by entry.

use relata_engine::EngineError;
use serde_json::{Map, Value as Json};

use crate::ApiError;

/// Longest password that is looked at: hashing takes longer with each byte.
const MAX_PASSWORD_BYTES: usize = 1024;

/// The entries of a body.
#[derive(Debug, Clone, Copy)]
pub(in crate::routes) struct Given<'b>(&'b Map<String, Json>);

impl<'b> Given<'b> {
    /// A body that may have any entries.
    pub(in crate::routes) fn of(body: &'b Json) -> Result<Self, ApiError> {
        body.as_object().map(Self).ok_or_else(|| refused("The body has to be an object.".to_owned()))
    }

    /// A body that may have these entries and no others.
    pub(in crate::routes) fn only(body: &'b Json, names: &[&str]) -> Result<Self, ApiError> {
        let given = Self::of(body)?;
        match given.0.keys().find(|name| !names.contains(&name.as_str())) {
            Some(name) => Err(refused(format!("\"{name}\" is not allowed."))),
            None => Ok(given),
        }
    }

    /// A text that is needed.
    pub(in crate::routes) fn text(self, name: &str) -> Result<&'b str, ApiError> {
        self.optional_text(name)?.ok_or_else(|| refused(format!("\"{name}\" is required.")))
    }

    /// A text that may be left out, but isn't empty.
    pub(in crate::routes) fn optional_text(self, name: &str) -> Result<Option<&'b str>, ApiError> {
        match self.0.get(name) {
            None => Ok(None),
            Some(Json::String(text)) if text.is_empty() => Err(refused(format!("\"{name}\" must not be empty."))),
            Some(Json::String(text)) => Ok(Some(text)),
            Some(_) => Err(refused(format!("\"{name}\" has to be a text."))),
        }
    }

    /// A password that is needed.
    pub(in crate::routes) fn password(self, name: &str) -> Result<&'b str, ApiError> {
        let password = self.text(name)?;
        if password.len() > MAX_PASSWORD_BYTES {
            return Err(refused(format!("\"{name}\" must not be longer than {MAX_PASSWORD_BYTES} bytes.")));
        }
        Ok(password)
    }

    /// An e-mail address that is needed.
    pub(in crate::routes) fn email(self, name: &str) -> Result<&'b str, ApiError> {
        let text = self.text(name)?;
        if is_email(text) { Ok(text) } else { Err(not_an_email(name)) }
    }

    /// E-mail addresses: a list, or a single one where `single` may stand for it.
    pub(in crate::routes) fn emails(self, name: &str, single: Single) -> Result<Vec<String>, ApiError> {
        let of = |entry: &Json| entry.as_str().filter(|text| is_email(text)).map(str::to_owned).ok_or_else(|| not_an_email(name));
        match (self.0.get(name), single) {
            (Some(Json::Array(entries)), _) => entries.iter().map(of).collect(),
            (Some(_), Single::Refused) => Err(refused(format!("\"{name}\" has to be a list."))),
            (_, Single::Accepted) => Ok(vec![self.email(name)?.to_owned()]),
            (None, Single::Refused) => Err(refused(format!("\"{name}\" is required."))),
        }
    }

    /// The address of a page; whether it is an acceptable one is for the settings to say.
    pub(in crate::routes) fn url(self, name: &str) -> Option<String> {
        match self.0.get(name) {
            None | Some(Json::Null) => None,
            Some(Json::String(url)) => Some(url.clone()).filter(|url| !url.is_empty()),
            Some(other) => Some(other.to_string()),
        }
    }
}

/// Whether one address may stand for a list of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::routes) enum Single {
    Accepted,
    Refused,
}

/// Whether a text looks like an e-mail address: a name and a host, without spaces.
pub(in crate::routes) fn is_email(text: &str) -> bool {
    let parts = text.rsplit_once('@');
    text.len() <= 255
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | ',' | ';' | '"'))
        && parts.is_some_and(|(name, host)| {
            !name.is_empty() && !name.contains('@') && host.contains('.') && !host.starts_with('.') && !host.ends_with('.')
        })
}

fn not_an_email(name: &str) -> ApiError {
    refused(format!("\"{name}\" must be a valid e-mail address."))
}

fn refused(reason: String) -> ApiError {
    EngineError::invalid_payload(reason).into()
}
