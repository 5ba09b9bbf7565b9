//! `relata doctor`

use relata_config::Settings;
use relata_engine::{Asker, Finding, Treatment};
use serde_json::json;

use super::Outcome;
use crate::{failure::Failure, instance::Instance};

/// How the doctor works.
#[derive(Debug, Clone, Copy)]
pub(super) struct How {
    /// Repairs what needs no decision.
    pub fix: bool,
    /// Prints JSON.
    pub json: bool,
}

/// Looks over the whole model, repairs it if asked to, and says what was found.
pub(super) async fn doctor(settings: &Settings, how: How) -> Result<Outcome, Failure> {
    let instance = Instance::open(settings).await?;
    let system = Asker::system();
    let treated = if how.fix {
        instance.engine.heal(&system).await
    } else {
        instance.engine.doctor(&system).await.map(|left| Treatment { fixed: Vec::new(), left })
    };
    instance.close().await;
    let treated = treated?;
    if how.json {
        let print = |findings: &[Finding]| findings.iter().map(Finding::to_json).collect::<Vec<_>>();
        println!("{:#}", json!({"fixed": print(&treated.fixed), "findings": print(&treated.left)}));
    } else {
        print(&treated);
    }
    Ok(if treated.left.iter().any(Finding::is_broken) { Outcome::Broken } else { Outcome::Done })
}

fn print(treated: &Treatment) {
    for finding in &treated.fixed {
        println!("repaired  {}", line(finding));
    }
    for finding in &treated.left {
        println!("{:<8}  {}", finding.complaint.severity().as_str(), line(finding));
    }
    if treated.left.is_empty() {
        println!("Nothing is wrong.");
    }
}

fn line(finding: &Finding) -> String {
    let place = finding.field.as_ref().map_or_else(|| finding.collection.to_string(), |field| format!("{}.{field}", finding.collection));
    let rows = match finding.count {
        0 => String::new(),
        n => format!(" ({n} rows: {}{})", finding.keys.join(" "), if n > finding.keys.len() { " …" } else { "" }),
    };
    format!("{:<24}  {place}: {}{rows}", finding.complaint.as_str(), finding.advice)
}
