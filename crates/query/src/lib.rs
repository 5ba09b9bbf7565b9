//! What a caller asks, as typed values: fields, filters, sorts, limits, nested parameters; and the parsers that make them from a
//! query string or JSON.
//!
//! Nothing here knows a schema: a name in a [`Query`] may not exist. Resolving and authorising is the plan's work.

mod aggregate;
mod ast;
mod bounds;
mod error;
mod field_path;
mod filter;
mod filter_key;
mod filter_parse;
mod filter_print;
mod list;
mod number;
mod operand;
mod parse;
mod place;
mod query_string;
mod registry;
mod sort;
mod tree;

pub use ast::{Aggregate, AggregateTarget, Deep, FieldExpr, FieldPath, Limit, MetaRequest, Query, Segment, Sort};
pub use bounds::Bounds;
pub use error::QueryError;
pub use filter::{Filter, FilterKey, Operand, Quantifier};
pub use parse::parse_query;
pub use query_string::parse_query_string;
pub use registry::{AggregateFunction, Direction, Export, Function, OperandForm, Operator};
