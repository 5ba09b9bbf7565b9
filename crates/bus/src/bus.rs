//! The handle: tell others, hear others, count together.

use std::{
    fmt,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    counts::{Count, Counts},
    keeper,
    redis_server::{BadAddress, RedisOptions, RedisServer},
};

/// What a server hears.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// What another server told.
    News(String),
    /// The connection is new: others may have told something meanwhile.
    MayHaveMissed,
}

/// Ends when what was heard is taken in: whoever told it waits for that.
pub type HeardFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// One server's connection to the others. Cheap to clone.
#[derive(Clone)]
pub struct Bus(Arc<Inner>);

struct Inner {
    counts: Counts,
    redis: Option<Arc<RedisServer>>,
}

impl Bus {
    /// For a server without others.
    pub fn alone() -> Self {
        Self(Arc::new(Inner { counts: Counts::default(), redis: None }))
    }

    /// For servers that share a Redis, which need not be reachable yet. Nothing is connected before [`Bus::start`].
    pub fn over_redis(options: &RedisOptions) -> Result<Self, BadAddress> {
        let redis = RedisServer::new(options)?;
        Ok(Self(Arc::new(Inner { counts: Counts::default(), redis: Some(Arc::new(redis)) })))
    }

    /// Keeps the connection from now on, and hands over what is heard, one after the other. `hear` must not tell anything itself and
    /// wait for it: two servers would wait for each other.
    pub fn start(&self, hear: impl Fn(Heard) -> HeardFuture + Send + Sync + 'static) {
        if let Some(redis) = &self.0.redis {
            // Ends with the last handle.
            tokio::spawn(keeper::keep(Arc::downgrade(redis), Box::new(hear)));
        }
    }

    /// Whether whatever others tell arrives here. Where not, what is remembered of shared things can't be relied upon.
    pub fn is_in_touch(&self) -> bool {
        self.0.redis.as_ref().is_none_or(|redis| redis.is_in_touch())
    }

    /// Tells all others, and waits until they have taken it in. What can't be told now is told when the connection is back.
    pub async fn tell(&self, news: &'static str) {
        if let Some(redis) = &self.0.redis {
            redis.tell(news).await;
        }
    }

    /// The same without waiting: what is told many times within a moment may be told once.
    pub fn tell_soon(&self, news: &'static str) {
        if let Some(redis) = &self.0.redis
            && redis.begin_telling_soon(news)
        {
            let redis = Arc::clone(redis);
            tokio::spawn(async move { redis.tell_soon(news).await });
        }
    }

    /// Counts one more of `key`. A count begins anew when its window is over, which begins with the first.
    pub async fn count(&self, key: &str, window: Duration) -> Count {
        let shared = match self.common_counts() {
            Some(redis) => redis.count(key, window).await,
            None => None,
        };
        shared.unwrap_or_else(|| self.0.counts.count(key, window, Instant::now()))
    }

    /// Forgets a count.
    pub async fn reset(&self, key: &str) {
        self.0.counts.reset(key);
        if let Some(redis) = self.common_counts() {
            redis.reset(key).await;
        }
    }

    fn common_counts(&self) -> Option<&RedisServer> {
        self.0.redis.as_deref().filter(|redis| redis.counts_are_common())
    }
}

impl fmt::Debug for Bus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Bus").field("is_shared", &self.0.redis.is_some()).finish_non_exhaustive()
    }
}
