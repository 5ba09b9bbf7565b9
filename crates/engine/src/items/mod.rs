//! Items through the engine: every read and write of every face comes in here, with an asker.

mod read;
mod write;

pub use read::{ReadOf, ReadTarget};
pub use write::{Selection, Written};
