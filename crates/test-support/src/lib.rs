//! Throw-away databases for tests.
//!
//! Servers ([`postgres`], [`mariadb`], [`redis`]) are shared by every test process of a machine and are started by
//! `cargo xtask services up`; a [`TestDatabase`] is fresh, belongs to one test and disappears with it. Knows drivers
//! only to create and drop databases, depends on no other crate of ours, and never skips: a test whose server is
//! missing fails with the command that provides it.

#[cfg(feature = "databases")]
mod admin;
#[cfg(feature = "databases")]
mod database;
mod facts;
#[cfg(feature = "databases")]
mod redis_line;
#[cfg(feature = "databases")]
mod servers;
mod url;

#[cfg(feature = "databases")]
pub use database::{Backend, TestDatabase};
pub use facts::{Facts, FactsError, Kind, Process, Server, services_folder};
#[cfg(feature = "databases")]
pub use redis_line::RedisLine;
#[cfg(feature = "databases")]
pub use servers::{mariadb, postgres, redis};
pub use url::UrlError;

/// Runs each named `async fn(TestDatabase)` of the calling module once per database, as `sqlite::name`,
/// `postgres::name` and `mariadb::name`.
///
/// The calling crate needs `tokio` with the features `macros` and `rt-multi-thread`.
///
/// ```no_run
/// use relata_test_support::{TestDatabase, on_every_database};
///
/// async fn has_a_name(db: TestDatabase) {
///     assert!(db.name().starts_with("relata_test_"));
/// }
///
/// on_every_database!(has_a_name);
/// ```
#[cfg(feature = "databases")]
#[macro_export]
macro_rules! on_every_database {
    ($($test:ident),+ $(,)?) => {
        $crate::on_every_database!(@backend sqlite Sqlite: $($test),+);
        $crate::on_every_database!(@backend postgres Postgres: $($test),+);
        $crate::on_every_database!(@backend mariadb Mariadb: $($test),+);
    };
    (@backend $module:ident $backend:ident: $($test:ident),+) => {
        mod $module {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $test() {
                    super::$test($crate::TestDatabase::create($crate::Backend::$backend).await).await;
                }
            )+
        }
    };
}
