//! Redis for tests: nothing is ever written to disk.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use relata_test_support::Server;

use super::packages;
use super::process::Launch;
use crate::failure::Outcome;

pub(super) fn start(launch: &Launch<'_>) -> Outcome<Server> {
    let (port, process) = launch.serve(
        &packages::program("redis-server")?,
        |port| {
            let folder = launch.folder.display().to_string();
            let port = port.to_string();
            ["--port", &port, "--bind", "127.0.0.1", "--dir", &folder, "--save", "", "--appendonly", "no"].map(str::to_owned).into()
        },
        answers,
    )?;
    Ok(Server {
        host: "127.0.0.1".to_owned(),
        port,
        user: String::new(),
        password: String::new(),
        database: "0".to_owned(),
        process: Some(process),
    })
}

fn answers(port: u16) -> bool {
    let ask = || -> std::io::Result<bool> {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_secs(1)))?;
        stream.write_all(b"PING\r\n")?;
        let mut answer = [0; 7];
        stream.read_exact(&mut answer)?;
        Ok(&answer == b"+PONG\r\n")
    };
    ask().unwrap_or(false)
}
