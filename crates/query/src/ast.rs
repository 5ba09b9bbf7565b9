//! The intent of a read.

use indexmap::IndexMap;
use smol_str::SmolStr;

use crate::{AggregateFunction, Direction, Export, Filter, Function};

/// Everything a read can ask for. Nested reads (`deep`) are queries of the same shape.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Query {
    /// The wanted fields; `None` when the caller didn't say.
    pub fields: Option<Vec<FieldPath>>,
    /// Output name → field, or function of one, that it stands for.
    pub alias: IndexMap<SmolStr, FieldExpr>,
    /// Which items.
    pub filter: Option<Filter>,
    /// Words to look for in all searchable fields.
    pub search: Option<String>,
    /// The order; `None` when the caller didn't say.
    pub sort: Option<Vec<Sort>>,
    /// How many items; `None` when the caller didn't say.
    pub limit: Option<Limit>,
    /// How many items to leave out.
    pub offset: Option<u64>,
    /// Which page of `limit` items, from 1.
    pub page: Option<u64>,
    /// Parameters of nested lists and items, by field (or by alias; `item:collection` for one target of a many-to-any).
    pub deep: Deep,
    /// Aggregations; empty when nothing is aggregated.
    pub aggregate: Vec<Aggregate>,
    /// What aggregations are grouped by.
    pub group: Vec<FieldExpr>,
    /// Whether wildcards follow the list that leads back to where they came from.
    pub backlink: Option<bool>,
    /// Counts to answer beside the data.
    pub meta: MetaRequest,
    /// Answer as a file of this format.
    pub export: Option<Export>,
}

/// Nested parameters by field name.
pub type Deep = IndexMap<SmolStr, Query>;

/// A path through relations to a field: `author.articles.title`, `item:headings.text`, `author.*`, `author.year(birthday)`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldPath(pub Vec<Segment>);

/// One step of a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Segment {
    /// A field by name.
    Field(SmolStr),
    /// One target collection of a many-to-any field: `item:headings`.
    Scoped {
        /// The field that holds the reference.
        field: SmolStr,
        /// The collection meant.
        collection: SmolStr,
    },
    /// A function of a field: `year(birthday)`. Last in its path.
    Function(Function, SmolStr),
    /// `*`: all fields at this place.
    Wildcard,
}

/// A field at this level, or a function of one: what grouping works by.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct FieldExpr {
    /// The function, if any.
    pub function: Option<Function>,
    /// The field.
    pub field: SmolStr,
}

/// One sort criterion.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Sort {
    /// Ascending or descending (`-`).
    pub direction: Direction,
    /// By what; never ends in a wildcard.
    pub path: FieldPath,
}

/// How many items a caller wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// All of them (`-1`), as far as the server's maximum allows.
    All,
    /// At most so many.
    AtMost(u64),
}

/// One aggregation, e.g. `sum` of `population`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Aggregate {
    /// Which.
    pub function: AggregateFunction,
    /// Of what.
    pub target: AggregateTarget,
}

/// What an aggregation works on.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum AggregateTarget {
    /// `*`: the items themselves.
    Items,
    /// A field's values.
    Field(SmolStr),
}

/// Which counts the caller wants beside the data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MetaRequest {
    /// All items of the collection that the asker may see.
    pub total_count: bool,
    /// The items that meet filter and search, regardless of limit.
    pub filter_count: bool,
    /// Whether `filter_count` was named first: the answer keeps the order of the request.
    pub filter_count_first: bool,
}

impl MetaRequest {
    /// Whether anything is asked for.
    pub fn any(self) -> bool {
        self.total_count || self.filter_count
    }
}

impl Query {
    /// Whether the answer consists of aggregates or groups instead of items.
    pub fn is_aggregate(&self) -> bool {
        !self.aggregate.is_empty() || !self.group.is_empty()
    }
}
