//! `GET /server/ping`: the server is alive. Looks at nothing, not even at who asks.

/// `pong`.
pub(super) async fn ping() -> &'static str {
    "pong"
}
