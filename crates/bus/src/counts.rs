//! Counts in this server's memory, which never grows beyond a bound.

use std::{
    collections::HashMap,
    time::{Duration, Instant},
};

use parking_lot::Mutex;

/// Beyond this many keys those that end soonest are forgotten.
const MAX_KEYS: usize = 100_000;

/// How often something was counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Count {
    /// The last one included.
    pub n: u64,
    /// When counting begins anew.
    pub resets_in: Duration,
}

#[derive(Default)]
pub(crate) struct Counts(Mutex<HashMap<Box<str>, Known>>);

#[derive(Clone, Copy)]
struct Known {
    n: u64,
    ends: Instant,
}

impl Counts {
    pub(crate) fn count(&self, key: &str, window: Duration, now: Instant) -> Count {
        let mut all = self.0.lock();
        if let Some(known) = all.get_mut(key).filter(|known| now < known.ends) {
            known.n = known.n.saturating_add(1);
            return Count { n: known.n, resets_in: known.ends - now };
        }
        if all.len() >= MAX_KEYS {
            make_room(&mut all, now);
        }
        all.insert(key.into(), Known { n: 1, ends: now + window });
        Count { n: 1, resets_in: window }
    }

    pub(crate) fn reset(&self, key: &str) {
        self.0.lock().remove(key);
    }
}

/// Forgets what is over; where that isn't half of it, what ends soonest, too.
fn make_room(all: &mut HashMap<Box<str>, Known>, now: Instant) {
    all.retain(|_, known| now < known.ends);
    if all.len() > MAX_KEYS / 2 {
        let mut ends: Vec<Instant> = all.values().map(|known| known.ends).collect();
        let (_, middle, _) = ends.select_nth_unstable(MAX_KEYS / 2);
        let middle = *middle;
        let n_too_many = all.len() - MAX_KEYS / 2;
        let mut n_gone = 0;
        all.retain(|_, known| {
            let goes = n_gone < n_too_many && known.ends <= middle;
            n_gone += usize::from(goes);
            !goes
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_mins(1);

    #[test]
    fn a_window_begins_with_the_first_and_ends_for_all() {
        let (counts, start) = (Counts::default(), Instant::now());
        assert_eq!(counts.count("a", MINUTE, start), Count { n: 1, resets_in: MINUTE });
        let later = start + Duration::from_secs(20);
        assert_eq!(counts.count("a", MINUTE, later), Count { n: 2, resets_in: Duration::from_secs(40) });
        assert_eq!(counts.count("b", MINUTE, later).n, 1);
        assert_eq!(counts.count("a", MINUTE, start + MINUTE).n, 1);
    }

    #[test]
    fn what_is_reset_begins_anew() {
        let (counts, now) = (Counts::default(), Instant::now());
        counts.count("a", MINUTE, now);
        counts.reset("a");
        assert_eq!(counts.count("a", MINUTE, now).n, 1);
    }

    #[test]
    fn never_grows_beyond_its_bound() {
        let (counts, now) = (Counts::default(), Instant::now());
        counts.count("long", MINUTE * 60, now);
        for n in 0..MAX_KEYS * 2 {
            counts.count(&n.to_string(), MINUTE, now);
        }
        assert!(counts.0.lock().len() <= MAX_KEYS);
        assert_eq!(counts.count("long", MINUTE * 60, now).n, 2);
    }
}
