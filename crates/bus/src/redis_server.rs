//! The Redis that servers share: what is sent to it.

use std::{
    collections::BTreeSet,
    fmt,
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
    time::Duration,
};

use parking_lot::{Mutex, RwLock};
use redis::{AsyncConnectionConfig, Client, FromRedisValue, Pipeline, aio::MultiplexedConnection};

use crate::{counts::Count, waiting::Waiting};

/// How long Redis gets for an answer before the server goes on without it.
pub(crate) const ANSWER_WITHIN: Duration = Duration::from_secs(1);

/// How long others get to take news in. Who needs longer is told, but not waited for.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);

/// Where the Redis is, and whose it is.
#[derive(Clone)]
pub struct RedisOptions {
    /// `redis://` or `rediss://`, with the password if there is one.
    pub url: String,
    /// What all names in it begin with.
    pub namespace: String,
    /// Whether what is counted is counted for all servers together.
    pub counts_are_common: bool,
}

/// The URL of a Redis can't be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the address of Redis must look like redis://user:password@host:6379/0, or rediss:// where the connection is encrypted")]
pub struct BadAddress;

pub(crate) struct RedisServer {
    client: Client,
    namespace: String,
    counts_are_common: bool,
    /// Tells this server from others.
    name: String,
    /// Open while the server is in touch.
    commands: RwLock<Option<MultiplexedConnection>>,
    in_touch: AtomicBool,
    numbers: AtomicU64,
    waiting: Waiting,
    /// What others haven't been told, because they couldn't be reached.
    untold: Mutex<BTreeSet<&'static str>>,
    /// What is about to be told.
    soon: Mutex<BTreeSet<&'static str>>,
}

impl RedisServer {
    pub(crate) fn new(options: &RedisOptions) -> Result<Self, BadAddress> {
        Ok(Self {
            client: Client::open(options.url.as_str()).map_err(|_| BadAddress)?,
            namespace: options.namespace.clone(),
            counts_are_common: options.counts_are_common,
            name: uuid::Uuid::new_v4().simple().to_string(),
            commands: RwLock::default(),
            in_touch: AtomicBool::new(false),
            numbers: AtomicU64::new(0),
            waiting: Waiting::default(),
            untold: Mutex::default(),
            soon: Mutex::default(),
        })
    }

    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn waiting(&self) -> &Waiting {
        &self.waiting
    }

    /// The channel that all hear.
    pub(crate) fn news_channel(&self) -> String {
        format!("{}:news", self.namespace)
    }

    /// The channel on which a server hears that its news were taken in.
    pub(crate) fn taken_channel(&self, name: &str) -> String {
        format!("{}:taken:{name}", self.namespace)
    }

    pub(crate) fn config() -> AsyncConnectionConfig {
        AsyncConnectionConfig::new().set_connection_timeout(Some(ANSWER_WITHIN)).set_response_timeout(Some(ANSWER_WITHIN))
    }

    pub(crate) fn is_in_touch(&self) -> bool {
        self.in_touch.load(Ordering::Acquire)
    }

    /// A connection for commands is there, or is gone.
    pub(crate) fn set_commands(&self, commands: Option<MultiplexedConnection>) {
        *self.commands.write() = commands;
    }

    pub(crate) fn set_in_touch(&self, in_touch: bool) {
        self.in_touch.store(in_touch, Ordering::Release);
    }

    pub(crate) async fn tell(&self, news: &'static str) {
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        let mut under_way = self.waiting.begin(number);
        let message = format!("{} {number} {news}", self.name);
        match self.publish(&self.news_channel(), &message).await {
            Some(n_servers) => {
                if !under_way.until_taken_by(n_servers, TAKEN_WITHIN).await {
                    tracing::warn!(news, n_servers, "another server has not taken a change in yet");
                }
            }
            None => {
                self.untold.lock().insert(news);
            }
        }
    }

    /// Whether nobody else is about to tell this.
    pub(crate) fn begin_telling_soon(&self, news: &'static str) -> bool {
        self.is_in_touch() && self.soon.lock().insert(news)
    }

    /// Tells what was begun.
    pub(crate) async fn tell_soon(&self, news: &'static str) {
        // First: what happens from here on is to be told again.
        self.soon.lock().remove(news);
        let number = self.numbers.fetch_add(1, Ordering::Relaxed);
        // Where it fails, everybody looks at everything when the connection is back.
        let _ = self.publish(&self.news_channel(), &format!("{} {number} {news}", self.name)).await;
    }

    /// Tells what others couldn't be told before.
    pub(crate) async fn tell_untold(&self) {
        let untold = std::mem::take(&mut *self.untold.lock());
        for news in untold {
            let number = self.numbers.fetch_add(1, Ordering::Relaxed);
            let message = format!("{} {number} {news}", self.name);
            if self.publish(&self.news_channel(), &message).await.is_none() {
                self.untold.lock().insert(news);
            }
        }
    }

    /// Tells a server that its news were taken in.
    pub(crate) async fn tell_taken(&self, name: &str, number: u64) {
        // Where Redis is gone, nobody waits for long.
        let _ = self.publish(&self.taken_channel(name), &number.to_string()).await;
    }

    /// How many servers a message went to.
    async fn publish(&self, channel: &str, message: &str) -> Option<u64> {
        let mut pipeline = redis::pipe();
        pipeline.cmd("PUBLISH").arg(channel).arg(message);
        self.asked::<(u64,)>(&pipeline).await.map(|(n_servers,)| n_servers)
    }

    pub(crate) fn counts_are_common(&self) -> bool {
        self.counts_are_common
    }

    pub(crate) async fn count(&self, key: &str, window: Duration) -> Option<Count> {
        let key = format!("{}:count:{key}", self.namespace);
        let window_ms = u64::try_from(window.as_millis()).unwrap_or(u64::MAX).max(1);
        let mut pipeline = redis::pipe();
        pipeline.atomic();
        pipeline.cmd("SET").arg(&key).arg(0).arg("PX").arg(window_ms).arg("NX").ignore();
        pipeline.cmd("INCR").arg(&key);
        pipeline.cmd("PTTL").arg(&key);
        let (n, left_ms) = self.asked::<(u64, i64)>(&pipeline).await?;
        Some(Count { n, resets_in: u64::try_from(left_ms).map_or(window, Duration::from_millis) })
    }

    pub(crate) async fn reset(&self, key: &str) {
        let mut pipeline = redis::pipe();
        pipeline.cmd("DEL").arg(format!("{}:count:{key}", self.namespace));
        // A count that stays ends by itself.
        let _ = self.asked::<(u64,)>(&pipeline).await;
    }

    /// The answer of Redis; `None` where it can't be reached, which the keeper of the connection says.
    async fn asked<T: FromRedisValue>(&self, pipeline: &Pipeline) -> Option<T> {
        let mut commands = self.commands.read().clone()?;
        match pipeline.query_async::<T>(&mut commands).await {
            Ok(answer) => Some(answer),
            Err(error) => {
                tracing::debug!(%error, "Redis has not answered");
                None
            }
        }
    }
}

impl fmt::Debug for RedisOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisOptions").field("namespace", &self.namespace).finish_non_exhaustive()
    }
}
