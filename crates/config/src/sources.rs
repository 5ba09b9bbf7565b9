//! Where the texts of settings come from: flags before the environment before a `.env` file.
//!
//! Only gathers them; what they mean is read elsewhere. The sources are plain values, so that tests need no process
//! of their own.

use std::collections::HashMap;
use std::env;
use std::fmt;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::dotenv;
use crate::error::Problem;

/// Where a value stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// On the command line.
    Flag,
    /// In the environment.
    Environment,
    /// In the settings file.
    File(PathBuf),
    /// Nowhere: the table's own default.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag => f.write_str("from the command line"),
            Self::Environment => f.write_str("from the environment"),
            Self::File(path) => write!(f, "from {}", path.display()),
            Self::Default => f.write_str("the default"),
        }
    }
}

/// Everything that settings are read from, before it is read.
#[derive(Debug, Clone)]
pub struct Sources {
    /// Names and values from the command line; of several values for one name the last one counts.
    pub flags: Vec<(String, String)>,
    /// Names and values of the environment.
    pub environment: Vec<(String, String)>,
    /// The folder that relative paths start from.
    pub folder: PathBuf,
}

impl Sources {
    /// This process's environment and working folder, and flags that the command line gave.
    pub fn of_process(flags: Vec<(String, String)>) -> Self {
        // Names and values that aren't UTF-8 can't be settings.
        let environment = env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?))).collect();
        Self { flags, environment, folder: PathBuf::new() }
    }
}

/// Reads a flag's `NAME=value`.
pub fn read_assignment(text: &str) -> Result<(String, String), Problem> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(Problem::NotAnAssignment { text: text.to_owned() }),
    }
}

/// The values of one source.
#[derive(Debug)]
pub(crate) struct Layer {
    pub(crate) origin: Origin,
    /// In the order in which they were first written.
    pub(crate) names: Vec<String>,
    values: HashMap<String, String>,
}

impl Layer {
    fn new(origin: Origin, pairs: Vec<(String, String)>) -> Self {
        let mut layer = Self { origin, names: Vec::new(), values: HashMap::new() };
        for (name, value) in pairs {
            if layer.values.insert(name.clone(), value).is_none() {
                layer.names.push(name);
            }
        }
        layer
    }

    /// A value that isn't empty: an empty one means that nothing is set.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str).filter(|value| !value.is_empty())
    }
}

/// The sources, the most important one first.
pub(crate) fn layers(sources: &Sources, problems: &mut Vec<Problem>) -> Vec<Layer> {
    let mut layers = vec![Layer::new(Origin::Flag, sources.flags.clone()), Layer::new(Origin::Environment, sources.environment.clone())];
    let chosen = layers.iter().find_map(|layer| layer.value("CONFIG_PATH")).map(PathBuf::from);
    let path = chosen.clone().unwrap_or_else(|| PathBuf::from("./.env"));
    match read_file(&sources.folder.join(&path), &path, problems) {
        Ok(pairs) => layers.push(Layer::new(Origin::File(path), pairs)),
        // Nobody asked for the usual file, so it may be missing.
        Err(error) if chosen.is_none() && error.kind() == io::ErrorKind::NotFound => {}
        Err(source) => problems.push(Problem::File { path, source }),
    }
    layers
}

fn read_file(full_path: &Path, path: &Path, problems: &mut Vec<Problem>) -> io::Result<Vec<(String, String)>> {
    let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    if matches!(extension, "js" | "cjs" | "mjs" | "json" | "yaml" | "yml") {
        problems.push(Problem::FileFormat { path: path.to_owned() });
        return Ok(Vec::new());
    }
    let text = fs::read_to_string(full_path)?;
    let mut pairs = Vec::new();
    for line in dotenv::parse(&text) {
        match line {
            Ok(pair) => pairs.push(pair),
            Err(line) => problems.push(Problem::Line { path: path.to_owned(), line }),
        }
    }
    Ok(pairs)
}
