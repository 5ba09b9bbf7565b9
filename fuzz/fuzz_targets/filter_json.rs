//! Any JSON is answered as a filter: with one that prints as itself, or with an error.

#![no_main]

use libfuzzer_sys::fuzz_target;
use relata_query::{Bounds, Filter};

fuzz_target!(|text: &str| {
    let bounds = Bounds::default();
    let Ok(json) = serde_json::from_str(text) else { return };
    let Ok(filter) = Filter::parse(&json, &bounds) else { return };
    assert_eq!(Filter::parse(&filter.to_json(), &bounds), Ok(filter));
});
