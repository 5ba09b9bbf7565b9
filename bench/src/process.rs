//! Memory of a server process and its children, from Linux' `/proc`.
//!
//! Reads only, except for the mark of the highest memory use, which it resets before each measurement.

use std::fs;
use std::path::Path;
use std::str::FromStr;

use crate::failure::{OrFail, Outcome};

/// A process together with its descendants.
#[derive(Clone, Copy)]
pub(crate) struct ProcessTree {
    root: u32,
}

impl ProcessTree {
    pub(crate) fn new(root: u32) -> Self {
        Self { root }
    }

    /// The process that listens on a port of this machine; `None` where there is none that we may see.
    pub(crate) fn listening_on(port: u16) -> Option<Self> {
        let socket = format!("socket:[{}]", listening_inode(port)?);
        let holds_socket = |process: &u32| {
            let descriptors = fs::read_dir(format!("/proc/{process}/fd"));
            descriptors
                .into_iter()
                .flatten()
                .flatten()
                .filter_map(|descriptor| fs::read_link(descriptor.path()).ok())
                .any(|target| target == Path::new(&socket))
        };
        processes().into_iter().find(holds_socket).map(Self::new)
    }

    /// Forgets the highest memory use so far.
    pub(crate) fn reset_peak(self) -> Outcome {
        for process in self.members() {
            let path = format!("/proc/{process}/clear_refs");
            fs::write(&path, "5").or_fail(format!("resetting the peak memory in {path}"))?;
        }
        Ok(())
    }

    /// The highest resident memory since the last reset, in MiB.
    pub(crate) fn peak_mib(self) -> f64 {
        self.sum_mib("VmHWM")
    }

    /// The resident memory now, in MiB.
    pub(crate) fn resident_mib(self) -> f64 {
        self.sum_mib("VmRSS")
    }

    fn sum_mib(self, name: &str) -> f64 {
        let kib = self.members().into_iter().filter_map(|process| status::<f64>(process, name));
        kib.sum::<f64>() / 1_024.0
    }

    fn members(self) -> Vec<u32> {
        let parents: Vec<(u32, u32)> = processes().into_iter().filter_map(|process| Some((process, status(process, "PPid")?))).collect();
        let mut members = vec![self.root];
        let mut next = 0;
        while let Some(member) = members.get(next).copied() {
            let children = parents.iter().filter(|(_, parent)| *parent == member);
            members.extend(children.map(|(child, _)| child));
            next += 1;
        }
        members
    }
}

fn processes() -> Vec<u32> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
}

/// The number in a line `name:  12345 kB` of a process's status.
fn status<T: FromStr>(process: u32, name: &str) -> Option<T> {
    let text = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
    line.split_whitespace().next()?.parse().ok()
}

/// The inode of the TCP socket that listens on `port`.
fn listening_inode(port: u16) -> Option<String> {
    const LISTENS: &str = "0A";
    let suffix = format!(":{port:04X}");
    ["/proc/net/tcp", "/proc/net/tcp6"].into_iter().find_map(|table| {
        let text = fs::read_to_string(table).ok()?;
        text.lines().find_map(|line| {
            let columns: Vec<&str> = line.split_whitespace().collect();
            let is_it = columns.get(1)?.ends_with(&suffix) && columns.get(3) == Some(&LISTENS);
            is_it.then(|| columns.get(9).map(ToString::to_string))?
        })
    })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use std::net::TcpListener;

    use super::*;

    #[test]
    fn finds_who_listens_and_what_memory_it_has() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let found = ProcessTree::listening_on(port).unwrap();
        assert_eq!(found.root, std::process::id());
        let resident_mib = found.resident_mib();
        assert!(resident_mib > 1.0 && found.peak_mib() >= resident_mib);
    }

    #[test]
    fn nobody_listens_on_a_free_port() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        drop(listener);
        assert!(ProcessTree::listening_on(port).is_none());
    }
}
