//! Writing: a planned payload carried out in one transaction, in as few statements as its shape allows.
//!
//! Referenced items first, then the items themselves, then their lists; every kind in multi-row statements over all items at once.
//! A failure at any depth undoes everything.

mod delete;
mod failure;
mod items;
mod job;
mod list;
mod session;

pub(crate) use failure::WriteFailure;
pub(crate) use job::{WriteCommand, WriteItems};
