//! What a developer command says when it can't go on.
//!
//! One sentence for a person at a terminal; nobody matches on it, so it is text and not an enum.

use std::fmt::{self, Display};

/// A result of a developer command.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why a command stopped.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Turns any error into a [`Failure`] that says what was being done.
pub(crate) trait OrFail<T> {
    fn or_fail(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> OrFail<T> for Result<T, E> {
    fn or_fail(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}

impl From<relata_test_support::FactsError> for Failure {
    fn from(error: relata_test_support::FactsError) -> Self {
        Self(error.to_string())
    }
}
