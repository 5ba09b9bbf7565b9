//! PostgreSQL, and servers that speak its protocol.

mod array;
mod bind;
mod connect;
mod connection;
mod decode;
mod error;
mod failure;
mod introspect;
mod line;
mod rows;
mod session;
mod tls;
mod types;
mod wire;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

pub use array::Array;
pub(crate) use rows::PgRows;

use crate::pool::{Lease, Pool};
use crate::{DbError, ReadJob, ServerOptions, Session, TableFacts, WriteJob};
use connect::Connector;
use relata_sql::Statement;
use session::{End, PgSession};

/// A PostgreSQL database.
#[derive(Debug)]
pub(crate) struct PgDatabase {
    pool: Arc<Pool<Connector>>,
}

impl PgDatabase {
    pub(crate) async fn open(options: &ServerOptions, statements_sent: Arc<AtomicU64>) -> Result<Self, DbError> {
        let pool = Arc::new(Pool::new(Connector::new(options)?, options, statements_sent));
        pool.warm_up(options.pool.min.max(1)).await?;
        Ok(Self { pool })
    }

    pub(crate) async fn read<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        Self::read_over(self.pool.acquire().await?, job).await
    }

    pub(crate) async fn read_long<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        Self::read_over(self.pool.acquire_long().await?, job).await
    }

    async fn read_over<J: ReadJob>(lease: Lease<Connector>, job: J) -> Result<J::Output, DbError> {
        let mut session = PgSession::reader(lease);
        let output = job.run(&mut session).await;
        // What was read is known by now, whatever becomes of the transaction that a cursor needed.
        let _cleaned_or_discarded = session.end(End::RollBack).await;
        Ok(output)
    }

    pub(crate) async fn write<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        carry_out(PgSession::writer(self.pool.acquire().await?), job).await
    }

    /// A schema change: one transaction, which no other server's schema change runs beside. Afterwards every connection forgets
    /// its prepared statements.
    pub(crate) async fn alter<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        let mut session = PgSession::writer(self.pool.acquire().await?);
        session.fetch(&Statement::new("SELECT pg_advisory_xact_lock(hashtext('relata'), hashtext('schema'))")).await?;
        let outcome = carry_out(session, job).await;
        self.pool.forget_statements();
        outcome
    }

    pub(crate) async fn introspect(&self) -> Result<Vec<TableFacts>, DbError> {
        let mut session = PgSession::reader(self.pool.acquire().await?);
        introspect::tables(&mut session).await
    }

    pub(crate) async fn schema_fingerprint(&self) -> Result<u64, DbError> {
        let mut session = PgSession::reader(self.pool.acquire().await?);
        introspect::fingerprint(&mut session).await
    }

    pub(crate) async fn version(&self) -> Result<String, DbError> {
        let mut session = PgSession::reader(self.pool.acquire().await?);
        let rows = session.fetch(&Statement::new("SELECT current_setting('server_version')")).await?;
        Ok(rows.cell(0, 0).as_str().unwrap_or_default().to_owned())
    }

    pub(crate) async fn has_shapes(&self) -> Result<bool, DbError> {
        let mut session = PgSession::reader(self.pool.acquire().await?);
        introspect::has_shapes(&mut session).await
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// Runs a job as one transaction.
async fn carry_out<J: WriteJob>(mut session: PgSession, job: J) -> Result<J::Output, J::Error> {
    match job.run(&mut session).await {
        Ok(output) => {
            session.end(End::Commit).await?;
            Ok(output)
        }
        Err(error) => {
            // When even the rollback fails the connection is thrown away, which rolls back as well.
            let _cleaned_or_discarded = session.end(End::RollBack).await;
            Err(error)
        }
    }
}
