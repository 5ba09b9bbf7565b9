//! A caller that goes away, and a server that does.

use std::time::{Duration, Instant};

use relata_db::{DbError, Product, ReadJob, Session, Transaction, WriteJob};
use relata_sql::Statement;
use relata_test_support::{Backend, TestDatabase, on_every_database};
use tokio::sync::{mpsc, oneshot, watch};

use crate::common::{Fetch, count, create, execute, fetch, number, open, sql};

/// Writes, says so, and then never ends.
struct NeverEnds(Statement, Option<oneshot::Sender<()>>);

impl WriteJob for NeverEnds {
    type Output = ();
    type Error = DbError;

    async fn run<T: Transaction>(mut self, transaction: &mut T) -> Result<(), DbError> {
        transaction.execute(&self.0).await?;
        self.1.take().unwrap().send(()).unwrap();
        std::future::pending().await
    }
}

async fn a_dropped_write_is_undone(db: TestDatabase) {
    let database = open(&db).await;
    if database.product() == Product::Sqlite {
        // A job that has begun is finished there; one that never ends would hold the writer.
        return;
    }
    create(&database, &["CREATE TABLE items (id integer PRIMARY KEY)"]).await;
    for _ in 0..6 {
        let (said, wrote) = oneshot::channel();
        let insert = sql(&database, "INSERT INTO items VALUES (1)", Vec::new());
        let writer = database.clone();
        let job = tokio::spawn(async move { writer.write(NeverEnds(insert, Some(said))).await });
        wrote.await.unwrap();
        job.abort();
        assert!(job.await.unwrap_err().is_cancelled());
        assert_eq!(count(&database, "items").await, 0);
    }
    // The key is free again: nothing holds a lock on it.
    execute(&database, "INSERT INTO items VALUES (1)", Vec::new()).await.unwrap();
}

async fn a_dropped_read_frees_its_connection(db: TestDatabase) {
    let database = open(&db).await;
    if database.product() == Product::Sqlite {
        return;
    }
    let slow = if database.product() == Product::Postgres { "SELECT pg_sleep(30)" } else { "SELECT sleep(30)" };
    let started = Instant::now();
    // More often than there are connections: each must come back, or be replaced, at once.
    for _ in 0..8 {
        let read = database.read(Fetch(sql(&database, slow, Vec::new())));
        assert!(tokio::time::timeout(Duration::from_millis(50), read).await.is_err());
    }
    let rows = fetch(&database, "SELECT 1", Vec::new()).await.unwrap();
    assert_eq!(rows.cell(0, 0).as_i64(), Some(1));
    assert!(started.elapsed() < Duration::from_secs(10));
}

async fn connections_that_died_are_replaced(db: TestDatabase) {
    let database = open(&db).await;
    create(&database, &["CREATE TABLE items (id integer PRIMARY KEY)"]).await;
    let killer = open(&db).await;
    match database.product() {
        Product::Sqlite => return,
        Product::Postgres => {
            let text = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";
            fetch(&killer, text, Vec::new()).await.unwrap();
        }
        Product::Mysql => {
            let text = "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> connection_id()";
            let rows = fetch(&killer, text, Vec::new()).await.unwrap();
            assert!(!rows.is_empty());
            for row in 0..rows.len() {
                let id = rows.cell(row, 0).as_i64().unwrap();
                execute(&killer, &format!("KILL {id}"), Vec::new()).await.unwrap();
            }
        }
    }
    // Whoever comes next notices nothing, a writer no more than a reader.
    assert_eq!(execute(&database, "INSERT INTO items VALUES (1)", Vec::new()).await.unwrap(), 1);
    assert_eq!(count(&database, "items").await, 1);
}

async fn jobs_wait_for_a_free_connection(db: TestDatabase) {
    let database = open(&db).await;
    let readers = (0..50).map(|_| {
        let database = database.clone();
        tokio::spawn(async move { fetch(&database, "SELECT 1", Vec::new()).await.unwrap().len() })
    });
    for reader in readers.collect::<Vec<_>>() {
        assert_eq!(reader.await.unwrap(), 1);
    }
}

/// Says that it has begun, then waits for a slow listener.
struct Slow(mpsc::UnboundedSender<i64>, watch::Receiver<bool>);

impl ReadJob for Slow {
    type Output = Result<(), DbError>;

    async fn run<S: Session>(mut self, session: &mut S) -> Self::Output {
        let rows = session.fetch(&Statement::new("SELECT 1")).await?;
        self.0.send(number(rows.cell(0, 0))).unwrap();
        self.1.wait_for(|listens| *listens).await.unwrap();
        Ok(())
    }
}

async fn slow_listeners_leave_room_for_others(db: TestDatabase) {
    let database = open(&db).await;
    let (begun, mut begins) = mpsc::unbounded_channel();
    let (listen, listens) = watch::channel(false);
    let jobs: Vec<_> = (0..20)
        .map(|_| {
            let (database, slow) = (database.clone(), Slow(begun.clone(), listens.clone()));
            tokio::spawn(async move { database.read_long(slow).await })
        })
        .collect();
    assert_eq!(begins.recv().await, Some(1));
    assert_eq!(fetch(&database, "SELECT 1", Vec::new()).await.unwrap().len(), 1);
    // As they go, those that waited get their turn.
    listen.send(true).unwrap();
    for job in jobs {
        job.await.unwrap().unwrap().unwrap();
    }
    drop(begun);
    let mut n_begun = 1;
    while begins.recv().await.is_some() {
        n_begun += 1;
    }
    assert_eq!(n_begun, 20);
}

on_every_database!(
    slow_listeners_leave_room_for_others,
    a_dropped_write_is_undone,
    a_dropped_read_frees_its_connection,
    connections_that_died_are_replaced,
    jobs_wait_for_a_free_connection,
);

/// A transaction that lost its connection half-way says so; it is never taken up again on another one.
#[tokio::test(flavor = "multi_thread")]
async fn a_transaction_does_not_survive_its_connection() {
    struct KillsItself;
    impl WriteJob for KillsItself {
        type Output = ();
        type Error = DbError;
        async fn run<T: Transaction>(self, transaction: &mut T) -> Result<(), DbError> {
            transaction.execute(&Statement::new("INSERT INTO items VALUES (1)")).await?;
            let killed = transaction.fetch(&Statement::new("SELECT pg_terminate_backend(pg_backend_pid())")).await;
            assert!(matches!(killed, Err(DbError::ConnectionLost(_))), "{killed:?}");
            transaction.execute(&Statement::new("INSERT INTO items VALUES (2)")).await?;
            Ok(())
        }
    }
    let db = TestDatabase::create(Backend::Postgres).await;
    let database = open(&db).await;
    create(&database, &["CREATE TABLE items (id integer PRIMARY KEY)"]).await;
    let error = database.write(KillsItself).await.unwrap_err();
    assert!(matches!(error, DbError::ConnectionLost(_)), "{error:?}");
    assert_eq!(count(&database, "items").await, 0);
}
