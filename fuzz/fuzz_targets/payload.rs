//! Any JSON is answered as a payload: with a plan of what will be written, or with an error.

#![no_main]

#[path = "../../crates/plan/tests/payloads/model.rs"]
mod model;

use libfuzzer_sys::fuzz_target;
use serde_json::Value;

fuzz_target!(|text: &str| {
    let Ok(Value::Object(payload)) = serde_json::from_str(text) else { return };
    let Ok(schema) = model::schema() else { return };
    let _planned_or_refused = model::plan(&schema, &payload);
});
