//! Makes the model and loads the rows through the public API, timed.
//!
//! A server that has the data already is left as it is. Never writes to a database directly.

use std::time::Instant;

use serde::Serialize;
use serde_json::{Value, json};

use crate::api::Api;
use crate::data::{self, TABLES, Table};
use crate::failure::{OrFail, Outcome};

const ROWS_PER_BATCH: u64 = 1_000;

/// How long loading took.
#[derive(Serialize)]
pub(crate) struct Loading {
    pub(crate) n_rows: u64,
    pub(crate) duration_s: f64,
    /// Of the batches of 1,000 rows.
    pub(crate) quickest_batch_ms: f64,
    pub(crate) slowest_batch_ms: f64,
}

/// Fills an empty server; `None` where the data is there already.
pub(crate) async fn load(api: &Api) -> Outcome<Option<Loading>> {
    if is_loaded(api).await? {
        return Ok(None);
    }
    for body in data::collections() {
        api.post("/collections", &body).await?;
    }
    for body in data::relations() {
        api.post("/relations", &body).await?;
    }
    let start = Instant::now();
    let (mut quickest_batch_ms, mut slowest_batch_ms) = (f64::INFINITY, 0.0_f64);
    for table in TABLES {
        let (quickest, slowest) = fill(api, table).await?;
        (quickest_batch_ms, slowest_batch_ms) = (quickest_batch_ms.min(quickest), slowest_batch_ms.max(slowest));
    }
    Ok(Some(Loading {
        n_rows: TABLES.iter().map(|table| table.n_rows).sum(),
        duration_s: start.elapsed().as_secs_f64(),
        quickest_batch_ms,
        slowest_batch_ms,
    }))
}

async fn fill(api: &Api, table: &Table) -> Outcome<(f64, f64)> {
    let path = format!("/items/{}", table.collection);
    let (mut quickest, mut slowest) = (f64::INFINITY, 0.0_f64);
    let start = Instant::now();
    let mut first = 0;
    while first < table.n_rows {
        let rows = table.batch(first, ROWS_PER_BATCH);
        first += ROWS_PER_BATCH;
        let is_full = rows.len() as u64 == ROWS_PER_BATCH;
        let batch_start = Instant::now();
        api.post(&path, &Value::Array(rows)).await?;
        let batch_ms = batch_start.elapsed().as_secs_f64() * 1_000.0;
        if is_full {
            (quickest, slowest) = (quickest.min(batch_ms), slowest.max(batch_ms));
        }
    }
    eprintln!("  {:>7} {} in {:.1?}", table.n_rows, table.collection, start.elapsed());
    Ok((quickest, slowest))
}

/// Whether the last table has all its rows. A server that was filled only in part answers with an error later on.
async fn is_loaded(api: &Api) -> Outcome<bool> {
    let collections = parse(&api.get("/collections", &[]).await?)?;
    let known = collections["data"].as_array().into_iter().flatten();
    let Some(last) = TABLES.last() else { return Ok(true) };
    if !known.into_iter().any(|collection| collection["collection"] == json!(last.collection)) {
        return Ok(false);
    }
    let path = format!("/items/{}/{}", last.collection, last.n_rows);
    api.get(&path, &[]).await.or_fail("the data set is there only in part; empty the database")?;
    Ok(true)
}

fn parse(bytes: &[u8]) -> Outcome<Value> {
    serde_json::from_slice(bytes).or_fail("the answer isn't JSON")
}
