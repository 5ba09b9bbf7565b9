//! Pools, transactions, binding, decoding, introspection: the only crate that knows a driver.
//!
//! A [`Database`] runs jobs: a [`ReadJob`] gets a [`Session`], a [`WriteJob`] a [`Transaction`] that is committed when the job
//! succeeds. What comes back is a [`RowSet`] of [`Cell`]s; what goes wrong is a [`DbError`]. Nothing here knows collections,
//! permissions or requests, and no driver's type leaves this crate.

mod calendar;
mod cell;
mod column_type;
mod database;
mod decimal;
mod error;
mod facts;
mod job;
mod mysql;
mod options;
mod pool;
mod postgres;
mod row_set;
mod shape;
mod sqlite;

pub use cell::Cell;
pub use database::{Database, Product, ServerVersion};
pub use decimal::Decimal;
pub use error::{BrokenReference, Cause, DbError, Details, ForeignKeyBreach};
pub use facts::{ColumnInfo, ForeignKeyFacts, IndexFacts, TableFacts, TableKind};
pub use job::{ReadJob, Session, Transaction, WriteJob};
pub use options::{DatabaseOptions, PoolSize, Secret, ServerOptions, SqliteOptions, Synchronous, Tls};
pub use postgres::Array;
pub use row_set::RowSet;
pub use shape::Shape;
