//! Starts the real binary on a free loopback port over a database of its own.

#![allow(dead_code, reason = "each test file uses its part")]
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "tests")]

pub mod letter_box;

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, Stdio};

use relata_test_support::TestDatabase;
use reqwest::{Client, RequestBuilder, Response};
use serde_json::Value;

pub const ADMIN_EMAIL: &str = "admin@example.com";
pub const ADMIN_PASSWORD: &str = "password of the first administrator";
pub const ADMIN_TOKEN: &str = "token-of-the-first-administrator";
pub const SECRET: &str = "a secret of this test and of no other";

/// The binary with nothing of this process's environment but what it needs to run.
pub fn relata(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_relata"));
    command.env_clear().current_dir(folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// A running server. Killed when dropped.
pub struct Server {
    pub url: String,
    pub client: Client,
    process: Child,
    lines: BufReader<ChildStdout>,
    /// What was said and not asked for yet.
    unread: String,
}

impl Server {
    /// A server over `database`, with an administrator.
    pub fn over(database: &TestDatabase) -> Self {
        Self::with(database, &[])
    }

    /// The same with further settings.
    pub fn with(database: &TestDatabase, settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = relata(folder.path());
        command.args(["start"]).envs(database.settings());
        command.envs([("HOST", "127.0.0.1"), ("PORT", "0"), ("LOG_LEVEL", "warn"), ("SECRET", SECRET)]);
        command.envs([("ADMIN_EMAIL", ADMIN_EMAIL), ("ADMIN_PASSWORD", ADMIN_PASSWORD), ("ADMIN_TOKEN", ADMIN_TOKEN)]);
        command.envs([("LOGIN_STALL_TIME", "0ms")]);
        command.envs(settings.iter().copied());
        Self::started(&mut command)
    }

    /// A server over a database without users, whose settings name none.
    pub fn without_users(database: &TestDatabase) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = relata(folder.path());
        command.arg("start").envs(database.settings());
        Self::started(command.envs([("HOST", "127.0.0.1"), ("PORT", "0"), ("LOG_LEVEL", "warn"), ("SECRET", SECRET)]))
    }

    /// Waits until the process says where it listens.
    pub fn started(command: &mut Command) -> Self {
        let mut process = command.spawn().unwrap();
        let mut lines = BufReader::new(process.stdout.take().unwrap());
        let mut said = String::new();
        let url = loop {
            let mut line = String::new();
            if lines.read_line(&mut line).unwrap() == 0 {
                let mut errors = String::new();
                process.stderr.take().unwrap().read_to_string(&mut errors).unwrap();
                panic!("the server has not started:\n{said}{errors}");
            }
            if let Some((_, url)) = line.trim().split_once("listens on ") {
                break url.to_owned();
            }
            said.push_str(&line);
        };
        Self { url, client: relata_conformance::http_client(), process, lines, unread: said }
    }

    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.url))
    }

    pub fn post(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.url)).json(body)
    }

    pub fn patch(&self, path: &str, body: &Value) -> RequestBuilder {
        self.client.patch(format!("{}{path}", self.url)).json(body)
    }

    /// Waits for this text; answers all that was said until then, since the last time.
    pub fn said(&mut self, text: &str) -> String {
        loop {
            if let Some(at) = self.unread.find(text) {
                let rest = self.unread.split_off(at + text.len());
                return std::mem::replace(&mut self.unread, rest);
            }
            let n_bytes = self.lines.read_line(&mut self.unread).unwrap();
            assert_ne!(n_bytes, 0, "the server ended without saying \"{text}\":\n{}", self.unread);
        }
    }

    pub fn process_id(&self) -> u32 {
        self.process.id()
    }

    /// Asks the process to stop, and waits until it has.
    pub fn stopped(self) {
        let asked = Command::new("kill").args(["-TERM", &self.process_id().to_string()]).status().unwrap();
        assert!(asked.success());
        self.ended();
    }

    /// Waits for the end; answers how it ended and what was still said.
    pub fn ended(mut self) -> (std::process::ExitStatus, String) {
        let mut said = String::new();
        self.lines.read_to_string(&mut said).unwrap();
        (self.process.wait().unwrap(), said)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Status, and body as JSON (null where it is none).
pub async fn answer(request: RequestBuilder) -> (u16, Value) {
    let response = request.send().await.expect("an answer");
    let status = response.status().as_u16();
    (status, serde_json::from_str(&response.text().await.unwrap()).unwrap_or_default())
}

/// Status and the first error's code.
pub async fn refusal(request: RequestBuilder) -> (u16, String) {
    let (status, body) = answer(request).await;
    (status, body["errors"][0]["extensions"]["code"].as_str().unwrap_or_default().to_owned())
}

pub async fn response(request: RequestBuilder) -> Response {
    request.send().await.expect("an answer")
}
