//! Where files are kept, and pictures made smaller.
//!
//! A [`Storage`] has named locations: a folder, or a bucket of an S3-compatible service. It knows names and bytes, never rows, users
//! or rights. [`picture`] turns one picture into another, within bounds of size and memory.

mod error;
mod location;
pub mod picture;
mod storage;

pub use error::StorageError;
pub use location::{Location, LocationKind, S3Bucket};
pub use storage::{ByteRange, Download, Storage, derived_prefix};
