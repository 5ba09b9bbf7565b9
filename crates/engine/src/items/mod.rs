//! Items through the engine: every read and write of every face comes in here, with an asker.

mod arrange;
mod batch;
mod copy;
mod facts;
mod import;
mod net;
mod password_policy;
mod read;
mod revert;
mod touched;
mod usage;
mod write;

pub use arrange::{MoveTo, OrderOf};
pub use copy::{Copied, CopyOf};
pub(crate) use facts::FactCache;
pub use import::{ImportRow, Imported};
pub use read::{ReadOf, ReadTarget};
pub use revert::Revert;
pub use usage::{Usage, UsedBy};
pub use write::{Selection, Written};
