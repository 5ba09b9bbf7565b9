//! The stream to a server: opened by us, greeted by `tokio-postgres`, then ours.
//!
//! Encryption, passwords and everything else that comes before the first statement are that crate's work. What comes after is not,
//! because it hands rows on one by one, between tasks (`docs/decisions/an-own-reader-for-postgresql.md`).

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use parking_lot::Mutex;
use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpStream, lookup_host};
use tokio_postgres::Config;
use tokio_postgres::config::Host;
use tokio_postgres::tls::{ChannelBinding, TlsStream};

/// What bytes travel over.
pub(super) struct Line(Box<dyn Stream>);

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// One server of those that a configuration names.
#[derive(Debug, Clone)]
pub(super) struct Place {
    host: Host,
    /// Where the host is, for those who don't want it looked up.
    address: Option<IpAddr>,
    port: u16,
}

/// Where a connection leads: to one and the same server again, whatever its name means by then.
#[derive(Debug, Clone)]
pub(super) enum Address {
    Tcp(SocketAddr),
    #[cfg(unix)]
    Unix(PathBuf),
}

const DEFAULT_PORT: u16 = 5432;

impl Place {
    /// All of them, in the order in which they are tried.
    pub(super) fn all(config: &Config) -> Vec<Self> {
        let ports = config.get_ports();
        let place = |(nth, host): (usize, &Host)| Self {
            host: host.clone(),
            address: config.get_hostaddrs().get(nth).copied(),
            port: ports.get(nth).or(ports.first()).copied().unwrap_or(DEFAULT_PORT),
        };
        config.get_hosts().iter().enumerate().map(place).collect()
    }

    /// The name that its certificate has to bear.
    pub(super) fn name(&self) -> Option<&str> {
        match &self.host {
            Host::Tcp(name) => Some(name),
            #[cfg(unix)]
            Host::Unix(_) => None,
        }
    }

    /// All addresses that its name means.
    pub(super) async fn addresses(&self) -> io::Result<Vec<Address>> {
        Ok(match (&self.host, self.address) {
            (Host::Tcp(_), Some(address)) => vec![Address::Tcp((address, self.port).into())],
            (Host::Tcp(name), None) => lookup_host((name.as_str(), self.port)).await?.map(Address::Tcp).collect(),
            #[cfg(unix)]
            (Host::Unix(folder), _) => vec![Address::Unix(folder.join(format!(".s.PGSQL.{}", self.port)))],
        })
    }
}

impl Address {
    pub(super) async fn open(&self, config: &Config) -> io::Result<Line> {
        let limit = config.get_connect_timeout().copied().unwrap_or(Duration::MAX);
        let opened = tokio::time::timeout(limit, async {
            Ok(match self {
                Self::Tcp(address) => Line::new(adjusted(TcpStream::connect(address).await?, config)?),
                #[cfg(unix)]
                Self::Unix(path) => Line::new(tokio::net::UnixStream::connect(path).await?),
            })
        });
        opened.await.unwrap_or_else(|_elapsed| Err(io::ErrorKind::TimedOut.into()))
    }
}

fn adjusted(stream: TcpStream, config: &Config) -> io::Result<TcpStream> {
    stream.set_nodelay(true)?;
    let socket = SockRef::from(&stream);
    if config.get_keepalives() {
        let mut keepalive = TcpKeepalive::new().with_time(config.get_keepalives_idle());
        if let Some(interval) = config.get_keepalives_interval() {
            keepalive = keepalive.with_interval(interval);
        }
        if let Some(retries) = config.get_keepalives_retries() {
            keepalive = keepalive.with_retries(retries);
        }
        socket.set_tcp_keepalive(&keepalive)?;
    }
    #[cfg(target_os = "linux")]
    if let Some(limit) = config.get_tcp_user_timeout() {
        socket.set_tcp_user_timeout(Some(*limit))?;
    }
    Ok(stream)
}

impl Line {
    pub(super) fn new(stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static) -> Self {
        Self(Box::new(stream))
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(context, room)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(context)
    }
}

/// A stream that somebody else uses for a while.
pub(super) struct Lent<S>(Arc<Mutex<S>>);

impl<S> Lent<S> {
    pub(super) fn new(stream: S) -> Self {
        Self(Arc::new(Mutex::new(stream)))
    }

    /// The stream, once nobody else has it any more.
    pub(super) fn taken_back(self) -> Option<S> {
        Arc::into_inner(self.0).map(Mutex::into_inner)
    }
}

impl<S> Clone for Lent<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Lent<S> {
    fn poll_read(self: Pin<&mut Self>, context: &mut Context<'_>, room: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.lock()).poll_read(context, room)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Lent<S> {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut *self.0.lock()).poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.lock()).poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut *self.0.lock()).poll_shutdown(context)
    }
}

impl<S: TlsStream + Unpin> TlsStream for Lent<S> {
    fn channel_binding(&self) -> ChannelBinding {
        self.0.lock().channel_binding()
    }
}
