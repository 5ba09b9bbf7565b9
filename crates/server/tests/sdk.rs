//! The official SDK drives the demo: `conformance/sdk`, against the real binary.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use relata_test_support::{Backend, TestDatabase};

mod support;

use support::{ADMIN_EMAIL, ADMIN_PASSWORD, Server, relata};

const FILES: [&str; 3] = ["package.json", "package-lock.json", "sdk.test.mjs"];

/// Runs a program to its end; the test fails with everything that was said if the program does.
fn run(program: &str, command: &mut Command) {
    let output =
        command.output().unwrap_or_else(|error| panic!("this test needs Node 20 or newer with npm: `{program}` can't be run ({error})"));
    let said = [output.stdout, output.stderr].concat();
    assert!(output.status.success(), "{program} failed:\n{}", String::from_utf8_lossy(&said));
}

/// A folder with the script and the SDK in the version that the lock file names; installed once.
fn installed() -> PathBuf {
    let from = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../conformance/sdk");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("sdk");
    fs::create_dir_all(&folder).unwrap();
    for file in FILES {
        fs::copy(from.join(file), folder.join(file)).unwrap();
    }
    let lock = fs::read(folder.join("package-lock.json")).unwrap();
    let stamp = folder.join("installed");
    if fs::read(&stamp).ok().as_ref() != Some(&lock) {
        run("npm", Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder));
        fs::write(stamp, lock).unwrap();
    }
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_official_sdk_drives_the_demo() {
    let scripts = installed();
    let database = TestDatabase::create(Backend::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let account = [("ADMIN_EMAIL", ADMIN_EMAIL), ("ADMIN_PASSWORD", ADMIN_PASSWORD)];
    let mut init = relata(folder.path());
    run("relata init", init.args(["init", "--template", "demo"]).envs(database.settings()).envs(account));

    let server = Server::over(&database);
    let mut node = Command::new("node");
    node.args(["--test", "sdk.test.mjs"]).current_dir(scripts).env("RELATA_URL", &server.url).envs(account);
    run("node", &mut node);
}
