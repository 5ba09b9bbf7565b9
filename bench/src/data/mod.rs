//! The data set: what is modelled, how many rows there are, and what stands in each of them.
//!
//! The same on every run and for every server: everything follows from a row's number. Holds no request.

mod model;
mod random;
mod rows;

pub(crate) use model::{collections, relations};
pub(crate) use rows::{TABLES, Table};
