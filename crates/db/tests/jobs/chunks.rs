//! Large results, piece by piece.

use relata_db::{Database, DbError, ReadJob, Session};
use relata_schema::Value;
use relata_sql::Statement;
use relata_test_support::{TestDatabase, on_every_database};

use crate::common::{Execute, create, number, open, sql};

const N_ROWS: i64 = 5_000;

async fn filled(db: &TestDatabase) -> Database {
    let database = open(db).await;
    create(&database, &["CREATE TABLE numbers (id integer PRIMARY KEY, padding varchar(200))"]).await;
    let padding = Value::text("x".repeat(100));
    let statements = (0..N_ROWS / 100).map(|hundred| {
        let rows: Vec<String> = (0..100).map(|n| format!("({}, ?)", hundred * 100 + n)).collect();
        sql(&database, &format!("INSERT INTO numbers VALUES {}", rows.join(", ")), vec![padding.clone(); 100])
    });
    database.write(Execute(statements.collect())).await.unwrap();
    database
}

/// Reads a cursor to its end, with another statement between the pieces.
struct Walk {
    all: Statement,
    one: Statement,
    rows_per_chunk: usize,
}

impl ReadJob for Walk {
    type Output = Result<Vec<usize>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let mut cursor = session.open_cursor(&self.all, self.rows_per_chunk).await?;
        let (mut sizes, mut next) = (Vec::new(), 0);
        while let Some(rows) = session.next_chunk(&mut cursor).await? {
            for row in 0..rows.len() {
                assert_eq!(number(rows.cell(row, 0)), next);
                next += 1;
            }
            sizes.push(rows.len());
            let between = Statement { binds: vec![Value::Integer(next - 1)], ..self.one.clone() };
            assert_eq!(number(session.fetch(&between).await?.cell(0, 0)), next - 1);
        }
        assert!(session.next_chunk(&mut cursor).await?.is_none());
        Ok(sizes)
    }
}

fn walk(database: &Database, rows_per_chunk: usize) -> Walk {
    Walk {
        all: sql(database, "SELECT id, padding FROM numbers WHERE id >= ? ORDER BY id", vec![0.into()]),
        one: sql(database, "SELECT id FROM numbers WHERE id = ?", Vec::new()),
        rows_per_chunk,
    }
}

async fn pieces_come_in_order(db: TestDatabase) {
    let database = filled(&db).await;
    let sizes = database.read(walk(&database, 700)).await.unwrap().unwrap();
    assert_eq!(sizes, [700, 700, 700, 700, 700, 700, 700, 100]);
    let sizes = database.read(walk(&database, 1_000)).await.unwrap().unwrap();
    assert_eq!(sizes, [1_000; 5]);
}

async fn two_cursors_at_once(db: TestDatabase) {
    struct Both(Statement);
    impl ReadJob for Both {
        type Output = Result<(usize, usize), DbError>;
        async fn run<S: Session>(self, session: &mut S) -> Self::Output {
            let mut first = session.open_cursor(&self.0, 100).await?;
            let mut second = session.open_cursor(&self.0, 300).await?;
            let mut counts = (0, 0);
            while let Some(rows) = session.next_chunk(&mut first).await? {
                counts.0 += rows.len();
                counts.1 += session.next_chunk(&mut second).await?.map_or(0, |rows| rows.len());
            }
            Ok(counts)
        }
    }
    let database = filled(&db).await;
    let counts = database.read(Both(walk(&database, 1).all)).await.unwrap().unwrap();
    assert_eq!(counts, (5_000, 5_000));
}

async fn a_cursor_left_early_frees_everything(db: TestDatabase) {
    struct First(Statement);
    impl ReadJob for First {
        type Output = Result<i64, DbError>;
        async fn run<S: Session>(self, session: &mut S) -> Self::Output {
            let mut cursor = session.open_cursor(&self.0, 1).await?;
            let rows = session.next_chunk(&mut cursor).await?.unwrap();
            Ok(number(rows.cell(0, 0)))
        }
    }
    let database = filled(&db).await;
    // More often than there are connections.
    for _ in 0..20 {
        assert_eq!(database.read(First(walk(&database, 1).all)).await.unwrap().unwrap(), 0);
    }
    // A table that is still being read can't be dropped.
    create(&database, &["DROP TABLE numbers"]).await;
}

async fn cursors_end_in_any_order(db: TestDatabase) {
    struct Mixed(Statement);
    impl ReadJob for Mixed {
        type Output = Result<(), DbError>;
        async fn run<S: Session>(self, session: &mut S) -> Self::Output {
            let mut kept = session.open_cursor(&self.0, 100).await?;
            for _ in 0..100 {
                let mut first = session.open_cursor(&self.0, 10).await?;
                let mut second = session.open_cursor(&self.0, 20).await?;
                assert_eq!(session.next_chunk(&mut first).await?.unwrap().len(), 10);
                drop(first);
                assert_eq!(session.next_chunk(&mut second).await?.unwrap().len(), 20);
            }
            let rows = session.next_chunk(&mut kept).await?.unwrap();
            assert_eq!(number(rows.cell(99, 0)), 99);
            Ok(())
        }
    }
    let database = filled(&db).await;
    database.read(Mixed(walk(&database, 1).all)).await.unwrap().unwrap();
}

async fn a_cursor_reports_errors(db: TestDatabase) {
    let database = open(&db).await;
    let broken = Walk { all: Statement::new("SELECT * FROM nowhere"), one: Statement::new("SELECT 1"), rows_per_chunk: 5 };
    let error = database.read(broken).await.unwrap().unwrap_err();
    assert!(matches!(error, DbError::Other(_)), "{error:?}");
    database.ping().await.unwrap();
}

async fn siblings_come_in_order(db: TestDatabase) {
    struct Siblings(Vec<Statement>);
    impl ReadJob for Siblings {
        type Output = Result<Vec<i64>, DbError>;
        async fn run<S: Session>(self, session: &mut S) -> Self::Output {
            let results = session.fetch_all(&self.0).await?;
            Ok(results.iter().map(|rows| number(rows.cell(0, 0))).collect())
        }
    }
    let database = filled(&db).await;
    let statements = (0..40).map(|n| sql(&database, "SELECT id FROM numbers WHERE id = ?", vec![Value::Integer(n * 7)])).collect();
    let found = database.read(Siblings(statements)).await.unwrap().unwrap();
    assert_eq!(found, (0..40).map(|n| n * 7).collect::<Vec<_>>());
    let broken = vec![Statement::new("SELECT 1"), Statement::new("SELECT * FROM nowhere"), Statement::new("SELECT 2")];
    assert!(database.read(Siblings(broken)).await.unwrap().is_err());
    assert!(database.read(Siblings(Vec::new())).await.unwrap().unwrap().is_empty());
    database.ping().await.unwrap();
}

on_every_database!(
    pieces_come_in_order,
    two_cursors_at_once,
    a_cursor_left_early_frees_everything,
    cursors_end_in_any_order,
    a_cursor_reports_errors,
    siblings_come_in_order,
);
