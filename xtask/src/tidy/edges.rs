//! Which crate may use which, as the table in ARCHITECTURE.md says.
//!
//! The table is the rule and the manifests are checked against it, never the other way round. Dependencies of tests
//! are free.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use super::Problem;
use crate::failure::{Failure, OrFail, Outcome};

const MAP: &str = "ARCHITECTURE.md";
const PREFIX: &str = "relata-";

/// One row of the map; a row may speak of several crates.
#[derive(Debug, PartialEq, Eq)]
struct Row {
    crates: Vec<String>,
    may_use: MayUse,
}

#[derive(Debug, PartialEq, Eq)]
enum MayUse {
    Everything,
    AllAbove,
    Only(BTreeSet<String>),
}

/// A package of this workspace and those of its own that it uses outside of tests.
#[derive(Debug, PartialEq, Eq)]
struct Package {
    name: String,
    uses: Vec<String>,
}

pub(super) fn problems(repository: &Path) -> Outcome<Vec<Problem>> {
    let map = fs::read_to_string(repository.join(MAP)).or_fail(MAP)?;
    Ok(compare(&rows(&map), &packages(repository)?))
}

fn compare(rows: &[Row], packages: &[Package]) -> Vec<Problem> {
    let mut problems = Vec::new();
    if rows.is_empty() {
        problems.push(Problem::new(MAP, "has no table `| crate | responsibility | may use |`"));
        return problems;
    }
    for name in rows.iter().flat_map(|row| &row.crates) {
        if !packages.iter().any(|package| package.name == *name) {
            problems.push(Problem::new(MAP, format!("names the crate `{name}`, which does not exist")));
        }
    }
    for package in packages {
        let Some(position) = rows.iter().position(|row| row.crates.contains(&package.name)) else {
            problems.push(Problem::new(MAP, format!("does not name the crate `{}`", package.name)));
            continue;
        };
        for used in package.uses.iter().filter(|used| !allows(rows, position, used)) {
            let rule = format!("uses `{used}`, which {MAP} does not allow");
            problems.push(Problem::new(&package.name, rule));
        }
    }
    problems
}

fn allows(rows: &[Row], position: usize, used: &str) -> bool {
    match &rows[position].may_use {
        MayUse::Everything => true,
        MayUse::AllAbove => rows[..position].iter().any(|row| row.crates.iter().any(|name| name == used)),
        MayUse::Only(names) => names.contains(used),
    }
}

/// The rows of the first table with the columns `crate` and `may use`.
fn rows(map: &str) -> Vec<Row> {
    let mut lines = map
        .lines()
        .map(cells)
        .skip_while(|cells| cells.first().is_none_or(|first| first != "crate") || !cells.iter().any(|cell| cell == "may use"));
    let Some(may_use) = lines.next().and_then(|head| head.iter().position(|cell| cell == "may use")) else {
        return Vec::new();
    };
    lines
        .skip(1)
        .take_while(|cells| !cells.is_empty())
        .map(|cells| Row {
            crates: names(cells.first().map_or("", String::as_str)),
            may_use: read_may_use(cells.get(may_use).map_or("", String::as_str)),
        })
        .collect()
}

fn cells(line: &str) -> Vec<String> {
    match line.trim().strip_prefix('|') {
        None => Vec::new(),
        Some(inner) => inner.trim_end_matches('|').split('|').map(|cell| cell.trim().to_lowercase()).collect(),
    }
}

fn names(cell: &str) -> Vec<String> {
    cell.split(',')
        .map(|name| name.trim().trim_matches('`').trim_end_matches('/').to_owned())
        .filter(|name| !matches!(name.as_str(), "" | "-" | "–" | "nothing"))
        .collect()
}

fn read_may_use(cell: &str) -> MayUse {
    match cell {
        "all" => MayUse::Everything,
        "all above" => MayUse::AllAbove,
        list => MayUse::Only(names(list).into_iter().collect()),
    }
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    dependencies: Vec<MetadataDependency>,
}

#[derive(Deserialize)]
struct MetadataDependency {
    name: String,
    kind: Option<String>,
    path: Option<String>,
}

fn packages(repository: &Path) -> Outcome<Vec<Package>> {
    let cargo = env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let mut command = Command::new(cargo);
    command.args(["metadata", "--no-deps", "--format-version=1", "--offline"]).current_dir(repository);
    let output = command.output().or_fail("can't run cargo metadata")?;
    if !output.status.success() {
        return Err(Failure::new(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    read_metadata(&output.stdout)
}

fn read_metadata(json: &[u8]) -> Outcome<Vec<Package>> {
    let metadata: Metadata = serde_json::from_slice(json).or_fail("cargo metadata")?;
    let short = |name: &str| name.strip_prefix(PREFIX).unwrap_or(name).to_owned();
    Ok(metadata
        .packages
        .iter()
        .map(|package| Package {
            name: short(&package.name),
            uses: package
                .dependencies
                .iter()
                .filter(|used| used.path.is_some() && used.kind.as_deref() != Some("dev"))
                .map(|used| short(&used.name))
                .collect(),
        })
        .collect())
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    const TABLE: &str = "\
Text before.

| crate | responsibility | may use |
|---|---|---|
| `schema` | values | - |
| `sql` | text | schema |
| `rest`, `graphql` | faces | all above |
| `server` | wiring | all |

| crate | may use |
|---|---|
| other | - |
";

    fn package(name: &str, uses: &[&str]) -> Package {
        Package { name: name.to_owned(), uses: uses.iter().map(ToString::to_string).collect() }
    }

    fn check(packages: &[Package]) -> Vec<String> {
        compare(&rows(TABLE), packages).iter().map(ToString::to_string).collect()
    }

    fn allowed() -> Vec<Package> {
        vec![
            package("schema", &[]),
            package("sql", &["schema"]),
            package("rest", &["sql", "schema"]),
            package("graphql", &[]),
            package("server", &["rest", "graphql"]),
        ]
    }

    #[test]
    fn accepts_what_the_table_allows() {
        assert_eq!(check(&allowed()), Vec::<String>::new());
    }

    #[test]
    fn refuses_an_edge_upward() {
        let mut packages = allowed();
        packages[0] = package("schema", &["sql"]);
        packages[2] = package("rest", &["server", "graphql"]);
        assert_eq!(
            check(&packages),
            [
                "schema: uses `sql`, which ARCHITECTURE.md does not allow",
                "rest: uses `server`, which ARCHITECTURE.md does not allow",
                "rest: uses `graphql`, which ARCHITECTURE.md does not allow",
            ]
        );
    }

    #[test]
    fn wants_table_and_crates_to_name_the_same() {
        let mut packages = allowed();
        packages[3] = package("realtime", &[]);
        assert_eq!(
            check(&packages),
            ["ARCHITECTURE.md: names the crate `graphql`, which does not exist", "ARCHITECTURE.md: does not name the crate `realtime`",]
        );
    }

    #[test]
    fn wants_a_table() {
        assert_eq!(compare(&rows("# Map\n"), &allowed()).len(), 1);
    }

    #[test]
    fn reads_what_cargo_says() {
        let json = br#"{"packages":[{"name":"relata-sql","dependencies":[
            {"name":"relata-schema","kind":null,"path":"/x"},
            {"name":"relata-test-support","kind":"dev","path":"/x"},
            {"name":"serde","kind":null,"path":null}]}]}"#;
        assert_eq!(read_metadata(json).unwrap(), [package("sql", &["schema"])]);
    }
}
