//! A server under measurement as its public API shows it: the few requests that the benchmark makes itself.
//!
//! Knows nothing of Relata or Directus: both get the same requests.

use reqwest::{Client, Method, Url};
use serde_json::Value;

use crate::failure::{Failure, OrFail, Outcome};

/// How to reach one server.
#[derive(Clone)]
pub(crate) struct Api {
    base: Url,
    token: String,
    client: Client,
}

impl Api {
    pub(crate) fn new(base: &str, token: &str) -> Outcome<Self> {
        let base = Url::parse(base).or_fail(format!("the address {base}"))?;
        // TLS wants to be told once per process which cryptography to use.
        let _ = rustls::crypto::ring::default_provider().install_default();
        Ok(Self { base, token: token.to_owned(), client: Client::new() })
    }

    /// The same server for somebody else.
    pub(crate) fn of(&self, token: &str) -> Self {
        Self { token: token.to_owned(), ..self.clone() }
    }

    pub(crate) fn port(&self) -> Option<u16> {
        self.base.port_or_known_default()
    }

    pub(crate) fn authorization(&self) -> String {
        format!("Bearer {}", self.token)
    }

    /// The address of a path with the pairs of its query string, encoded.
    pub(crate) fn url(&self, path: &str, query: &[(&str, &str)]) -> Url {
        let mut url = self.base.clone();
        url.set_path(path);
        if !query.is_empty() {
            url.query_pairs_mut().extend_pairs(query);
        }
        url
    }

    /// The body of a successful answer; `body` is `Null` where the request has none.
    pub(crate) async fn ask(&self, method: Method, url: Url, body: &Value) -> Outcome<Vec<u8>> {
        let what = format!("{method} {url}");
        let mut request = self.client.request(method, url).header("authorization", self.authorization());
        if !body.is_null() {
            request = request.json(body);
        }
        let response = request.send().await.or_fail(&what)?;
        let status = response.status();
        let bytes = response.bytes().await.or_fail(&what)?;
        if status.is_success() {
            return Ok(bytes.into());
        }
        let text: String = String::from_utf8_lossy(&bytes).chars().take(500).collect();
        Err(Failure::new(format!("{what}: {status}: {text}")))
    }

    pub(crate) async fn get(&self, path: &str, query: &[(&str, &str)]) -> Outcome<Vec<u8>> {
        self.ask(Method::GET, self.url(path, query), &Value::Null).await
    }

    pub(crate) async fn post(&self, path: &str, body: &Value) -> Outcome<Vec<u8>> {
        self.ask(Method::POST, self.url(path, &[]), body).await
    }

    /// Reads an answer to its end without keeping it: its size in bytes.
    pub(crate) async fn drain(&self, path: &str, query: &[(&str, &str)]) -> Outcome<u64> {
        let url = self.url(path, query);
        let what = format!("GET {url}");
        let request = self.client.get(url).header("authorization", self.authorization());
        let response = request.send().await.or_fail(&what)?;
        let mut response = response.error_for_status().or_fail(&what)?;
        let mut size_bytes = 0;
        while let Some(chunk) = response.chunk().await.or_fail(&what)? {
            size_bytes += chunk.len() as u64;
        }
        Ok(size_bytes)
    }
}
