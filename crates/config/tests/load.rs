//! From sources to settings: which source wins, what is refused, what is only noticed.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "tests")]

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use relata_config::{DatabaseTarget, Limit, Loaded, NetworkDatabase, Problems, Secret, SizeBytes, Sources, load, read_assignment};
use tempfile::TempDir;

/// A working folder of its own, with the sources that a test wants.
struct Case {
    folder: TempDir,
    sources: Sources,
}

fn case() -> Case {
    let folder = tempfile::tempdir().unwrap();
    let sources = Sources { flags: vec![], environment: vec![], folder: folder.path().to_owned() };
    Case { folder, sources }
}

fn pairs(assignments: &[&str]) -> Vec<(String, String)> {
    assignments.iter().map(|text| read_assignment(text).unwrap()).collect()
}

impl Case {
    fn flags(mut self, assignments: &[&str]) -> Self {
        self.sources.flags = pairs(assignments);
        self
    }

    fn environment(mut self, assignments: &[&str]) -> Self {
        self.sources.environment = pairs(assignments);
        self
    }

    fn file(self, name: &str, text: &str) -> Self {
        fs::write(self.folder.path().join(name), text).unwrap();
        self
    }

    fn load(&self) -> Result<Loaded, Problems> {
        load(&self.sources)
    }

    fn loaded(&self) -> Loaded {
        self.load().unwrap()
    }

    fn problems(&self) -> Vec<String> {
        let problems = self.load().expect_err("problems");
        problems.0.iter().map(ToString::to_string).collect()
    }

    fn notices(&self) -> Vec<String> {
        self.loaded().notices.iter().map(ToString::to_string).collect()
    }
}

#[test]
fn nothing_has_to_be_set() {
    let settings = case().loaded().settings;
    assert_eq!((settings.server.host.as_str(), settings.server.port), ("0.0.0.0", 8055));
    assert_eq!(settings.server.max_payload_bytes, SizeBytes(1_048_576));
    assert_eq!(settings.limits.query_limit_default, Limit(Some(100)));
    assert_eq!(settings.limits.max_batch_mutation, Limit(None));
    assert_eq!(settings.security.access_token_ttl, Duration::from_mins(15));
    assert_eq!(settings.security.secret, None);
    let filename = PathBuf::from("./data/relata.db");
    assert_eq!(settings.database_target, DatabaseTarget::Sqlite { filename });
}

#[test]
fn flags_come_before_the_environment_before_the_file() {
    let ports = |case: Case| case.loaded().settings.server.port;
    let of_file = || case().file(".env", "PORT=1\n");
    assert_eq!(ports(of_file()), 1);
    assert_eq!(ports(of_file().environment(&["PORT=2"])), 2);
    assert_eq!(ports(of_file().environment(&["PORT=2"]).flags(&["PORT=3"])), 3);
    assert_eq!(ports(of_file().environment(&["PORT="])), 1, "an empty value sets nothing");
}

#[test]
fn another_file_can_be_named() {
    let case = case().file("other.env", "PORT=4\n").file(".env", "PORT=1\n");
    assert_eq!(case.environment(&["CONFIG_PATH=other.env"]).loaded().settings.server.port, 4);
}

#[test]
fn a_named_file_must_be_there_and_of_the_right_kind() {
    let problems = case().environment(&["CONFIG_PATH=missing.env"]).problems();
    assert!(problems[0].starts_with("CONFIG_PATH: missing.env: "), "{problems:?}");
    let of_javascript = case().file("config.js", "").flags(&["CONFIG_PATH=config.js"]);
    assert_eq!(of_javascript.problems(), ["CONFIG_PATH: config.js: only files with lines `NAME=value` are read"]);
}

#[test]
fn secrets_come_from_files() {
    let settings = case().file("secret", "hunter2\n").environment(&["SECRET_FILE=secret"]).loaded().settings;
    assert_eq!(settings.security.secret, Some(Secret::new("hunter2")));
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn a_secrets_file_must_be_readable_and_the_only_source() {
    let problems = case().environment(&["SECRET_FILE=missing"]).problems();
    assert!(problems[0].starts_with("SECRET_FILE (from the environment): missing: "));
    let twice = case().environment(&["SECRET_FILE=secret", "SECRET=x"]);
    assert_eq!(twice.problems(), ["SECRET and SECRET_FILE are both set (from the environment): keep one of them"]);
    let in_two_sources = case().environment(&["SECRET_FILE=missing"]).flags(&["SECRET=x"]);
    assert_eq!(in_two_sources.loaded().settings.security.secret, Some(Secret::new("x")));
}

#[test]
fn every_problem_is_told_at_once() {
    let case = case()
        .file(".env", "LOG_LEVEL=loud\nnonsense\n")
        .environment(&["PORT=http", "CORS_ORIGIN=example.com"])
        .flags(&["ACCESS_TOKEN_TTL=soon"]);
    assert_eq!(
        case.problems(),
        [
            "./.env, line 2: `NAME=value` is expected",
            "PORT: `http` (from the environment) is not a port from 0 to 65535",
            "ACCESS_TOKEN_TTL: `soon` (from the command line) is not a duration such as `500ms`, \
             `15m` or `7d`",
            "CORS_ORIGIN: `example.com` (from the environment) is not `true`, `false`, `*` or a \
             list of origins such as `https://example.com`",
            "LOG_LEVEL: `loud` (from ./.env) is not `fatal`, `error`, `warn`, `info`, `debug`, \
             `trace` or `silent`",
        ]
    );
}

#[test]
fn a_server_needs_a_user_and_a_database() {
    assert_eq!(
        case().environment(&["DB_CLIENT=pg"]).problems(),
        ["DB_USER is needed where DB_CLIENT is `pg`", "DB_DATABASE is needed where DB_CLIENT is `pg`",]
    );
    let whole = case().environment(&["DB_CLIENT=mysql", "DB_USER=ann", "DB_DATABASE=shop"]);
    assert_eq!(
        whole.loaded().settings.database_target,
        DatabaseTarget::Mysql(NetworkDatabase::Parts {
            host: "127.0.0.1".to_owned(),
            port: 3306,
            user: "ann".to_owned(),
            password: None,
            database: "shop".to_owned(),
        })
    );
    let url = "postgres://ann:hunter2@127.0.0.1/shop";
    let by_url = case().flags(&["DB_CLIENT=pg", &format!("DB_CONNECTION_STRING={url}")]);
    let target = by_url.loaded().settings.database_target;
    assert_eq!(target, DatabaseTarget::Postgres(NetworkDatabase::Url(Secret::new(url))));
    assert!(!format!("{target:?}").contains("hunter2"));
}

#[test]
fn a_pool_has_room() {
    let problem = "DB_POOL__MAX (2) has to be at least 1, and at least DB_POOL__MIN (3)";
    assert_eq!(case().flags(&["DB_POOL__MIN=3", "DB_POOL__MAX=2"]).problems(), [problem]);
    assert_eq!(case().flags(&["DB_POOL__MAX=0"]).problems().len(), 1);
    assert_eq!(case().flags(&["DB_POOL__MIN=3", "DB_POOL__MAX=3"]).notices().len(), 0);
}

#[test]
fn a_value_may_say_its_type() {
    let settings = case().environment(&["PORT=number:80", "CORS_METHODS=array:GET,POST", "KEY=string:1"]).loaded().settings;
    assert_eq!(settings.server.port, 80);
    assert_eq!(settings.cors.methods.0, ["GET", "POST"]);
    assert_eq!(settings.security.key, Some(Secret::new("1")));
}

#[test]
fn an_unknown_flag_is_refused() {
    assert_eq!(case().flags(&["PROT=1", "WHATEVER=1"]).problems(), ["there is no setting PROT", "there is no setting WHATEVER"]);
    assert_eq!(
        case().flags(&["QUERY_LIMIT_DEFUALT=1"]).problems(),
        ["there is no setting QUERY_LIMIT_DEFUALT; did you mean QUERY_LIMIT_DEFAULT?"]
    );
}

#[test]
fn an_unknown_name_in_the_file_is_noticed() {
    let case = case().file(".env", "DB_HOTS=a\nWEBSOCKETS_ENABLED=b\nMY_OWN=c\nDB_PASSWORD_FILE=\nPORT=1\n");
    assert_eq!(
        case.notices(),
        [
            "DB_HOTS (from ./.env) is no setting; did you mean DB_HOST?",
            "WEBSOCKETS_ENABLED (from ./.env) is a setting of Directus that has no effect here",
            "MY_OWN (from ./.env) is no setting",
        ]
    );
}

#[test]
fn the_environments_other_names_are_left_alone() {
    let case = case().environment(&["PATH=/bin", "LOG_LEVL=info", "WEBSOCKETS_ENABLED=b", "HOME=/root"]);
    assert_eq!(case.notices(), ["LOG_LEVL (from the environment) is no setting; did you mean LOG_LEVEL?"]);
}

#[test]
fn an_assignment_has_a_name() {
    assert_eq!(read_assignment("A=b=c").unwrap(), ("A".to_owned(), "b=c".to_owned()));
    assert_eq!(read_assignment("A=").unwrap(), ("A".to_owned(), String::new()));
    assert_eq!(read_assignment("=b").unwrap_err().to_string(), "`=b` is not NAME=value");
    assert!(read_assignment("A").is_err());
}
