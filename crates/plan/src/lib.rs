//! From what was asked to what will be done: a request's intent, resolved against one schema and one asker's rights.
//!
//! The only place where permissions meet queries. A plan holds resolved names only and is complete: whoever turns it into SQL
//! needs neither the request nor the schema. Pure: no I/O, no async.

mod asker;
mod condition;
mod context;
mod error;
mod implied;
mod key;
mod read_plan;
mod resolve;
mod typing;
mod validation;
mod variables;
mod write;

pub use asker::{Access, Action, Asker, FieldSet, Grant, Grants, PermissionCase, RequestSource};
pub use condition::{
    ColumnRef, Comparison, Condition, Expr, Join, JoinOn, LetterCase, MemberLink, Members, Narrowed, ShapeExtent, ShapeMatch, Source,
    TableRef, TextMatch, TextPosition,
};
pub use context::{Moment, PlanLimits};
pub use error::PlanError;
pub use key::{encoded_key_part, item_key, key_in, whole};
pub use read_plan::{AnyTarget, Child, Codec, CountPlan, Node, NodeOutput, Order, Output, OutputValue, ReadPlan, Window};
pub use resolve::{Allowed, ItemKey, PlanContext, Target, Touch, check_rule, plan_allowed, plan_read};
pub use typing::typed;
pub use validation::{Breach, Requirement, Rule, RuleError, pointer_to};
pub use variables::{mentions_in, mentions_in_filter, substitute_within};
pub use write::{
    FieldRules, ItemWrite, Link, ListChange, ListWrite, Member, Operation, WriteContext, WriteError, check_fields, check_values, column_of,
    plan_item, plan_items, values_on_update,
};
