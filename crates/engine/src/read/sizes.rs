//! How many rows tables have, roughly: what decides whether a page is looked for from its rows or from what they refer to.
//!
//! Asked of the database's own estimates at most once a minute for each pair, and never by counting.

use std::time::{Duration, Instant};

use parking_lot::Mutex;
use relata_db::{Database, DbError, ReadJob, Session};
use relata_plan::Node;
use relata_schema::{CollectionName, Schema};
use relata_sql::{ByTarget, Dialect, Statement, estimate_rows};
use rustc_hash::FxHashMap;

/// How long an answer counts.
const KEPT: Duration = Duration::from_mins(1);

/// Below, everything is quick.
const MIN_ROWS: f64 = 1_000.0;

/// So many times fewer targets than rows make the way by the targets the better one.
const MIN_RATIO: f64 = 4.0;

/// What is known about pairs of tables.
#[derive(Debug, Default)]
pub(crate) struct TableSizes(Mutex<FxHashMap<(CollectionName, CollectionName), (Instant, bool)>>);

impl TableSizes {
    /// Whether a root is best found by way of what it refers to, and how.
    pub(crate) async fn by_target(&self, db: &Database, dialect: Dialect, schema: &Schema, root: &Node) -> Option<ByTarget> {
        let by = ByTarget::of(dialect, root)?;
        let reference = schema.collection(by.collection.as_str())?.field(by.reference.column.as_str())?.column.as_ref()?;
        if !reference.indexed || reference.foreign_key.is_none() {
            return None;
        }
        let pair = (by.collection.clone(), by.target.clone());
        let known = self.0.lock().get(&pair).copied().filter(|(asked, _)| asked.elapsed() < KEPT);
        let is_better = if let Some((_, is_better)) = known {
            is_better
        } else {
            // Without an answer the ordinary way is as right.
            let is_better = db.read(Compare(estimate_rows(dialect, &[&pair.0, &pair.1]))).await.is_ok_and(|answer| answer.unwrap_or(false));
            self.0.lock().insert(pair, (Instant::now(), is_better));
            is_better
        };
        is_better.then_some(by)
    }
}

struct Compare(Statement);

impl ReadJob for Compare {
    type Output = Result<bool, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let rows = session.fetch(&self.0).await?;
        #[expect(clippy::cast_precision_loss, reason = "an estimate")]
        let estimate = |column| rows.cell(0, column).as_i64().map(|n_rows| n_rows as f64);
        Ok(match (estimate(0), estimate(1)) {
            (Some(n_rows), Some(n_targets)) => n_rows >= MIN_ROWS && n_targets >= 0.0 && n_rows >= n_targets * MIN_RATIO,
            _ => false,
        })
    }
}
