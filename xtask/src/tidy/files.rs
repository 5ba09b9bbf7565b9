//! Rules that hold for single files.
//!
//! Each rule is a function from path and text to what is wrong, so that it is tested without a disk.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use super::Problem;
use crate::failure::{OrFail, Outcome};

const N_LINES_MAX: usize = 600;
/// Folders with things that nobody wrote by hand.
const SKIPPED_FOLDERS: [&str; 6] = [".git", "target", "node_modules", "dist", "data", "corpus"];
const SOURCES: [&str; 6] = ["rs", "ts", "tsx", "css", "sh", "mjs"];
const TEXTS: [&str; 14] = ["rs", "ts", "tsx", "css", "sh", "mjs", "js", "json", "md", "toml", "yaml", "yml", "html", "npmrc"];
/// Written in two halves, so that this file doesn't break its own rule.
const REGISTRY_HOSTS: [(&str, &str); 8] = [
    ("index.crates", ".io"),
    ("static.crates", ".io"),
    ("registry.npmjs", ".org"),
    ("registry.yarnpkg", ".com"),
    ("files.pythonhosted", ".org"),
    ("deb.debian", ".org"),
    ("proxy.golang", ".org"),
    ("registry-1.docker", ".io"),
];

pub(super) fn problems(repository: &Path) -> Outcome<Vec<Problem>> {
    let mut paths = Vec::new();
    collect(repository, &mut paths)?;
    let mut problems = Vec::new();
    for path in paths {
        let bytes = fs::read(&path).or_fail(path.display())?;
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        let place = path.strip_prefix(repository).unwrap_or(&path).to_string_lossy().into_owned();
        problems.extend(check(&place, &text).into_iter().map(|rule| Problem::new(&place, rule)));
    }
    Ok(problems)
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> Outcome {
    for entry in fs::read_dir(folder).or_fail(folder.display())? {
        let entry = entry.or_fail(folder.display())?;
        let kind = entry.file_type().or_fail(folder.display())?;
        let name = entry.file_name();
        if kind.is_dir() && !SKIPPED_FOLDERS.contains(&&*name.to_string_lossy()) {
            collect(&entry.path(), paths)?;
        } else if kind.is_file() && is_text(&entry.path()) {
            paths.push(entry.path());
        }
    }
    Ok(())
}

fn is_text(path: &Path) -> bool {
    let name = path.file_name().and_then(OsStr::to_str).unwrap_or_default();
    matches!(name, "Cargo.lock" | ".npmrc" | "run") || TEXTS.contains(&extension(name))
}

fn extension(name: &str) -> &str {
    name.rsplit_once('.').map_or("", |(_, extension)| extension)
}

fn check(place: &str, text: &str) -> Vec<String> {
    let name = place.rsplit('/').next().unwrap_or(place);
    let mut broken = Vec::new();
    if extension(name) == "rs" && !has_module_docs(text) {
        broken.push("does not begin with module documentation (`//!`)".to_owned());
    }
    if SOURCES.contains(&extension(name)) && text.lines().count() > N_LINES_MAX {
        broken.push(format!("has {} lines; {N_LINES_MAX} are the most", text.lines().count()));
    }
    for (first, second) in REGISTRY_HOSTS {
        let host = format!("{first}{second}");
        if text.contains(&host) {
            broken.push(format!("names the package registry host {host}"));
        }
    }
    if name == "package-lock.json" && text.contains("\"resolved\": \"http") {
        broken.push("holds download addresses; write it with omit-lockfile-registry-resolved".to_owned());
    }
    if name == ".npmrc" && text.lines().any(|line| line.trim_start().starts_with("registry")) {
        broken.push("chooses a registry, which is everybody's own business".to_owned());
    }
    if place == ".cargo/config.toml" && text.lines().any(|line| chooses_source(line.trim_start())) {
        broken.push("chooses a registry, which is everybody's own business".to_owned());
    }
    broken
}

/// Attributes of the whole file may come before its documentation, each on one line or several.
fn has_module_docs(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    while let Some(line) = lines.next() {
        if !line.starts_with("#![") {
            return line.starts_with("//!");
        }
        if !line.ends_with(']') {
            lines.find(|line| line.ends_with(']'));
        }
    }
    false
}

fn chooses_source(line: &str) -> bool {
    ["[source", "[registr", "replace-with"].iter().any(|start| line.starts_with(start))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_one(place: &str, text: &str) -> String {
        check(place, text).join("; ")
    }

    #[test]
    fn modules_begin_with_documentation() {
        let broken = "does not begin with module documentation (`//!`)";
        assert_eq!(check_one("a.rs", "//! What.\n"), "");
        assert_eq!(check_one("a.rs", "#![no_main]\n\n//! What.\n"), "");
        assert_eq!(check_one("a.rs", "#![expect(\n    x\n)]\n//! What.\n"), "");
        assert_eq!(check_one("a.rs", "#![expect(\n    x\n)]\nuse x;\n"), broken);
        assert_eq!(check_one("a.rs", "use std::fs;\n//! What.\n"), broken);
        assert_eq!(check_one("a.rs", "// What.\n"), broken);
        assert_eq!(check_one("a.rs", ""), broken);
    }

    #[test]
    fn sources_are_short() {
        let of = |n_lines: usize| format!("//! What.\n{}", "\n".repeat(n_lines - 1));
        assert_eq!(check_one("a.rs", &of(600)), "");
        assert_eq!(check_one("a.rs", &of(601)), "has 601 lines; 600 are the most");
        assert_eq!(check_one("a.json", &of(601)), "");
    }

    #[test]
    fn no_registry_is_named() {
        let lock = format!("\"resolved\": \"https://{}{}/a\"", "registry.npmjs", ".org");
        assert_eq!(
            check_one("editor/package-lock.json", &lock),
            "names the package registry host registry.npmjs\u{2e}org; \
             holds download addresses; write it with omit-lockfile-registry-resolved"
        );
        assert_eq!(check_one("editor/package-lock.json", "{\"packages\": {}}"), "");
        assert!(check_one("editor/.npmrc", "registry=https://x").contains("chooses a registry"));
        assert_eq!(check_one("editor/.npmrc", "omit-lockfile-registry-resolved=true"), "");
        assert!(check_one(".cargo/config.toml", "[source.mirror]").contains("chooses a registry"));
        assert_eq!(check_one(".cargo/config.toml", "[alias]"), "");
    }
}
