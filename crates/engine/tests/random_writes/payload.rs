//! Random nested payloads. They say "the third row there is", so that they make sense in every world and shrink well.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use serde_json::{Map, Value as Json, json};

use super::model::{Model, Target};
use super::random_model::{KeyKind, collection, kind, list, reference};
use super::rules::{Id, Item, Link, List, Member, World};

#[derive(Debug, Clone)]
pub struct Node {
    edges: Vec<(u8, Change)>,
}

#[derive(Debug, Clone)]
struct Change {
    exactly: bool,
    members: Vec<Who>,
    delete: Vec<u8>,
}

#[derive(Debug, Clone)]
enum Who {
    Nobody,
    Row(u8),
    New(Node),
    Known(u8, Node),
}

#[derive(Debug, Clone)]
pub enum Step {
    Create(u8, Node),
    Update(u8, Node),
    Delete(Vec<u8>),
}

fn nodes() -> impl Strategy<Value = Node> {
    let leaf = Just(Node { edges: Vec::new() });
    leaf.prop_recursive(3, 24, 4, |node| {
        let who = prop_oneof![
            1 => Just(Who::Nobody),
            3 => any::<u8>().prop_map(Who::Row),
            4 => node.clone().prop_map(Who::New),
            2 => (any::<u8>(), node).prop_map(|(row, node)| Who::Known(row, node)),
        ];
        let change = (any::<bool>(), prop::collection::vec(who, 0..4), prop::collection::vec(any::<u8>(), 0..3))
            .prop_map(|(exactly, members, delete)| Change { exactly, members, delete });
        prop::collection::vec((any::<u8>(), change), 0..5).prop_map(|edges| Node { edges })
    })
}

pub fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        5 => (any::<u8>(), nodes()).prop_map(|(collection, node)| Step::Create(collection, node)),
        8 => (any::<u8>(), nodes()).prop_map(|(row, node)| Step::Update(row, node)),
        1 => prop::collection::vec(any::<u8>(), 1..4).prop_map(Step::Delete),
    ];
    prop::collection::vec(step, 12..28)
}

/// Turns nodes into items of one world.
pub struct Resolver<'w> {
    pub model: &'w Model,
    pub world: &'w World,
    /// Rows that the payload speaks of. Each is spoken of once: what two mentions of one row mean together is nobody's rule.
    pub used: BTreeSet<Id>,
    pub next_id: &'w mut Id,
}

/// An edge as it is seen from a collection.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Edge {
    ToOne(usize),
    List(usize),
}

impl Resolver<'_> {
    pub fn row(&self, n: u8) -> Option<Id> {
        self.world.0.keys().nth(usize::from(n) % self.world.0.len().max(1)).copied()
    }

    /// `under`: the relation by which the item is a member of a list, which decides that reference.
    pub fn item(&mut self, id: Option<Id>, collection: usize, node: &Node, under: Option<usize>) -> Item {
        let is_new = id.is_none();
        let is_root = self.used.is_empty();
        let id = id.unwrap_or_else(|| {
            *self.next_id += 1;
            *self.next_id
        });
        self.used.insert(id);
        *self.next_id += 1;
        let name = format!("n{}", self.next_id);
        let mut item = Item { id, collection, is_new, name, to_one: BTreeMap::new(), lists: BTreeMap::new() };
        let edges: Vec<Edge> = self
            .model
            .relations
            .iter()
            .enumerate()
            .flat_map(|(r, relation)| {
                let to_one = (relation.many == collection && under != Some(r) && (is_new || is_root)).then_some(Edge::ToOne(r));
                let list = matches!(&relation.target, Target::One { collection: one, .. } if *one == collection).then_some(Edge::List(r));
                to_one.into_iter().chain(list)
            })
            .collect();
        for (nth, change) in &node.edges {
            let Some(edge) = edges.get(usize::from(*nth) % edges.len().max(1)) else { continue };
            match edge {
                Edge::ToOne(r) if !item.to_one.contains_key(r) => {
                    if let Some(link) = self.link(*r, change) {
                        item.to_one.insert(*r, link);
                    }
                }
                Edge::List(r) if !item.lists.contains_key(r) => {
                    let list = self.list(*r, id, change);
                    item.lists.insert(*r, list);
                }
                _ => {}
            }
        }
        item
    }

    fn link(&mut self, relation: usize, change: &Change) -> Option<Link> {
        let allowed = match &self.model.relations[relation].target {
            Target::One { collection, .. } => vec![*collection],
            Target::Any(allowed) => allowed.clone(),
        };
        Some(match change.members.first()? {
            Who::Nobody => Link::Nobody,
            Who::Row(n) => Link::Row(self.free(*n, &allowed, None)?),
            Who::New(node) => {
                let collection = allowed[node.edges.len() % allowed.len()];
                Link::Item(Box::new(self.item(None, collection, node, None)))
            }
            Who::Known(n, node) => {
                let id = self.free(*n, &allowed, None)?;
                let collection = self.world.0[&id].collection;
                Link::Item(Box::new(self.item(Some(id), collection, node, None)))
            }
        })
    }

    fn list(&mut self, relation: usize, owner: Id, change: &Change) -> List {
        let many = self.model.relations[relation].many;
        let (mut members, mut create, mut update) = (Vec::new(), Vec::new(), Vec::new());
        for who in &change.members {
            match who {
                Who::Nobody => {}
                Who::New(node) => {
                    let item = self.item(None, many, node, Some(relation));
                    members.push(Member::Item(item.clone()));
                    create.push(item);
                }
                Who::Row(n) => {
                    if let Some(id) = self.free(*n, &[many], Some((relation, owner))).filter(|_| change.exactly) {
                        self.used.insert(id);
                        members.push(Member::Row(id));
                    }
                }
                Who::Known(n, node) => {
                    if let Some(id) = self.free(*n, &[many], Some((relation, owner))) {
                        let item = self.item(Some(id), many, node, Some(relation));
                        members.push(Member::Item(item.clone()));
                        update.push(item);
                    }
                }
            }
        }
        if change.exactly {
            return List::Exactly(members);
        }
        let delete = change.delete.iter().filter_map(|n| self.free(*n, &[many], Some((relation, owner)))).collect();
        List::Edit { create, update, delete }
    }

    /// A row that the payload doesn't speak of yet, and that can't leave another list for good while it is spoken of.
    fn free(&self, n: u8, allowed: &[usize], list: Option<(usize, Id)>) -> Option<Id> {
        let leaves = |row: &super::rules::Row| {
            row.references.iter().any(|(relation, to)| {
                let goes = matches!(self.model.relations[*relation].target, Target::One { deselected_go: true, .. });
                goes && to.is_some() && Some((*relation, to.unwrap_or_default())) != list
            })
        };
        let fits = |(id, row): &(&Id, &super::rules::Row)| allowed.contains(&row.collection) && !self.used.contains(id) && !leaves(row);
        let free: Vec<Id> = self.world.0.iter().filter(fits).map(|(id, _)| *id).collect();
        free.get(usize::from(n) % free.len().max(1)).copied()
    }
}

/// The item as the API takes it. `keys`: those of rows that exist.
pub fn body(model: &Model, world: &World, item: &Item, keys: &BTreeMap<Id, Json>) -> Map<String, Json> {
    let mut body = Map::new();
    body.insert("name".to_owned(), json!(item.name));
    match (item.is_new, model.keys[item.collection]) {
        (true, KeyKind::Given) => drop(body.insert("id".to_owned(), json!(format!("key of {}", item.id)))),
        (true, _) => {}
        (false, _) => drop(body.insert("id".to_owned(), keys[&item.id].clone())),
    }
    let below = |item: &Item| Json::Object(body_of(model, world, item, keys));
    for (r, link) in &item.to_one {
        let (value, target) = match link {
            Link::Nobody => (Json::Null, None),
            Link::Row(id) => (keys[id].clone(), Some(world.0[id].collection)),
            Link::Item(item) => (below(item), Some(item.collection)),
        };
        if let Target::Any(_) = model.relations[*r].target {
            body.insert(kind(*r), target.map_or(Json::Null, |target| json!(collection(target))));
            let text = value.as_i64().map(|number| json!(number.to_string()));
            body.insert(reference(*r), text.unwrap_or(value));
        } else {
            body.insert(reference(*r), value);
        }
    }
    for (r, changed) in &item.lists {
        let value = match changed {
            List::Exactly(members) => members
                .iter()
                .map(|member| match member {
                    Member::Row(id) => keys[id].clone(),
                    Member::Item(item) => below(item),
                })
                .collect(),
            List::Edit { create, update, delete } => json!({
                "create": create.iter().map(below).collect::<Vec<_>>(),
                "update": update.iter().map(below).collect::<Vec<_>>(),
                "delete": delete.iter().map(|id| keys[id].clone()).collect::<Vec<_>>(),
            }),
        };
        body.insert(list(*r), value);
    }
    body
}

fn body_of(model: &Model, world: &World, item: &Item, keys: &BTreeMap<Id, Json>) -> Map<String, Json> {
    body(model, world, item, keys)
}
