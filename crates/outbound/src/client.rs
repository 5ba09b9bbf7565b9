//! How connections are made, whoever asks.

use std::{
    fmt,
    sync::{Arc, OnceLock},
    time::Duration,
};

use reqwest::{Client, ClientBuilder, dns::Resolve, redirect::Policy};

/// How long it may take to connect.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How long the other side may be silent.
const SILENT_FOR: Duration = Duration::from_secs(30);

const USER_AGENT: &str = concat!("Relata/", env!("CARGO_PKG_VERSION"));

/// For addresses that the settings name. Follows no redirects. Cheap to clone.
///
/// It is made when it is first needed: reading the system's certificates takes longer than everything else at a start, and most
/// servers never ask another one.
#[derive(Clone, Default)]
pub struct LazyClient {
    made: Arc<OnceLock<Client>>,
    resolver: Option<Arc<dyn Resolve>>,
}

impl LazyClient {
    /// With a resolver of its own.
    pub(crate) fn resolving(resolver: Arc<dyn Resolve>) -> Self {
        Self { resolver: Some(resolver), ..Self::default() }
    }

    /// The client. Fails where the system's certificates can't be read.
    pub fn get(&self) -> Result<&Client, reqwest::Error> {
        if let Some(client) = self.made.get() {
            return Ok(client);
        }
        let mut builder = builder();
        if let Some(resolver) = &self.resolver {
            builder = builder.dns_resolver(Arc::clone(resolver));
        }
        let client = builder.build()?;
        Ok(self.made.get_or_init(|| client))
    }
}

impl fmt::Debug for LazyClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LazyClient").field("made", &self.made).finish_non_exhaustive()
    }
}

/// No proxy of the environment: what was checked is what is connected to.
fn builder() -> ClientBuilder {
    // The TLS library wants to be told once which cryptography to use; it may have been told already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    Client::builder().no_proxy().redirect(Policy::none()).connect_timeout(CONNECT_WITHIN).read_timeout(SILENT_FOR).user_agent(USER_AGENT)
}
