//! Finds the servers' programs, and installs the Debian packages that have them.
//!
//! Installs only as root and only what is missing; everybody else is told the command. Never starts the services
//! that the packages would start by themselves.

use std::env;
use std::fs;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use relata_test_support::Kind;

use super::process::is_root;
use crate::failure::{Failure, OrFail, Outcome};

const OLDEST_POSTGRES: u32 = 15;
const BROWSER: &str = "chromium";
const POSTGRES_FOLDER: &str = "/usr/lib/postgresql";
const EXTENSIONS_FOLDER: &str = "/usr/share/postgresql";
/// Asked by Debian's packages whether they may start a service.
const START_POLICY: &str = "/usr/sbin/policy-rc.d";

/// Makes sure that the programs for these servers are there.
pub(super) fn provide(kinds: &[Kind]) -> Outcome {
    let missing: Vec<Kind> = kinds.iter().copied().filter(|kind| !is_installed(*kind)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let names = missing.iter().map(|kind| package(*kind)).collect::<Vec<_>>().join(" ");
    if !is_root()? || find_program("apt-get").is_none() {
        let variables = missing.iter().map(|kind| kind.variable()).collect::<Vec<_>>().join(", ");
        return Err(Failure::new(format!(
            "tests need {}: install them with `sudo apt-get install {names}`, or name running servers in {variables}",
            missing.iter().map(|kind| kind.name()).collect::<Vec<_>>().join(", "),
        )));
    }
    eprintln!("installing {names}");
    let _policy = StartPolicy::none_starts()?;
    apt_get(&["update"])?;
    let mut arguments = vec!["install", "--yes", "--no-install-recommends"];
    arguments.extend(names.split(' '));
    apt_get(&arguments)?;
    match missing.iter().find(|kind| !is_installed(**kind)) {
        None => Ok(()),
        Some(kind) => Err(Failure::new(format!("the package {} is too old or incomplete", package(*kind)))),
    }
}

/// Makes sure that a browser is there for the tests of the Editor; one that is named in `RELATA_CHROMIUM` is enough.
pub(super) fn provide_browser() -> Outcome {
    let is_there = env::var_os("RELATA_CHROMIUM").is_some() || find_program(BROWSER).is_some();
    if is_there {
        return Ok(());
    }
    if !is_root()? || find_program("apt-get").is_none() {
        return Err(Failure::new(format!(
            "tests need a browser: install it with `sudo apt-get install {BROWSER}`, or name a Chromium in RELATA_CHROMIUM"
        )));
    }
    eprintln!("installing {BROWSER}");
    apt_get(&["update"])?;
    apt_get(&["install", "--yes", "--no-install-recommends", BROWSER])
}

/// The folder with the newest PostgreSQL's programs.
pub(super) fn postgres_programs() -> Outcome<PathBuf> {
    find_postgres().ok_or_else(|| Failure::new(format!("PostgreSQL {OLDEST_POSTGRES} or newer is not installed")))
}

/// The path of a program.
pub(super) fn program(name: &str) -> Outcome<PathBuf> {
    find_program(name).ok_or_else(|| Failure::new(format!("the program {name} is not installed")))
}

fn is_installed(kind: Kind) -> bool {
    match kind {
        Kind::Postgres => find_postgres().is_some() && has_postgis(),
        Kind::Mariadb => ["mariadbd", "mariadb-install-db", "mariadb-admin"].iter().all(|name| find_program(name).is_some()),
        Kind::Redis => find_program("redis-server").is_some(),
    }
}

const fn package(kind: Kind) -> &'static str {
    match kind {
        Kind::Postgres => "postgresql postgresql-postgis",
        Kind::Mariadb => "mariadb-server",
        Kind::Redis => "redis-server",
    }
}

fn find_postgres() -> Option<PathBuf> {
    let versions = fs::read_dir(POSTGRES_FOLDER).ok()?;
    let names = versions.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
    let folder = Path::new(POSTGRES_FOLDER).join(newest(names)?.to_string()).join("bin");
    ["initdb", "postgres", "pg_isready"].iter().all(|name| folder.join(name).exists()).then_some(folder)
}

/// Whether the newest PostgreSQL has the extension for shapes.
fn has_postgis() -> bool {
    let version = find_postgres().and_then(|programs| Some(programs.parent()?.file_name()?.to_owned()));
    version.is_some_and(|version| Path::new(EXTENSIONS_FOLDER).join(version).join("extension/postgis.control").exists())
}

fn newest(names: impl Iterator<Item = String>) -> Option<u32> {
    names.filter_map(|name| name.parse().ok()).filter(|version| *version >= OLDEST_POSTGRES).max()
}

fn find_program(name: &str) -> Option<PathBuf> {
    // Servers stand in sbin folders, which are often missing in the search path of users.
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
}

fn apt_get(arguments: &[&str]) -> Outcome {
    let mut command = Command::new("apt-get");
    command.arg("-qq").args(arguments).env("DEBIAN_FRONTEND", "noninteractive");
    let output = command.output().or_fail("can't run apt-get")?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(Failure::new(format!("apt-get {} failed: {}", arguments.join(" "), said.trim())))
}

/// Forbids packages to start their services while it lives, so that installing leaves no server on a default port.
struct StartPolicy {
    is_ours: bool,
}

impl StartPolicy {
    fn none_starts() -> Outcome<Self> {
        let path = Path::new(START_POLICY);
        if path.exists() {
            return Ok(Self { is_ours: false });
        }
        fs::write(path, "#!/bin/sh\nexit 101\n")
            .and_then(|()| fs::set_permissions(path, fs::Permissions::from_mode(0o755)))
            .or_fail(START_POLICY)?;
        Ok(Self { is_ours: true })
    }
}

impl Drop for StartPolicy {
    fn drop(&mut self) {
        if !self.is_ours {
            return;
        }
        match fs::remove_file(START_POLICY) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                eprintln!("delete {START_POLICY}: {error}");
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::newest;

    #[test]
    fn takes_the_newest_postgres_that_is_new_enough() {
        let check = |names: &[&str]| newest(names.iter().map(ToString::to_string));
        assert_eq!(check(&["9.6", "15", "17", "16"]), Some(17));
        assert_eq!(check(&["13", "14"]), None);
        assert_eq!(check(&["common"]), None);
    }
}
