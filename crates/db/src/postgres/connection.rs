//! One connection: how it is made, and the statements it has prepared.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::config::SslMode;
use tokio_postgres::{Client, Config};
use tracing::debug;

use super::error;
use super::tls::Connect;
use crate::{DbError, ServerOptions};

/// Prepared statements kept per connection. Each costs the server some memory, and us a name.
const CACHED_STATEMENTS: usize = 1_024;

/// Makes connections.
#[derive(Debug)]
pub(super) struct Connector {
    config: Config,
    tls: Connect,
}

/// One connection.
pub(super) struct Connection {
    client: Arc<Client>,
    tls: Connect,
    generation: u64,
    prepared: HashMap<Box<str>, Cached>,
    /// Counts uses, to find the statements that were used longest ago.
    n_uses: u64,
    /// Whether the work under way has used a statement that was prepared before it.
    used_prepared: bool,
}

struct Cached {
    statement: tokio_postgres::Statement,
    last_use: u64,
}

impl Connector {
    pub(super) fn new(options: &ServerOptions) -> Result<Self, DbError> {
        let mut config = match &options.connection_string {
            Some(text) => text.reveal().parse().map_err(|cause| DbError::Unavailable(Box::new(cause)))?,
            None => Config::new(),
        };
        if let Some(host) = &options.host {
            config.host(host);
        } else if config.get_hosts().is_empty() {
            config.host("localhost");
        }
        if let Some(port) = options.port {
            config.port(port);
        }
        if let Some(user) = &options.user {
            config.user(user);
        }
        if let Some(password) = &options.password {
            config.password(password.reveal());
        }
        if let Some(database) = &options.database {
            config.dbname(database);
        }
        if config.get_application_name().is_none() {
            config.application_name("relata");
        }
        config.connect_timeout(options.acquire_timeout);
        config.options(startup_options(config.get_options(), options));
        let tls = Connect::new(&options.tls)?;
        if tls.is_encrypted() {
            config.ssl_mode(SslMode::Require);
        }
        Ok(Self { config, tls })
    }
}

impl crate::pool::Connector for Connector {
    type Connection = Connection;

    async fn connect(&self, generation: u64) -> Result<Connection, DbError> {
        let client = self.tls.connect(&self.config).await.map_err(error::read_connect)?;
        Ok(Connection {
            client: Arc::new(client),
            tls: self.tls.clone(),
            generation,
            prepared: HashMap::new(),
            n_uses: 0,
            used_prepared: false,
        })
    }
}

impl crate::pool::Connection for Connection {
    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn see_generation(&mut self, generation: u64) {
        if self.generation != generation {
            self.generation = generation;
            self.forget_statements();
        }
    }

    fn abandon(self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if self.client.is_closed() {
            return;
        }
        let token = self.client.cancel_token();
        runtime.spawn(async move {
            if let Err(error) = self.tls.cancel(&token).await {
                debug!(%error, "a running statement could not be stopped");
            }
        });
    }
}

/// Session settings that travel with the connection's first message, so that they cost no round trip.
fn startup_options(given: Option<&str>, options: &ServerOptions) -> String {
    let mut text = given.unwrap_or_default().to_owned();
    let mut set = |name: &str, value: &str| {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str("-c ");
        text.push_str(name);
        text.push('=');
        for character in value.chars() {
            if character == '\\' || character.is_whitespace() {
                text.push('\\');
            }
            text.push(character);
        }
    };
    // Functions of dates speak UTC, whatever the server's own zone is.
    set("TimeZone", "UTC");
    if !options.search_path.is_empty() {
        let quoted: Vec<String> = options.search_path.iter().map(|schema| format!("\"{}\"", schema.replace('"', "\"\""))).collect();
        set("search_path", &quoted.join(","));
    }
    if let Some(limit) = options.statement_timeout {
        set("statement_timeout", &millis(limit));
    }
    if let Some(limit) = options.lock_timeout {
        set("lock_timeout", &millis(limit));
    }
    text
}

fn millis(duration: Duration) -> String {
    duration.as_millis().max(1).to_string()
}

impl Connection {
    pub(super) fn client(&self) -> &Client {
        &self.client
    }

    /// The client, for a message that is sent beside others.
    pub(super) fn shared(&self) -> Arc<Client> {
        Arc::clone(&self.client)
    }

    pub(super) fn forget_statements(&mut self) {
        self.prepared.clear();
        self.client.clear_type_cache();
    }

    /// The statement if it is prepared already.
    pub(super) fn prepared(&mut self, text: &str) -> Option<tokio_postgres::Statement> {
        self.n_uses += 1;
        let cached = self.prepared.get_mut(text)?;
        cached.last_use = self.n_uses;
        self.used_prepared = true;
        Some(cached.statement.clone())
    }

    /// Starts new work.
    pub(super) fn begin_work(&mut self) {
        self.used_prepared = false;
    }

    /// Whether the work under way has used a statement that was prepared before it.
    pub(super) fn used_prepared(&self) -> bool {
        self.used_prepared
    }

    /// Prepares a statement, once per connection and text.
    pub(super) async fn prepare(&mut self, text: &str) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {
        if let Some(statement) = self.prepared(text) {
            return Ok(statement);
        }
        let statement = self.client.prepare(text).await?;
        if self.prepared.len() >= CACHED_STATEMENTS {
            self.evict();
        }
        self.prepared.insert(text.into(), Cached { statement: statement.clone(), last_use: self.n_uses });
        Ok(statement)
    }

    /// Drops the quarter that was used longest ago. Dropping closes them on the server.
    fn evict(&mut self) {
        let mut uses: Vec<u64> = self.prepared.values().map(|cached| cached.last_use).collect();
        let quarter = uses.len() / 4;
        let (_, limit, _) = uses.select_nth_unstable(quarter);
        let limit = *limit;
        self.prepared.retain(|_, cached| cached.last_use > limit);
    }
}

impl std::fmt::Debug for Connection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Connection").field("n_prepared", &self.prepared.len()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_travel_with_the_first_message() {
        let options = ServerOptions {
            search_path: vec!["my schema".to_owned(), "public".to_owned()],
            statement_timeout: Some(Duration::from_secs(3)),
            ..ServerOptions::default()
        };
        assert_eq!(
            startup_options(Some("-c jit=off"), &options),
            "-c jit=off -c TimeZone=UTC -c search_path=\"my\\ schema\",\"public\" -c statement_timeout=3000"
        );
    }
}
