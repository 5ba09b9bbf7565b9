//! The record of one write: every row that it creates, changes or deletes, cascades too, as a tree that follows the payload.
//!
//! Events, activity, revisions and their undoing all stand on this one record. It holds what was really changed: a row that was named
//! but stays as it was has a place in the tree and no change.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_schema::{Collection, FieldName, Value};
use relata_sql::Dialect;

use crate::events::RowChange;

use super::{image::Image, update::Given};

/// A place in the tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeId(usize);

/// What happened to a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the names are the documentation")]
pub enum ChangeAction {
    Create,
    Update,
    Delete,
}

impl ChangeAction {
    /// As activity calls it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Update => "update",
            Self::Delete => "delete",
        }
    }
}

/// When a row's turn comes among its parent's other rows: referenced items, then list by list those that come before those that go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Turn {
    /// An item that the parent refers to.
    Referenced,
    /// A member of the nth list that comes or changes.
    Member(usize),
    /// A member of the nth list that goes.
    Leaving(usize),
    /// A row that referred to a deleted parent.
    Settled,
}

impl Turn {
    const fn order(self) -> (u8, usize, u8) {
        match self {
            Self::Referenced => (0, 0, 0),
            Self::Member(list) => (1, list, 0),
            Self::Leaving(list) => (1, list, 1),
            Self::Settled => (2, 0, 0),
        }
    }
}

/// One row's place, and what happened to it.
#[derive(Debug)]
struct Node {
    collection: Arc<Collection>,
    parent: Option<NodeId>,
    /// The parent's field under which the row was written; of a settled reference, the row's own.
    via: Option<FieldName>,
    turn: Turn,
    change: Option<Change>,
}

/// What happened to one row.
#[derive(Debug)]
pub(crate) enum Change {
    Created {
        key: Value,
        /// The new row's values: what the payload gave, then what the server filled in.
        values: IndexMap<FieldName, Value>,
        /// How many of them the payload gave.
        n_given: usize,
    },
    Updated {
        key: Value,
        /// The row as it was.
        before: Image,
        /// What was asked for, and what marks each change, whether it differs or not.
        given: Arc<Given>,
        /// Which of it differs.
        changed: Arc<[FieldName]>,
    },
    Deleted {
        key: Value,
        /// The row as it was.
        before: Image,
    },
}

impl Change {
    pub(crate) fn action(&self) -> ChangeAction {
        match self {
            Self::Created { .. } => ChangeAction::Create,
            Self::Updated { .. } => ChangeAction::Update,
            Self::Deleted { .. } => ChangeAction::Delete,
        }
    }

    pub(crate) fn key(&self) -> &Value {
        match self {
            Self::Created { key, .. } | Self::Updated { key, .. } | Self::Deleted { key, .. } => key,
        }
    }

    /// Whether a stored row differs now.
    pub(crate) fn differs(&self) -> bool {
        !matches!(self, Self::Updated { changed, .. } if changed.is_empty())
    }
}

/// The tree.
#[derive(Debug, Default)]
pub(crate) struct Changes {
    nodes: Vec<Node>,
}

impl Changes {
    /// A place at the top: an item that the request itself is about.
    pub(crate) fn top(&mut self, collection: &Arc<Collection>) -> NodeId {
        self.add(Node { collection: Arc::clone(collection), parent: None, via: None, turn: Turn::Referenced, change: None })
    }

    /// A place below another.
    pub(crate) fn below(&mut self, parent: NodeId, via: Option<&FieldName>, turn: Turn, collection: &Arc<Collection>) -> NodeId {
        self.add(Node { collection: Arc::clone(collection), parent: Some(parent), via: via.cloned(), turn, change: None })
    }

    fn add(&mut self, node: Node) -> NodeId {
        self.nodes.push(node);
        NodeId(self.nodes.len() - 1)
    }

    /// Notes what happened to the row of a place. A row that was created here and then changed stays a created one.
    pub(crate) fn note(&mut self, at: NodeId, change: Change) {
        if let Some(node) = self.nodes.get_mut(at.0) {
            node.change = Some(change);
        }
    }

    /// Whether a stored row gets another value in a column.
    pub(crate) fn alters(&self, at: NodeId, column: &FieldName) -> bool {
        let change = self.nodes.get(at.0).and_then(|node| node.change.as_ref());
        matches!(change, Some(Change::Updated { changed, .. }) if changed.contains(column))
    }

    /// Whether an item was created here, and the database gave out its key.
    pub(crate) fn got_its_key(&self, at: NodeId) -> bool {
        let Some(Node { collection, change: Some(Change::Created { values, .. }), .. }) = self.nodes.get(at.0) else { return false };
        collection.primary_key.single().is_some_and(|key| !values.contains_key(key))
    }

    pub(crate) fn is_top(&self, at: NodeId) -> bool {
        self.nodes.get(at.0).is_none_or(|node| node.parent.is_none())
    }

    /// What happened, in the order in which a reader expects it: what is below an item before the item itself. Places where nothing
    /// happened are left out.
    pub(crate) fn into_rows(self, dialect: Dialect) -> Vec<RowChange> {
        let order = self.in_order();
        let mut place: Vec<Option<usize>> = vec![None; self.nodes.len()];
        let happened = order.iter().filter(|nth| self.nodes[**nth].change.is_some());
        happened.enumerate().for_each(|(at, nth)| place[*nth] = Some(at));
        let parents: Vec<Option<usize>> = (0..self.nodes.len()).map(|nth| self.place_above(nth, &place)).collect();
        let mut nodes: Vec<Option<Node>> = self.nodes.into_iter().map(Some).collect();
        let row = |nth: usize| {
            let Node { collection, via, change, .. } = nodes[nth].take()?;
            Some(RowChange { collection, parent: parents[nth], field: via, change: change?, dialect })
        };
        order.into_iter().filter_map(row).collect()
    }

    /// The place in the list of what stands above and has changed.
    fn place_above(&self, nth: usize, place: &[Option<usize>]) -> Option<usize> {
        let mut above = self.nodes[nth].parent;
        while let Some(NodeId(parent)) = above {
            if place[parent].is_some() {
                return place[parent];
            }
            above = self.nodes[parent].parent;
        }
        None
    }

    fn in_order(&self) -> Vec<usize> {
        let mut below: Vec<Vec<usize>> = vec![Vec::new(); self.nodes.len()];
        let mut tops = Vec::new();
        for (nth, node) in self.nodes.iter().enumerate() {
            match node.parent {
                Some(parent) => below[parent.0].push(nth),
                None => tops.push(nth),
            }
        }
        for siblings in &mut below {
            siblings.sort_by_key(|nth| self.nodes[*nth].turn.order());
        }
        let mut order = Vec::with_capacity(self.nodes.len());
        // Depth first without recursion: a cascade may be deep. A place is written down when it is met for the second time.
        let mut open: Vec<(usize, bool)> = tops.into_iter().rev().map(|nth| (nth, false)).collect();
        while let Some((nth, is_done)) = open.pop() {
            if is_done {
                order.push(nth);
                continue;
            }
            open.push((nth, true));
            open.extend(below[nth].iter().rev().map(|nth| (*nth, false)));
        }
        order
    }
}
