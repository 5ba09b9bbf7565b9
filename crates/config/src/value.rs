//! The types of settings, and how their values are written.
//!
//! Everything is read the way Directus writes it, so that its `.env` files work as they are. Reading is strict: what
//! isn't understood is refused, never guessed.

mod choice;
mod duration;
mod list;
mod number;
mod secret;
mod size;
mod text;
mod trust_proxy;

pub use choice::{AuthDriver, DatabaseClient, EmailTransport, LogLevel, LogStyle, LoginMode, SameSite, StorageDriver, Store};
pub use list::{CorsOrigin, List};
pub use number::Limit;
pub use secret::Secret;
pub use size::SizeBytes;
pub use text::{PublicUrl, Redirect};
pub use trust_proxy::TrustProxy;

/// A type that a setting may have.
pub(crate) trait Value: Sized {
    /// Its name in tables.
    const KIND: &'static str;
    /// What a value must look like: completes "… is not".
    const FORM: &'static str;
    /// Whether values must not be shown.
    const IS_SECRET: bool = false;

    /// Reads a text that isn't empty.
    fn parse(text: &str) -> Option<Self>;

    /// The value where there is neither a text nor a default.
    fn absent() -> Option<Self> {
        None
    }
}

/// Empty means absent.
impl<T: Value> Value for Option<T> {
    const KIND: &'static str = T::KIND;
    const FORM: &'static str = T::FORM;
    const IS_SECRET: bool = T::IS_SECRET;

    fn parse(text: &str) -> Option<Self> {
        T::parse(text).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

#[cfg(test)]
pub(crate) mod check {
    use std::fmt::Debug;

    use super::Value;

    /// Reads each accepted text as its value, and refuses each of the others.
    pub(crate) fn reads<T: Value + PartialEq + Debug>(accepted: &[(&str, T)], refused: &[&str]) {
        for (text, value) in accepted {
            assert_eq!(T::parse(text).as_ref(), Some(value), "{text}");
        }
        for text in refused {
            assert_eq!(T::parse(text), None, "{text}");
        }
    }
}
