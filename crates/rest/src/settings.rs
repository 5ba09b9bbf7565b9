//! What the REST face needs to know about its surroundings. Plain values: whoever starts the app fills them from its configuration.

use std::time::Duration;

use relata_query::Bounds;

use crate::Cookies;

/// The settings of the REST face.
#[derive(Debug, Clone)]
pub struct RestSettings {
    /// Where clients reach the server, without a slash at the end.
    pub public_url: String,
    /// The longest request body, in bytes.
    pub max_payload_size_bytes: usize,
    /// The longest a request may take until its answer begins.
    pub request_timeout: Duration,
    /// Whether answers are compressed for clients that accept it.
    pub compression: bool,
    /// Where `/` leads; `None`: nowhere.
    pub root_redirect: Option<String>,
    /// The cookies of logins.
    pub cookies: Cookies,
    /// How long the cookie with the refresh token is kept.
    pub refresh_token_ttl: Duration,
    /// Answers to pages of other origins.
    pub cors: Option<CorsSettings>,
    /// The limit of a read that names none; `None` means all.
    pub query_limit_default: Option<u64>,
    /// The highest limit that a read may name; `None` means any.
    pub query_limit_max: Option<u64>,
    /// How large a query may be.
    pub query_bounds: Bounds,
    /// Whether every answer carries `Server-Timing`, not only those asked for it.
    pub always_timing: bool,
}

/// Which pages of other origins may call the API, and how.
#[derive(Debug, Clone, Default)]
pub struct CorsSettings {
    /// The allowed origins; empty means any, which is then named back to the caller.
    pub origins: Vec<String>,
    /// The allowed methods.
    pub methods: Vec<String>,
    /// The headers that a page may send.
    pub allowed_headers: Vec<String>,
    /// The headers that a page may read.
    pub exposed_headers: Vec<String>,
    /// Whether cookies may be sent.
    pub credentials: bool,
    /// How long a browser may keep the answer, in seconds.
    pub max_age_seconds: u64,
}

impl Default for RestSettings {
    fn default() -> Self {
        Self {
            public_url: String::new(),
            max_payload_size_bytes: 1024 * 1024,
            request_timeout: Duration::from_mins(1),
            compression: true,
            root_redirect: None,
            cookies: Cookies::default(),
            refresh_token_ttl: Duration::from_hours(7 * 24),
            cors: None,
            query_limit_default: Some(100),
            query_limit_max: None,
            query_bounds: Bounds::default(),
            always_timing: false,
        }
    }
}
