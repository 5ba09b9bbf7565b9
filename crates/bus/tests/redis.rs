//! Servers that share a real Redis, reached over connections that the test can cut.

#![expect(clippy::unwrap_used, reason = "tests")]

use std::{sync::Arc, time::Duration};

use parking_lot::Mutex;
use relata_bus::{Bus, Heard, RedisOptions};
use relata_test_support::RedisLine;
use tokio::sync::mpsc;

fn namespace() -> String {
    format!("relata-test-{}", uuid::Uuid::new_v4().simple())
}

fn redis() -> String {
    let server = relata_test_support::redis();
    format!("redis://{}:{}", server.host, server.port)
}

/// A bus with everything that it hears.
struct Listener {
    bus: Bus,
    heard: mpsc::UnboundedReceiver<Heard>,
}

impl Listener {
    fn at(url: &str, namespace: &str) -> Self {
        let bus = Bus::over_redis(&RedisOptions { url: url.to_owned(), namespace: namespace.to_owned(), counts_are_common: true }).unwrap();
        let (sender, heard) = mpsc::unbounded_channel();
        bus.start(move |what| {
            let _ = sender.send(what);
            Box::pin(async {})
        });
        Self { bus, heard }
    }

    async fn connected(&mut self) {
        assert_eq!(self.heard.recv().await, Some(Heard::MayHaveMissed));
        while !self.bus.is_in_touch() {
            tokio::task::yield_now().await;
        }
    }
}

#[tokio::test]
async fn news_are_taken_in_before_telling_ends() {
    let redis = redis();
    let namespace = namespace();
    let (mut a, mut b) = (Listener::at(&redis, &namespace), Listener::at(&redis, &namespace));
    a.connected().await;
    b.connected().await;
    a.bus.tell("model").await;
    assert_eq!(b.heard.try_recv().unwrap(), Heard::News("model".to_owned()));
    assert!(a.heard.try_recv().is_err(), "nobody hears what they told themselves");
}

#[tokio::test]
async fn other_projects_hear_nothing() {
    let redis = redis();
    let (mut a, mut b) = (Listener::at(&redis, &namespace()), Listener::at(&redis, &namespace()));
    a.connected().await;
    b.connected().await;
    a.bus.tell("model").await;
    assert!(b.heard.try_recv().is_err());
}

#[tokio::test]
async fn a_server_that_was_cut_off_knows_it_and_tells_later() {
    let redis = redis();
    let line = RedisLine::open().await;
    let namespace = namespace();
    let (mut near, mut cut) = (Listener::at(&redis, &namespace), Listener::at(&line.url, &namespace));
    near.connected().await;
    cut.connected().await;
    line.cut();
    while cut.bus.is_in_touch() {
        tokio::task::yield_now().await;
    }
    near.bus.tell("access").await;
    cut.bus.tell("model").await;
    assert!(near.heard.try_recv().is_err());
    line.mend();
    cut.connected().await;
    assert_eq!(near.heard.recv().await, Some(Heard::News("model".to_owned())));
}

#[tokio::test]
async fn counts_are_common() {
    let redis = redis();
    let namespace = namespace();
    let (mut a, mut b) = (Listener::at(&redis, &namespace), Listener::at(&redis, &namespace));
    a.connected().await;
    b.connected().await;
    let minute = Duration::from_mins(1);
    assert_eq!(a.bus.count("x", minute).await.n, 1);
    let second = b.bus.count("x", minute).await;
    assert_eq!(second.n, 2);
    assert!(second.resets_in <= minute && second.resets_in > Duration::ZERO, "{second:?}");
    b.bus.reset("x").await;
    assert_eq!(a.bus.count("x", minute).await.n, 1);
}

#[tokio::test]
async fn without_redis_a_server_counts_by_itself() {
    let taken = Arc::new(Mutex::new(0));
    let bus =
        Bus::over_redis(&RedisOptions { url: "redis://127.0.0.1:1".to_owned(), namespace: namespace(), counts_are_common: true }).unwrap();
    let counter = Arc::clone(&taken);
    bus.start(move |_| {
        *counter.lock() += 1;
        Box::pin(async {})
    });
    assert!(!bus.is_in_touch());
    bus.tell("model").await;
    assert_eq!(bus.count("x", Duration::from_mins(1)).await.n, 1);
    assert_eq!(bus.count("x", Duration::from_mins(1)).await.n, 2);
    assert_eq!(*taken.lock(), 0);
}

#[test]
fn an_address_that_is_none_is_refused_without_being_told() {
    let options = RedisOptions { url: "http://user:secret@host".to_owned(), namespace: namespace(), counts_are_common: true };
    let refused = Bus::over_redis(&options).unwrap_err().to_string();
    assert!(refused.contains("redis://") && !refused.contains("secret"), "{refused}");
    assert!(!format!("{options:?}").contains("secret"));
}
