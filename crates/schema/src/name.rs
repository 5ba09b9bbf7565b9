//! Checked names. A value of these types is a legal identifier, so that it may be quoted into SQL and into JSON keys.

use std::{fmt, sync::Arc};

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::NameError;

/// Longest name that all supported databases accept for a table or a column, in bytes (PostgreSQL truncates beyond 63,
/// MariaDB refuses beyond 64 characters; foreign databases on SQLite may be longer, so reading is more generous).
const MAX_NAME_BYTES: usize = 255;

fn check(name: &str) -> Result<(), NameError> {
    if name.is_empty() {
        return Err(NameError::Empty);
    }
    if name.len() > MAX_NAME_BYTES {
        return Err(NameError::TooLong { max_bytes: MAX_NAME_BYTES });
    }
    if name.chars().any(char::is_control) {
        return Err(NameError::ControlCharacter);
    }
    Ok(())
}

macro_rules! name_type {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(try_from = "SmolStr", into = "SmolStr")]
        pub struct $name(SmolStr);

        impl $name {
            /// Checks that `name` is neither empty nor over-long and has no control characters.
            pub fn parse(name: impl AsRef<str>) -> Result<Self, NameError> {
                let name = name.as_ref();
                check(name)?;
                Ok(Self(SmolStr::new(name)))
            }

            /// The name as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl TryFrom<SmolStr> for $name {
            type Error = NameError;
            fn try_from(name: SmolStr) -> Result<Self, NameError> {
                check(&name)?;
                Ok(Self(name))
            }
        }

        impl From<$name> for SmolStr {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl From<&$name> for Arc<str> {
            fn from(name: &$name) -> Self {
                Arc::from(name.as_str())
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                self.0 == other
            }
        }

        impl PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                self.0 == *other
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:?}", self.0)
            }
        }
    };
}

name_type! {
    /// The name of a collection; also the name of its table.
    CollectionName
}

name_type! {
    /// The name of a field; also the name of its column, if it has one.
    FieldName
}

impl CollectionName {
    /// Whether this is one of the `directus_*` system collections.
    pub fn is_system(&self) -> bool {
        self.0.starts_with("directus_")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepts_names_of_foreign_databases() {
        for name in ["articles", "Order Details", "größe", "a\"b", "x-1"] {
            assert!(CollectionName::parse(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn refuses_what_no_database_can_hold() {
        assert!(matches!(FieldName::parse(""), Err(NameError::Empty)));
        assert!(matches!(FieldName::parse("a\0b"), Err(NameError::ControlCharacter)));
        assert!(matches!(FieldName::parse("x".repeat(300)), Err(NameError::TooLong { .. })));
    }
}
