//! A way to the Redis of the tests that a test can cut.

#![expect(clippy::unwrap_used, reason = "a test that can't have its line has failed")]

use tokio::{
    io::copy_bidirectional,
    net::{TcpListener, TcpStream},
    sync::watch,
};

/// Passes connections on to Redis as long as it is let.
#[derive(Debug)]
pub struct RedisLine {
    /// Where its near end is.
    pub url: String,
    is_open: watch::Sender<bool>,
}

impl RedisLine {
    /// A line that is open.
    pub async fn open() -> Self {
        let redis = crate::redis();
        let target = format!("{}:{}", redis.host, redis.port);
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("redis://{}", listener.local_addr().unwrap());
        let (sender, is_open) = watch::channel(true);
        tokio::spawn(async move {
            while let Ok((mut near, _)) = listener.accept().await {
                let (mut is_open, target) = (is_open.clone(), target.clone());
                if !*is_open.borrow() {
                    continue;
                }
                tokio::spawn(async move {
                    let mut far = TcpStream::connect(target).await.unwrap();
                    tokio::select! {
                        _ = copy_bidirectional(&mut near, &mut far) => {}
                        _ = is_open.wait_for(|open| !open) => {}
                    }
                });
            }
        });
        Self { url, is_open: sender }
    }

    /// Ends all connections and lets no new ones through.
    pub fn cut(&self) {
        self.is_open.send_replace(false);
    }

    /// Lets connections through again.
    pub fn mend(&self) {
        self.is_open.send_replace(true);
    }
}
