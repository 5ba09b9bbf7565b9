//! Names requests, so that a client's report can be found in the log.

use std::{
    hash::{BuildHasher, RandomState},
    sync::{
        LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::http::{HeaderMap, HeaderName, HeaderValue};

/// The header that carries the name, in both directions.
pub(super) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

const MAX_BYTES: usize = 128;

/// The name that the caller (or a proxy) gave, if it is one; otherwise a new one. Names are unique, not secret: a part that differs
/// per process and a counter cost less than random bytes.
pub(super) fn of(headers: &HeaderMap) -> HeaderValue {
    match headers.get(HEADER) {
        Some(given) if is_acceptable(given) => given.clone(),
        _ => fresh(),
    }
}

fn is_acceptable(given: &HeaderValue) -> bool {
    let bytes = given.as_bytes();
    !bytes.is_empty() && bytes.len() <= MAX_BYTES && bytes.iter().all(u8::is_ascii_graphic)
}

fn fresh() -> HeaderValue {
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(std::process::id()));
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    HeaderValue::from_str(&format!("{:016x}-{number:x}", *PROCESS)).unwrap_or_else(|_| HeaderValue::from_static("unnamed"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(HEADER, HeaderValue::from_static(text))])
    }

    #[test]
    fn a_given_name_is_kept_and_a_strange_one_is_not() {
        assert_eq!(of(&given("abc-123")), "abc-123");
        assert_ne!(of(&given("two words")), "two words");
        assert_ne!(of(&given("")), "");
    }

    #[test]
    fn fresh_names_differ() {
        assert_ne!(of(&HeaderMap::new()), of(&HeaderMap::new()));
    }
}
