//! `relata-bench`: speed and memory of Relata beside Directus and beside hand-written SQL, in one run.
//!
//! Prints what it measured and asserts nothing: a figure depends on the machine and on what else runs there.

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
mod wrk;

use std::process::ExitCode;

use clap::Parser;

use crate::{
    api::Api,
    cases::{CASES, Case},
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

async fn measure(run: &Run) -> Outcome {
    std::fs::create_dir_all(&run.folder).or_fail(run.folder.display())?;
    let mut databases = Vec::new();
    for database in &run.databases {
        databases.push(measure_on(*database, run).await?);
    }
    Report { seconds_per_case: run.seconds, databases }.write(&run.folder)
}

async fn measure_on(database: Database, run: &Run) -> Outcome<DatabaseReport> {
    let (target, directus_url) = match database {
        Database::Postgres => (Target::Postgres(PostgresTarget::new(&run.postgres_url)?), &run.directus_url),
        Database::Sqlite => (Target::Sqlite(SqliteTarget::new(&run.folder)), &run.directus_sqlite_url),
    };
    let directus = directus_url.as_ref().map(|url| Api::new(url, &run.directus_token)).transpose()?;
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
    let contest = Contest { relata: &relata, directus: directus.as_ref(), target: &target, seconds: run.seconds };
    let mut cases = Vec::new();
    for case in CASES.iter().filter(|case| is_chosen(case, &run.cases)) {
        eprintln!("{}: {}", database.name(), case.name);
        cases.push(contest.run(case).await?);
    }
    Ok(DatabaseReport { database, loading, operation, cases })
}

fn is_chosen(case: &Case, parts: &[String]) -> bool {
    parts.is_empty() || parts.iter().any(|part| case.name.contains(part.as_str()))
}
