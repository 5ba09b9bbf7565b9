//! The `relata` binary: command line, wiring, start and stop. No rule of the product.

mod cli;
mod commands;
mod failure;
mod instance;
mod logging;
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
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: &Cli) -> Result<(), Failure> {
    let settings = options::load(&cli.set)?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::Runtime)?;
    let outcome = runtime.block_on(commands::run(&cli.command, &settings));
    // Whatever still blocks a thread by now has had its time.
    runtime.shutdown_background();
    match outcome? {
        commands::Outcome::Done => Ok(()),
        commands::Outcome::StoppedBy(signal) => serve::end_by(signal),
    }
}
