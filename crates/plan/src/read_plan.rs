//! What a read will do: a tree with one node per statement.
//!
//! A node's to-one relations are joined into its statement; every list, and every reference whose target differs by row, is a
//! child node of its own, fetched for all rows of its parent at once.

use relata_query::Direction;
use relata_schema::{CollectionName, FieldType};
use smol_str::SmolStr;

use crate::condition::{Condition, Expr, Source};

/// A complete read.
#[derive(Debug, Clone, PartialEq)]
pub struct ReadPlan {
    /// The collection asked for.
    pub root: Node,
    /// One statement per count that was asked for beside the data.
    pub counts: Vec<CountPlan>,
    /// How many items there can be at most, where the request itself says so.
    pub max_items: Option<u64>,
}

/// A count beside the data.
#[derive(Debug, Clone, PartialEq)]
pub struct CountPlan {
    /// Its name in `meta`.
    pub name: &'static str,
    /// What is counted.
    pub source: Source,
    /// Which rows count.
    pub condition: Condition,
}

/// One statement of a read, and what becomes of its rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// FROM.
    pub source: Source,
    /// SELECT; positions in this list are what everything else refers to.
    pub columns: Vec<Expr>,
    /// WHERE.
    pub condition: Condition,
    /// GROUP BY.
    pub group: Vec<Expr>,
    /// ORDER BY.
    pub order: Vec<Order>,
    /// LIMIT and OFFSET; per parent, if this is a child.
    pub window: Window,
    /// What is written for each row.
    pub output: NodeOutput,
    /// Statements that continue from this one's rows.
    pub children: Vec<Child>,
}

/// One criterion of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// By what.
    pub expr: Expr,
    /// Which way.
    pub direction: Direction,
}

/// Which rows of an ordered set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Window {
    /// At most so many; `None`: all.
    pub limit: Option<u64>,
    /// After leaving out so many.
    pub offset: u64,
}

/// What is written for each row.
#[derive(Debug, Clone, PartialEq)]
pub enum NodeOutput {
    /// An object.
    Object(Vec<Output>),
    /// Just one value: lists that were asked for by name only hold keys.
    Bare(OutputValue),
}

/// One key of an object.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// The key.
    pub name: SmolStr,
    /// Its value.
    pub value: OutputValue,
}

/// Where a value comes from. Numbers are positions in [`Node::columns`] or [`Node::children`].
#[derive(Debug, Clone, PartialEq)]
pub enum OutputValue {
    /// A column.
    Column(usize, Codec),
    /// Several columns as one encoded key.
    CompositeKey(Vec<(usize, Codec)>),
    /// A joined item; null where the `presence` column is null.
    Joined {
        /// The joined item's key.
        presence: usize,
        /// The item's own keys.
        output: Vec<Output>,
    },
    /// An object that is always there: aggregates by function.
    Object(Vec<Output>),
    /// Whatever a child yields for this row: an array for lists, an item or null otherwise.
    Child(usize),
}

/// How a column's value is written as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// By the field's type.
    Field(FieldType),
    /// A number that was computed: a count, a sum, a part of a date.
    Computed,
    /// Never shown: a row of asterisks if there is something, null otherwise.
    Concealed,
}

/// A statement that continues from its parent's rows.
#[derive(Debug, Clone, PartialEq)]
pub enum Child {
    /// A list: the rows whose `child_key` equals the parent's `parent_key`.
    Many {
        /// Position of the key in the parent's columns.
        parent_key: usize,
        /// Position of the reference in the child's columns.
        child_key: usize,
        /// The members.
        node: Box<Node>,
    },
    /// One item: the row whose `child_key` equals the parent's `parent_key`.
    One {
        /// Position of the reference in the parent's columns.
        parent_key: usize,
        /// Position of the key in the child's columns.
        child_key: usize,
        /// The item.
        node: Box<Node>,
    },
    /// One item of a collection that the parent's row names.
    Any {
        /// Position of the collection's name in the parent's columns.
        collection_column: usize,
        /// Position of the item's key, as text, in the parent's columns.
        item_column: usize,
        /// One node per collection that may be named.
        targets: Vec<AnyTarget>,
    },
}

/// One collection that a many-to-any reference may lead to.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyTarget {
    /// The collection's name, as the parent's row has it.
    pub collection: CollectionName,
    /// The type of its key: the parent's text is read as this.
    pub key_type: FieldType,
    /// Position of the key in the target's columns.
    pub child_key: usize,
    /// The item.
    pub node: Node,
}

impl Child {
    /// The child's nodes: one, or one per target collection.
    pub fn nodes(&self) -> impl Iterator<Item = &Node> {
        let (one, many) = match self {
            Self::Many { node, .. } | Self::One { node, .. } => (Some(&**node), &[][..]),
            Self::Any { targets, .. } => (None, targets.as_slice()),
        };
        one.into_iter().chain(many.iter().map(|target| &target.node))
    }
}

impl Node {
    /// Number of statements that this node and everything below it needs.
    pub fn n_statements(&self) -> usize {
        1 + self.children.iter().flat_map(Child::nodes).map(Self::n_statements).sum::<usize>()
    }

    /// The position of an expression among the columns, which grow by it if it is new.
    pub fn column(&mut self, expr: Expr) -> usize {
        if let Some(position) = self.columns.iter().position(|known| *known == expr) {
            return position;
        }
        self.columns.push(expr);
        self.columns.len() - 1
    }
}
