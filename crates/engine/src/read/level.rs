//! Levels: the rows of one statement, and which rows of the next ones belong to each of them.

use relata_db::{Cell, RowSet};
use relata_plan::{AnyTarget, Child, Expr, Node};
use relata_schema::FieldType;
use rustc_hash::FxHashMap;
use smol_str::SmolStr;

use super::keys::Key;

/// No row.
const NONE: u32 = u32::MAX;

/// The rows of one statement and the branches below them.
#[derive(Debug)]
pub(super) struct Level {
    pub(super) rows: RowSet,
    /// One per child of the node, in order.
    pub(super) branches: Vec<Branch>,
}

/// What a child of a node yielded. Positions of levels refer to [`Tree::levels`](super::fetch::Tree).
#[derive(Debug)]
pub(super) enum Branch {
    /// No key led anywhere, so no statement was sent.
    Nowhere,
    /// A list for each row.
    Many { level: usize, groups: Groups },
    /// At most one row for each row.
    One { level: usize, row_of: Vec<u32> },
    /// At most one row in one of several levels for each row; beside each target, whether its collection may be meant.
    Any { levels: Vec<Option<usize>>, row_of: Vec<(u16, u32)> },
}

/// The members of every row's list: positions in the child's rows, in the child's order.
#[derive(Debug)]
pub(super) struct Groups {
    slot_of: Vec<u32>,
    starts: Vec<u32>,
    members: Vec<u32>,
}

impl Groups {
    /// The members of one row's list.
    pub(super) fn members(&self, row: usize) -> &[u32] {
        let slot = self.slot_of.get(row).copied().unwrap_or(NONE);
        if slot == NONE {
            return &[];
        }
        let slot = slot as usize;
        &self.members[self.starts[slot] as usize..self.starts[slot + 1] as usize]
    }
}

/// The different keys of a level's rows, and which row has which.
#[derive(Debug)]
pub(super) struct KeySet {
    pub(super) keys: Vec<Key>,
    slots: FxHashMap<Key, u32>,
    slot_of: Vec<u32>,
}

impl KeySet {
    /// Collects keys, one per row.
    pub(super) fn collect(keys: impl ExactSizeIterator<Item = Option<Key>>) -> Self {
        let mut set = Self { keys: Vec::new(), slots: FxHashMap::default(), slot_of: Vec::with_capacity(keys.len()) };
        for key in keys {
            let slot = key.map_or(NONE, |key| {
                let next = index(set.keys.len());
                let slot = *set.slots.entry(key.clone()).or_insert(next);
                if slot == next {
                    set.keys.push(key);
                }
                slot
            });
            set.slot_of.push(slot);
        }
        set
    }

    /// Puts a child's rows to the rows whose key they carry, each at most as many as the limit says.
    pub(super) fn group(self, rows: &RowSet, key_column: usize, limit: Option<u64>) -> Groups {
        let mut slots = self.child_slots(rows, key_column);
        if let Some(limit) = limit {
            let mut left = vec![limit; self.keys.len()];
            for slot in slots.iter_mut().filter(|slot| **slot != NONE) {
                match &mut left[*slot as usize] {
                    0 => *slot = NONE,
                    left => *left -= 1,
                }
            }
        }
        let mut starts = vec![0_u32; self.keys.len() + 1];
        for slot in slots.iter().filter(|slot| **slot != NONE) {
            starts[*slot as usize + 1] += 1;
        }
        for slot in 1..starts.len() {
            starts[slot] += starts[slot - 1];
        }
        let mut next = starts.clone();
        let mut members = vec![0_u32; starts.last().map_or(0, |last| *last as usize)];
        for (row, slot) in slots.iter().enumerate().filter(|(_, slot)| **slot != NONE) {
            let place = &mut next[*slot as usize];
            members[*place as usize] = index(row);
            *place += 1;
        }
        Groups { slot_of: self.slot_of, starts, members }
    }

    /// Finds for each row the child's row that carries its key.
    pub(super) fn look_up(&self, rows: &RowSet, key_column: usize) -> Vec<u32> {
        let mut row_of_slot = vec![NONE; self.keys.len()];
        for (row, slot) in self.child_slots(rows, key_column).into_iter().enumerate() {
            if slot != NONE {
                row_of_slot[slot as usize] = index(row);
            }
        }
        self.slot_of.iter().map(|slot| if *slot == NONE { NONE } else { row_of_slot[*slot as usize] }).collect()
    }

    fn child_slots(&self, rows: &RowSet, key_column: usize) -> Vec<u32> {
        let slot_of = |row| Key::read(rows.cell(row, key_column)).and_then(|key| self.slots.get(&key).copied()).unwrap_or(NONE);
        (0..rows.len()).map(slot_of).collect()
    }
}

/// Row positions are 32 bits: one level never holds four billion rows in memory.
fn index(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(NONE)
}

/// A row position that may be none.
pub(super) fn some_row(row: u32) -> Option<usize> {
    (row != NONE).then_some(row as usize)
}

/// The keys that lead from a level to a child.
pub(super) fn keys_below(rows: &RowSet, child: &Child) -> ChildKeys {
    match child {
        Child::Many { parent_key, .. } | Child::One { parent_key, .. } => {
            ChildKeys::Same(KeySet::collect((0..rows.len()).map(|row| Key::read(rows.cell(row, *parent_key)))))
        }
        Child::Any { collection_column, item_column, targets } => {
            let named: FxHashMap<&str, usize> = targets.iter().enumerate().map(|(at, target)| (target.collection.as_str(), at)).collect();
            let target_of =
                (0..rows.len()).map(|row| rows.cell(row, *collection_column).as_str().and_then(|name| named.get(name).copied()));
            let target_of: Vec<Option<usize>> = target_of.collect();
            let sets = targets.iter().enumerate().map(|(at, target)| {
                let key = |(row, meant): (usize, &Option<usize>)| {
                    (*meant == Some(at)).then(|| item_key(rows.cell(row, *item_column), target)).flatten()
                };
                KeySet::collect(target_of.iter().enumerate().map(key))
            });
            ChildKeys::ByTarget { sets: sets.collect(), target_of }
        }
    }
}

/// The keys that lead from a level to a child: one set, or one per target collection.
#[derive(Debug)]
pub(super) enum ChildKeys {
    Same(KeySet),
    ByTarget { sets: Vec<KeySet>, target_of: Vec<Option<usize>> },
}

fn item_key(cell: Cell<'_>, target: &AnyTarget) -> Option<Key> {
    match cell {
        Cell::Text(text) => Key::parse(text, target.key_type),
        Cell::Null => None,
        other => Key::read(other).map(|key| match key {
            Key::Integer(number) if !matches!(target.key_type, FieldType::Integer | FieldType::BigInteger) => {
                Key::Text(SmolStr::new(number.to_string()))
            }
            key => key,
        }),
    }
}

/// The type of a selected column.
pub(super) fn column_type(node: &Node, column: usize) -> FieldType {
    match node.columns.get(column) {
        Some(Expr::Column(column)) => column.ty,
        Some(Expr::Guarded(_, inner)) => match &**inner {
            Expr::Column(column) => column.ty,
            _ => FieldType::Unknown,
        },
        _ => FieldType::Unknown,
    }
}
