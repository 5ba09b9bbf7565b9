//! Remembers for a short while whose a token is, so that a request costs no look-up.
//!
//! Never remembers that a token is nobody's: one that is given to a user now must work now.

use std::{
    collections::HashMap,
    net::IpAddr,
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

/// Beyond this many addresses of one token all of them are forgotten.
const MAX_ADDRESSES: usize = 100;

pub(super) struct AskerCache {
    ttl: Duration,
    generation: Arc<AtomicU64>,
    entries: RwLock<HashMap<Box<str>, Entries>>,
}

/// What is known of one token. Policies may hold at some addresses only: then it is known by address.
#[derive(Default)]
struct Entries {
    everywhere: Option<Entry>,
    by_address: HashMap<Option<IpAddr>, Entry>,
}

struct Entry {
    asker: Arc<Asker>,
    generation: u64,
    until: Instant,
}

/// From where an asker is what was looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// From every address.
    Everywhere,
    /// From the one that was looked up.
    At(Option<IpAddr>),
}

impl AskerCache {
    /// Whoever counts `generation` up makes everything forgotten.
    pub(super) fn new(ttl: Duration, generation: Arc<AtomicU64>) -> Self {
        Self { ttl, generation, entries: RwLock::default() }
    }

    pub(super) fn get(&self, token: &str, address: Option<IpAddr>) -> Option<Arc<Asker>> {
        let generation = self.generation();
        let entries = self.entries.read();
        let known = entries.get(token)?;
        let fresh = |entry: &&Entry| entry.generation == generation && Instant::now() < entry.until;
        let found = known.everywhere.as_ref().filter(fresh).or_else(|| known.by_address.get(&address).filter(fresh));
        found.map(|entry| Arc::clone(&entry.asker))
    }

    /// To be asked before a look-up and handed to [`Self::insert`] after it.
    pub(super) fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    /// Keeps what was looked up, unless everything was forgotten meanwhile: then it may be out of date already.
    pub(super) fn insert(&self, generation: u64, token: &str, holds: Holds, asker: Arc<Asker>) {
        let entry = Entry { asker, generation, until: Instant::now() + self.ttl };
        let mut entries = self.entries.write();
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        let known = entries.entry(token.into()).or_default();
        match holds {
            Holds::Everywhere => known.everywhere = Some(entry),
            Holds::At(address) => {
                known.everywhere = None;
                if known.by_address.len() >= MAX_ADDRESSES {
                    known.by_address.clear();
                }
                known.by_address.insert(address, entry);
            }
        }
    }

    pub(super) fn clear(&self) {
        self.generation.fetch_add(1, Ordering::Release);
        self.entries.write().clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asker() -> Arc<Asker> {
        Arc::new(Asker::system())
    }

    fn cache(ttl: Duration) -> AskerCache {
        AskerCache::new(ttl, Arc::default())
    }

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn a_token_is_remembered_until_its_time_is_over() {
        let known = cache(MINUTE);
        known.insert(known.generation(), "a", Holds::Everywhere, asker());
        assert!(known.get("a", None).is_some());
        assert!(known.get("b", None).is_none());
        let brief = cache(Duration::ZERO);
        brief.insert(brief.generation(), "a", Holds::Everywhere, asker());
        assert!(brief.get("a", None).is_none());
    }

    #[test]
    fn what_was_looked_up_before_a_change_is_not_kept() {
        let cache = cache(MINUTE);
        let before = cache.generation();
        cache.clear();
        cache.insert(before, "a", Holds::Everywhere, asker());
        assert!(cache.get("a", None).is_none());
    }

    #[test]
    fn a_change_counted_elsewhere_is_a_change() {
        let generation = Arc::new(AtomicU64::new(0));
        let cache = AskerCache::new(MINUTE, Arc::clone(&generation));
        cache.insert(cache.generation(), "a", Holds::Everywhere, asker());
        generation.fetch_add(1, Ordering::Release);
        assert!(cache.get("a", None).is_none());
    }

    #[test]
    fn what_holds_at_one_address_is_not_known_at_another() {
        let cache = cache(MINUTE);
        let here = Some(IpAddr::from([10, 0, 0, 1]));
        cache.insert(cache.generation(), "a", Holds::At(here), asker());
        assert!(cache.get("a", here).is_some());
        assert!(cache.get("a", Some(IpAddr::from([10, 0, 0, 2]))).is_none());
        assert!(cache.get("a", None).is_none());
    }

    #[test]
    fn never_grows_beyond_its_bound() {
        let cache = cache(MINUTE);
        for n in 0..=MAX_ENTRIES {
            cache.insert(cache.generation(), &n.to_string(), Holds::Everywhere, asker());
        }
        assert_eq!(cache.entries.read().len(), 1);
    }
}
