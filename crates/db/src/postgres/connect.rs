//! Makes connections to the first server that wants one.

use std::sync::Arc;
use std::time::Duration;

use tokio_postgres::config::{LoadBalanceHosts, SslMode, TargetSessionAttrs};
use tokio_postgres::{CancelToken, Config};
use tracing::debug;

use super::connection::Connection;
use super::line::{Address, Place};
use super::tls::Connect;
use crate::{Cause, DbError, ServerOptions};

/// Makes connections.
#[derive(Debug)]
pub(super) struct Connector(Arc<Reach>);

/// How to reach a server.
#[derive(Debug)]
struct Reach {
    config: Config,
    tls: Connect,
}

/// The right to stop what runs on a connection.
pub(super) struct Cancel {
    token: CancelToken,
    reach: Arc<Reach>,
    place: Place,
    address: Address,
}

#[derive(Debug, thiserror::Error)]
enum Unfit {
    #[error("load_balance_hosts is not supported: name the hosts in the order in which they are to be tried")]
    LoadBalancing,
    #[error("no address is known for any of the hosts")]
    NoAddress,
    #[error("the server takes no changes")]
    TakesNoChanges,
    #[error("the server takes changes")]
    TakesChanges,
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
        if config.get_load_balance_hosts() == LoadBalanceHosts::Random {
            return Err(DbError::Unavailable(Box::new(Unfit::LoadBalancing)));
        }
        config.connect_timeout(options.acquire_timeout);
        config.options(startup_options(config.get_options(), options));
        let tls = Connect::new(&options.tls)?;
        if tls.is_encrypted() {
            config.ssl_mode(SslMode::Require);
        }
        Ok(Self(Arc::new(Reach { config, tls })))
    }

    /// A connection to the first server that wants one, and otherwise the last one's reason.
    async fn first(&self, generation: u64) -> Result<Connection, Cause> {
        let mut reason = Cause::from(Unfit::NoAddress);
        for place in Place::all(&self.0.config) {
            let addresses = match place.addresses().await {
                Ok(addresses) => addresses,
                Err(error) => {
                    reason = error.into();
                    continue;
                }
            };
            for address in addresses {
                match self.connect_to(&place, address, generation).await {
                    Ok(connection) => return Ok(connection),
                    Err(error) => reason = error,
                }
            }
        }
        Err(reason)
    }

    async fn connect_to(&self, place: &Place, address: Address, generation: u64) -> Result<Connection, Cause> {
        let Reach { config, tls } = &*self.0;
        let (line, token) = tls.greet(address.open(config).await?, place.name(), config).await?;
        let cancel = Cancel { token, reach: Arc::clone(&self.0), place: place.clone(), address };
        let mut connection = Connection::new(line, cancel, generation);
        let wanted = config.get_target_session_attrs();
        if wanted != TargetSessionAttrs::Any {
            let takes_changes = connection.setting("transaction_read_only").await? == "off";
            match wanted {
                TargetSessionAttrs::ReadWrite if !takes_changes => return Err(Unfit::TakesNoChanges.into()),
                TargetSessionAttrs::ReadOnly if takes_changes => return Err(Unfit::TakesChanges.into()),
                _ => {}
            }
        }
        Ok(connection)
    }
}

impl crate::pool::Connector for Connector {
    type Connection = Connection;

    async fn connect(&self, generation: u64) -> Result<Connection, DbError> {
        self.first(generation).await.map_err(DbError::Unavailable)
    }
}

impl Cancel {
    /// Stops it, in the background.
    pub(super) fn send(self) {
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        runtime.spawn(async move {
            if let Err(error) = self.reach_again().await {
                debug!(%error, "a running statement could not be stopped");
            }
        });
    }

    async fn reach_again(&self) -> Result<(), Cause> {
        let Reach { config, tls } = &*self.reach;
        tls.cancel(&self.token, self.address.open(config).await?, self.place.name()).await
    }
}

/// Session settings that travel with the connection's first message, so that they cost no round trip.
fn startup_options(given: Option<&str>, options: &ServerOptions) -> String {
    // Compiling a statement takes longer than any of ours runs, and PostgreSQL does it by an estimate that rules throw off by far
    // (`docs/decisions/no-compiled-statements-on-postgresql.md`). Look-ups by key it takes for dearer than they are
    // (`docs/decisions/look-ups-are-cheap-on-postgresql.md`). What the address says counts more.
    let mut text = String::from("-c jit=off -c random_page_cost=1.1");
    if let Some(given) = given {
        text.push(' ');
        text.push_str(given);
    }
    let mut set = |name: &str, value: &str| {
        text.push_str(" -c ");
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
            startup_options(Some("-c jit=on"), &options),
            "-c jit=off -c random_page_cost=1.1 -c jit=on -c TimeZone=UTC -c search_path=\"my\\ schema\",\"public\" -c statement_timeout=3000"
        );
    }
}
