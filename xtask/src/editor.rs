//! The commands that build the Editor: `editor`, and `start`, which then runs the server.
//!
//! Builds with the Node and npm that are there and never installs them. What is already built from the same sources isn't built again.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::SystemTime;

use crate::failure::{Failure, OrFail, Outcome};
use crate::repository;

const INPUTS: [&str; 8] =
    ["src", "public", "scripts", "index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts"];
/// The lock file that the installed packages belong to.
const STAMP: &str = "node_modules/.relata-lock.json";

/// Builds the Editor unless it is built from these sources already.
pub(crate) fn build() -> Outcome {
    let folder = repository().join("editor");
    if is_fresh(&folder).or_fail("editor")? {
        return Ok(());
    }
    install(&folder)?;
    npm(&folder, &["run", "--silent", "build"])
}

/// The packages of the lock file.
pub(crate) fn install(folder: &Path) -> Outcome {
    let lock = fs::read(folder.join("package-lock.json")).or_fail("editor/package-lock.json")?;
    let stamp = folder.join(STAMP);
    if fs::read(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    npm(folder, &["ci", "--no-audit", "--no-fund"])?;
    fs::write(stamp, lock).or_fail(STAMP)
}

/// Builds the Editor where Node is there, then builds and runs the server.
pub(crate) fn start(arguments: &[&str]) -> Outcome<ExitCode> {
    if has_node() {
        build()?;
    } else {
        eprintln!("Node 20.19 or newer with npm isn't installed: the server starts without the Editor");
    }
    // The administrator is made here, so that its password stands in the terminal.
    let made = relata("bootstrap", arguments)?;
    if made == ExitCode::SUCCESS { relata("start", arguments) } else { Ok(made) }
}

fn relata(command: &str, arguments: &[&str]) -> Outcome<ExitCode> {
    crate::cargo::cargo(&[&["run", "--release", "-p", "relata-server", "--", command], arguments].concat())
}

fn has_node() -> bool {
    ["node", "npm"].iter().all(|program| Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success()))
}

fn npm(folder: &Path, arguments: &[&str]) -> Outcome {
    let status =
        Command::new("npm").args(arguments).current_dir(folder).status().or_fail("the Editor is built with Node 20.19 or newer; npm")?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::new(format!("`npm {}` failed in editor/", arguments.join(" "))))
}

/// Whether the built page is younger than everything it is made of.
fn is_fresh(folder: &Path) -> io::Result<bool> {
    let Ok(built) = fs::metadata(folder.join("dist/index.html")).and_then(|data| data.modified()) else {
        return Ok(false);
    };
    let mut newest = SystemTime::UNIX_EPOCH;
    for input in INPUTS {
        newest = newest.max(changed(&folder.join(input))?);
    }
    Ok(newest <= built)
}

/// When a file, or anything in a folder, changed last.
fn changed(path: &PathBuf) -> io::Result<SystemTime> {
    let data = fs::metadata(path)?;
    let mut newest = data.modified()?;
    if data.is_dir() {
        for entry in fs::read_dir(path)? {
            newest = newest.max(changed(&entry?.path())?);
        }
    }
    Ok(newest)
}
