//! The command line.

use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use serde::Serialize;

/// Measures Relata beside Directus and beside hand-written SQL.
#[derive(Parser)]
#[command(name = "relata-bench")]
pub(crate) struct Options {
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What to do.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Starts Relata, loads the data, compares the answers and measures.
    Run(Run),
    /// Starts Relata and measures writes beside Directus; compares the rows that come out of them.
    Writes(Run),
    /// Starts Relata and measures nested reads of somebody whom three policies let see a part.
    Access(Run),
    /// Loads the data into one running server, whatever it is.
    Load {
        /// Address of the server.
        url: String,
        /// Static token of an administrator.
        #[arg(long, env = "BENCH_TOKEN", default_value = "admintoken")]
        token: String,
    },
}

/// What to measure, and where everything is.
#[derive(clap::Args)]
pub(crate) struct Run {
    /// Relata's binary.
    #[arg(long, default_value = "target/release/relata")]
    pub(crate) relata: PathBuf,
    /// Superuser's URL of a PostgreSQL server, without a database. The database `relata_bench` is made there.
    #[arg(long, env = "BENCH_POSTGRES_URL", default_value = "postgres://postgres:postgres@127.0.0.1:5432")]
    pub(crate) postgres_url: String,
    /// Address of a Directus with a database of its own on that server. Left out: it isn't measured.
    #[arg(long)]
    pub(crate) directus_url: Option<String>,
    /// Address of a Directus with a database file of its own. Left out: it isn't measured.
    #[arg(long)]
    pub(crate) directus_sqlite_url: Option<String>,
    /// Static token of an administrator of both.
    #[arg(long, env = "BENCH_TOKEN", default_value = "admintoken")]
    pub(crate) directus_token: String,
    /// Databases to measure on.
    #[arg(long, value_delimiter = ',', default_values = ["postgres", "sqlite"])]
    pub(crate) databases: Vec<Database>,
    /// Only the cases whose names contain one of these.
    #[arg(long, value_delimiter = ',')]
    pub(crate) cases: Vec<String>,
    /// How long each case is measured; 0 only compares the answers.
    #[arg(long, default_value_t = 3)]
    pub(crate) seconds: u32,
    /// Uses the databases of an earlier run.
    #[arg(long)]
    pub(crate) keep: bool,
    /// Leaves out start time, memory and the large answers.
    #[arg(long)]
    pub(crate) cases_only: bool,
    /// Folder for databases, logs and the report.
    #[arg(long, default_value = "target/bench")]
    pub(crate) folder: PathBuf,
}

/// Which kind of database.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Postgres,
    Sqlite,
}

impl Database {
    /// As in names of folders and of the report.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Sqlite => "sqlite",
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_holds_together() {
        super::Options::command().debug_assert();
    }
}
