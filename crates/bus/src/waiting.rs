//! Who has taken in what was told.

use std::{collections::HashMap, time::Duration};

use parking_lot::Mutex;
use tokio::sync::watch;

/// News that are under way, by their number, with how many servers have taken them in.
#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<u64, watch::Sender<u64>>>);

/// One of them. Forgotten when dropped.
pub(crate) struct UnderWay<'w> {
    all: &'w Waiting,
    number: u64,
    taken: watch::Receiver<u64>,
}

impl Waiting {
    /// To be called before the news go out: answers may be fast.
    pub(crate) fn begin(&self, number: u64) -> UnderWay<'_> {
        let (sender, taken) = watch::channel(0);
        self.0.lock().insert(number, sender);
        UnderWay { all: self, number, taken }
    }

    /// One more server has taken it in.
    pub(crate) fn taken(&self, number: u64) {
        if let Some(sender) = self.0.lock().get(&number) {
            sender.send_modify(|n_servers| *n_servers += 1);
        }
    }
}

impl UnderWay<'_> {
    /// Waits for so many servers, within a time. Tells whether all have answered.
    pub(crate) async fn until_taken_by(&mut self, n_servers: u64, within: Duration) -> bool {
        tokio::time::timeout(within, self.taken.wait_for(|n_taken| *n_taken >= n_servers)).await.is_ok()
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.all.0.lock().remove(&self.number);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn all_have_to_answer() {
        let waiting = Waiting::default();
        let mut news = waiting.begin(7);
        waiting.taken(7);
        waiting.taken(8);
        assert!(news.until_taken_by(1, Duration::from_secs(5)).await);
        assert!(!news.until_taken_by(2, Duration::from_millis(1)).await);
        drop(news);
        assert!(waiting.0.lock().is_empty());
    }
}
