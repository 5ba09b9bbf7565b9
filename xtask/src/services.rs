//! Starts and stops the servers that tests need.
//!
//! One server of each kind for a whole machine, in the foreground of nobody: they outlive the command that starts them
//! and are written down in `target/services/services.json`, where test processes find them. Data in them is
//! throw-away: durability is off and `down` deletes it. Servers named by environment variables are never touched.

mod mariadb;
mod packages;
mod postgres;
mod process;
mod redis;

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::thread;

use relata_test_support::{Facts, Kind, Server, services_folder};

use crate::failure::{Failure, OrFail, Outcome};
use process::{Launch, Owner};

/// How long started servers run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lifetime {
    /// Until `cargo xtask services down`.
    UntilDown,
    /// Until the last test run ends, unless somebody asked for more.
    WhileUsed,
}

/// Held by a test run while it uses the servers.
pub(crate) struct Usage {
    lock: File,
}

/// Starts what is missing. Does nothing where everything runs.
pub(crate) fn up(lifetime: Lifetime) -> Outcome {
    let folder = services_folder();
    fs::create_dir_all(&folder).or_fail(folder.display())?;
    let _guard = locked(&folder)?;
    let mut facts = Facts::read(&folder)?;

    let mut missing = Vec::new();
    for kind in Kind::ALL {
        if kind.named_by_environment()?.is_none() && !facts.started(kind).is_some_and(process::is_running) {
            missing.push(kind);
        }
    }
    packages::provide(&missing)?;
    packages::provide_browser()?;

    let n_running_before = Kind::ALL.iter().filter(|kind| facts.started(**kind).is_some()).count();
    let started = start_side_by_side(&missing);
    let mut failures = Vec::new();
    for (kind, outcome) in started {
        match outcome {
            Ok(server) => {
                eprintln!("{} listens on {}:{}", kind.name(), server.host, server.port);
                facts.set_started(kind, Some(server));
            }
            Err(failure) => failures.push(failure.to_string()),
        }
    }
    facts.keep = lifetime == Lifetime::UntilDown || (facts.keep && n_running_before > 0);
    facts.write(&folder)?;
    if failures.is_empty() { Ok(()) } else { Err(Failure::new(failures.join("\n"))) }
}

/// Stops what `up` started and deletes its data. Does nothing where nothing runs.
pub(crate) fn down() -> Outcome {
    let folder = services_folder();
    fs::create_dir_all(&folder).or_fail(folder.display())?;
    let _guard = locked(&folder)?;
    let mut facts = Facts::read(&folder)?;
    for kind in Kind::ALL {
        let Some(process) = facts.started(kind).and_then(|server| server.process.clone()) else {
            continue;
        };
        process::stop(kind, &process)?;
        fs::remove_dir_all(&process.folder).or_fail(process.folder.display())?;
        facts.set_started(kind, None);
    }
    Facts::default().write(&folder)?;
    Ok(())
}

/// Starts the servers and marks them as used until [`end_use`], so that a test run beside this one doesn't stop them.
pub(crate) fn start_use(lifetime: Lifetime) -> Outcome<Usage> {
    let folder = services_folder();
    fs::create_dir_all(&folder).or_fail(folder.display())?;
    let path = folder.join("in-use");
    let lock = File::create(&path).or_fail(path.display())?;
    lock.lock_shared().or_fail(path.display())?;
    up(lifetime)?;
    Ok(Usage { lock })
}

/// Stops the servers where nobody uses them any more and nobody asked for them to stay.
pub(crate) fn end_use(usage: Usage) -> Outcome {
    let folder = services_folder();
    let path = folder.join("in-use");
    let Usage { lock } = usage;
    lock.unlock().or_fail(path.display())?;
    match lock.try_lock() {
        Ok(()) if Facts::read(&folder)?.keep => Ok(()),
        Ok(()) => down(),
        Err(TryLockError::WouldBlock) => Ok(()),
        Err(TryLockError::Error(error)) => Err(error).or_fail(path.display()),
    }
}

/// Held while servers are started or stopped; freed when the file is closed.
fn locked(folder: &Path) -> Outcome<File> {
    let path = folder.join("lock");
    let file = File::create(&path).or_fail(path.display())?;
    file.lock().or_fail(path.display())?;
    Ok(file)
}

fn start_side_by_side(kinds: &[Kind]) -> Vec<(Kind, Outcome<Server>)> {
    thread::scope(|scope| {
        let threads: Vec<_> = kinds.iter().map(|&kind| (kind, scope.spawn(move || start(kind)))).collect();
        threads
            .into_iter()
            .map(|(kind, thread)| {
                let outcome = thread.join().unwrap_or_else(|_| Err(Failure::new("the starting thread panicked")));
                (kind, outcome)
            })
            .collect()
    })
}

fn start(kind: Kind) -> Outcome<Server> {
    let (user, folder_name) = match kind {
        Kind::Postgres => ("postgres", "postgres"),
        Kind::Mariadb => ("mysql", "mariadb"),
        Kind::Redis => ("redis", "redis"),
    };
    let owner = Owner::for_server(user)?;
    let folder = data_folder(&owner, folder_name);
    match fs::remove_dir_all(&folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(error).or_fail(folder.display());
        }
        _ => {}
    }
    owner.create_folder(&folder)?;
    let launch = Launch { kind, owner: &owner, folder: &folder };
    match kind {
        Kind::Postgres => postgres::start(&launch),
        Kind::Mariadb => mariadb::start(&launch),
        Kind::Redis => redis::start(&launch),
    }
}

/// A folder below `target/services`, or below the system's temporary folder where the server's user can't get there
/// (a checkout below root's home).
fn data_folder(owner: &Owner, name: &str) -> PathBuf {
    let folder = services_folder();
    if owner.can_reach(&folder) {
        return folder.join(name);
    }
    let checkout = folder.to_string_lossy().replace(|c: char| !c.is_ascii_alphanumeric(), "-");
    std::env::temp_dir().join(format!("relata-services{checkout}-{name}"))
}
