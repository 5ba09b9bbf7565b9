//! Scenarios that run unchanged against Relata and against Directus.
//!
//! A scenario is a YAML file under `scenarios/<area>/`: requests and the answers they must get, in order. What an area's files share is made by
//! its `_fixture.yaml`, through the public API only, and removed afterwards; a file may make more of its own in `setup`. The original decides: a
//! step is written down only once a real Directus answers it that way. `README.md` beside this crate describes the format.
//!
//! This crate must never look behind the API: no database driver, no crate of the product.

mod compare;
mod report;
mod runner;
mod scenario;

pub use report::{Failure, Report};
pub use runner::{Target, run};
pub use scenario::{Area, Database, LoadError, Product, Scenario, load_areas, scenarios_folder};

/// A client for tests and measurements. TLS wants to be told once per process which cryptography to use.
pub fn http_client() -> reqwest::Client {
    // It may have been told already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::new()
}
