//! What others may learn of writes, and how they may take part in them.
//!
//! **Filters** ([`ItemFilter`]) run before a write is planned: they may change a payload or refuse the write. **Events**
//! ([`CommittedWrite`]) are told after the commit, one per transaction, with every row that changed. Realtime, webhooks and the
//! invalidation of caches stand on these two.
//!
//! A listener never holds up a write and never undoes one: events wait in a bounded queue, each listener reads it at its own pace, and one
//! that falls behind by more than the queue holds is told how many it has missed. Events of two transactions that commit at the same
//! moment may come in either order.

mod committed;
mod filter;
mod listener;

pub use committed::{CommittedWrite, RowChange};
pub use filter::{FilterFuture, ItemFilter, PendingWrite};
pub use listener::{Event, EventFuture, EventListener, EventStream};

pub(crate) use filter::filtered;

use std::fmt;
use std::sync::Arc;

use parking_lot::RwLock;
use tokio::sync::broadcast;

/// Transactions that may wait for the slowest listener.
const QUEUE: usize = 1_024;

/// Who takes part in writes, and who listens.
pub(crate) struct Events {
    filters: RwLock<Arc<[Arc<dyn ItemFilter>]>>,
    committed: broadcast::Sender<Arc<CommittedWrite>>,
}

impl Default for Events {
    fn default() -> Self {
        Self { filters: RwLock::new(Arc::new([])), committed: broadcast::Sender::new(QUEUE) }
    }
}

impl fmt::Debug for Events {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Events").field("n_listeners", &self.committed.receiver_count()).finish_non_exhaustive()
    }
}

impl Events {
    pub(crate) fn add_filter(&self, filter: Arc<dyn ItemFilter>) {
        let mut filters = self.filters.write();
        *filters = filters.iter().cloned().chain([filter]).collect();
    }

    pub(crate) fn filters(&self) -> Arc<[Arc<dyn ItemFilter>]> {
        Arc::clone(&self.filters.read())
    }

    pub(crate) fn subscribe(&self) -> EventStream {
        EventStream::new(self.committed.subscribe())
    }

    /// Tells what was committed, if anything has changed and anybody listens.
    pub(crate) fn tell(&self, write: impl FnOnce() -> CommittedWrite) {
        if self.committed.receiver_count() == 0 {
            return;
        }
        let write = write();
        if !write.changes.is_empty() {
            // Nobody listens any more: nothing is lost.
            let _ = self.committed.send(Arc::new(write));
        }
    }
}
