//! The page: one table of cases for each database, then what a server costs beside requests.

use super::{DatabaseReport, Report, geometric_mean};
use crate::{
    contest::{CaseReport, Figures},
    load::Loading,
    operation::{LargeAnswer, Operation},
    options::Database,
};

const CASES_HEAD: &str = "\
| case | Directus req/s | p99 ms | peak MiB | Relata req/s | p99 ms | peak MiB | × Directus | by hand /s | × by hand |
|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|";

const OPERATION_HEAD: &str = "\
| server | start ms | idle MiB | rows | MB | ms | ms per 1,000 rows | peak MiB | above idle |
|---|--:|--:|--:|--:|--:|--:|--:|--:|";

pub(super) fn page(report: &Report) -> String {
    let heading = "# Relata beside Directus and beside hand-written SQL";
    let mut page = vec![format!("{heading}\n\n{} s per case, 8 connections.", report.seconds_per_case)];
    for database in &report.databases {
        page.push(format!("\n## {}\n", title(database.database)));
        push_cases(&mut page, &database.cases);
        push_operation(&mut page, database);
        push_loading(&mut page, database);
    }
    push_databases_compared(&mut page, report);
    page.push(String::new());
    page.join("\n")
}

pub(super) fn cases_under_rules(database: Database, cases: &[CaseReport]) -> String {
    let mut page = vec![format!("\n## Under three policies with rules over relations: {}\n", title(database))];
    push_cases(&mut page, cases);
    page.push(String::new());
    page.join("\n")
}

fn title(database: Database) -> &'static str {
    match database {
        Database::Postgres => "PostgreSQL",
        Database::Sqlite => "SQLite",
    }
}

fn push_cases(page: &mut Vec<String>, cases: &[CaseReport]) {
    page.push(CASES_HEAD.to_owned());
    for case in cases {
        let mark = if case.is_fair() { "" } else { " ≠" };
        let (directus, relata) = (columns(case.directus), columns(case.relata));
        let (times_directus, by_hand, times_by_hand) =
            (number(case.times_directus()), number(case.by_hand_per_s), number(case.times_by_hand()));
        page.push(format!("| {}{mark} | {directus} | {relata} | {times_directus} | {by_hand} | {times_by_hand} |", case.name));
    }
    let fair = || cases.iter().filter(|case| case.is_fair());
    let times_directus = geometric_mean(fair().filter_map(CaseReport::times_directus));
    let times_by_hand = geometric_mean(fair().filter(|case| case.is_nested).filter_map(CaseReport::times_by_hand));
    let (times_directus, times_by_hand) = (number(times_directus), number(times_by_hand));
    page.push(format!("| geometric mean (by hand: of the nested ones) | | | | | | | {times_directus} | | {times_by_hand} |"));
    for case in cases {
        for difference in &case.differences {
            page.push(format!("\n≠ {}: {difference}", case.name));
        }
    }
}

fn columns(figures: Option<Figures>) -> String {
    let per_s = number(figures.map(|figures| figures.requests_per_s));
    let p99 = number(figures.map(|figures| figures.p99_ms));
    let peak = number(figures.and_then(|figures| figures.peak_mib));
    format!("{per_s} | {p99} | {peak}")
}

fn push_operation(page: &mut Vec<String>, report: &DatabaseReport) {
    let servers = [("Relata", &report.operation.relata), ("Directus", &report.operation.directus)];
    if servers.iter().any(|(_, operation)| operation.is_some()) {
        page.push(format!("\n{OPERATION_HEAD}"));
    }
    for (name, operation) in servers {
        let Some(operation) = operation else { continue };
        for answer in &operation.answers {
            page.push(operation_row(name, operation, answer));
        }
    }
}

fn operation_row(name: &str, operation: &Operation, answer: &LargeAnswer) -> String {
    let above_idle = answer.peak_mib.zip(operation.idle_mib).map(|(peak, idle)| peak - idle);
    let cells = [
        number(operation.start_ms),
        number(operation.idle_mib),
        answer.n_rows.to_string(),
        number(u32::try_from(answer.size_bytes / 10_000).ok().map(|size| f64::from(size) / 100.0)),
        number(Some(answer.duration_ms)),
        number(Some(answer.duration_ms / f64::from(answer.n_rows) * 1_000.0)),
        number(answer.peak_mib),
        number(above_idle),
    ];
    format!("| {name} | {} |", cells.join(" | "))
}

fn push_loading(page: &mut Vec<String>, report: &DatabaseReport) {
    for (name, loading) in [("Relata", &report.loading.relata), ("Directus", &report.loading.directus)] {
        let Some(Loading { n_rows, duration_s, quickest_batch_ms, slowest_batch_ms }) = loading else { continue };
        let (quickest, slowest) = (number(Some(*quickest_batch_ms)), number(Some(*slowest_batch_ms)));
        page.push(format!("\n{name} took {n_rows} rows in {duration_s:.1} s; a batch of 1,000 in {quickest} to {slowest} ms."));
    }
}

/// SQLite beside PostgreSQL, both under Relata.
fn push_databases_compared(page: &mut Vec<String>, report: &Report) {
    let mut ratios = Vec::new();
    for on_sqlite in report.cases_of(Database::Sqlite) {
        let on_postgres = report.cases_of(Database::Postgres).iter().find(|case| case.name == on_sqlite.name);
        if let Some((on_postgres, on_sqlite_figures)) = on_postgres.and_then(|case| case.relata).zip(on_sqlite.relata) {
            ratios.push((on_sqlite.name, on_sqlite_figures.requests_per_s / on_postgres.requests_per_s));
        }
    }
    let Some(mean) = geometric_mean(ratios.iter().map(|(_, ratio)| *ratio)) else { return };
    page.push("\n## Relata on SQLite beside Relata on PostgreSQL\n\n| case | × PostgreSQL |\n|---|--:|".to_owned());
    for (name, ratio) in ratios {
        page.push(format!("| {name} | {} |", number(Some(ratio))));
    }
    page.push(format!("| geometric mean | {} |", number(Some(mean))));
}

/// Three figures that matter, no more.
fn number(figure: Option<f64>) -> String {
    let Some(figure) = figure else { return "-".to_owned() };
    let digits = match figure.abs() {
        size if size >= 100.0 => 0,
        size if size >= 10.0 => 1,
        _ => 2,
    };
    format!("{figure:.digits$}")
}

#[cfg(test)]
mod tests {
    use super::number;

    #[test]
    fn numbers_keep_three_figures() {
        assert_eq!(number(Some(36_812.4)), "36812");
        assert_eq!(number(Some(24.26)), "24.3");
        assert_eq!(number(Some(1.234)), "1.23");
        assert_eq!(number(None), "-");
    }
}
