//! Scenarios that run unchanged against Relata and against Directus.
