//! Fetches what an address from outside leads to.

use std::{net::SocketAddr, sync::Arc};

use reqwest::{
    Response, Url,
    dns::{Addrs, Name, Resolve, Resolving},
    header,
};

use crate::{Guard, LazyClient};

/// Redirects that are followed; each is checked like the first address.
const MAX_REDIRECTS: usize = 5;

/// Fetches. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Fetcher {
    client: LazyClient,
    guard: Arc<Guard>,
}

/// An answer whose body has yet to come.
#[derive(Debug)]
pub struct Fetched {
    /// The answer.
    pub response: Response,
    /// Where it came from in the end.
    pub url: Url,
}

/// Why nothing was fetched. Nothing in it tells the asker more than that: it is for the log.
#[derive(Debug, thiserror::Error)]
pub enum FetchError {
    /// It is no address of a page.
    #[error("it is no URL that begins with http:// or https://")]
    NoUrl,
    /// The settings forbid to connect to it.
    #[error("it leads to an address that IMPORT_IP_DENY_LIST holds")]
    Denied,
    /// Redirects lead on and on.
    #[error("it leads on more than {MAX_REDIRECTS} times")]
    TooManyRedirects,
    /// The other server has said no.
    #[error("it answers with status {0}")]
    Status(u16),
    /// It can't be reached.
    #[error("it can't be reached")]
    Http(#[from] reqwest::Error),
}

impl Fetcher {
    /// A fetcher that keeps to what the guard allows.
    pub fn new(guard: Guard) -> Self {
        let guard = Arc::new(guard);
        let client = LazyClient::resolving(Arc::new(Guarded(Arc::clone(&guard))));
        Self { client, guard }
    }

    /// The answer of a server with success.
    pub async fn get(&self, address: &str) -> Result<Fetched, FetchError> {
        let mut url = Url::parse(address).map_err(|_| FetchError::NoUrl)?;
        for _ in 0..=MAX_REDIRECTS {
            self.check(&url)?;
            let response = self.client.get()?.get(url.clone()).send().await.map_err(failed)?;
            let status = response.status();
            if status.is_success() {
                return Ok(Fetched { response, url });
            }
            let next = response.headers().get(header::LOCATION).filter(|_| status.is_redirection());
            let Some(next) = next.and_then(|next| next.to_str().ok()) else { return Err(FetchError::Status(status.as_u16())) };
            url = url.join(next).map_err(|_| FetchError::NoUrl)?;
        }
        Err(FetchError::TooManyRedirects)
    }

    /// A host that is an address needs no resolver. Every spelling of one has become the usual one when the URL was read.
    fn check(&self, url: &Url) -> Result<(), FetchError> {
        let is_plain = matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none();
        let host = url.host_str().filter(|_| is_plain).ok_or(FetchError::NoUrl)?;
        match host.trim_start_matches('[').trim_end_matches(']').parse() {
            Ok(address) if !self.guard.allows(address) => Err(FetchError::Denied),
            _ => Ok(()),
        }
    }
}

fn failed(error: reqwest::Error) -> FetchError {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(&error);
    while let Some(error) = cause {
        if error.is::<Denied>() {
            return FetchError::Denied;
        }
        cause = error.source();
    }
    FetchError::Http(error)
}

#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is denied")]
struct Denied;

/// Resolves names, and hands out addresses only if all of them are allowed: the connection goes to nothing else.
struct Guarded(Arc<Guard>);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = Arc::clone(&self.0);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            if found.iter().all(|address| guard.allows(address.ip())) {
                Ok(Box::new(found.into_iter()) as Addrs)
            } else {
                Err(Denied.into())
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    fn fetcher(list: &str) -> Fetcher {
        Fetcher::new(Guard::parse(list.split(',')).unwrap())
    }

    /// A server that gives one answer to everybody.
    async fn server(answer: String) -> u16 {
        let listener = TcpListener::bind("0.0.0.0:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((mut stream, _)) = listener.accept().await {
                let mut bytes = [0; 1024];
                let _ = stream.read(&mut bytes).await;
                let _ = stream.write_all(answer.as_bytes()).await;
            }
        });
        port
    }

    fn ok() -> String {
        "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi".to_owned()
    }

    fn to(location: &str) -> String {
        format!("HTTP/1.1 302 Found\r\nlocation: {location}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n")
    }

    #[tokio::test]
    async fn what_is_allowed_is_fetched() {
        let port = server(ok()).await;
        let hop = server(to(&format!("http://127.0.0.1:{port}/b"))).await;
        let fetched = fetcher("10.0.0.0/8").get(&format!("http://127.0.0.1:{hop}/a")).await.unwrap();
        assert_eq!(fetched.url.path(), "/b");
        assert_eq!(fetched.response.text().await.unwrap(), "hi");
    }

    #[tokio::test]
    async fn no_spelling_of_a_denied_host_gets_through() {
        let port = server(ok()).await;
        for host in ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "0177.0.0.1", "[::ffff:127.0.0.1]", "0", "[::1]", "127.1"] {
            let refused = fetcher("0.0.0.0,private").get(&format!("http://{host}:{port}/")).await;
            assert!(matches!(refused, Err(FetchError::Denied)), "{host}: {refused:?}");
        }
    }

    #[tokio::test]
    async fn a_redirect_leads_nowhere_that_the_first_address_could_not() {
        let port = server(ok()).await;
        for target in [format!("http://127.0.0.1:{port}/"), format!("http://localhost:{port}/"), format!("//127.1:{port}/")] {
            // The first address is allowed here, and what it leads to isn't.
            let hop = server(to(&target)).await;
            let refused = fetcher("127.0.0.1,::1").get(&format!("http://127.0.0.2:{hop}/")).await;
            assert!(matches!(refused, Err(FetchError::Denied)), "{target}: {refused:?}");
        }
        let hop = server(to("file:///etc/passwd")).await;
        assert!(matches!(fetcher("").get(&format!("http://127.0.0.1:{hop}/")).await, Err(FetchError::NoUrl)));
        let again = server(to("/again")).await;
        assert!(matches!(fetcher("").get(&format!("http://127.0.0.1:{again}/")).await, Err(FetchError::TooManyRedirects)));
    }

    #[tokio::test]
    async fn only_pages_are_fetched() {
        for address in ["ftp://host/x", "nonsense", "file:///etc/passwd", "http://user:password@127.0.0.1/"] {
            assert!(matches!(fetcher("").get(address).await, Err(FetchError::NoUrl)), "{address}");
        }
        let missing = server("HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\nconnection: close\r\n\r\n".to_owned()).await;
        assert!(matches!(fetcher("").get(&format!("http://127.0.0.1:{missing}/")).await, Err(FetchError::Status(404))));
    }
}
