//! Listening: a stream for those that have a loop of their own, a task for those that haven't.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use tokio::sync::broadcast::{self, error::RecvError};

use super::CommittedWrite;
use crate::Engine;

/// What a listener learns.
#[derive(Debug, Clone)]
pub enum Event {
    /// A transaction was committed.
    Committed(Arc<CommittedWrite>),
    /// So many transactions were committed that the queue couldn't hold. Whoever keeps copies drops them.
    Missed(u64),
}

/// What is committed from now on.
#[derive(Debug)]
pub struct EventStream(broadcast::Receiver<Arc<CommittedWrite>>);

impl EventStream {
    pub(super) fn new(receiver: broadcast::Receiver<Arc<CommittedWrite>>) -> Self {
        Self(receiver)
    }

    /// The next event; `None` once the engine is gone.
    pub async fn next(&mut self) -> Option<Event> {
        match self.0.recv().await {
            Ok(write) => Some(Event::Committed(write)),
            Err(RecvError::Lagged(n_missed)) => Some(Event::Missed(n_missed)),
            Err(RecvError::Closed) => None,
        }
    }
}

/// What a listener does with one event.
pub type EventFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Somebody who listens.
pub trait EventListener: Send + Sync + 'static {
    /// Takes note. Runs beside all other listeners; its events come one after the other. A panic ends with a line in the log.
    fn on_event(&self, event: Event) -> EventFuture;
}

impl Engine {
    /// What is committed from now on.
    pub fn events(&self) -> EventStream {
        self.events_hub().subscribe()
    }

    /// Lets somebody listen from now on, in a task of its own. `name` stands in the log where it fails.
    pub fn listen(&self, name: &'static str, listener: impl EventListener) {
        let mut events = self.events();
        let listener = Arc::new(listener);
        tokio::spawn(async move {
            while let Some(event) = events.next().await {
                let listener = Arc::clone(&listener);
                // A task of its own, so that a panic ends only this one.
                if let Err(error) = tokio::spawn(async move { listener.on_event(event).await }).await {
                    tracing::error!(listener = name, %error, "a listener failed");
                }
            }
        });
    }
}
