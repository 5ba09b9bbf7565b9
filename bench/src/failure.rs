//! What the benchmark says when it can't go on.
//!
//! One sentence for a person at a terminal; nobody matches on it, so it is text and not an enum.

use std::fmt::{self, Display};

/// A result of one step of the benchmark.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

/// Why the benchmark stopped.
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

/// Turns any error, or an absent value, into a [`Failure`] that says what was being done.
pub(crate) trait OrFail<T> {
    fn or_fail(self, doing: impl Display) -> Outcome<T>;
}

impl<T, E: Display> OrFail<T> for Result<T, E> {
    fn or_fail(self, doing: impl Display) -> Outcome<T> {
        self.map_err(|error| Failure(format!("{doing}: {error}")))
    }
}

impl<T> OrFail<T> for Option<T> {
    fn or_fail(self, doing: impl Display) -> Outcome<T> {
        self.ok_or_else(|| Failure(doing.to_string()))
    }
}
