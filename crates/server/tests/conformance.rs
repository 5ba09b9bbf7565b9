//! All scenarios, on every database.

use relata_conformance::{Database, Product, Target, load_areas, run, scenarios_folder};
use relata_test_support::{Backend, TestDatabase};

mod support;

async fn meets_every_scenario(database: TestDatabase) {
    let server = support::Server::over(&database);
    let target = Target {
        base_url: server.url.clone(),
        admin_token: support::ADMIN_TOKEN.to_owned(),
        database: match database.backend() {
            Backend::Sqlite => Database::Sqlite,
            Backend::Postgres => Database::Postgres,
            Backend::Mariadb => Database::Mariadb,
        },
        product: Product::Relata,
    };
    let areas = load_areas(scenarios_folder()).unwrap_or_else(|error| unreachable!("{error}"));
    let report = run(&target, &areas, "").await;
    assert!(report.is_clean(), "{report}");
}

relata_test_support::on_every_database!(meets_every_scenario);
