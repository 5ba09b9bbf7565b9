//! `relata-bench`: speed and memory of Relata beside Directus and beside hand-written SQL, in one run.
//!
//! Prints what it measured and asserts nothing: a figure depends on the machine and on what else runs there.

mod access;
mod answers;
mod api;
mod cases;
mod contest;
mod data;
mod failure;
mod load;
mod operation;
mod options;
mod process;
mod relata;
mod report;
mod target;
mod writes;
mod wrk;

use std::fmt::Write as _;
use std::process::ExitCode;

use clap::Parser;

use crate::{
    api::Api,
    cases::{CASES, Case, Kind},
    contest::Contest,
    failure::{OrFail, Outcome},
    options::{Command, Database, Options, Run},
    process::ProcessTree,
    relata::Launch,
    report::{DatabaseReport, Pair, Report},
    target::{PostgresTarget, SqliteTarget, Target},
};

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let done = match Options::parse().command {
        Command::Run(run) => measure(&run).await,
        Command::Writes(run) => measure_writes(&run).await,
        Command::Access(run) => measure_access(&run).await,
        Command::Load { url, token } => load_into(&url, &token).await,
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

async fn load_into(url: &str, token: &str) -> Outcome {
    match load::load(&Api::new(url, token)?).await? {
        Some(loading) => println!("{} rows in {:.1} s", loading.n_rows, loading.duration_s),
        None => println!("the data is there already"),
    }
    Ok(())
}

/// Writes only; prints its table and leaves it in `writes.md`.
async fn measure_writes(run: &Run) -> Outcome {
    std::fs::create_dir_all(&run.folder).or_fail(run.folder.display())?;
    let mut text = String::new();
    for database in &run.databases {
        eprintln!("{}: writes", database.name());
        let (target, directus) = sides(*database, run)?;
        let launch = Launch { binary: &run.relata, target: &target, folder: &run.folder };
        target.empty()?;
        launch.bootstrap()?;
        let relata = launch.start().await?;
        text.push_str(&writes::table(database.name(), &writes::measure(&relata.api, directus.as_ref()).await?));
        for (name, api) in [("Relata", Some(&relata.api)), ("Directus", directus.as_ref())] {
            let Some(api) = api else { continue };
            let (per_s, slowest_ms) = writes::concurrent(api, run.seconds).await?;
            let _ = writeln!(text, "\n64 clients, single creates, {name}: {per_s:.0} a second, 99 % within {slowest_ms:.1} ms.");
        }
    }
    println!("{text}");
    let path = run.folder.join("writes.md");
    std::fs::write(&path, text).or_fail(path.display())
}

/// Relata's database and the Directus beside it.
fn sides(database: Database, run: &Run) -> Outcome<(Target, Option<Api>)> {
    let (target, directus_url) = match database {
        Database::Postgres => (Target::Postgres(PostgresTarget::new(&run.postgres_url)?), &run.directus_url),
        Database::Sqlite => (Target::Sqlite(SqliteTarget::new(&run.folder)), &run.directus_sqlite_url),
    };
    Ok((target, directus_url.as_ref().map(|url| Api::new(url, &run.directus_token)).transpose()?))
}

async fn measure(run: &Run) -> Outcome {
    std::fs::create_dir_all(&run.folder).or_fail(run.folder.display())?;
    let mut databases = Vec::new();
    for database in &run.databases {
        databases.push(measure_on(*database, run).await?);
    }
    Report { seconds_per_case: run.seconds, databases }.write(&run.folder)
}

async fn measure_on(database: Database, run: &Run) -> Outcome<DatabaseReport> {
    let (target, directus) = sides(database, run)?;
    let mut loading = Pair { relata: None, directus: None };
    match &directus {
        Some(directus) => {
            eprintln!("{}: loading into Directus", database.name());
            loading.directus = load::load(directus).await?;
        }
        None => eprintln!("{}: no Directus was named, so none is measured", database.name()),
    }
    let launch = Launch { binary: &run.relata, target: &target, folder: &run.folder };
    if !run.keep {
        eprintln!("{}: loading into Relata", database.name());
        target.empty()?;
        launch.bootstrap()?;
        loading.relata = load::load(&launch.start().await?.api).await?;
        target.analyze()?;
    }
    // A fresh process, so that loading leaves no trace in its memory.
    let relata = launch.start().await?;
    let mut operation = Pair { relata: None, directus: None };
    if !run.cases_only {
        eprintln!("{}: large answers", database.name());
        operation.relata = Some(operation::of_relata(&launch, &relata).await?);
        if let Some(directus) = &directus {
            let processes = directus.port().and_then(ProcessTree::listening_on);
            operation.directus = Some(operation::of_server(directus, processes).await?);
        }
    }
    let contest = Contest { relata: &relata.api, directus: directus.as_ref(), by_hand: Some(&target), seconds: run.seconds };
    let mut cases = Vec::new();
    for case in CASES.iter().filter(|case| is_chosen(case, &run.cases)) {
        eprintln!("{}: {}", database.name(), case.name);
        cases.push(contest.run(case).await?);
    }
    Ok(DatabaseReport { database, loading, operation, cases })
}

/// Nested reads of somebody who sees a part only; prints their table and leaves it in `access.md`.
async fn measure_access(run: &Run) -> Outcome {
    std::fs::create_dir_all(&run.folder).or_fail(run.folder.display())?;
    let mut text = String::new();
    for database in &run.databases {
        let (target, directus) = sides(*database, run)?;
        let launch = Launch { binary: &run.relata, target: &target, folder: &run.folder };
        if !run.keep {
            target.empty()?;
            launch.bootstrap()?;
        }
        let relata = launch.start().await?;
        let reader = access::prepare(&relata.api).await?;
        let reader_there = match &directus {
            Some(directus) => Some(access::prepare(directus).await?),
            None => None,
        };
        target.analyze()?;
        let contest = Contest { relata: &reader, directus: reader_there.as_ref(), by_hand: None, seconds: run.seconds };
        let mut cases = Vec::new();
        for case in CASES.iter().filter(|case| case.kind == Kind::Nested && is_chosen(case, &run.cases)) {
            eprintln!("{}: {} under three policies", database.name(), case.name);
            cases.push(contest.run(case).await?);
        }
        text.push_str(&report::cases_under_rules(*database, &cases));
    }
    println!("{text}");
    let path = run.folder.join("access.md");
    std::fs::write(&path, text).or_fail(path.display())
}

fn is_chosen(case: &Case, parts: &[String]) -> bool {
    parts.is_empty() || parts.iter().any(|part| case.name.contains(part.as_str()))
}
