//! The REST face: routes that make an intent and render an outcome.
