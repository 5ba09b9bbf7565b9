//! Several servers over one database: what each tells the others, and what it does when it hears from them.
//!
//! A server remembers the model, whose a token is, and what rules know of askers. A change of any of it is told after the commit, and
//! whoever made it gets the answer when the others have forgotten what they knew. A server that can't hear the others relies on
//! nothing that it remembers, but looks at the database for each request.

use std::sync::{
    Arc, Weak,
    atomic::{AtomicBool, Ordering},
};

use relata_bus::{Bus, Heard};

use crate::Engine;
use crate::engine::Inner;

/// The model has changed.
const MODEL: &str = "model";
/// Users, sessions, roles, policies or permissions have changed.
const ACCESS: &str = "access";
/// Items have changed, on which facts about askers may depend.
const ITEMS: &str = "items";

/// What is known of the others' changes.
#[derive(Debug)]
pub(crate) struct News {
    bus: Bus,
    /// Whether the model couldn't be read after others had changed it.
    model_is_doubtful: AtomicBool,
}

impl News {
    pub(crate) fn new(bus: Bus) -> Self {
        Self { bus, model_is_doubtful: AtomicBool::new(false) }
    }

    /// Whether the others' changes are heard, so that what is remembered can be relied upon.
    pub(crate) fn is_in_touch(&self) -> bool {
        self.bus.is_in_touch()
    }

    pub(crate) fn model_is_known(&self) -> bool {
        self.is_in_touch() && !self.model_is_doubtful.load(Ordering::Acquire)
    }
}

impl Engine {
    /// Hears what other servers tell from now on. In a process that ends soon there is no need to.
    pub fn hear_others(&self) {
        let inner = self.downgrade();
        self.news().bus.start(move |heard| {
            let inner = Weak::clone(&inner);
            Box::pin(async move {
                if let Some(engine) = Self::upgrade(&inner) {
                    engine.take_in(&heard).await;
                }
            })
        });
    }

    /// What counts together with other servers, and tells them.
    pub fn bus(&self) -> &Bus {
        &self.news().bus
    }

    pub(crate) async fn tell_model(&self) {
        self.news().bus.tell(MODEL).await;
    }

    pub(crate) async fn tell_access(&self) {
        self.news().bus.tell(ACCESS).await;
    }

    /// Doesn't wait: facts are a second old at most anyway.
    pub(crate) fn tell_items(&self) {
        self.news().bus.tell_soon(ITEMS);
    }

    async fn take_in(&self, heard: &Heard) {
        tracing::debug!(?heard, "heard from another server");
        match heard {
            Heard::News(news) if news == ITEMS => self.fact_cache().note_write(),
            Heard::News(news) if news == ACCESS => {
                self.fact_cache().note_write();
                self.note_access_change();
            }
            // Also what a newer server may tell.
            Heard::News(_) | Heard::MayHaveMissed => {
                self.fact_cache().note_write();
                self.note_access_change();
                self.read_changed_model().await;
            }
        }
    }

    async fn read_changed_model(&self) {
        let read = {
            let _changing = self.changing().lock().await;
            self.up_to_date().await
        };
        self.news().model_is_doubtful.store(read.is_err(), Ordering::Release);
        if let Err(error) = read {
            tracing::warn!(%error, "the model can't be read; it is looked at for each request");
        }
    }
}

impl Engine {
    /// A handle that doesn't keep the engine.
    fn downgrade(&self) -> Weak<Inner> {
        Arc::downgrade(&self.0)
    }

    fn upgrade(inner: &Weak<Inner>) -> Option<Self> {
        inner.upgrade().map(Self)
    }
}
