//! What only SQLite does: one file, one writer, foreign keys that can be turned off.

use std::time::Duration;

use relata_db::{BrokenReference, Database, DatabaseOptions, DbError, SqliteOptions};
use relata_test_support::{Backend, TestDatabase};

use crate::common::{Execute, count, create, execute, fetch, number, open, sql};

async fn with_references() -> (TestDatabase, Database) {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let database = open(&db).await;
    create(
        &database,
        &[
            "CREATE TABLE parents (id integer PRIMARY KEY)",
            "CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents (id) ON DELETE CASCADE)",
        ],
    )
    .await;
    let texts = ["INSERT INTO parents VALUES (1), (2)", "INSERT INTO children VALUES (1, 1), (2, 2), (3, 2)"];
    database.write(Execute(texts.map(|text| sql(&database, text, Vec::new())).into())).await.unwrap();
    (db, database)
}

#[tokio::test]
async fn a_rebuilt_table_keeps_what_refers_to_it() {
    let (_db, database) = with_references().await;
    let rebuild = [
        "CREATE TABLE parents_new (id integer PRIMARY KEY, name text)",
        "INSERT INTO parents_new (id) SELECT id FROM parents",
        "DROP TABLE parents",
        "ALTER TABLE parents_new RENAME TO parents",
    ];
    create(&database, &rebuild).await;
    assert_eq!(count(&database, "children").await, 3);
    // Foreign keys act again afterwards.
    let error = execute(&database, "INSERT INTO children VALUES (9, 9)", Vec::new()).await.unwrap_err();
    assert!(matches!(error, DbError::ForeignKey { .. }), "{error:?}");
    execute(&database, "DELETE FROM parents WHERE id = 2", Vec::new()).await.unwrap();
    assert_eq!(count(&database, "children").await, 1);
}

#[tokio::test]
async fn a_schema_change_may_not_leave_orphans() {
    let (_db, database) = with_references().await;
    let job = Execute(vec![sql(&database, "DELETE FROM parents WHERE id = 2", Vec::new())]);
    let error = database.alter(job).await.unwrap_err();
    let DbError::BrokenReferences(broken) = error else { panic!("{error:?}") };
    assert_eq!(broken, [BrokenReference { table: "children".into(), referenced_table: "parents".into(), n_rows: 2 }]);
    assert_eq!(count(&database, "parents").await, 2);
    assert_eq!(count(&database, "children").await, 3);
}

#[tokio::test]
async fn old_orphans_do_not_stop_a_schema_change() {
    let (db, database) = with_references().await;
    // Another program, which doesn't ask for foreign keys, leaves a child without a parent.
    let shell = rusqlite::Connection::open(db.path().unwrap()).unwrap();
    shell.execute_batch("PRAGMA foreign_keys = OFF; INSERT INTO children VALUES (10, 99)").unwrap();
    create(&database, &["CREATE TABLE more (id integer PRIMARY KEY)"]).await;
    // One more of them is one too many.
    let job = Execute(vec![sql(&database, "INSERT INTO children VALUES (11, 98)", Vec::new())]);
    let error = database.alter(job).await.unwrap_err();
    let DbError::BrokenReferences(broken) = error else { panic!("{error:?}") };
    assert_eq!(broken[0].n_rows, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn deferred_foreign_keys_fail_alone() {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let database = open(&db).await;
    create(
        &database,
        &[
            "CREATE TABLE parents (id integer PRIMARY KEY)",
            "CREATE TABLE children (id integer PRIMARY KEY, parent integer REFERENCES parents (id) DEFERRABLE INITIALLY DEFERRED)",
        ],
    )
    .await;
    let jobs: Vec<_> = (0..40_i64)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move {
                // Every second child comes before its parent, and every fourth parent never comes.
                let mut statements = vec![sql(&database, "INSERT INTO children VALUES (?, ?)", vec![id.into(), id.into()])];
                if id % 4 != 0 {
                    statements.push(sql(&database, "INSERT INTO parents VALUES (?)", vec![id.into()]));
                }
                database.write(Execute(statements)).await.is_ok()
            })
        })
        .collect();
    for (id, job) in jobs.into_iter().enumerate() {
        assert_eq!(job.await.unwrap(), id % 4 != 0, "{id}");
    }
    assert_eq!(count(&database, "children").await, 30);
}

#[tokio::test(flavor = "multi_thread")]
async fn another_process_may_write_too() {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let ours = open(&db).await;
    create(&ours, &["CREATE TABLE items (id integer PRIMARY KEY)"]).await;
    let theirs = open(&db).await;
    for id in 0..50 {
        let database = if id % 2 == 0 { &ours } else { &theirs };
        execute(database, "INSERT INTO items VALUES (?)", vec![id.into()]).await.unwrap();
        assert_eq!(count(&ours, "items").await, id + 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lock_that_never_opens_is_reported() {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let ours = open(&db).await;
    create(&ours, &["CREATE TABLE items (id integer PRIMARY KEY)"]).await;
    let mut options = SqliteOptions::new(db.path().unwrap());
    options.busy_timeout = Duration::from_millis(50);
    let theirs = Database::open(&DatabaseOptions::Sqlite(options)).await.unwrap();
    let (said, started) = tokio::sync::oneshot::channel();
    let (release, released) = tokio::sync::oneshot::channel();
    let holder = tokio::spawn({
        let ours = ours.clone();
        async move { ours.write(Holds(Some(said), Some(released))).await }
    });
    started.await.unwrap();
    let error = execute(&theirs, "INSERT INTO items VALUES (2)", Vec::new()).await.unwrap_err();
    assert!(matches!(error, DbError::LockTimeout(_)) && error.is_transient(), "{error:?}");
    // Readers don't wait for the writer.
    assert_eq!(count(&theirs, "items").await, 0);
    release.send(()).unwrap();
    holder.await.unwrap().unwrap();
    execute(&theirs, "INSERT INTO items VALUES (2)", Vec::new()).await.unwrap();
}

/// Holds the write lock until it is told to let go.
struct Holds(Option<tokio::sync::oneshot::Sender<()>>, Option<tokio::sync::oneshot::Receiver<()>>);

impl relata_db::WriteJob for Holds {
    type Output = ();
    type Error = DbError;

    async fn run<T: relata_db::Transaction>(mut self, transaction: &mut T) -> Result<(), DbError> {
        transaction.execute(&relata_sql::Statement::new("INSERT INTO items VALUES (1)")).await?;
        self.0.take().unwrap().send(()).unwrap();
        self.1.take().unwrap().await.unwrap();
        Ok(())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trigger_that_rolls_back_is_an_error_for_all_it_hits() {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let database = open(&db).await;
    create(
        &database,
        &[
            "CREATE TABLE items (id integer PRIMARY KEY)",
            "CREATE TRIGGER no_threes BEFORE INSERT ON items WHEN new.id = 3 BEGIN SELECT RAISE(ROLLBACK, 'no'); END",
        ],
    )
    .await;
    let jobs: Vec<_> = (0..8_i64)
        .map(|id| {
            let database = database.clone();
            tokio::spawn(async move { execute(&database, "INSERT INTO items VALUES (?)", vec![id.into()]).await })
        })
        .collect();
    let mut n_stored = 0;
    for (id, job) in jobs.into_iter().enumerate() {
        match job.await.unwrap() {
            Ok(_) => n_stored += 1,
            Err(error) => assert!(id == 3 || error.is_transient(), "{id}: {error:?}"),
        }
    }
    // Whoever heard of success is stored, and nobody else.
    assert_eq!(count(&database, "items").await, n_stored);
    execute(&database, "INSERT INTO items VALUES (100)", Vec::new()).await.unwrap();
}

/// Changes tables right after leaving a cursor on them, and while another one is at its end.
#[tokio::test]
async fn a_dropped_cursor_locks_nothing() {
    struct DropsBoth;
    impl relata_db::WriteJob for DropsBoth {
        type Output = ();
        type Error = DbError;
        async fn run<T: relata_db::Transaction>(self, transaction: &mut T) -> Result<(), DbError> {
            let all = relata_sql::Statement::new("SELECT * FROM children");
            let mut ended = transaction.open_cursor(&all, 100).await?;
            assert_eq!(transaction.next_chunk(&mut ended).await?.unwrap().len(), 3);
            let mut left = transaction.open_cursor(&all, 1).await?;
            assert_eq!(transaction.next_chunk(&mut left).await?.unwrap().len(), 1);
            drop(left);
            transaction.execute(&relata_sql::Statement::new("DROP TABLE children")).await?;
            assert!(transaction.next_chunk(&mut ended).await?.is_none());
            Ok(())
        }
    }
    let (_db, database) = with_references().await;
    database.alter(DropsBoth).await.unwrap();
    assert_eq!(database.introspect().await.unwrap().len(), 1);
}

/// All of a read job sees one state, whatever is committed meanwhile.
#[tokio::test(flavor = "multi_thread")]
async fn a_read_job_sees_one_state() {
    struct Looks(Database);
    impl relata_db::ReadJob for Looks {
        type Output = Result<(), DbError>;
        async fn run<S: relata_db::Session>(self, session: &mut S) -> Self::Output {
            let all = relata_sql::Statement::new("SELECT * FROM children");
            assert_eq!(session.fetch(&all).await?.len(), 3);
            execute(&self.0, "DELETE FROM children", Vec::new()).await?;
            let mut cursor = session.open_cursor(&all, 2).await?;
            assert_eq!(session.next_chunk(&mut cursor).await?.unwrap().len(), 2);
            assert_eq!(session.fetch(&all).await?.len(), 3);
            Ok(())
        }
    }
    let (_db, database) = with_references().await;
    database.read(Looks(database.clone())).await.unwrap().unwrap();
    assert_eq!(count(&database, "children").await, 0);
}

#[tokio::test]
async fn a_backup_is_a_database() {
    let (db, database) = with_references().await;
    let copy = db.path().unwrap().with_extension("copy");
    database.backup(&copy).await.unwrap();
    let copied = Database::open(&DatabaseOptions::Sqlite(SqliteOptions::new(&copy))).await.unwrap();
    assert_eq!(count(&copied, "children").await, 3);
}

#[tokio::test]
async fn lower_case_of_every_script() {
    let db = TestDatabase::create(Backend::Sqlite).await;
    let database = open(&db).await;
    let rows = fetch(&database, "SELECT unicode_lower('ÄÖÜ ПРИВЕТ'), unicode_lower(5), unicode_lower(NULL)", Vec::new()).await.unwrap();
    assert_eq!(rows.cell(0, 0).as_str(), Some("äöü привет"));
    assert_eq!(number(rows.cell(0, 1)), 5);
    assert!(rows.cell(0, 2).is_null());
}

#[tokio::test]
async fn readers_cannot_write() {
    let (_db, database) = with_references().await;
    assert!(fetch(&database, "DELETE FROM children", Vec::new()).await.is_err());
    assert_eq!(count(&database, "children").await, 3);
}
