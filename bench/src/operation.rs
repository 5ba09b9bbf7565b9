//! What a server costs beside requests: start time, idle memory, and answers of up to 100,000 rows.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::{
    api::Api,
    failure::Outcome,
    process::ProcessTree,
    relata::{Launch, Relata},
};

const N_STARTS: usize = 5;
const REPETITIONS: usize = 3;
const SETTLING: Duration = Duration::from_secs(1);

/// Rows, and the `limit` that asks for them.
const SIZES: [(u32, &str); 3] = [(1_000, "1000"), (10_000, "10000"), (100_000, "-1")];

/// How one server behaves apart from small requests.
#[derive(Serialize)]
pub(crate) struct Operation {
    /// From the start of the process to the first answer, on a filled database; Relata only.
    pub(crate) start_ms: Option<f64>,
    /// Resident memory before the large answers.
    pub(crate) idle_mib: Option<f64>,
    pub(crate) answers: Vec<LargeAnswer>,
}

/// An answer of many rows with an expanded many-to-one relation.
#[derive(Serialize)]
pub(crate) struct LargeAnswer {
    pub(crate) n_rows: u32,
    pub(crate) size_bytes: u64,
    pub(crate) duration_ms: f64,
    /// Highest memory use while the client reads it to its end.
    pub(crate) peak_mib: Option<f64>,
}

/// Measures a server of ours that has answered nothing but pings so far, and how long such a server takes to start.
pub(crate) async fn of_relata(launch: &Launch<'_>, relata: &Relata) -> Outcome<Operation> {
    let mut operation = of_server(&relata.api, Some(relata.processes)).await?;
    let mut starts = Vec::new();
    for _ in 0..N_STARTS {
        starts.push(launch.start().await?.start.as_secs_f64() * 1_000.0);
    }
    operation.start_ms = Some(median(starts));
    Ok(operation)
}

/// Measures a server that runs already.
pub(crate) async fn of_server(api: &Api, processes: Option<ProcessTree>) -> Outcome<Operation> {
    tokio::time::sleep(SETTLING).await;
    let idle_mib = processes.map(ProcessTree::resident_mib);
    let mut answers = Vec::new();
    for (n_rows, limit) in SIZES {
        answers.push(large_answer(api, processes, n_rows, limit).await?);
    }
    Ok(Operation { start_ms: None, idle_mib, answers })
}

async fn large_answer(api: &Api, processes: Option<ProcessTree>, n_rows: u32, limit: &str) -> Outcome<LargeAnswer> {
    let query = [("fields", "id,value,taken_on,city.id,city.name,city.population"), ("limit", limit)];
    if let Some(processes) = processes {
        processes.reset_peak()?;
    }
    let mut size_bytes = 0;
    let mut durations_ms = Vec::new();
    for _ in 0..REPETITIONS {
        let begin = Instant::now();
        size_bytes = api.drain("/items/readings", &query).await?;
        durations_ms.push(begin.elapsed().as_secs_f64() * 1_000.0);
    }
    Ok(LargeAnswer { n_rows, size_bytes, duration_ms: median(durations_ms), peak_mib: processes.map(ProcessTree::peak_mib) })
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn the_median_is_the_middle_one() {
        assert!((median(vec![9.0, 1.0, 5.0]) - 5.0).abs() < f64::EPSILON);
        assert!(median(Vec::new()).is_nan());
    }
}
