//! The rules of a write in plain words and maps: what must be in the database after it.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Model, OnDelete, Target};

/// A row's name for as long as the test knows it; its key is the database's business.
pub type Id = usize;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    pub collection: usize,
    pub name: String,
    /// By relation.
    pub references: BTreeMap<usize, Option<Id>>,
}

/// All rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct World(pub BTreeMap<Id, Row>);

/// An item of a payload, with rows instead of keys.
#[derive(Debug, Clone)]
pub struct Item {
    pub id: Id,
    pub collection: usize,
    pub is_new: bool,
    pub name: String,
    pub to_one: BTreeMap<usize, Link>,
    pub lists: BTreeMap<usize, List>,
}

#[derive(Debug, Clone)]
pub enum Link {
    Nobody,
    Row(Id),
    Item(Box<Item>),
}

#[derive(Debug, Clone)]
pub enum List {
    Exactly(Vec<Member>),
    Edit { create: Vec<Item>, update: Vec<Item>, delete: Vec<Id> },
}

#[derive(Debug, Clone)]
pub enum Member {
    Row(Id),
    Item(Item),
}

/// Rows that keep one which should go.
#[derive(Debug)]
pub struct Refused(pub BTreeSet<Id>);

impl World {
    /// Referenced items first, then the item, then its lists: whoever isn't named leaves, others come.
    pub fn write(&mut self, model: &Model, item: &Item) -> Result<(), Refused> {
        let mut references = BTreeMap::new();
        for (relation, link) in &item.to_one {
            let to = match link {
                Link::Nobody => None,
                Link::Row(id) => Some(*id),
                Link::Item(below) => {
                    self.write(model, below)?;
                    Some(below.id)
                }
            };
            references.insert(*relation, to);
        }
        let row =
            self.0.entry(item.id).or_insert_with(|| Row { collection: item.collection, name: String::new(), references: BTreeMap::new() });
        row.name.clone_from(&item.name);
        row.references.extend(references);
        for (relation, list) in &item.lists {
            self.list(model, (item.id, *relation), list)?;
        }
        Ok(())
    }

    fn list(&mut self, model: &Model, at: (Id, usize), list: &List) -> Result<(), Refused> {
        let (owner, relation) = at;
        let current: BTreeSet<Id> = self.members(owner, relation).collect();
        let (leaving, linked, items): (BTreeSet<Id>, Vec<Id>, Vec<&Item>) = match list {
            List::Exactly(members) => {
                let named: BTreeSet<Id> = members
                    .iter()
                    .map(|member| match member {
                        Member::Row(id) => *id,
                        Member::Item(item) => item.id,
                    })
                    .collect();
                let linked = members.iter().filter_map(|member| if let Member::Row(id) = member { Some(*id) } else { None }).collect();
                let items = members.iter().filter_map(|member| if let Member::Item(item) = member { Some(item) } else { None }).collect();
                (current.difference(&named).copied().collect(), linked, items)
            }
            List::Edit { create, update, delete } => {
                (delete.iter().copied().filter(|id| current.contains(id)).collect(), Vec::new(), create.iter().chain(update).collect())
            }
        };
        if matches!(model.relations[relation].target, Target::One { deselected_go: true, .. }) {
            self.delete(model, &leaving)?;
        } else {
            self.refer(relation, leaving, None);
        }
        self.refer(relation, linked, Some(owner));
        for item in items {
            self.write(model, item)?;
            self.refer(relation, [item.id], Some(owner));
        }
        Ok(())
    }

    /// Whoever refers to a row that goes is unlinked, goes, too, or keeps it.
    pub fn delete(&mut self, model: &Model, ids: &BTreeSet<Id>) -> Result<(), Refused> {
        let mut gone = ids.clone();
        loop {
            let goes_too = |row: &Row| {
                row.references.iter().any(|(relation, to)| {
                    let goes = match model.relations[*relation].target {
                        Target::One { on_delete, .. } => on_delete == OnDelete::Cascade,
                        Target::Any(_) => true,
                    };
                    goes && to.is_some_and(|to| gone.contains(&to))
                })
            };
            let more: Vec<Id> = self.0.iter().filter(|(id, row)| !gone.contains(id) && goes_too(row)).map(|(id, _)| *id).collect();
            if more.is_empty() {
                break;
            }
            gone.extend(more);
        }
        self.0.retain(|id, _| !gone.contains(id));
        let mut keepers = BTreeSet::new();
        for (id, row) in &mut self.0 {
            for (relation, to) in &mut row.references {
                if to.is_some_and(|to| gone.contains(&to)) {
                    if matches!(model.relations[*relation].target, Target::One { on_delete: OnDelete::Refuse, .. }) {
                        keepers.insert(*id);
                    }
                    *to = None;
                }
            }
        }
        if keepers.is_empty() { Ok(()) } else { Err(Refused(keepers)) }
    }

    fn refer(&mut self, relation: usize, ids: impl IntoIterator<Item = Id>, to: Option<Id>) {
        for id in ids {
            if let Some(row) = self.0.get_mut(&id) {
                row.references.insert(relation, to);
            }
        }
    }

    fn members(&self, owner: Id, relation: usize) -> impl Iterator<Item = Id> {
        self.0.iter().filter(move |(_, row)| row.references.get(&relation) == Some(&Some(owner))).map(|(id, _)| *id)
    }

    /// Whether some relation of a collection with itself goes in a circle.
    pub fn has_circle(&self, model: &Model) -> bool {
        model.relations.iter().enumerate().any(|(relation, described)| {
            let is_tree = matches!(&described.target, Target::One { collection, .. } if *collection == described.many);
            is_tree
                && self.0.keys().any(|start| {
                    let parent = |id: Id| self.0.get(&id).and_then(|row| row.references.get(&relation).copied().flatten());
                    let mut next = parent(*start);
                    let mut n_steps = 0;
                    while let Some(id) = next.filter(|id| id != start && n_steps <= self.0.len()) {
                        n_steps += 1;
                        next = parent(id);
                    }
                    next.is_some()
                })
        })
    }
}
