//! The product as a Rust API: reading, schema editing, writing.
