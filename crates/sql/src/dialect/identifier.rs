//! What may be quoted into SQL: checked names and nothing else.

use std::fmt;

use relata_schema::{CollectionName, FieldName, NameError};
use smol_str::SmolStr;

/// A checked name. Implemented for the name types only, so that no text of a request gets into SQL by way of quoting.
pub trait Identifier: sealed::Sealed {
    /// The name as text, without quotes.
    fn identifier(&self) -> &str;
}

/// The name of an index or a constraint.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConstraintName(SmolStr);

impl ConstraintName {
    /// Checks a name that the database itself reported, or that was made from checked parts.
    pub fn parse(name: impl AsRef<str>) -> Result<Self, NameError> {
        FieldName::parse(name).map(|name| Self(name.into()))
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ConstraintName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl fmt::Display for ConstraintName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Identifier for CollectionName {
    fn identifier(&self) -> &str {
        self.as_str()
    }
}

impl Identifier for FieldName {
    fn identifier(&self) -> &str {
        self.as_str()
    }
}

impl Identifier for ConstraintName {
    fn identifier(&self) -> &str {
        self.as_str()
    }
}

mod sealed {
    use relata_schema::{CollectionName, FieldName};

    pub trait Sealed {}
    impl Sealed for CollectionName {}
    impl Sealed for FieldName {}
    impl Sealed for super::ConstraintName {}
}
