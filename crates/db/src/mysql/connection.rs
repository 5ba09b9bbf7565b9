//! How a connection is made, and how one that is busy is thrown away.

use mysql_async::prelude::Queryable;
use mysql_async::{Conn, Opts, OptsBuilder, SslOpts};
use tracing::debug;

use super::error;
use crate::{DbError, ServerOptions, Tls};

/// Prepared statements kept per connection; the driver's default is 32.
const CACHED_STATEMENTS: usize = 1_024;

/// Makes connections.
#[derive(Debug)]
pub(super) struct Connector {
    options: Opts,
}

/// One connection.
#[derive(Debug)]
pub(super) struct Connection {
    conn: Conn,
    options: Opts,
    generation: u64,
    stale: bool,
}

impl Connector {
    pub(super) fn new(options: &ServerOptions) -> Result<Self, DbError> {
        let mut builder = match &options.connection_string {
            Some(text) => {
                let parsed = Opts::from_url(text.reveal()).map_err(|cause| DbError::Unavailable(Box::new(cause)))?;
                OptsBuilder::from_opts(parsed)
            }
            None => OptsBuilder::default(),
        };
        if let Some(host) = &options.host {
            builder = builder.ip_or_hostname(host);
        }
        if let Some(port) = options.port {
            builder = builder.tcp_port(port);
        }
        if let Some(user) = &options.user {
            builder = builder.user(Some(user));
        }
        if let Some(password) = &options.password {
            builder = builder.pass(Some(password.reveal()));
        }
        if let Some(database) = &options.database {
            builder = builder.db_name(Some(database));
        }
        match &options.tls {
            Tls::Off => {}
            Tls::Verified { authorities } => {
                let mut tls = SslOpts::default();
                if !authorities.is_empty() {
                    tls = tls.with_root_certs(vec![authorities.clone().into()]);
                }
                builder = builder.ssl_opts(tls);
            }
            Tls::Unverified => {
                let tls = SslOpts::default().with_danger_accept_invalid_certs(true).with_danger_skip_domain_validation(true);
                builder = builder.ssl_opts(tls);
            }
        }
        builder = builder
            .prefer_socket(false)
            .stmt_cache_size(CACHED_STATEMENTS)
            // An update counts the rows it found, as in the other databases, not only those it changed.
            .client_found_rows(true)
            .init(vec![session_settings(options), READ_COMMITTED.to_owned()]);
        Ok(Self { options: builder.into() })
    }
}

/// What others have committed while a write waited for them is seen, as on PostgreSQL.
const READ_COMMITTED: &str = "SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED";

/// UTC everywhere, and no silent truncation, whatever the server's defaults are.
fn session_settings(options: &ServerOptions) -> String {
    use std::fmt::Write;
    let mut text = String::from(
        "SET NAMES utf8mb4, time_zone = '+00:00', \
         sql_mode = 'STRICT_ALL_TABLES,ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION'",
    );
    if let Some(limit) = options.lock_timeout {
        let seconds = limit.as_secs().max(1);
        let _infallible = write!(text, ", innodb_lock_wait_timeout = {seconds}, lock_wait_timeout = {seconds}");
    }
    if let Some(limit) = options.statement_timeout {
        // The comments are read by one of the two products each.
        let (seconds, millis) = (limit.as_secs_f64(), limit.as_millis());
        let _infallible = write!(text, "/*M!100000 , max_statement_time = {seconds:.3} */");
        let _infallible = write!(text, "/*!50708 , max_execution_time = {millis} */");
    }
    text
}

impl crate::pool::Connector for Connector {
    type Connection = Connection;

    async fn connect(&self, generation: u64) -> Result<Connection, DbError> {
        let conn = Conn::new(self.options.clone()).await.map_err(error::read_connect)?;
        Ok(Connection { conn, options: self.options.clone(), generation, stale: false })
    }
}

impl crate::pool::Connection for Connection {
    fn is_closed(&mut self) -> bool {
        self.stale || self.conn.is_disconnected()
    }

    fn see_generation(&mut self, generation: u64) {
        // The server prepares anew by itself, but the driver would go on with the old columns: a new connection is safest.
        self.stale = self.generation != generation;
    }

    fn abandon(self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.conn.is_disconnected() {
            return;
        }
        runtime.spawn(async move {
            let id = self.conn.id();
            // Only another connection can stop a statement that runs.
            let stopped = async {
                let mut other = Conn::new(self.options).await?;
                other.query_drop(format!("KILL {id}")).await?;
                other.disconnect().await
            };
            if let Err(error) = stopped.await {
                debug!(%error, "a running statement could not be stopped");
            }
            // It may have ended already; then there is nothing to hang up.
            let _already_gone = self.conn.disconnect().await;
        });
    }
}

impl Connection {
    pub(super) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    pub(super) fn last_insert_id(&self) -> Option<u64> {
        self.conn.last_insert_id()
    }

    /// Hangs up after use.
    pub(super) async fn hang_up(self) {
        let _already_gone = self.conn.disconnect().await;
    }
}
