//! Embeds `editor/dist` as a table of files. Never runs Node: without a build the table is empty.

use std::{
    env,
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
};

/// What a file's packed twins end with; made by the Editor's own build.
const PACKED: [&str; 2] = ["br", "gz"];

/// A path as Rust writes texts.
fn literal(path: &Path) -> String {
    format!("{:?}", path.to_string_lossy())
}

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let dist = manifest.join("../../editor/dist");
    // Cargo runs this script again and again where a watched folder is missing; git ignores this one.
    fs::create_dir_all(&dist)?;
    let dist = dist.canonicalize()?;
    println!("cargo::rerun-if-changed={}", dist.display());
    let mut paths = Vec::new();
    collect(&dist, &mut paths)?;
    paths.sort();
    let mut table = String::from("[\n");
    for path in paths.iter().filter(|path| !is_packed(path)) {
        let name = path.strip_prefix(&dist).unwrap_or(path).to_string_lossy().replace('\\', "/");
        let packed = PACKED.map(|ending| {
            let twin = PathBuf::from(format!("{}.{ending}", path.display()));
            if paths.contains(&twin) { format!("Some(include_bytes!({}))", literal(&twin)) } else { "None".to_owned() }
        });
        let [br, gzip] = packed;
        let plain = literal(path);
        let _ = writeln!(table, "File {{ path: {name:?}, plain: include_bytes!({plain}), br: {br}, gzip: {gzip} }},");
    }
    table.push(']');
    fs::write(PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("files.rs"), table)
}

fn is_packed(path: &Path) -> bool {
    path.extension().is_some_and(|ending| PACKED.iter().any(|packed| ending == *packed))
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), paths)?;
        } else {
            paths.push(entry.path());
        }
    }
    Ok(())
}
