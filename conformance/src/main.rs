//! Runs the scenarios against a server and prints what differs.

use std::{path::PathBuf, process::ExitCode};

use clap::Parser;
use relata_conformance::{Database, Product, Target, load_areas, run, scenarios_folder};

/// Runs the scenarios against a server that speaks Directus's API.
#[derive(Parser)]
struct Arguments {
    /// Where the server listens.
    #[arg(long, default_value = "http://127.0.0.1:8055")]
    url: String,
    /// A static token of an administrator.
    #[arg(long, default_value = "admintoken")]
    token: String,
    /// The database behind the server.
    #[arg(long, value_parser = ["sqlite", "postgres", "mariadb"])]
    database: String,
    /// The server is the original: leave out what only Relata promises.
    #[arg(long)]
    directus: bool,
    /// Where the scenarios are.
    #[arg(long, default_value = scenarios_folder().as_os_str())]
    scenarios: PathBuf,
    /// Runs only the files whose `<area>/<file>` contains this.
    #[arg(default_value = "")]
    filter: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let areas = match load_areas(&arguments.scenarios) {
        Ok(areas) => areas,
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let target = Target {
        base_url: arguments.url.trim_end_matches('/').to_owned(),
        admin_token: arguments.token,
        database: match arguments.database.as_str() {
            "sqlite" => Database::Sqlite,
            "postgres" => Database::Postgres,
            _ => Database::Mariadb,
        },
        product: if arguments.directus { Product::Directus } else { Product::Relata },
    };
    let report = run(&target, &areas, &arguments.filter).await;
    println!("{report}");
    if report.is_clean() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
