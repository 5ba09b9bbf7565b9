//! Drives a server with `wrk`: 8 connections, 2 threads, one request over and over.

use std::path::PathBuf;
use std::process::Command;

use reqwest::Url;

use crate::failure::{Failure, OrFail, Outcome};

const WARM_UP_S: u32 = 1;

/// What came out of one run.
#[derive(Clone, Copy)]
pub(crate) struct Load {
    pub(crate) requests_per_s: f64,
    pub(crate) p99_ms: f64,
}

/// Asks for `url` during `seconds`, after a short warm-up that isn't counted.
pub(crate) fn drive(url: &Url, authorization: &str, seconds: u32) -> Outcome<Load> {
    run(url, authorization, WARM_UP_S)?;
    run(url, authorization, seconds)
}

fn run(url: &Url, authorization: &str, seconds: u32) -> Outcome<Load> {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("wrk/report.lua");
    let output = Command::new("wrk")
        .args(["--connections", "8", "--threads", "2", "--timeout", "30s"])
        .args(["--duration", &format!("{seconds}s")])
        .args(["--header", &format!("Authorization: {authorization}")])
        .arg("--script")
        .arg(script)
        .arg(url.as_str())
        .output()
        .or_fail("starting wrk (Debian package wrk)")?;
    let text = String::from_utf8_lossy(&output.stdout);
    let report = text.lines().find_map(|line| line.strip_prefix("report "));
    let numbers: Vec<f64> = report
        .or_fail(format!("wrk on {url}: {}", String::from_utf8_lossy(&output.stderr)))?
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    match numbers[..] {
        [requests, duration_us, p99_us, 0.0] => Ok(Load { requests_per_s: requests / duration_us * 1e6, p99_ms: p99_us / 1_000.0 }),
        [_, _, _, failures] => Err(Failure::new(format!("{failures} requests for {url} failed"))),
        _ => Err(Failure::new(format!("wrk on {url} reported {report:?}"))),
    }
}
