//! One case: the same request to both servers and the statement beside it, compared first, then measured in turn.

use serde::Serialize;

use crate::{
    answers,
    api::Api,
    cases::{Case, Kind},
    failure::Outcome,
    process::ProcessTree,
    target::Target,
    wrk,
};

/// Who takes part on one database.
pub(crate) struct Contest<'a> {
    pub(crate) relata: &'a Api,
    pub(crate) directus: Option<&'a Api>,
    /// Where statements written by hand are run; left out where there are none that answer the same.
    pub(crate) by_hand: Option<&'a Target>,
    /// 0: only compare the answers.
    pub(crate) seconds: u32,
}

/// What came out of a case.
#[derive(Serialize)]
pub(crate) struct CaseReport {
    pub(crate) name: &'static str,
    pub(crate) is_nested: bool,
    /// Where somebody's answer parts from Relata's, or why there is none. Such a case counts in no mean.
    pub(crate) differences: Vec<String>,
    pub(crate) relata: Option<Figures>,
    pub(crate) directus: Option<Figures>,
    /// Answers per second of the hand-written statement.
    pub(crate) by_hand_per_s: Option<f64>,
}

/// What was measured of one server.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct Figures {
    pub(crate) requests_per_s: f64,
    pub(crate) p99_ms: f64,
    /// Absent where the process isn't ours to see.
    pub(crate) peak_mib: Option<f64>,
}

impl Contest<'_> {
    pub(crate) async fn run(&self, case: &Case) -> Outcome<CaseReport> {
        let mut report = CaseReport {
            name: case.name,
            is_nested: case.kind == Kind::Nested,
            differences: Vec::new(),
            relata: None,
            directus: None,
            by_hand_per_s: None,
        };
        match self.relata.get(case.path, case.query).await {
            Ok(answer) => report.differences = self.differences(case, &answer).await?,
            Err(failure) => {
                report.differences.push(format!("Relata: {failure}"));
                return Ok(report);
            }
        }
        if self.seconds > 0 {
            report.directus = self.directus.map(|api| self.figures(case, api)).transpose()?;
            report.relata = Some(self.figures(case, self.relata)?);
            report.by_hand_per_s = self.by_hand.map(|target| target.drive(case, self.seconds)).transpose()?;
        }
        Ok(report)
    }

    async fn differences(&self, case: &Case, ours: &[u8]) -> Outcome<Vec<String>> {
        let mut differences = Vec::new();
        if let Some(api) = self.directus {
            let theirs = api.get(case.path, case.query).await?;
            let difference = answers::difference(ours, &theirs)?;
            differences.extend(difference.map(|place| format!("Relata, not Directus: {place}")));
        }
        if let Some(target) = self.by_hand {
            let difference = answers::difference(ours, &target.answer(case)?)?;
            differences.extend(difference.map(|place| format!("Relata, not by hand: {place}")));
        }
        Ok(differences)
    }

    fn figures(&self, case: &Case, api: &Api) -> Outcome<Figures> {
        let processes = api.port().and_then(ProcessTree::listening_on);
        if let Some(processes) = processes {
            processes.reset_peak()?;
        }
        let load = wrk::drive(&api.url(case.path, case.query), &api.authorization(), self.seconds)?;
        let peak_mib = processes.map(ProcessTree::peak_mib);
        Ok(Figures { requests_per_s: load.requests_per_s, p99_ms: load.p99_ms, peak_mib })
    }
}
