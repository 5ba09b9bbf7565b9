//! Random writes, and what may come of them: the payload carried out in plain maps, and every row that it touches held against the rules,
//! as the row was before or as it is afterwards.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use super::model::{Edge, Model, N_COLLECTIONS, Row, Target, World};
use super::random_model::{KeyKind, collection, kind, list, reference, text};
use super::rules::{Condition, Eyes, Facts, Permission, Place, Policies, cases, compare, has};

/// Where a row is.
pub type Spot = (usize, String);

#[derive(Debug, Clone)]
pub struct Item {
    at: Spot,
    is_new: bool,
    values: Row,
    to_one: BTreeMap<usize, Link>,
    lists: BTreeMap<usize, List>,
}

#[derive(Debug, Clone)]
enum Link {
    Nobody,
    Row(Spot),
    Item(Box<Item>),
}

#[derive(Debug, Clone)]
enum List {
    Exactly(Vec<String>),
    Edit { create: Vec<Item>, update: Vec<Item>, delete: Vec<String> },
}

#[derive(Debug)]
pub enum Step {
    Create(Item),
    Update(Item),
    /// The same values for all that a filter finds.
    UpdateFound(usize, Condition, Row),
    Delete(usize, Vec<String>),
}

/// What a write does to a row, as far as a right is needed.
#[derive(Debug)]
struct Touch {
    at: Spot,
    action: &'static str,
    fields: Vec<String>,
    /// Whether a permission has given it a value.
    preset: bool,
}

/// What comes of a write.
#[derive(Debug)]
pub enum Outcome {
    /// This world.
    Done(World),
    /// Nothing, for want of a right or for a validation that isn't met.
    Refused { forbidden: bool, invalid: bool },
    /// The rules don't say: it depends on the order in which things happen.
    Open,
}

/// A write that is being carried out.
struct Carrying<'c> {
    model: &'c Model,
    policies: &'c Policies,
    facts: &'c Facts,
    world: World,
    touches: Vec<Touch>,
    forbidden: bool,
    invalid: bool,
    /// Whether a row that the write names has gone on its way.
    lost: bool,
}

/// What `policies` let come of a step. `found`: the keys that a filter has found.
pub fn outcome(model: &Model, before: &World, who: (&Policies, &Facts), (step, found): (&Step, &[String])) -> Outcome {
    let (policies, facts) = who;
    let world = before.clone();
    let mut carrying = Carrying { model, policies, facts, world, touches: Vec::new(), forbidden: false, invalid: false, lost: false };
    let mut spoken = BTreeSet::new();
    match step {
        Step::Create(item) | Step::Update(item) => {
            item.spots(&mut spoken);
            carrying.item(item, None);
        }
        // Whether changing nothing may be refused is nobody's rule.
        Step::UpdateFound(..) if found.is_empty() => return Outcome::Open,
        Step::UpdateFound(n, _, values) => {
            for key in found {
                let item =
                    Item { at: (*n, key.clone()), is_new: false, values: values.clone(), to_one: BTreeMap::new(), lists: BTreeMap::new() };
                carrying.item(&item, None);
            }
        }
        Step::Delete(n, keys) => {
            for key in keys {
                carrying.touch((*n, key.clone()), "delete", Vec::new());
            }
            carrying.delete(keys.iter().map(|key| (*n, key.clone())).collect());
        }
    }
    carrying.judged(before, &spoken)
}

impl Carrying<'_> {
    fn touch(&mut self, at: Spot, action: &'static str, fields: Vec<String>) {
        self.touches.push(Touch { at, action, fields, preset: false });
    }

    /// Referenced items first, then the item, then its lists. `under`: the relation by which it is a member of a list, and of whose.
    fn item(&mut self, item: &Item, under: Option<(usize, &Json)>) {
        let (n, key) = &item.at;
        let mut set = item.values.clone();
        let mut fields: Vec<String> = item.values.keys().cloned().collect();
        if item.is_new {
            fields.push("id".to_owned());
            set.insert("id".to_owned(), self.model.key_of(*n, key));
        }
        for (relation, link) in &item.to_one {
            let to = match link {
                Link::Nobody => None,
                Link::Row(at) => Some(at.clone()),
                Link::Item(below) => {
                    // A key that stands for nothing but itself changes nothing.
                    if below.is_new || !(below.values.is_empty() && below.to_one.is_empty() && below.lists.is_empty()) {
                        self.item(below, None);
                    }
                    Some(below.at.clone())
                }
            };
            fields.push(reference(*relation));
            if self.model.one(*relation).is_none() {
                fields.push(kind(*relation));
                set.insert(kind(*relation), to.as_ref().map_or(Json::Null, |(one, _)| json!(collection(*one))));
                set.insert(reference(*relation), to.map_or(Json::Null, |(_, key)| json!(key)));
            } else {
                set.insert(reference(*relation), to.map_or(Json::Null, |(one, key)| self.model.key_of(one, &key)));
            }
        }
        fields.extend(item.lists.keys().map(|relation| list(*relation)));
        if let Some((relation, owner)) = under {
            fields.push(reference(relation));
            set.insert(reference(relation), owner.clone());
        }
        self.write(item, fields, set, under.map(|(relation, _)| relation));
        for (relation, change) in &item.lists {
            self.list((*n, key), *relation, change);
        }
    }

    fn write(&mut self, item: &Item, fields: Vec<String>, mut set: Row, filled: Option<usize>) {
        let (n, key) = &item.at;
        let action = if item.is_new { "create" } else { "update" };
        let cases: Vec<&Permission> = cases(self.policies, *n, action);
        self.forbidden |= cases.is_empty() || !fields.iter().all(|field| cases.iter().any(|case| has(&case.fields, field)));
        let mut preset = false;
        let mut payload = set.clone();
        if let Some(relation) = filled {
            payload.remove(&reference(relation));
        }
        for (name, value) in cases.iter().flat_map(|case| &case.presets) {
            if !fields.contains(name) {
                preset = true;
                let value = value.as_str().and_then(|variable| self.facts.get(variable)).unwrap_or(value);
                set.insert(name.clone(), value.clone());
                payload.insert(name.clone(), value.clone());
            }
        }
        self.invalid |= cases.iter().filter_map(|case| case.validation.as_ref()).any(|rule| breaks(rule, &payload));
        self.touches.push(Touch { at: item.at.clone(), action, fields, preset: preset && !item.is_new });
        let model = self.model;
        let row = self.world[*n]
            .entry(key.clone())
            .or_insert_with(|| model.columns(*n).into_iter().map(|(name, _)| (name, Json::Null)).collect());
        row.extend(set);
    }

    fn list(&mut self, owner: (usize, &str), relation: usize, change: &List) {
        let many = self.model.relations[relation].many;
        let owner_key = self.model.key_of(owner.0, owner.1);
        let field = reference(relation);
        let belongs = |row: &Row| !row[&field].is_null() && text(&row[&field]) == owner.1;
        let current: Vec<String> = self.world[many].iter().filter(|(_, row)| belongs(row)).map(|(key, _)| key.clone()).collect();
        let (leaving, linked): (Vec<String>, Vec<String>) = match change {
            List::Exactly(keys) => (
                current.iter().filter(|key| !keys.contains(key)).cloned().collect(),
                keys.iter().filter(|key| !current.contains(key)).cloned().collect(),
            ),
            List::Edit { delete, .. } => (delete.iter().filter(|key| current.contains(key)).cloned().collect(), Vec::new()),
        };
        let goes = matches!(self.model.relations[relation].target, Target::One { deselected_go: true, .. });
        if goes {
            for key in &leaving {
                self.touch((many, key.clone()), "delete", Vec::new());
            }
            self.delete(leaving.into_iter().map(|key| (many, key)).collect());
        } else {
            for key in leaving {
                self.touches.push(Touch { at: (many, key.clone()), action: "update", fields: vec![field.clone()], preset: true });
                self.forbidden |= !may_write(&cases(self.policies, many, "update"), &field);
                self.world[many].get_mut(&key).unwrap().insert(field.clone(), Json::Null);
            }
        }
        for key in linked {
            self.touch((many, key.clone()), "update", vec![field.clone()]);
            self.forbidden |= !may_write(&cases(self.policies, many, "update"), &field);
            match self.world[many].get_mut(&key) {
                Some(row) => drop(row.insert(field.clone(), owner_key.clone())),
                None => self.lost = true,
            }
        }
        if let List::Edit { create, update, .. } = change {
            create.iter().chain(update).for_each(|item| self.item(item, Some((relation, &owner_key))));
        }
    }

    /// Rows go; references to them become null, and what links them by a many-to-any goes, too.
    fn delete(&mut self, mut gone: BTreeSet<Spot>) {
        loop {
            let mut more = BTreeSet::new();
            for (r, relation) in self.model.relations.iter().enumerate().filter(|(_, relation)| matches!(relation.target, Target::Any(_))) {
                for (key, row) in &self.world[relation.many] {
                    let leads = |(n, key): &Spot| row[&kind(r)] == json!(collection(*n)) && row[&reference(r)] == json!(key);
                    if gone.iter().any(leads) && !gone.contains(&(relation.many, key.clone())) {
                        more.insert((relation.many, key.clone()));
                    }
                }
            }
            if more.is_empty() {
                break;
            }
            gone.extend(more);
        }
        for (n, key) in &gone {
            self.world[*n].remove(key);
        }
        for (r, relation) in self.model.relations.iter().enumerate() {
            let Some(one) = self.model.one(r) else { continue };
            for row in self.world[relation.many].values_mut() {
                if gone.contains(&(one, text(&row[&reference(r)]))) {
                    row.insert(reference(r), Json::Null);
                }
            }
        }
    }

    /// Every touched row against the rules.
    fn judged(self, before: &World, spoken: &BTreeSet<Spot>) -> Outcome {
        let (model, after) = (self.model, &self.world);
        let mut forbidden = self.forbidden;
        let differing: BTreeSet<usize> = (0..N_COLLECTIONS).filter(|n| before[*n] != after[*n]).collect();
        let mut looked_at = BTreeSet::new();
        for Touch { at: (n, key), action, fields, preset } in &self.touches {
            let cases = cases(self.policies, *n, action);
            cases.iter().filter_map(|case| case.rule.as_ref()).for_each(|rule| rule.looks_at(model, &mut looked_at));
            let met = |world: &World| {
                let eyes = Eyes::open(model, world);
                let row = world[*n].get(key);
                let case_met = |case: &&&Permission| row.is_some_and(|row| eyes.meets(case.rule.as_ref(), (*n, row), self.facts));
                let whole = cases.iter().any(|case| case_met(&case));
                whole && fields.iter().all(|field| cases.iter().filter(|case| has(&case.fields, field)).any(|case| case_met(&case)))
            };
            forbidden |= *action != "create" && !met(before);
            forbidden |= *action == "create" && !met(after);
            forbidden |= *action == "update" && !preset && !met(after);
        }
        // Rules that look at rows which the same write touches hold or don't, depending on what happens first.
        let by_others = self.touches.len() > 1 && !looked_at.is_disjoint(&differing);
        let vanished = spoken.iter().any(|(n, key)| !after[*n].contains_key(key));
        if by_others || vanished || self.lost {
            Outcome::Open
        } else if forbidden || self.invalid {
            Outcome::Refused { forbidden, invalid: self.invalid }
        } else {
            Outcome::Done(self.world)
        }
    }
}

fn may_write(cases: &[&Permission], field: &str) -> bool {
    cases.iter().any(|case| has(&case.fields, field))
}

/// Whether a payload breaks a validation; what is left out breaks nothing.
fn breaks(rule: &Condition, payload: &Row) -> bool {
    let Condition::Value(field, operator, operand) = rule else { panic!("validations are values") };
    payload.get(field).is_some_and(|value| !compare(value, operator, operand))
}

impl Model {
    /// A key by its text.
    pub fn key_of(&self, n: usize, key: &str) -> Json {
        if self.keys[n] == KeyKind::Counted { json!(key.parse::<i64>().unwrap()) } else { json!(key) }
    }
}

impl Item {
    pub fn collection(&self) -> usize {
        self.at.0
    }

    fn spots(&self, found: &mut BTreeSet<Spot>) {
        found.insert(self.at.clone());
        for link in self.to_one.values() {
            match link {
                Link::Nobody => {}
                Link::Row(at) => drop(found.insert(at.clone())),
                Link::Item(below) => below.spots(found),
            }
        }
        for change in self.lists.values() {
            if let List::Edit { create, update, .. } = change {
                create.iter().chain(update).for_each(|item| item.spots(found));
            }
        }
    }

    /// As the API takes it.
    pub fn to_json(&self, model: &Model) -> Map<String, Json> {
        let mut body: Map<String, Json> = self.values.clone().into_iter().collect();
        body.insert("id".to_owned(), model.key_of(self.at.0, &self.at.1));
        for (relation, link) in &self.to_one {
            let (to, value) = match link {
                Link::Nobody => (None, Json::Null),
                Link::Row((n, key)) => (Some(*n), model.key_of(*n, key)),
                Link::Item(below) => (Some(below.at.0), Json::Object(below.to_json(model))),
            };
            if model.one(*relation).is_none() {
                body.insert(kind(*relation), to.map_or(Json::Null, |n| json!(collection(n))));
                let is_plain = value.is_number();
                body.insert(reference(*relation), if is_plain { json!(text(&value)) } else { value });
            } else {
                body.insert(reference(*relation), value);
            }
        }
        for (relation, change) in &self.lists {
            let many = model.relations[*relation].many;
            let keys = |keys: &[String]| keys.iter().map(|key| model.key_of(many, key)).collect::<Vec<_>>();
            let items = |items: &[Self]| items.iter().map(|item| item.to_json(model)).collect::<Vec<_>>();
            let value = match change {
                List::Exactly(members) => json!(keys(members)),
                List::Edit { create, update, delete } => json!({"create": items(create), "update": items(update), "delete": keys(delete)}),
            };
            body.insert(list(*relation), value);
        }
        body
    }
}

/// Makes steps that make sense in a world.
pub struct Maker<'m> {
    pub dice: &'m mut Dice,
    pub model: &'m Model,
    pub world: &'m World,
    /// Counts new rows, over all steps.
    pub next: &'m mut usize,
    /// Rows that the payload speaks of: each once.
    pub used: BTreeSet<Spot>,
}

impl Maker<'_> {
    pub fn step(&mut self) -> Step {
        let n = self.dice.below(N_COLLECTIONS);
        let choice = self.dice.below(10);
        let existing = if choice < 3 { None } else { self.free(n) };
        match (choice, existing) {
            (9, Some(first)) => {
                let keys: BTreeSet<String> = [Some(first), self.free(n)].into_iter().flatten().collect();
                Step::Delete(n, keys.into_iter().collect())
            }
            (8, Some(_)) => Step::UpdateFound(n, Place::filter(self.model).random(self.dice, n), self.some_values()),
            (_, Some(key)) => Step::Update(self.item((n, key), false, None, 2)),
            (_, None) => {
                let at = self.fresh(n);
                Step::Create(self.item(at, true, None, 2))
            }
        }
    }

    fn fresh(&mut self, n: usize) -> Spot {
        *self.next += 1;
        (n, text(&self.model.key(n, *self.next)))
    }

    fn free(&mut self, n: usize) -> Option<String> {
        let free: Vec<String> = self.world[n].keys().filter(|key| !self.used.contains(&(n, (*key).clone()))).cloned().collect();
        let key = (!free.is_empty()).then(|| self.dice.pick(&free).clone())?;
        self.used.insert((n, key.clone()));
        Some(key)
    }

    fn some_values(&mut self) -> Row {
        let values = Model::values(self.dice);
        let names = ["name", "n", "day"];
        let chosen = self.dice.some(&names, 40);
        let chosen = if chosen.is_empty() { vec![*self.dice.pick(&names)] } else { chosen };
        values.into_iter().filter(|(name, _)| chosen.contains(&name.as_str())).collect()
    }

    fn item(&mut self, at: Spot, is_new: bool, under: Option<usize>, depth: usize) -> Item {
        self.used.insert(at.clone());
        let n = at.0;
        let values = if self.dice.percent(70) { self.some_values() } else { Row::new() };
        let mut item = Item { at, is_new, values, to_one: BTreeMap::new(), lists: BTreeMap::new() };
        for (_, edge) in self.model.edges(n) {
            if !self.dice.percent(22) {
                continue;
            }
            match edge {
                Edge::One(relation) if under != Some(relation) => {
                    let one = self.model.one(relation).unwrap();
                    if let Some(link) = self.link(one, one == n, depth) {
                        item.to_one.insert(relation, link);
                    }
                }
                Edge::Any(relation) => {
                    let target = *self.dice.pick(self.model.allowed(relation));
                    if let Some(link) = self.link(target, false, depth) {
                        item.to_one.insert(relation, link);
                    }
                }
                Edge::List(relation) if depth > 0 => {
                    let is_tree = self.model.relations[relation].many == n;
                    let change = self.list(&item.at.clone(), relation, is_tree, depth);
                    item.lists.insert(relation, change);
                }
                _ => {}
            }
        }
        item
    }

    /// In trees nobody gets a parent that is there, so that nothing goes in a circle.
    fn link(&mut self, to: usize, is_tree: bool, depth: usize) -> Option<Link> {
        Some(match self.dice.below(4) {
            0 => Link::Nobody,
            1 if depth > 0 => {
                let at = self.fresh(to);
                Link::Item(Box::new(self.item(at, true, None, depth - 1)))
            }
            2 if depth > 0 && !is_tree => {
                let key = self.free(to)?;
                Link::Item(Box::new(self.item((to, key), false, None, depth - 1)))
            }
            _ if is_tree => Link::Nobody,
            _ => Link::Row((to, self.free(to)?)),
        })
    }

    fn list(&mut self, owner: &Spot, relation: usize, is_tree: bool, depth: usize) -> List {
        let many = self.model.relations[relation].many;
        let belongs = |row: &Row| !row[&reference(relation)].is_null() && text(&row[&reference(relation)]) == owner.1;
        let free = |maker: &Self, key: &String| !maker.used.contains(&(many, key.clone()));
        let members: Vec<String> =
            self.world[many].iter().filter(|(key, row)| belongs(row) && free(self, key)).map(|(key, _)| key.clone()).collect();
        let all_free = self.world[many].iter().filter(|(_, row)| belongs(row)).all(|(key, _)| free(self, key));
        if all_free && !is_tree && self.dice.percent(40) {
            let mut kept = self.dice.some(&members, 60);
            self.used.extend(members.into_iter().map(|key| (many, key)));
            if self.dice.percent(50) {
                kept.extend(self.free(many));
            }
            return List::Exactly(kept);
        }
        let mut edit = (Vec::new(), Vec::new(), Vec::new());
        for key in members {
            self.used.insert((many, key.clone()));
            match self.dice.below(3) {
                0 => edit.1.push(self.item((many, key), false, Some(relation), depth - 1)),
                1 => edit.2.push(key),
                _ => {}
            }
        }
        if self.dice.percent(50) {
            let at = self.fresh(many);
            edit.0.push(self.item(at, true, Some(relation), depth - 1));
        }
        List::Edit { create: edit.0, update: edit.1, delete: edit.2 }
    }
}
