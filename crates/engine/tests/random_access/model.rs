//! Random models and their rows. Each has a tree, a many-to-many (now and then of a collection with itself, now and then a collection's
//! translations) and a many-to-any, and further relations anywhere.

use std::collections::BTreeMap;

use serde_json::{Value as Json, json};

use super::dice::Dice;
use super::random_model::{KeyKind, any_body, collection, kind, list, list_field, one_body, reference, text};

pub const N_COLLECTIONS: usize = 5;

/// The columns that every collection has beside its key and references, with their types.
pub const VALUES: [(&str, &str); 4] = [("name", "string"), ("n", "integer"), ("day", "date"), ("tags", "json")];

pub const NAMES: [&str; 4] = ["ab", "ba", "ca", "cb"];
pub const DAYS: [&str; 4] = ["2019-03-04", "2020-03-05", "2020-11-30", "2021-01-01"];

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    One { collection: usize, has_list: bool, deselected_go: bool },
    Any(Vec<usize>),
}

#[derive(Debug, Clone)]
pub struct Relation {
    pub many: usize,
    pub target: Target,
}

#[derive(Debug)]
pub struct Model {
    pub keys: Vec<KeyKind>,
    pub relations: Vec<Relation>,
}

/// A relation as it is seen from a collection's field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    One(usize),
    Any(usize),
    List(usize),
}

/// Column values by name, the key among them.
pub type Row = BTreeMap<String, Json>;

/// The rows of each collection, by key.
pub type World = Vec<BTreeMap<String, Row>>;

impl Model {
    pub fn random(dice: &mut Dice) -> Self {
        let keys = (0..N_COLLECTIONS).map(|_| *dice.pick(&KeyKind::ALL)).collect();
        let one = |dice: &mut Dice, many: usize, to: usize| Relation {
            many,
            target: Target::One { collection: to, has_list: dice.percent(85), deselected_go: dice.percent(40) },
        };
        let any = |dice: &mut Dice, many: usize| {
            let first = dice.below(N_COLLECTIONS);
            Relation { many, target: Target::Any(vec![first, (first + 1 + dice.below(N_COLLECTIONS - 1)) % N_COLLECTIONS]) }
        };
        let other_end = dice.below(3);
        let tree = Relation { many: 0, target: Target::One { collection: 0, has_list: true, deselected_go: dice.percent(40) } };
        let mut relations = vec![tree, one(dice, 3, 0), one(dice, 3, other_end), one(dice, 4, 0), any(dice, 4)];
        for _ in 0..=dice.below(3) {
            let many = dice.below(N_COLLECTIONS);
            let to = dice.below(N_COLLECTIONS);
            let further = if dice.percent(20) { any(dice, many) } else { one(dice, many, to) };
            relations.push(further);
        }
        Self { keys, relations }
    }

    pub fn key_type(&self, collection: usize) -> &'static str {
        self.keys[collection].type_name()
    }

    pub fn key(&self, collection: usize, n: usize) -> Json {
        match self.keys[collection] {
            KeyKind::Counted => json!(n),
            KeyKind::Uuid => json!(format!("00000000-0000-4000-8000-{n:012}")),
            KeyKind::Given => json!(format!("key{n:04}")),
        }
    }

    /// The columns of a collection with their types.
    pub fn columns(&self, of: usize) -> Vec<(String, &'static str)> {
        let mut columns = vec![("id".to_owned(), self.key_type(of))];
        columns.extend(VALUES.map(|(name, ty)| (name.to_owned(), ty)));
        for (r, relation) in self.relations.iter().enumerate().filter(|(_, relation)| relation.many == of) {
            match &relation.target {
                Target::One { collection, .. } => columns.push((reference(r), self.key_type(*collection))),
                Target::Any(_) => columns.extend([(kind(r), "string"), (reference(r), "string")]),
            }
        }
        columns
    }

    /// The relations of a collection by the fields that stand for them.
    pub fn edges(&self, of: usize) -> Vec<(String, Edge)> {
        let mut edges = Vec::new();
        for (r, relation) in self.relations.iter().enumerate() {
            match &relation.target {
                Target::One { .. } if relation.many == of => edges.push((reference(r), Edge::One(r))),
                Target::Any(_) if relation.many == of => edges.push((reference(r), Edge::Any(r))),
                _ => {}
            }
            if matches!(&relation.target, Target::One { collection, has_list: true, .. } if *collection == of) {
                edges.push((list(r), Edge::List(r)));
            }
        }
        edges
    }

    pub fn edge(&self, of: usize, field: &str) -> Option<Edge> {
        self.edges(of).into_iter().find(|(name, _)| name == field).map(|(_, edge)| edge)
    }

    /// Every field of a collection.
    pub fn fields(&self, of: usize) -> Vec<String> {
        let lists = self.edges(of).into_iter().filter(|(_, edge)| matches!(edge, Edge::List(_))).map(|(name, _)| name);
        self.columns(of).into_iter().map(|(name, _)| name).chain(lists).collect()
    }

    pub fn one(&self, relation: usize) -> Option<usize> {
        if let Target::One { collection, .. } = self.relations[relation].target { Some(collection) } else { None }
    }

    pub fn allowed(&self, relation: usize) -> &[usize] {
        if let Target::Any(allowed) = &self.relations[relation].target { allowed } else { &[] }
    }

    /// The body of `POST /collections`.
    pub fn collections(&self) -> Json {
        let of = |n: usize| {
            let mut fields: Vec<Json> = self.columns(n).iter().map(|(name, ty)| json!({"field": name, "type": ty, "schema": {}})).collect();
            fields[0]["schema"] = self.keys[n].schema();
            fields.extend(
                self.edges(n).into_iter().filter_map(|(_, edge)| if let Edge::List(r) = edge { Some(list_field(r)) } else { None }),
            );
            json!({"collection": collection(n), "schema": {}, "meta": {}, "fields": fields})
        };
        (0..N_COLLECTIONS).map(of).collect()
    }

    /// The bodies of `POST /relations`.
    pub fn relation_bodies(&self) -> Vec<Json> {
        let body = |(r, relation): (usize, &Relation)| match &relation.target {
            Target::One { collection: one, has_list, deselected_go } => {
                let leaving = if *deselected_go { "delete" } else { "nullify" };
                one_body(r, (relation.many, *one), "SET NULL", has_list.then_some(leaving))
            }
            Target::Any(allowed) => any_body(r, relation.many, allowed),
        };
        self.relations.iter().enumerate().map(body).collect()
    }

    /// Values of the columns that aren't references.
    pub fn values(dice: &mut Dice) -> Row {
        let mut row = Row::new();
        row.insert("name".to_owned(), if dice.percent(15) { Json::Null } else { json!(dice.pick(&NAMES)) });
        row.insert("n".to_owned(), if dice.percent(15) { Json::Null } else { json!(dice.below(4)) });
        row.insert("day".to_owned(), if dice.percent(15) { Json::Null } else { json!(dice.pick(&DAYS)) });
        row.insert("tags".to_owned(), if dice.percent(30) { Json::Null } else { json!(vec!["t"; dice.below(4)]) });
        row
    }

    pub fn world(&self, dice: &mut Dice) -> World {
        let sizes: Vec<usize> = (0..N_COLLECTIONS).map(|_| 3 + dice.below(6)).collect();
        let mut world = World::new();
        for n in 0..N_COLLECTIONS {
            let mut rows = BTreeMap::new();
            for nth in 1..=sizes[n] {
                let mut row = Self::values(dice);
                row.insert("id".to_owned(), self.key(n, nth));
                for (r, relation) in self.relations.iter().enumerate().filter(|(_, relation)| relation.many == n) {
                    let nobody = dice.percent(20);
                    match &relation.target {
                        Target::One { collection, .. } => {
                            // In a tree, parents stand before their children.
                            let n_targets = if *collection == n { nth - 1 } else { sizes[*collection] };
                            let to = if nobody || n_targets == 0 { Json::Null } else { self.key(*collection, 1 + dice.below(n_targets)) };
                            row.insert(reference(r), to);
                        }
                        Target::Any(allowed) => {
                            let one = *dice.pick(allowed);
                            let to = text(&self.key(one, 1 + dice.below(sizes[one])));
                            row.insert(kind(r), if nobody { Json::Null } else { json!(collection(one)) });
                            row.insert(reference(r), if nobody { Json::Null } else { json!(to) });
                        }
                    }
                }
                rows.insert(text(&row["id"]), row);
            }
            world.push(rows);
        }
        world
    }
}
