//! Shorter ways to a page than a database's planner finds (`docs/decisions/the-shorter-way-to-a-page.md`).

use relata_plan::Node;

use super::{
    by_target::{ByTarget, select_by_target},
    first_rows::{FirstRows, select_of_first},
};
use crate::{Dialect, Statement};

/// A shorter way to the rows of a root node.
#[derive(Debug, Clone, PartialEq)]
pub enum Shortcut {
    /// By way of what the rows refer to.
    ByTarget(ByTarget),
    /// By the first of all rows.
    FirstRows(FirstRows),
}

impl Shortcut {
    /// The one that a root node may be read by. Whether it is the better way depends on how many rows there are.
    pub fn of(dialect: Dialect, node: &Node) -> Option<Self> {
        ByTarget::of(dialect, node).map(Self::ByTarget).or_else(|| FirstRows::of(dialect, node).map(Self::FirstRows))
    }

    /// Whether the statement is sure to yield the page.
    pub fn is_sure(&self) -> bool {
        matches!(self, Self::ByTarget(by) if by.is_sure())
    }

    /// Whether as many rows are the page. If not, it has to be read in the ordinary way.
    pub fn is_found(&self, n_rows: usize) -> bool {
        match self {
            Self::ByTarget(by) => by.is_found(n_rows),
            Self::FirstRows(first) => first.is_found(n_rows),
        }
    }

    /// The statement.
    pub fn select(&self, dialect: Dialect, node: &Node) -> Statement {
        match self {
            Self::ByTarget(by) => select_by_target(dialect, node, by),
            Self::FirstRows(first) => select_of_first(dialect, node, first),
        }
    }
}
