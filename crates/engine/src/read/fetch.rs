//! Running a plan, level by level: one statement per node, all statements of a depth together, keys of the level above as one set.

use relata_db::{DbError, RowSet, Session};
use relata_plan::{Child, Node};
use relata_sql::{ByKeys, Dialect, EachKey, Statement, select_by_keys};

use super::level::{Branch, ChildKeys, KeySet, Level, column_type, keys_below, some_row};

/// Everything fetched for (a part of) a root's rows.
#[derive(Debug)]
pub(super) struct Tree {
    /// The root's level first.
    pub(super) levels: Vec<Level>,
}

/// A child that is being fetched.
struct Pending<'p> {
    parent: usize,
    position: usize,
    child: &'p Child,
    keys: ChildKeys,
    /// Place of each node's statement among those of this depth; `None` where no key leads there.
    statements: Vec<Option<Place>>,
}

/// The statements of one depth.
#[derive(Default)]
struct Statements {
    together: Vec<Statement>,
    each: Vec<EachKey>,
}

/// Where one of them stands.
#[derive(Clone, Copy)]
enum Place {
    Together(usize),
    Each(usize),
}

impl Statements {
    fn push(&mut self, statement: ByKeys) -> Place {
        match statement {
            ByKeys::Together(statement) => {
                self.together.push(statement);
                Place::Together(self.together.len() - 1)
            }
            ByKeys::Each(each) => {
                self.each.push(each);
                Place::Each(self.each.len() - 1)
            }
        }
    }

    async fn fetch<S: Session>(&self, session: &mut S) -> Result<Fetched, DbError> {
        let together = if self.together.is_empty() { Vec::new() } else { session.fetch_all(&self.together).await? };
        let each = if self.each.is_empty() { Vec::new() } else { session.fetch_each(&self.each).await? };
        Ok(Fetched { together: together.into_iter().map(Some).collect(), each: each.into_iter().map(Some).collect() })
    }
}

/// What they yielded.
struct Fetched {
    together: Vec<Option<RowSet>>,
    each: Vec<Option<RowSet>>,
}

impl Fetched {
    fn take(&mut self, place: Place) -> Option<RowSet> {
        match place {
            Place::Together(at) => self.together.get_mut(at)?.take(),
            Place::Each(at) => self.each.get_mut(at)?.take(),
        }
    }
}

/// Fetches everything below a root's rows.
pub(super) async fn fetch_below<S: Session>(session: &mut S, dialect: Dialect, root: &Node, rows: RowSet) -> Result<Tree, DbError> {
    let mut tree = Tree { levels: vec![Level { rows, branches: branches_of(root) }] };
    let mut frontier = vec![(0, root)];
    while !frontier.is_empty() {
        let mut statements = Statements::default();
        let mut pending = Vec::new();
        for (parent, node) in frontier.drain(..) {
            for (position, child) in node.children.iter().enumerate() {
                let keys = keys_below(&tree.levels[parent].rows, child);
                let planned = plan_child(dialect, child, &keys, &mut statements);
                pending.push(Pending { parent, position, child, keys, statements: planned });
            }
        }
        let mut fetched = statements.fetch(session).await?;
        for pending in pending {
            attach(&mut tree, &mut frontier, pending, &mut fetched);
        }
    }
    Ok(tree)
}

fn branches_of(node: &Node) -> Vec<Branch> {
    node.children.iter().map(|_| Branch::Nowhere).collect()
}

/// Adds the child's statements to those of this depth.
fn plan_child(dialect: Dialect, child: &Child, keys: &ChildKeys, statements: &mut Statements) -> Vec<Option<Place>> {
    let mut plan = |node: &Node, child_key: usize, keys: &KeySet| {
        if keys.keys.is_empty() || node.window.limit == Some(0) {
            return None;
        }
        let ty = column_type(node, child_key);
        let values = keys.keys.iter().map(|key| key.to_value(ty)).collect();
        Some(statements.push(select_by_keys(dialect, node, child_key, values)))
    };
    match (child, keys) {
        (Child::Many { child_key, node, .. } | Child::One { child_key, node, .. }, ChildKeys::Same(keys)) => {
            vec![plan(node, *child_key, keys)]
        }
        (Child::Any { targets, .. }, ChildKeys::ByTarget { sets, .. }) => {
            targets.iter().zip(sets).map(|(target, keys)| plan(&target.node, target.child_key, keys)).collect()
        }
        _ => Vec::new(),
    }
}

/// Hangs a child's rows below its parent's.
fn attach<'p>(tree: &mut Tree, frontier: &mut Vec<(usize, &'p Node)>, pending: Pending<'p>, fetched: &mut Fetched) {
    let Pending { parent, position, child, keys, statements } = pending;
    let mut rows_of = |nth: usize| statements.get(nth).copied().flatten().and_then(|place| fetched.take(place));
    let branch = match (child, keys) {
        (Child::Many { child_key, node, .. }, ChildKeys::Same(keys)) => rows_of(0).map(|rows| {
            let groups = keys.group(&rows, *child_key, node.window.limit);
            Branch::Many { level: push_level(tree, frontier, node, rows), groups }
        }),
        (Child::One { child_key, node, .. }, ChildKeys::Same(keys)) => rows_of(0).map(|rows| {
            let row_of = keys.look_up(&rows, *child_key);
            Branch::One { level: push_level(tree, frontier, node, rows), row_of }
        }),
        (Child::Any { targets, .. }, ChildKeys::ByTarget { sets, target_of }) => {
            let mut row_of: Vec<(u16, u32)> = vec![(0, u32::MAX); target_of.len()];
            let levels = targets.iter().zip(&sets).enumerate().map(|(nth, (target, keys))| {
                let rows = rows_of(nth)?;
                let found = keys.look_up(&rows, target.child_key);
                for (row, found) in found.into_iter().enumerate().filter(|(_, found)| some_row(*found).is_some()) {
                    row_of[row] = (u16::try_from(nth).unwrap_or(u16::MAX), found);
                }
                Some(push_level(tree, frontier, &target.node, rows))
            });
            let levels = levels.collect();
            Some(Branch::Any { levels, row_of })
        }
        _ => None,
    };
    if let Some(branch) = branch {
        tree.levels[parent].branches[position] = branch;
    }
}

fn push_level<'p>(tree: &mut Tree, frontier: &mut Vec<(usize, &'p Node)>, node: &'p Node, rows: RowSet) -> usize {
    let level = tree.levels.len();
    tree.levels.push(Level { rows, branches: branches_of(node) });
    if !node.children.is_empty() {
        frontier.push((level, node));
    }
    level
}
