//! The `relata` binary: command line, wiring, start and stop. No rule of the product.

mod cli;
mod commands;
mod failure;
mod first_line;
mod instance;
mod logging;
mod mail;
mod options;
mod secret;
mod serve;
mod template;

use std::process::ExitCode;

use clap::Parser;

use crate::{cli::Cli, failure::Failure};

/// Holds on to less memory than the system's allocator after large answers, and is faster under many threads.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(&cli) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// What scripts are told when something is broken: 1 says that the command itself failed.
const BROKEN: u8 = 2;

fn run(cli: &Cli) -> Result<ExitCode, Failure> {
    let settings = options::load(&cli.set)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    let outcome = runtime.block_on(commands::run(&cli.command, &settings));
    // Whatever still blocks a thread by now has had its time.
    runtime.shutdown_background();
    match outcome? {
        commands::Outcome::Done => Ok(ExitCode::SUCCESS),
        commands::Outcome::Broken => Ok(ExitCode::from(BROKEN)),
        commands::Outcome::StoppedBy(signal) => serve::end_by(signal).map(|()| ExitCode::SUCCESS),
    }
}
