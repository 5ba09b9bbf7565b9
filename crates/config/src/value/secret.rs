//! Values that must not be shown.

use std::fmt;

use super::Value;

/// A text that neither `{}` nor `{:?}` shows, so that it can't reach a log by accident.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// What stands in a secret's place wherever it is shown.
    pub const MASK: &'static str = "**********";

    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for those who need it to work with.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::MASK)
    }
}

impl Value for Secret {
    const KIND: &'static str = "secret";
    const FORM: &'static str = "a text";
    const IS_SECRET: bool = true;

    fn parse(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn is_not_shown() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret} {secret:?} {:?}", Some(&secret)), "********** ********** Some(**********)");
        assert_eq!(secret.reveal(), "hunter2");
    }
}
