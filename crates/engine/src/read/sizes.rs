//! How many rows tables have, roughly: what decides whether a page is found by a shorter way.
//!
//! Asked of the database's own estimates, at most once a minute for each table, and never by counting.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use relata_db::{Database, DbError, ReadJob, Session};
use relata_plan::Node;
use relata_schema::{CollectionName, Schema};
use relata_sql::{ByTarget, Dialect, Shortcut, Statement, estimate_rows};
use rustc_hash::FxHashMap;

/// How long an answer counts.
const KEPT: Duration = Duration::from_mins(1);

/// Below, everything is quick.
const MIN_ROWS: f64 = 1_000.0;

/// So many times fewer targets than rows make the way by the targets the better one.
const MIN_RATIO: f64 = 4.0;

/// What is known about tables. `None`: nobody knows how many rows there are.
#[derive(Debug, Default)]
pub(crate) struct TableSizes(Mutex<FxHashMap<CollectionName, (Instant, Option<f64>)>>);

impl TableSizes {
    /// The way by which a root is best read, if it isn't the ordinary one.
    pub(crate) async fn shortcut(&self, db: &Database, dialect: Dialect, schema: &Schema, root: &Node) -> Option<Shortcut> {
        let way = Shortcut::of(dialect, root)?;
        let is_better = match &way {
            Shortcut::ByTarget(by) => {
                refers_well(schema, by) && {
                    let sizes = self.of(db, dialect, &[&by.collection, &by.target]).await;
                    matches!(sizes.as_slice(), [Some(rows), Some(targets)] if *rows >= MIN_ROWS && *rows >= targets * MIN_RATIO)
                }
            }
            Shortcut::FirstRows(first) => {
                #[expect(clippy::cast_precision_loss, reason = "few")]
                let n_looks = first.n_looks as f64;
                // Where all rows are looked at, planners know best.
                matches!(self.of(db, dialect, &[&first.collection]).await.as_slice(), [Some(rows)] if *rows > n_looks)
            }
        };
        is_better.then_some(way)
    }

    async fn of(&self, db: &Database, dialect: Dialect, tables: &[&CollectionName]) -> Vec<Option<f64>> {
        let known =
            |table: &&CollectionName| self.0.lock().get(*table).filter(|(asked, _)| asked.elapsed() < KEPT).map(|(_, n_rows)| *n_rows);
        if let Some(sizes) = tables.iter().map(known).collect() {
            return sizes;
        }
        // Without an answer the ordinary way is as right.
        let job = Estimate { statement: estimate_rows(dialect, tables), n_tables: tables.len() };
        let sizes = db.read(job).await.ok().and_then(Result::ok).unwrap_or_else(|| vec![None; tables.len()]);
        let entries = tables.iter().zip(&sizes).map(|(table, n_rows)| ((*table).clone(), (Instant::now(), *n_rows)));
        self.0.lock().extend(entries);
        sizes
    }
}

/// Whether each row refers to a target that is there, and rows are found by what they refer to.
fn refers_well(schema: &Schema, by: &ByTarget) -> bool {
    let field = schema.collection(by.collection.as_str()).and_then(|collection| collection.field(by.reference.column.as_str()));
    field.and_then(|field| field.column.as_ref()).is_some_and(|column| column.indexed && column.foreign_key.is_some())
}

struct Estimate {
    statement: Statement,
    n_tables: usize,
}

impl ReadJob for Estimate {
    type Output = Result<Vec<Option<f64>>, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let rows = session.fetch(&self.statement).await?;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let estimate = |column| rows.cell(0, column).as_i64().filter(|n_rows| *n_rows >= 0).map(|n_rows| n_rows as f64);
        Ok((0..self.n_tables).map(estimate).collect())
    }
}
