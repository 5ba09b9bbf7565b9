//! Runs server processes: as which user, where, on which port, until they answer.
//!
//! Uses `setsid` and `sh` instead of system calls, since this workspace forbids unsafe code. Knows no kind of server
//! beyond the signal that ends it quickly.

use std::fs::{self, File};
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use relata_test_support::{Kind, Process, Server};

use crate::failure::{Failure, OrFail, Outcome};

const PATIENCE: Duration = Duration::from_mins(1);
const PAUSE: Duration = Duration::from_millis(50);
const ATTEMPTS: usize = 3;

/// The user that a server runs as: for root the one that its package made, for everybody else oneself.
#[derive(Debug)]
pub(super) enum Owner {
    Oneself,
    Other { uid: u32, gid: u32 },
}

impl Owner {
    pub(super) fn for_server(user: &str) -> Outcome<Self> {
        if !is_root()? {
            return Ok(Self::Oneself);
        }
        let users = fs::read_to_string("/etc/passwd").or_fail("/etc/passwd")?;
        ids_of(&users, user)
            .map(|(uid, gid)| Self::Other { uid, gid })
            .ok_or_else(|| Failure::new(format!("there is no user `{user}` to run its server as")))
    }

    /// Whether every folder on the way may be entered by this user.
    pub(super) fn can_reach(&self, folder: &Path) -> bool {
        match self {
            Self::Oneself => true,
            Self::Other { .. } => {
                folder.ancestors().all(|on_the_way| fs::metadata(on_the_way).is_ok_and(|facts| facts.permissions().mode() & 0o001 != 0))
            }
        }
    }

    pub(super) fn create_folder(&self, folder: &Path) -> Outcome {
        fs::create_dir_all(folder).or_fail(folder.display())?;
        self.own(folder)
    }

    pub(super) fn write_file(&self, path: &Path, text: &str) -> Outcome {
        fs::write(path, text).or_fail(path.display())?;
        self.own(path)
    }

    fn own(&self, path: &Path) -> Outcome {
        match self {
            Self::Oneself => Ok(()),
            Self::Other { uid, gid } => chown(path, Some(*uid), Some(*gid)).or_fail(path.display()),
        }
    }

    fn apply(&self, command: &mut Command) {
        if let Self::Other { uid, gid } = self {
            command.uid(*uid).gid(*gid);
        }
    }
}

pub(super) fn is_root() -> Outcome<bool> {
    fs::metadata("/proc/self").map(|facts| facts.uid() == 0).or_fail("/proc/self")
}

fn ids_of(passwd: &str, user: &str) -> Option<(u32, u32)> {
    let fields: Vec<&str> =
        passwd.lines().map(|line| line.split(':')).find_map(|mut fields| (fields.next() == Some(user)).then(|| fields.collect()))?;
    Some((fields.get(1)?.parse().ok()?, fields.get(2)?.parse().ok()?))
}

/// What is needed to get one server going.
pub(super) struct Launch<'a> {
    pub(super) kind: Kind,
    pub(super) owner: &'a Owner,
    pub(super) folder: &'a Path,
}

impl Launch<'_> {
    /// Runs a preparing program to its end.
    pub(super) fn run(&self, program: &Path, arguments: &[String]) -> Outcome {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(self.folder).stdin(Stdio::null());
        self.owner.apply(&mut command);
        let output = command.output().or_fail(program.display())?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr) + String::from_utf8_lossy(&output.stdout);
        Err(Failure::new(format!("{} failed: {}", program.display(), said.trim())))
    }

    /// Starts the server on a free port and waits until it answers; takes another port where somebody was faster.
    pub(super) fn serve(
        &self,
        program: &Path,
        arguments: impl Fn(u16) -> Vec<String>,
        answers: impl Fn(u16) -> bool,
    ) -> Outcome<(u16, Process)> {
        let mut last = Failure::new("never tried");
        for _ in 0..ATTEMPTS {
            let port = free_port()?;
            let mut child = self.spawn(program, &arguments(port))?;
            match self.wait(&mut child, || answers(port)) {
                Ok(()) => {
                    return Ok((port, Process { pid: child.id(), folder: self.folder.to_owned() }));
                }
                Err(failure) => last = failure,
            }
        }
        Err(last)
    }

    /// In a session of its own, so that Ctrl-C in the terminal that started it doesn't reach it.
    fn spawn(&self, program: &Path, arguments: &[String]) -> Outcome<Child> {
        let path = self.log();
        let log = File::create(&path).or_fail(path.display())?;
        let errors = log.try_clone().or_fail(path.display())?;
        let mut command = Command::new("setsid");
        command.arg(program).args(arguments).current_dir(self.folder);
        command.stdin(Stdio::null()).stdout(log).stderr(errors);
        self.owner.apply(&mut command);
        command.spawn().or_fail("can't run setsid (package util-linux)")
    }

    fn wait(&self, child: &mut Child, answers: impl Fn() -> bool) -> Outcome {
        let deadline = Instant::now() + PATIENCE;
        while Instant::now() < deadline {
            if let Some(status) = child.try_wait().or_fail(self.kind.name())? {
                return Err(self.failure(&format!("ended at start with {status}")));
            }
            if answers() {
                return Ok(());
            }
            thread::sleep(PAUSE);
        }
        child.kill().or_fail(self.kind.name())?;
        child.wait().or_fail(self.kind.name())?;
        Err(self.failure(&format!("did not answer within {} s", PATIENCE.as_secs())))
    }

    fn failure(&self, what: &str) -> Failure {
        let log = fs::read_to_string(self.log()).unwrap_or_default();
        let lines: Vec<&str> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(20)..].join("\n");
        Failure::new(format!("{} {what}; its log ends:\n{last}", self.kind.name()))
    }

    fn log(&self) -> PathBuf {
        self.folder.join("log")
    }
}

/// Whether the process that was started still is the one under this id. Each of these servers works inside its
/// folder, so another process that got the same id later isn't mistaken for it.
pub(super) fn is_running(server: &Server) -> bool {
    server.process.as_ref().is_some_and(runs)
}

fn runs(process: &Process) -> bool {
    fs::read_link(format!("/proc/{}/cwd", process.pid)).is_ok_and(|cwd| cwd.starts_with(&process.folder))
}

/// Ends the process at once; its data is thrown away anyway.
pub(super) fn stop(kind: Kind, process: &Process) -> Outcome {
    if !runs(process) {
        return Ok(());
    }
    // PostgreSQL has children and shared memory to clear away, which SIGQUIT lets it do.
    let signal = if kind == Kind::Postgres { "QUIT" } else { "KILL" };
    let command = format!("kill -{signal} {}", process.pid);
    Command::new("sh").args(["-c", &command]).status().or_fail("can't run sh")?;
    let deadline = Instant::now() + PATIENCE;
    while runs(process) {
        if Instant::now() > deadline {
            return Err(Failure::new(format!("{} (process {}) does not end", kind.name(), process.pid)));
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn free_port() -> Outcome<u16> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0))
        .and_then(|listener| listener.local_addr())
        .map(|address| address.port())
        .or_fail("no free port on loopback")
}

#[cfg(test)]
mod tests {
    use super::ids_of;

    #[test]
    fn finds_a_users_numbers() {
        let passwd = "root:x:0:0:root:/root:/bin/bash\nmysql:x:102:105:MySQL Server,,,:/nonexistent:/bin/false\n";
        assert_eq!(ids_of(passwd, "mysql"), Some((102, 105)));
        assert_eq!(ids_of(passwd, "my"), None);
        assert_eq!(ids_of("mysql:x:many:105", "mysql"), None);
    }
}
