//! From what was asked to what will be done: a request's intent, resolved against one schema and one asker's rights.
//!
//! The only place where permissions meet queries. A plan holds resolved names only and is complete: whoever turns it into SQL
//! needs neither the request nor the schema. Pure: no I/O, no async.

mod asker;
mod condition;
mod context;
mod error;
mod read_plan;
mod resolve;
mod typing;
mod variables;
mod write;

pub use asker::{Access, Action, Asker, FieldSet, Grant, PermissionCase};
pub use condition::{
    ColumnRef, Comparison, Condition, Expr, Join, JoinOn, LetterCase, MemberLink, Members, Source, TableRef, TextMatch, TextPosition,
};
pub use context::{Moment, PlanLimits};
pub use error::PlanError;
pub use read_plan::{AnyTarget, Child, Codec, CountPlan, Node, NodeOutput, Order, Output, OutputValue, ReadPlan, Window};
pub use resolve::{ItemKey, PlanContext, Target, plan_read};
pub use typing::typed;
pub use write::{
    ItemWrite, Link, ListChange, ListWrite, Member, Operation, ValidationType, WriteContext, WriteError, WritePath, plan_item,
};
