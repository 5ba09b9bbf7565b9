//! The documentation says what the table says.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::fs;

#[test]
fn the_settings_page_is_current() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/settings.md");
    let page = fs::read_to_string(path).unwrap();
    assert!(page == relata_config::markdown(), "docs/settings.md is stale: run `cargo xtask docs`");
}
