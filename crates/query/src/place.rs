//! Where in a request the parser stands, kept on the stack so that only an error pays for its text.

use std::fmt;

use crate::QueryError;

/// A parameter, or a key inside one: `deep.cities._limit`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    parent: Option<&'a Place<'a>>,
    name: &'a str,
}

impl<'a> Place<'a> {
    pub(crate) fn root(name: &'a str) -> Self {
        Self { parent: None, name }
    }

    pub(crate) fn child(&'a self, name: &'a str) -> Self {
        Self { parent: Some(self), name }
    }

    pub(crate) fn malformed(&self, expected: &'static str) -> QueryError {
        QueryError::Malformed { parameter: self.to_string(), expected }
    }

    pub(crate) fn invalid_json(&self) -> QueryError {
        QueryError::InvalidJson { parameter: self.to_string() }
    }

    pub(crate) fn too_large(&self, limit: usize) -> QueryError {
        QueryError::TooLarge { parameter: self.to_string(), limit }
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            write!(f, "{parent}.")?;
        }
        f.write_str(self.name)
    }
}
