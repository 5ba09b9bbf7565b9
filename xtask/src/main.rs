//! Developer commands: `cargo xtask help` lists them.
//!
//! Thin on purpose: each command starts the tools that do the work. Holds no rule of the product.

mod cargo;
mod docs;
mod editor;
mod failure;
mod services;
mod tidy;

use std::path::PathBuf;
use std::process::ExitCode;

use failure::{Failure, Outcome};

const HELP: &str = "\
Developer commands of Relata

  cargo xtask start [settings]
        builds the Editor where Node is there, then builds the server and starts it
  cargo xtask editor
        builds the Editor (editor/dist); the next build of the server embeds it
  cargo xtask test [--keep] [cargo test's arguments]
        builds the Editor, starts the databases that tests need, runs all tests (or those that the arguments choose),
        stops what it started unless --keep is given
  cargo xtask services up|down
        starts or stops the databases that tests need (target/services)
  cargo xtask tidy
        checks what no compiler checks: crate edges, module docs, file lengths, lock files
  cargo xtask docs
        writes the pages that are made from tables in the code (docs/settings.md)
  cargo xtask fmt
        formats everything
  cargo xtask lint
        formatting, clippy and documentation, without warnings
  cargo xtask help
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&words) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("error: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(words: &[&str]) -> Outcome<ExitCode> {
    match words {
        ["start", rest @ ..] => editor::start(rest),
        ["editor"] => editor::build().map(|()| ExitCode::SUCCESS),
        ["test", rest @ ..] => cargo::test(rest),
        ["services", "up"] => services::up(services::Lifetime::UntilDown).map(|()| ExitCode::SUCCESS),
        ["services", "down"] => services::down().map(|()| ExitCode::SUCCESS),
        ["tidy"] => report(&tidy::problems(&repository())?),
        ["docs"] => docs::write(&repository()).map(|()| ExitCode::SUCCESS),
        ["fmt"] => cargo::fmt(),
        ["lint"] => cargo::lint(),
        ["help" | "--help" | "-h"] | [] => {
            print!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        other => Err(Failure::new(format!("unknown command `{}`; see `cargo xtask help`", other.join(" ")))),
    }
}

fn report(problems: &[tidy::Problem]) -> Outcome<ExitCode> {
    for problem in problems {
        eprintln!("{problem}");
    }
    match problems.len() {
        0 => Ok(ExitCode::SUCCESS),
        n_problems => Err(Failure::new(format!("{n_problems} untidy places"))),
    }
}

/// The root of this checkout.
fn repository() -> PathBuf {
    let mut root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    root.pop();
    root
}
