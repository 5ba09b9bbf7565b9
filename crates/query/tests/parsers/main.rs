//! The parsers against tables of requests: each accepted form beside its rejected twin. Expectations were taken from a running
//! Directus 11.17.4 unless a test says otherwise.

#![expect(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod corpus;
mod filters;
mod nested;
mod parameters;
mod paths;
mod properties;
mod trees;

use relata_query::{Bounds, Query, QueryError, parse_query, parse_query_string};

/// Reads a query string all the way.
fn read(text: &str) -> Result<Query, QueryError> {
    let bounds = Bounds::default();
    parse_query(&parse_query_string(text, &bounds)?, &bounds)
}

/// Reads the `query` object of a SEARCH body.
fn read_json(text: &str) -> Result<Query, QueryError> {
    parse_query(&serde_json::from_str(text).unwrap(), &Bounds::default())
}

#[track_caller]
fn refuse(text: &str, error: &str) {
    let refused = match text.strip_prefix("SEARCH ") {
        Some(body) => read_json(body),
        None => read(text),
    };
    match refused {
        Err(refusal) => assert_eq!(refusal.to_string(), error, "{text}"),
        Ok(query) => panic!("{text} was read as {query:?}"),
    }
}
