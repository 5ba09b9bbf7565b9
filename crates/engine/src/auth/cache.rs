//! Remembers for a short while whose a token is, so that a request costs no look-up.
//!
//! Never remembers that a token is nobody's: one that is given to a user now must work now.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use parking_lot::RwLock;
use relata_plan::Asker;

/// Beyond this many tokens everything is forgotten; each is looked up anew when it comes again.
const MAX_ENTRIES: usize = 10_000;

pub(super) struct AskerCache {
    ttl: Duration,
    generation: AtomicU64,
    entries: RwLock<HashMap<Box<str>, Entry>>,
}

struct Entry {
    asker: Arc<Asker>,
    until: Instant,
}

impl AskerCache {
    pub(super) fn new(ttl: Duration) -> Self {
        Self { ttl, generation: AtomicU64::new(0), entries: RwLock::default() }
    }

    pub(super) fn get(&self, token: &str) -> Option<Arc<Asker>> {
        let entries = self.entries.read();
        entries.get(token).filter(|entry| Instant::now() < entry.until).map(|entry| Arc::clone(&entry.asker))
    }

    /// To be asked before a look-up and handed to [`Self::insert`] after it.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Keeps what was looked up, unless everything was forgotten meanwhile: then it may be out of date already.
    pub(super) fn insert(&self, generation: u64, token: &str, asker: Arc<Asker>) {
        let mut entries = self.entries.write();
        if self.generation() != generation {
            return;
        }
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        entries.insert(token.into(), Entry { asker, until: Instant::now() + self.ttl });
    }

    pub(super) fn clear(&self) {
        let mut entries = self.entries.write();
        self.generation.fetch_add(1, Ordering::Release);
        entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker() -> Arc<Asker> {
        Arc::new(Asker::system())
    }

    #[test]
    fn a_token_is_remembered_until_its_time_is_over() {
        let cache = AskerCache::new(Duration::from_mins(1));
        cache.insert(cache.generation(), "a", asker());
        assert!(cache.get("a").is_some());
        assert!(cache.get("b").is_none());
        let brief = AskerCache::new(Duration::ZERO);
        brief.insert(brief.generation(), "a", asker());
        assert!(brief.get("a").is_none());
    }

    #[test]
    fn what_was_looked_up_before_a_change_is_not_kept() {
        let cache = AskerCache::new(Duration::from_mins(1));
        let before = cache.generation();
        cache.clear();
        cache.insert(before, "a", asker());
        assert!(cache.get("a").is_none());
    }

    #[test]
    fn never_grows_beyond_its_bound() {
        let cache = AskerCache::new(Duration::from_mins(1));
        for n in 0..=MAX_ENTRIES {
            cache.insert(cache.generation(), &n.to_string(), asker());
        }
        assert_eq!(cache.entries.read().len(), 1);
    }
}
