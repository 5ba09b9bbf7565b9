//! The commands that run cargo: `test`, `fmt`, `lint`.
//!
//! Cargo's own output and exit code go through untouched, and nothing is printed after them.

use std::env;
use std::process::{Command, ExitCode};

use crate::failure::{OrFail, Outcome};
use crate::{editor, repository, services};

/// Builds the Editor, starts the services, runs `cargo test`, stops the services that nobody else uses.
pub(crate) fn test(arguments: &[&str]) -> Outcome<ExitCode> {
    let keep = arguments.first() == Some(&"--keep");
    let arguments = if keep { &arguments[1..] } else { arguments };
    let lifetime = if keep { services::Lifetime::UntilDown } else { services::Lifetime::WhileUsed };
    editor::build()?;
    let usage = services::start_use(lifetime)?;
    let code = cargo(&test_arguments(arguments));
    services::end_use(usage)?;
    code
}

pub(crate) fn fmt() -> Outcome<ExitCode> {
    cargo(&["fmt", "--all"])
}

pub(crate) fn lint() -> Outcome<ExitCode> {
    let steps: [&[&str]; 3] = [
        &["fmt", "--all", "--check"],
        &["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        &["doc", "--workspace", "--no-deps", "--document-private-items"],
    ];
    for step in steps {
        let code = cargo(step)?;
        if code != ExitCode::SUCCESS {
            return Ok(code);
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The whole workspace, unless the arguments choose packages themselves.
fn test_arguments<'a>(arguments: &[&'a str]) -> Vec<&'a str> {
    let chooses = |argument: &&str| {
        matches!(*argument, "-p" | "--package" | "--workspace" | "--all")
            || argument.starts_with("-p")
            || argument.starts_with("--package=")
    };
    let own = arguments.iter().take_while(|argument| **argument != "--");
    let mut all = vec!["test"];
    if !own.clone().any(chooses) {
        all.push("--workspace");
    }
    all.extend(arguments);
    all
}

pub(crate) fn cargo(arguments: &[&str]) -> Outcome<ExitCode> {
    let program = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(program);
    command.args(arguments).current_dir(repository());
    if arguments.first() == Some(&"doc") {
        command.env("RUSTDOCFLAGS", "-D warnings");
    }
    // Facts about the xtask package itself would otherwise reach the build scripts and tests of all others.
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")) {
            command.env_remove(name);
        }
    }
    let status = command.status().or_fail("can't run cargo")?;
    // A cargo that ended by a signal has no code.
    let code = status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1);
    Ok(ExitCode::from(code))
}

#[cfg(test)]
mod tests {
    use super::test_arguments;

    #[test]
    fn all_packages_unless_some_are_chosen() {
        assert_eq!(test_arguments(&[]), ["test", "--workspace"]);
        assert_eq!(test_arguments(&["reads"]), ["test", "--workspace", "reads"]);
        assert_eq!(test_arguments(&["-p", "relata-db"]), ["test", "-p", "relata-db"]);
        assert_eq!(test_arguments(&["--package=relata-db"]), ["test", "--package=relata-db"]);
        assert_eq!(test_arguments(&["--", "-p"]), ["test", "--workspace", "--", "-p"]);
    }
}
