//! Checks what no compiler checks: the rules of the house that a reviewer would have to remember.
//!
//! Runs as `cargo xtask tidy` and, being a test of this package, with every `cargo test`. Only reads files.

mod edges;
mod files;

use std::fmt::{self, Display};
use std::path::Path;

use crate::failure::Outcome;

/// One broken rule and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    place: String,
    rule: String,
}

impl Problem {
    fn new(place: impl Into<String>, rule: impl Into<String>) -> Self {
        Self { place: place.into(), rule: rule.into() }
    }
}

impl Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.rule)
    }
}

/// Every broken rule below `repository`, sorted by place.
pub(crate) fn problems(repository: &Path) -> Outcome<Vec<Problem>> {
    let mut problems = files::problems(repository)?;
    problems.extend(edges::problems(repository)?);
    problems.sort();
    Ok(problems)
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    #[test]
    fn this_repository_is_tidy() {
        let problems = super::problems(&crate::repository()).unwrap();
        let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(lines.is_empty(), "\n{}", lines.join("\n"));
    }
}
