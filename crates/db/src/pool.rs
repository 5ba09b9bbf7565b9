//! Connections that wait to be used. A connection comes back only when nothing is under way on it; otherwise it is discarded,
//! which makes the server undo whatever was.

use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{DbError, ServerOptions};

/// Makes connections to one server.
pub(crate) trait Connector: Send + Sync + 'static {
    /// What it makes.
    type Connection: Connection;

    /// Makes one that knows the schema as of `generation`.
    fn connect(&self, generation: u64) -> impl Future<Output = Result<Self::Connection, DbError>> + Send;
}

/// A connection that can be lent.
pub(crate) trait Connection: Send + 'static {
    /// Whether it is known to be dead.
    fn is_closed(&mut self) -> bool;

    /// Forgets what it knows about tables, unless it learned that in this generation of the schema.
    fn see_generation(&mut self, generation: u64);

    /// Throws the connection away although something is under way on it: stops that, then hangs up.
    fn abandon(self);
}

/// The connections to one server.
#[derive(Debug)]
pub(crate) struct Pool<C: Connector> {
    connector: C,
    /// The one used last is used next: its caches are warm, and the others may go idle.
    idle: Mutex<Vec<C::Connection>>,
    free: Arc<Semaphore>,
    /// For jobs that may take long.
    free_long: Arc<Semaphore>,
    acquire_timeout: Duration,
    /// Counts schema changes; connections made or used before the last one forget their statements.
    schema_generation: AtomicU64,
    statements_sent: Arc<AtomicU64>,
}

/// A connection on loan.
pub(crate) struct Lease<C: Connector> {
    pool: Arc<Pool<C>>,
    connection: Option<C::Connection>,
    /// Whether the connection may be used by somebody else as it is.
    clean: bool,
    _permit: OwnedSemaphorePermit,
}

#[derive(Debug, thiserror::Error)]
#[error("no free connection within {} ms", .0.as_millis())]
struct Exhausted(Duration);

impl<C: Connector> Pool<C> {
    pub(crate) fn new(connector: C, options: &ServerOptions, statements_sent: Arc<AtomicU64>) -> Self {
        Self {
            connector,
            idle: Mutex::new(Vec::new()),
            free: Arc::new(Semaphore::new(options.pool.max.max(1))),
            free_long: Arc::new(Semaphore::new((options.pool.max / 2).max(1))),
            acquire_timeout: options.acquire_timeout,
            schema_generation: AtomicU64::new(0),
            statements_sent,
        }
    }

    /// Opens connections ahead of need; says early when the server can't be reached.
    pub(crate) async fn warm_up(self: &Arc<Self>, n_connections: usize) -> Result<(), DbError> {
        let mut leases = Vec::new();
        for _ in 0..n_connections.min(self.free.available_permits()) {
            leases.push(self.acquire().await?);
        }
        Ok(())
    }

    pub(crate) async fn acquire(self: &Arc<Self>) -> Result<Lease<C>, DbError> {
        self.acquire_from(&self.free).await
    }

    /// A connection for a job that may take long: half as many of them as ordinary ones, and beside those.
    pub(crate) async fn acquire_long(self: &Arc<Self>) -> Result<Lease<C>, DbError> {
        self.acquire_from(&self.free_long).await
    }

    async fn acquire_from(self: &Arc<Self>, free: &Arc<Semaphore>) -> Result<Lease<C>, DbError> {
        let permit = match Arc::clone(free).try_acquire_owned() {
            Ok(permit) => permit,
            Err(_) => self.in_time(Arc::clone(free).acquire_owned()).await?.map_err(|_closed| DbError::Closed)?,
        };
        let connection = match self.take_idle() {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(Lease { pool: Arc::clone(self), connection: Some(connection), clean: true, _permit: permit })
    }

    pub(crate) fn count_statements(&self, n_statements: usize) {
        self.statements_sent.fetch_add(n_statements as u64, Ordering::Relaxed);
    }

    /// Makes every connection prepare anew, since types may have changed.
    pub(crate) fn forget_statements(&self) {
        self.schema_generation.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn close(&self) {
        self.free.close();
        self.free_long.close();
        self.idle.lock().clear();
    }

    /// A connection beside the pool, for one long result. It isn't counted: a job that reads two results at once could
    /// otherwise wait for itself.
    pub(crate) async fn connect(&self) -> Result<C::Connection, DbError> {
        let generation = self.schema_generation.load(Ordering::Relaxed);
        self.in_time(self.connector.connect(generation)).await?
    }

    fn take_idle(&self) -> Option<C::Connection> {
        let generation = self.schema_generation.load(Ordering::Relaxed);
        let mut idle = self.idle.lock();
        loop {
            let mut connection = idle.pop()?;
            // A server that went away closes its connections; they fall out here, and a new one is made.
            if !connection.is_closed() {
                connection.see_generation(generation);
                return Some(connection);
            }
        }
    }

    async fn in_time<T>(&self, work: impl Future<Output = T>) -> Result<T, DbError> {
        tokio::time::timeout(self.acquire_timeout, work)
            .await
            .map_err(|_elapsed| DbError::Unavailable(Box::new(Exhausted(self.acquire_timeout))))
    }
}

impl<C: Connector> Lease<C> {
    pub(crate) fn pool(&self) -> &Pool<C> {
        &self.pool
    }

    pub(crate) fn connection(&mut self) -> Result<&mut C::Connection, DbError> {
        self.connection.as_mut().ok_or(DbError::Closed)
    }

    pub(crate) fn peek(&self) -> Option<&C::Connection> {
        self.connection.as_ref()
    }

    /// Says that something is under way: dropped now, the connection would be discarded.
    pub(crate) fn mark_busy(&mut self) {
        self.clean = false;
    }

    /// Says that nothing is under way any more.
    pub(crate) fn mark_clean(&mut self) {
        self.clean = true;
    }

    /// Swaps a connection that turned out to be broken for a new one.
    pub(crate) async fn replace(&mut self) -> Result<(), DbError> {
        self.connection = None;
        self.connection = Some(self.pool.connect().await?);
        Ok(())
    }
}

impl<C: Connector> Drop for Lease<C> {
    fn drop(&mut self) {
        let Some(mut connection) = self.connection.take() else { return };
        if !self.clean {
            connection.abandon();
        } else if !connection.is_closed() && !self.pool.free.is_closed() {
            self.pool.idle.lock().push(connection);
        }
    }
}
