//! What came of a run, and how a person reads it.

use std::fmt;

/// How many steps passed, and what failed.
#[derive(Debug, Default)]
pub struct Report {
    /// Steps answered as expected.
    pub n_passed: usize,
    /// Steps answered otherwise, and setups that failed.
    pub failures: Vec<Failure>,
}

/// One step that was answered otherwise than expected.
#[derive(Debug)]
pub struct Failure {
    /// `<area>/<file>: <title>`.
    pub place: String,
    /// The request line.
    pub request: String,
    /// Each difference, with its path.
    pub differences: Vec<String>,
    /// Status and body as they came, shortened.
    pub answer: String,
}

impl Report {
    /// Whether nothing failed.
    pub fn is_clean(&self) -> bool {
        self.failures.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for failure in &self.failures {
            writeln!(out, "{failure}")?;
        }
        write!(out, "{} passed, {} failed", self.n_passed, self.failures.len())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "FAILED {}\n  {}", self.place, self.request)?;
        for difference in &self.differences {
            writeln!(out, "  - {difference}")?;
        }
        writeln!(out, "  answered {}", self.answer)
    }
}
