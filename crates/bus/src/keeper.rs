//! Keeps the connection to Redis: makes it, listens on it, notices when it is gone, says so once, and makes it again.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use futures_util::StreamExt;
use redis::{
    RedisError,
    aio::{PubSubSink, PubSubStream},
};

use crate::{
    bus::{Heard, HeardFuture},
    redis_server::{ANSWER_WITHIN, RedisServer},
};

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(250);

/// How often a quiet connection is asked whether it is still there.
const ASK_EVERY: Duration = Duration::from_secs(1);

pub(crate) type Hear = Box<dyn Fn(Heard) -> HeardFuture + Send + Sync>;

/// Why a connection is of no use.
#[derive(Debug, thiserror::Error)]
enum Lost {
    #[error("{0}")]
    Redis(#[from] RedisError),
    #[error("it doesn't answer")]
    Silent,
    #[error("it has closed the connection")]
    Closed,
}

/// Runs until the last handle of the bus is gone.
pub(crate) async fn keep(server: Weak<RedisServer>, hear: Hear) {
    let mut said = false;
    while let Some(server) = server.upgrade() {
        let lost = match connect(&server).await {
            Ok((sink, stream)) => {
                hear(Heard::MayHaveMissed).await;
                server.set_in_touch(true);
                server.tell_untold().await;
                tracing::info!("{}", if said { "Redis can be reached again" } else { "this server hears other servers through Redis" });
                said = false;
                listen(server, sink, stream, &hear).await
            }
            Err(error) => Lost::from(error),
        };
        if !said {
            tracing::warn!(error = %lost, "Redis can't be reached: this server goes on without it and looks for changes by itself");
            said = true;
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn connect(server: &RedisServer) -> Result<(PubSubSink, PubSubStream), RedisError> {
    let commands = server.client().get_multiplexed_async_connection_with_config(&RedisServer::config()).await?;
    let connected = tokio::time::timeout(ANSWER_WITHIN, server.client().get_async_pubsub()).await;
    let (mut sink, stream) = connected.map_err(|_| timed_out())??.split();
    for channel in [server.news_channel(), server.taken_channel(server.name())] {
        tokio::time::timeout(ANSWER_WITHIN, sink.subscribe(channel)).await.map_err(|_| timed_out())??;
    }
    server.set_commands(Some(commands));
    Ok((sink, stream))
}

fn timed_out() -> RedisError {
    std::io::Error::from(std::io::ErrorKind::TimedOut).into()
}

/// Listens until the connection is lost, or until nobody but this task holds the server.
async fn listen(server: Arc<RedisServer>, mut sink: PubSubSink, mut stream: PubSubStream, hear: &Hear) -> Lost {
    let taken_channel = server.taken_channel(server.name());
    let mut ticks = tokio::time::interval(ASK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let lost = loop {
        tokio::select! {
            message = stream.next() => {
                let Some(message) = message else { break Lost::Closed };
                let Ok(text) = message.get_payload::<String>() else { continue };
                if message.get_channel_name() == taken_channel {
                    if let Ok(number) = text.parse() {
                        server.waiting().taken(number);
                    }
                } else {
                    take_in(&server, &text, hear).await;
                }
            }
            _ = ticks.tick() => {
                if Arc::strong_count(&server) == 1 {
                    break Lost::Closed;
                }
                match tokio::time::timeout(ANSWER_WITHIN, sink.ping::<redis::Value>()).await {
                    Ok(Ok(_)) => {}
                    Ok(Err(error)) => break Lost::Redis(error),
                    Err(_) => break Lost::Silent,
                }
            }
        }
    };
    server.set_in_touch(false);
    server.set_commands(None);
    lost
}

async fn take_in(server: &RedisServer, text: &str, hear: &Hear) {
    let mut parts = text.splitn(3, ' ');
    let (Some(name), Some(Ok(number)), Some(news)) = (parts.next(), parts.next().map(str::parse), parts.next()) else { return };
    if name == server.name() {
        server.waiting().taken(number);
        return;
    }
    hear(Heard::News(news.to_owned())).await;
    server.tell_taken(name, number).await;
}
