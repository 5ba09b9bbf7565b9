//! MariaDB for tests: fresh data folder, no durability.

use std::path::Path;
use std::process::Command;

use relata_test_support::Server;

use super::packages;
use super::process::Launch;
use crate::failure::Outcome;

const USER: &str = "relata";
const PASSWORD: &str = "relata";
/// One statement a line: the server reads this file at every start.
const FIRST_STATEMENTS: &str = "\
CREATE USER IF NOT EXISTS 'relata'@'127.0.0.1' IDENTIFIED BY 'relata';
GRANT ALL PRIVILEGES ON *.* TO 'relata'@'127.0.0.1' WITH GRANT OPTION;
";

pub(super) fn start(launch: &Launch<'_>) -> Outcome<Server> {
    let data = launch.folder.join("data");
    let first = launch.folder.join("first.sql");
    launch.owner.write_file(&first, FIRST_STATEMENTS)?;
    launch.run(
        &packages::program("mariadb-install-db")?,
        &[
            "--no-defaults".to_owned(),
            format!("--datadir={}", data.display()),
            "--auth-root-authentication-method=normal".to_owned(),
            "--skip-test-db".to_owned(),
        ],
    )?;
    let admin = packages::program("mariadb-admin")?;
    let (port, process) = launch.serve(
        &packages::program("mariadbd")?,
        |port| arguments(&data, &first, port),
        |port| {
            let mut question = Command::new(&admin);
            question.args(["--no-defaults", "--host=127.0.0.1", "--protocol=tcp", &format!("--port={port}")]);
            question.args([format!("--user={USER}"), format!("--password={PASSWORD}")]).arg("ping");
            question.output().is_ok_and(|output| output.status.success())
        },
    )?;
    Ok(Server {
        host: "127.0.0.1".to_owned(),
        port,
        user: USER.to_owned(),
        password: PASSWORD.to_owned(),
        database: "mysql".to_owned(),
        process: Some(process),
    })
}

fn arguments(data: &Path, first: &Path, port: u16) -> Vec<String> {
    [
        // Has to come first.
        "--no-defaults",
        &format!("--datadir={}", data.display()),
        &format!("--init-file={}", first.display()),
        &format!("--port={port}"),
        "--bind-address=127.0.0.1",
        // Relative to the data folder: the full path may be longer than a socket's may be.
        "--socket=mariadb.sock",
        "--pid-file=mariadb.pid",
        "--skip-name-resolve",
        "--skip-log-bin",
        "--performance-schema=off",
        "--innodb-flush-log-at-trx-commit=0",
        "--innodb-doublewrite=0",
        "--innodb-buffer-pool-size=64M",
        "--max-connections=300",
        "--character-set-server=utf8mb4",
        "--default-time-zone=+00:00",
    ]
    .map(str::to_owned)
    .into()
}
