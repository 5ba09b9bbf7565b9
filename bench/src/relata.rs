//! A Relata process that the benchmark starts, and stops when it is dropped.

use std::{
    fs::File,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command},
    time::{Duration, Instant},
};

use crate::{
    api::Api,
    failure::{Failure, OrFail, Outcome},
    process::ProcessTree,
    target::Target,
};

const TOKEN: &str = "bench-token";
const LONGEST_START: Duration = Duration::from_secs(30);

/// A running Relata.
pub(crate) struct Relata {
    child: Child,
    pub(crate) api: Api,
    pub(crate) processes: ProcessTree,
    /// From the start of the process to its first answer.
    pub(crate) start: Duration,
}

/// What is needed to start one.
pub(crate) struct Launch<'a> {
    pub(crate) binary: &'a Path,
    pub(crate) target: &'a Target,
    pub(crate) folder: &'a Path,
}

impl Launch<'_> {
    /// Makes the system tables and the administrator.
    pub(crate) fn bootstrap(&self) -> Outcome {
        let status = self.command("bootstrap", 0)?.status().or_fail(self.binary.display())?;
        if status.success() {
            return Ok(());
        }
        Err(Failure::new(format!("relata bootstrap: {status}, see {}", self.log().display())))
    }

    /// Starts the server and waits for its first answer.
    pub(crate) async fn start(&self) -> Outcome<Relata> {
        let port = free_port()?;
        let api = Api::new(&format!("http://127.0.0.1:{port}"), TOKEN)?;
        let begin = Instant::now();
        let child = self.command("start", port)?.spawn().or_fail(self.binary.display())?;
        let processes = ProcessTree::new(child.id());
        let mut relata = Relata { child, api, processes, start: Duration::ZERO };
        while relata.api.get("/server/ping", &[]).await.is_err() {
            if begin.elapsed() > LONGEST_START {
                return Err(Failure::new(format!("relata start: no answer, see {}", self.log().display())));
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        relata.start = begin.elapsed();
        Ok(relata)
    }

    fn command(&self, what: &str, port: u16) -> Outcome<Command> {
        let log = File::options().create(true).append(true).open(self.log()).or_fail(self.log().display())?;
        let mut command = Command::new(self.binary);
        command
            .arg(what)
            .env("HOST", "127.0.0.1")
            .env("PORT", port.to_string())
            .env("LOG_LEVEL", "warn")
            .env("SECRET", "secret-of-the-benchmark-and-of-nothing-else")
            .env("ADMIN_EMAIL", "admin@example.com")
            .env("ADMIN_PASSWORD", "password")
            .env("ADMIN_TOKEN", TOKEN)
            .envs(self.target.settings())
            .stdout(log.try_clone().or_fail("the log")?)
            .stderr(log);
        Ok(command)
    }

    fn log(&self) -> PathBuf {
        self.folder.join(format!("relata-{}.log", self.target.kind().name()))
    }
}

impl Drop for Relata {
    fn drop(&mut self) {
        // Asks first, so that a profiler around the process gets to write its report.
        let asked = Command::new("kill").arg(self.child.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            drop(self.child.kill());
        }
        drop(self.child.wait());
    }
}

fn free_port() -> Outcome<u16> {
    let listener = TcpListener::bind("127.0.0.1:0").or_fail("looking for a free port")?;
    Ok(listener.local_addr().or_fail("looking for a free port")?.port())
}
