//! MariaDB and MySQL.

mod bind;
mod connection;
mod cursor;
mod error;
mod introspect;
mod rows;
mod session;

use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use relata_sql::Statement;

pub(crate) use rows::MysqlRows;

use crate::pool::Pool;
use crate::{DbError, ReadJob, ServerOptions, Session, TableFacts, WriteJob};
use connection::Connector;
use session::{End, MysqlSession};

/// A MariaDB or MySQL database.
#[derive(Debug)]
pub(crate) struct MysqlDatabase {
    pool: Arc<Pool<Connector>>,
}

impl MysqlDatabase {
    pub(crate) async fn open(options: &ServerOptions, statements_sent: Arc<AtomicU64>) -> Result<Self, DbError> {
        let pool = Arc::new(Pool::new(Connector::new(options)?, options, statements_sent));
        pool.warm_up(options.pool.min.max(1)).await?;
        Ok(Self { pool })
    }

    pub(crate) async fn read<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        let mut session = MysqlSession::reader(self.pool.acquire().await?);
        Ok(job.run(&mut session).await)
    }

    pub(crate) async fn read_long<J: ReadJob>(&self, job: J) -> Result<J::Output, DbError> {
        let mut session = MysqlSession::reader(self.pool.acquire_long().await?);
        Ok(job.run(&mut session).await)
    }

    pub(crate) async fn write<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        carry_out(&mut MysqlSession::writer(self.pool.acquire().await?), job).await
    }

    /// A schema change. Statements that change tables commit by themselves, so that a lock outside of transactions keeps servers
    /// from changing the schema at the same time. Afterwards every connection forgets its statements.
    pub(crate) async fn alter<J: WriteJob>(&self, job: J) -> Result<J::Output, J::Error> {
        let mut session = MysqlSession::writer(self.pool.acquire().await?);
        session.lock_schema().await?;
        let outcome = carry_out(&mut session, job).await;
        session.unlock_schema().await;
        self.pool.forget_statements();
        outcome
    }

    pub(crate) async fn introspect(&self) -> Result<Vec<TableFacts>, DbError> {
        let mut session = MysqlSession::reader(self.pool.acquire().await?);
        introspect::tables(&mut session).await
    }

    pub(crate) async fn schema_fingerprint(&self) -> Result<u64, DbError> {
        let mut session = MysqlSession::reader(self.pool.acquire().await?);
        introspect::fingerprint(&mut session).await
    }

    pub(crate) async fn version(&self) -> Result<String, DbError> {
        let mut session = MysqlSession::reader(self.pool.acquire().await?);
        let rows = session.fetch(&Statement::new("SELECT version()")).await?;
        Ok(rows.cell(0, 0).as_str().unwrap_or_default().to_owned())
    }

    pub(crate) fn close(&self) {
        self.pool.close();
    }
}

/// Runs a job as one transaction.
async fn carry_out<J: WriteJob>(session: &mut MysqlSession, job: J) -> Result<J::Output, J::Error> {
    match job.run(session).await {
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
