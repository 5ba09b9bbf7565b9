//! What was measured, as a page for people and as JSON for programs.

mod markdown;

use std::path::Path;

use serde::Serialize;

use crate::{
    contest::CaseReport,
    failure::{OrFail, Outcome},
    load::Loading,
    operation::Operation,
    options::Database,
};

/// Everything that one run found out.
#[derive(Serialize)]
pub(crate) struct Report {
    pub(crate) seconds_per_case: u32,
    pub(crate) databases: Vec<DatabaseReport>,
}

/// What was found out on one kind of database.
#[derive(Serialize)]
pub(crate) struct DatabaseReport {
    pub(crate) database: Database,
    /// Absent where the data was there already.
    pub(crate) loading: Pair<Loading>,
    pub(crate) operation: Pair<Operation>,
    pub(crate) cases: Vec<CaseReport>,
}

/// The same of both servers.
#[derive(Serialize)]
pub(crate) struct Pair<T> {
    pub(crate) relata: Option<T>,
    pub(crate) directus: Option<T>,
}

impl Report {
    /// Writes `report.md` and `report.json`, and prints the page.
    pub(crate) fn write(&self, folder: &Path) -> Outcome {
        let page = markdown::page(self);
        let json = serde_json::to_vec_pretty(self).or_fail("the report")?;
        std::fs::write(folder.join("report.md"), &page).or_fail(folder.display())?;
        std::fs::write(folder.join("report.json"), json).or_fail(folder.display())?;
        print!("{page}");
        Ok(())
    }

    fn cases_of(&self, database: Database) -> &[CaseReport] {
        let found = self.databases.iter().find(|report| report.database == database);
        found.map_or(&[], |report| &report.cases)
    }
}

/// The table of reads under rules.
pub(crate) fn cases_under_rules(database: Database, cases: &[CaseReport]) -> String {
    markdown::cases_under_rules(database, cases)
}

impl CaseReport {
    /// Whether its figures may be compared with others'.
    fn is_fair(&self) -> bool {
        self.differences.is_empty()
    }

    /// Relata's requests per second as a multiple of Directus's.
    fn times_directus(&self) -> Option<f64> {
        Some(self.relata?.requests_per_s / self.directus?.requests_per_s)
    }

    /// Relata's requests per second as a multiple of the hand-written statement's.
    fn times_by_hand(&self) -> Option<f64> {
        Some(self.relata?.requests_per_s / self.by_hand_per_s?)
    }
}

/// The geometric mean; `None` of nothing.
fn geometric_mean(ratios: impl Iterator<Item = f64>) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0.0);
    for ratio in ratios {
        sum += ratio.ln();
        count += 1.0;
    }
    (count > 0.0).then(|| (sum / count).exp())
}

#[cfg(test)]
mod tests {
    use super::geometric_mean;

    #[test]
    fn a_geometric_mean_of_ratios() {
        let mean = geometric_mean([2.0, 8.0].into_iter());
        assert!(mean.is_some_and(|mean| (mean - 4.0).abs() < 1e-12), "{mean:?}");
        assert_eq!(geometric_mean(std::iter::empty()), None);
    }
}
