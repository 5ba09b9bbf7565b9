//! What the REST face needs to know about its surroundings. Plain values: whoever starts the app fills them from its configuration.

use std::time::Duration;

use axum::http::HeaderValue;
use relata_query::Bounds;

use crate::{AddressSettings, Cookies, layers::Rate};

/// The settings of the REST face.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct RestSettings {
    /// Where clients reach the server, without a slash at the end.
    pub public_url: String,
    /// The longest request body, in bytes.
    pub max_payload_size_bytes: usize,
    /// The longest file of items, in bytes.
    pub max_import_size_bytes: usize,
    /// The longest a request may take until its answer begins.
    pub request_timeout: Duration,
    /// The longest an upload may take until its answer begins.
    pub upload_timeout: Duration,
    /// Whether answers are compressed for clients that accept it.
    pub compression: bool,
    /// Where `/` leads; `None`: nowhere.
    pub root_redirect: Option<String>,
    /// Whether `/admin` serves the Editor.
    pub serves_editor: bool,
    /// How to find out where a request comes from.
    pub addresses: AddressSettings,
    /// Whether people may log in with e-mail address and password.
    pub password_login: bool,
    /// The cookies of logins.
    pub cookies: Cookies,
    /// How long the cookie with the refresh token is kept.
    pub refresh_token_ttl: Duration,
    /// How many requests are answered.
    pub rate_limits: RateLimitSettings,
    /// What protects browsers.
    pub browser: BrowserSettings,
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

/// How many requests are answered; `None`: as many as come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RateLimitSettings {
    /// All together.
    pub global: Option<Rate>,
    /// From one address.
    pub by_address: Option<Rate>,
    /// Registrations from one address.
    pub registration: Option<Rate>,
}

/// What protects browsers, beside what always does.
#[derive(Debug, Clone, Default)]
pub struct BrowserSettings {
    /// `Strict-Transport-Security`.
    pub strict_transport_security: Option<HeaderValue>,
    /// `Content-Security-Policy` of the Editor; `None`: the strictest that it works with.
    pub editor_policy: Option<HeaderValue>,
}

impl Default for RestSettings {
    fn default() -> Self {
        Self {
            public_url: String::new(),
            max_payload_size_bytes: 1024 * 1024,
            max_import_size_bytes: 100 * 1024 * 1024,
            request_timeout: Duration::from_mins(1),
            upload_timeout: Duration::from_hours(1),
            compression: true,
            root_redirect: None,
            serves_editor: true,
            addresses: AddressSettings::default(),
            password_login: true,
            cookies: Cookies::default(),
            refresh_token_ttl: Duration::from_hours(7 * 24),
            rate_limits: RateLimitSettings::default(),
            browser: BrowserSettings::default(),
            cors: None,
            query_limit_default: Some(100),
            query_limit_max: None,
            query_bounds: Bounds::default(),
            always_timing: false,
        }
    }
}
