//! The format of a scenario file, and reading them from disk.
//!
//! Unknown keys are errors: a misspelt `body` would otherwise be a check that can't fail.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;

/// The database behind the server under test; answers may differ by it where Directus itself differs.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
pub enum Database {
    /// `SQLite`.
    Sqlite,
    /// `PostgreSQL`.
    Postgres,
    /// `MariaDB` or `MySQL`.
    Mariadb,
}

/// Whose server is under test.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Ours.
    Relata,
    /// The original, which every scenario is checked against.
    Directus,
}

/// A folder of scenarios with what they share.
#[derive(Debug)]
pub struct Area {
    /// The folder's name.
    pub name: String,
    /// Requests that make and remove what the files share.
    pub fixture: Fixture,
    /// One per file, by name.
    pub scenarios: Vec<Scenario>,
}

/// Requests that make something and remove it again.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fixture {
    /// Sent before; each must be answered as it says, or with a success.
    #[serde(default)]
    pub setup: Vec<Step>,
    /// Sent afterwards, and once before `setup` to clear what a killed run left behind; the answers are not looked at.
    #[serde(default)]
    pub teardown: Vec<Step>,
}

/// One file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// `<area>/<file stem>`.
    #[serde(skip)]
    pub name: String,
    /// What the file is about, in one sentence.
    pub about: String,
    /// As in a fixture, for this file alone.
    #[serde(default)]
    pub setup: Vec<Step>,
    /// As in a fixture, for this file alone.
    #[serde(default)]
    pub teardown: Vec<Step>,
    /// Requests with the answers they must get, in order.
    pub steps: Vec<Step>,
}

/// A request and the answer it must get. Without any expectation the answer must be a success (2xx).
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// What the step shows.
    #[serde(default)]
    pub title: String,
    /// `METHOD /path?query`; the query is sent as it stands, apart from percent-encoding.
    pub request: String,
    /// The JSON body.
    pub send: Option<Value>,
    /// A body sent as it stands, as `application/json` unless `send_headers` say otherwise.
    pub send_text: Option<String>,
    /// Request headers, by name.
    #[serde(default)]
    pub send_headers: BTreeMap<String, String>,
    /// Who asks: `admin` (the default), `nobody`, or a token.
    #[serde(default = "admin", rename = "as")]
    pub asker: String,
    /// Names for parts of the answer (JSON pointers), for later use as `${name}`.
    #[serde(default)]
    pub save: BTreeMap<String, String>,

    /// The expected status.
    pub status: Option<u16>,
    /// The expected JSON body, with matchers.
    pub body: Option<Value>,
    /// The expected body as text.
    pub text: Option<String>,
    /// The code of the first error, or the `extensions` of each error in turn.
    pub error: Option<Value>,
    /// Expected response headers, by lower-case name; `null` for one that must be absent.
    #[serde(default)]
    pub headers: BTreeMap<String, Value>,
    /// What differs on `SQLite`.
    pub sqlite: Option<Answer>,
    /// What differs on `PostgreSQL`.
    pub postgres: Option<Answer>,
    /// What differs on `MariaDB`.
    pub mariadb: Option<Answer>,

    /// Why the order of object keys doesn't matter here.
    pub any_key_order: Option<String>,
    /// Why the original isn't asked.
    pub relata_only: Option<String>,
    /// Databases on which the original fails with 500 or loses what it was given, and so isn't asked.
    #[serde(default)]
    pub original_fails_on: Vec<Database>,
}

/// The expectations of a step that may differ by database.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// The expected status.
    pub status: Option<u16>,
    /// The expected JSON body, with matchers.
    pub body: Option<Value>,
    /// The expected body as text.
    pub text: Option<String>,
    /// The code of the first error, or the `extensions` of each error in turn.
    pub error: Option<Value>,
}

fn admin() -> String {
    "admin".to_owned()
}

impl Step {
    /// Whether this server promises anything about the step.
    pub fn applies_to(&self, product: Product, database: Database) -> bool {
        product == Product::Relata || (self.relata_only.is_none() && !self.original_fails_on.contains(&database))
    }

    /// What must be answered on `database`.
    pub fn answer_on(&self, database: Database) -> Answer {
        let usual = Answer { status: self.status, body: self.body.clone(), text: self.text.clone(), error: self.error.clone() };
        let special = match database {
            Database::Sqlite => &self.sqlite,
            Database::Postgres => &self.postgres,
            Database::Mariadb => &self.mariadb,
        };
        match special.clone() {
            None => usual,
            // A status alone leaves the body as it is; any body replaces the usual one, whatever its kind.
            Some(Answer { status, body: None, text: None, error: None }) => Answer { status, ..usual },
            Some(special) => Answer { status: special.status.or(usual.status), ..special },
        }
    }
}

/// Why the scenarios can't be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// A file or folder can't be read.
    #[error("{path}: {source}")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file isn't in the format.
    #[error("{path}: {source}")]
    Format {
        /// The file.
        path: PathBuf,
        /// The cause, with line and column.
        source: serde_yaml_ng::Error,
    },
}

/// The folder that comes with this crate.
pub fn scenarios_folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/scenarios"))
}

/// Every area of `folder`, by name.
pub fn load_areas(folder: &Path) -> Result<Vec<Area>, LoadError> {
    entries(folder)?.into_iter().filter(|path| path.is_dir()).map(|path| load_area(&path)).collect()
}

fn load_area(folder: &Path) -> Result<Area, LoadError> {
    let name = stem(folder);
    let mut fixture = Fixture::default();
    let mut scenarios = Vec::new();
    for path in entries(folder)?.into_iter().filter(|path| path.extension().is_some_and(|it| it == "yaml")) {
        if stem(&path) == "_fixture" {
            fixture = read(&path)?;
        } else {
            let scenario: Scenario = read(&path)?;
            scenarios.push(Scenario { name: format!("{name}/{}", stem(&path)), ..scenario });
        }
    }
    Ok(Area { name, fixture, scenarios })
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let wrap = |source| LoadError::Io { path: folder.to_owned(), source };
    let mut paths =
        fs::read_dir(folder).map_err(wrap)?.map(|entry| entry.map(|it| it.path())).collect::<Result<Vec<_>, _>>().map_err(wrap)?;
    paths.sort();
    Ok(paths)
}

fn read<T: for<'de> Deserialize<'de>>(path: &Path) -> Result<T, LoadError> {
    let text = fs::read_to_string(path).map_err(|source| LoadError::Io { path: path.to_owned(), source })?;
    serde_yaml_ng::from_str(&text).map_err(|source| LoadError::Format { path: path.to_owned(), source })
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    const DATABASES: [Database; 3] = [Database::Sqlite, Database::Postgres, Database::Mariadb];

    /// Refused, or accepted and finding nothing.
    fn is_twin(step: &Step) -> bool {
        let is_negative = |answer: &Answer| {
            answer.status.is_some_and(|it| it >= 400) || answer.body.as_ref().is_some_and(|it| it["data"] == Value::Array(vec![]))
        };
        DATABASES.iter().any(|database| is_negative(&step.answer_on(*database)))
    }

    #[test]
    fn every_step_has_a_title_and_every_file_a_rejected_twin() {
        for scenario in load_areas(scenarios_folder()).unwrap().iter().flat_map(|area| &area.scenarios) {
            for step in &scenario.steps {
                assert!(!step.title.is_empty(), "{}: {} has no title", scenario.name, step.request);
            }
            assert!(scenario.steps.iter().any(is_twin), "{} has nothing that is refused or finds nothing", scenario.name);
        }
    }

    #[test]
    fn a_misspelt_key_is_refused() {
        let step = |key: &str| serde_yaml_ng::from_str::<Step>(&format!("request: GET /\n{key}: {{}}"));
        assert!(step("body").is_ok());
        assert!(step("bodi").is_err());
    }

    #[test]
    fn what_the_original_fails_at_is_asked_of_relata_only() {
        let step: Step = serde_yaml_ng::from_str("{request: GET /, original_fails_on: [mariadb]}").unwrap();
        assert!(step.applies_to(Product::Relata, Database::Mariadb));
        assert!(step.applies_to(Product::Directus, Database::Postgres));
        assert!(!step.applies_to(Product::Directus, Database::Mariadb));
    }

    #[test]
    fn a_database_overrides_what_it_names() {
        let step: Step = serde_yaml_ng::from_str("{request: GET /, status: 200, body: 1, postgres: {body: '1'}}").unwrap();
        let on = |database| step.answer_on(database).body.unwrap();
        assert_eq!((on(Database::Sqlite), on(Database::Postgres)), (1.into(), "1".into()));
        assert_eq!(step.answer_on(Database::Postgres).status, Some(200));

        let step: Step = serde_yaml_ng::from_str("{request: GET /, status: 200, body: 1, postgres: {status: 400, error: X}}").unwrap();
        let answer = step.answer_on(Database::Postgres);
        assert_eq!((answer.status, answer.body, answer.error), (Some(400), None, Some("X".into())));
    }
}
