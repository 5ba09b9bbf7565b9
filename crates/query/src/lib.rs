//! What a caller asks, as typed values: fields, filters, sorts, limits, nested parameters; and the parsers that make them from a
//! query string or JSON.
//!
//! Nothing here knows a schema: a name in a [`Query`] may not exist. Resolving and authorising is the plan's work.

mod ast;
mod error;
mod filter;
mod registry;

pub use ast::{Aggregate, AggregateTarget, Deep, Export, FieldExpr, FieldPath, Limit, MetaRequest, Query, Segment, Sort};
pub use error::QueryError;
pub use filter::{Filter, FilterKey, Operand, Quantifier};
pub use registry::{AggregateFunction, Direction, Function, OperandForm, Operator};
