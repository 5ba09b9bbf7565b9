//! Conditions, and what they mean row by row: what a rule lets somebody see, and what a filter then finds in it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use super::model::{DAYS, Edge, Model, NAMES, Row, World};
use super::random_model::{collection, kind, reference, text};

#[derive(Debug, Clone)]
pub enum Condition {
    All(Vec<Condition>),
    Either(Vec<Condition>),
    /// A field, an operator, and what stands behind it.
    Value(String, &'static str, Json),
    /// A function of a field.
    Function(&'static str, String, &'static str, Json),
    /// What a many-to-one leads to.
    One(usize, Box<Condition>),
    /// What a many-to-any leads to, if to that collection.
    Any(usize, usize, Box<Condition>),
    /// The members of a list.
    List(usize, Quantifier, Box<Condition>),
    /// Whoever refers by a relation, without a list.
    Follow(usize, Quantifier, Box<Condition>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    Plain,
    Some,
    None,
}

/// Fields that may be seen or written: all of them, or these.
pub type Fields = Option<BTreeSet<String>>;

pub fn has(fields: &Fields, field: &str) -> bool {
    fields.as_ref().is_none_or(|fields| fields.contains(field))
}

#[derive(Debug, Clone)]
pub struct Permission {
    pub collection: usize,
    pub action: &'static str,
    pub rule: Option<Condition>,
    pub fields: Fields,
    pub presets: Row,
    pub validation: Option<Condition>,
}

/// The policies of one asker, the weightiest last.
pub type Policies = Vec<Vec<Permission>>;

/// What variables stand for.
pub type Facts = BTreeMap<&'static str, Json>;

/// A row as somebody sees it.
#[derive(Debug)]
pub struct Seen<'w> {
    truth: &'w Row,
    shown: Fields,
}

/// A world as somebody sees it; `None`: a collection that isn't there for them.
pub struct Eyes<'w> {
    pub model: &'w Model,
    pub collections: Vec<Option<(Fields, Vec<Seen<'w>>)>>,
}

static NULL: Json = Json::Null;

impl Seen<'_> {
    pub fn shows(&self, field: &str) -> bool {
        has(&self.shown, field)
    }

    pub fn cell(&self, field: &str) -> &Json {
        if self.shows(field) { self.truth.get(field).unwrap_or(&NULL) } else { &NULL }
    }

    pub fn key(&self) -> &Json {
        &self.truth["id"]
    }
}

impl<'w> Eyes<'w> {
    /// Those of an administrator.
    pub fn open(model: &'w Model, world: &'w World) -> Self {
        let all = |rows: &'w BTreeMap<String, Row>| Some((None, rows.values().map(|truth| Seen { truth, shown: None }).collect()));
        Self { model, collections: world.iter().map(all).collect() }
    }

    /// Those of whoever has these policies: a row shows what the permissions whose rules it meets say.
    pub fn of(model: &'w Model, world: &'w World, policies: &Policies, facts: &Facts) -> Self {
        let open = Self::open(model, world);
        let seen = |(n, rows): (usize, &'w BTreeMap<String, Row>)| {
            let cases = cases(policies, n, "read");
            if cases.is_empty() {
                return None;
            }
            let row = |truth: &'w Row| {
                let met: Vec<_> = cases.iter().filter(|case| open.meets(case.rule.as_ref(), (n, truth), facts)).collect();
                (!met.is_empty()).then(|| Seen { truth, shown: union(met.iter().map(|case| &case.fields)) })
            };
            Some((union(cases.iter().map(|case| &case.fields)), rows.values().filter_map(row).collect()))
        };
        Self { model, collections: world.iter().enumerate().map(seen).collect() }
    }

    /// Whether a row, as it really is, meets a rule.
    pub fn meets(&self, rule: Option<&Condition>, at: (usize, &'w Row), facts: &Facts) -> bool {
        let (n, truth) = at;
        rule.is_none_or(|rule| self.holds(&rule.with(facts), (n, Some(&Seen { truth, shown: None }))))
    }

    pub fn rows(&self, n: usize) -> &[Seen<'w>] {
        self.collections[n].as_ref().map_or(&[], |(_, rows)| rows)
    }

    /// Whether a field may be seen on some rows at all.
    pub fn knows(&self, n: usize, field: &str) -> bool {
        self.collections[n].as_ref().is_some_and(|(fields, _)| has(fields, field))
    }

    fn find(&self, n: usize, key: &Json) -> Option<&Seen<'w>> {
        self.rows(n).iter().find(|row| text(row.key()) == text(key) && !key.is_null())
    }

    pub fn one(&self, row: &Seen<'w>, relation: usize) -> Option<&Seen<'w>> {
        self.find(self.model.one(relation)?, row.cell(&reference(relation)))
    }

    pub fn any(&self, row: &Seen<'w>, relation: usize, target: usize) -> Option<&Seen<'w>> {
        let meant = row.truth[&kind(relation)] == json!(collection(target));
        self.find(target, row.cell(&reference(relation))).filter(|_| meant)
    }

    /// Whoever refers to a row, whether or not the row has a list of them.
    fn referring(&self, at: (usize, &Seen<'w>), relation: usize) -> Vec<&Seen<'w>> {
        let (n, row) = at;
        let meant = |member: &Seen<'w>| self.model.one(relation).is_some() || member.truth[&kind(relation)] == json!(collection(n));
        let refers = |member: &&Seen<'w>| {
            let to = &member.truth[&reference(relation)];
            !to.is_null() && text(to) == text(row.key()) && meant(member)
        };
        self.rows(self.model.relations[relation].many).iter().filter(refers).collect()
    }

    pub fn members(&self, row: &Seen<'w>, relation: usize) -> Vec<&Seen<'w>> {
        let Some(one) = self.model.one(relation).filter(|_| row.shows(&super::random_model::list(relation))) else { return Vec::new() };
        self.referring((one, row), relation)
    }

    /// A field, or a function of one.
    pub fn function(&self, row: &Seen<'w>, n: usize, function: &str, field: &str) -> Json {
        match (function, self.model.edge(n, field)) {
            ("count", Some(Edge::List(relation))) if row.shows(field) => json!(self.members(row, relation).len()),
            ("count", None) => row.cell(field).as_array().map_or(Json::Null, |entries| json!(entries.len())),
            ("year", _) => row.cell(field).as_str().map_or(Json::Null, |day| json!(day[..4].parse::<i64>().unwrap())),
            ("month", _) => row.cell(field).as_str().map_or(Json::Null, |day| json!(day[5..7].parse::<i64>().unwrap())),
            _ => Json::Null,
        }
    }

    /// Whether a condition holds for a row; without a row, for what isn't there.
    pub fn holds(&self, condition: &Condition, at: (usize, Option<&Seen<'w>>)) -> bool {
        let (n, row) = at;
        match condition {
            Condition::All(parts) => parts.iter().all(|part| self.holds(part, at)),
            Condition::Either(parts) => parts.iter().any(|part| self.holds(part, at)),
            Condition::Value(field, operator, operand) => compare(row.map_or(&NULL, |row| row.cell(field)), operator, operand),
            Condition::Function(function, field, operator, operand) => {
                compare(&row.map_or(Json::Null, |row| self.function(row, n, function, field)), operator, operand)
            }
            Condition::One(relation, inner) => {
                self.holds(inner, (self.model.one(*relation).unwrap(), row.and_then(|row| self.one(row, *relation))))
            }
            Condition::Any(relation, target, inner) => self.holds(inner, (*target, row.and_then(|row| self.any(row, *relation, *target)))),
            Condition::List(relation, quantifier, inner) => {
                let members = row.map_or_else(Vec::new, |row| self.members(row, *relation));
                let many = self.model.relations[*relation].many;
                let found = members.iter().any(|member| self.holds(inner, (many, Some(member))));
                match quantifier {
                    Quantifier::Some => found,
                    Quantifier::None => !found,
                    // As joined tables have it: a list of nobody has one member that isn't there.
                    Quantifier::Plain => found || (members.is_empty() && self.holds(inner, (many, None))),
                }
            }
            Condition::Follow(relation, quantifier, inner) => {
                let many = self.model.relations[*relation].many;
                let shown = |member: &&Seen<'w>| member.shows(&reference(*relation));
                let found = row.is_some_and(|row| {
                    self.referring((n, row), *relation).into_iter().filter(shown).any(|member| self.holds(inner, (many, Some(member))))
                });
                found != (*quantifier == Quantifier::None)
            }
        }
    }

    /// Whether somebody may ask for this at all.
    pub fn may_ask(&self, condition: &Condition, n: usize) -> bool {
        match condition {
            Condition::All(parts) | Condition::Either(parts) => parts.iter().all(|part| self.may_ask(part, n)),
            Condition::Value(field, ..) => self.knows(n, field),
            Condition::Function(_, field, ..) => self.may_count(n, field),
            Condition::One(relation, inner) => {
                let one = self.model.one(*relation).unwrap();
                self.knows(n, &reference(*relation)) && self.collections[one].is_some() && self.may_ask(inner, one)
            }
            Condition::Any(relation, target, inner) => {
                self.knows(n, &reference(*relation)) && self.collections[*target].is_some() && self.may_ask(inner, *target)
            }
            Condition::List(relation, _, inner) => {
                let many = self.model.relations[*relation].many;
                self.knows(n, &super::random_model::list(*relation)) && self.collections[many].is_some() && self.may_ask(inner, many)
            }
            Condition::Follow(relation, _, inner) => {
                let many = self.model.relations[*relation].many;
                self.knows(many, &reference(*relation)) && self.may_ask(inner, many)
            }
        }
    }

    /// Whether somebody may use a function of a field.
    pub fn may_count(&self, n: usize, field: &str) -> bool {
        let members = match self.model.edge(n, field) {
            Some(Edge::List(relation)) => self.collections[self.model.relations[relation].many].is_some(),
            _ => true,
        };
        self.knows(n, field) && members
    }
}

/// The permissions for an action on a collection, the weightiest last.
pub fn cases<'p>(policies: &'p Policies, n: usize, action: &str) -> Vec<&'p Permission> {
    policies.iter().flatten().filter(|case| case.collection == n && case.action == action).collect()
}

pub fn union<'f>(mut fields: impl Iterator<Item = &'f Fields>) -> Fields {
    fields.try_fold(BTreeSet::new(), |all, more| Some(all.union(more.as_ref()?).cloned().collect()))
}

/// How a value compares; null compares with nothing.
pub fn compare(value: &Json, operator: &str, operand: &Json) -> bool {
    use std::cmp::Ordering::Less;
    let one_of = || operand.as_array().is_some_and(|values| values.iter().any(|one| same(one, value)));
    let within = |text: fn(&str, &str) -> bool| value.as_str().is_some_and(|value| text(value, operand.as_str().unwrap()));
    match operator {
        "_null" => value.is_null(),
        "_nnull" => !value.is_null(),
        "_eq" => same(value, operand),
        "_neq" if operand.is_null() => !value.is_null(),
        _ if value.is_null() => false,
        "_neq" => !same(value, operand),
        "_in" => one_of(),
        "_nin" => !one_of() && operand.as_array().is_none_or(|values| !values.iter().any(Json::is_null)),
        "_lt" => order(value, operand) == Less,
        "_gte" => order(value, operand) != Less,
        "_between" => order(value, &operand[0]) != Less && order(&operand[1], value) != Less,
        "_contains" => within(|value, part| value.contains(part)),
        "_nstarts_with" => within(|value, part| !value.starts_with(part)),
        other => panic!("what does {other} mean?"),
    }
}

fn same(a: &Json, b: &Json) -> bool {
    a.is_null() == b.is_null() && text(a) == text(b)
}

/// Two values that aren't null.
pub fn order(a: &Json, b: &Json) -> std::cmp::Ordering {
    match (a.as_i64(), b.as_i64()) {
        (Some(a), Some(b)) => a.cmp(&b),
        _ => text(a).cmp(&text(b)),
    }
}

impl Condition {
    /// With variables replaced by what they stand for; `_in` takes lists as they are.
    pub fn with(&self, facts: &Facts) -> Self {
        let inner = |inner: &Self| Box::new(inner.with(facts));
        let each = |parts: &[Self]| parts.iter().map(|part| part.with(facts)).collect();
        match self {
            Self::All(parts) => Self::All(each(parts)),
            Self::Either(parts) => Self::Either(each(parts)),
            Self::Value(field, operator, operand) => {
                let known = operand.as_str().and_then(|variable| facts.get(variable)).unwrap_or(operand).clone();
                let known = if matches!(*operator, "_in" | "_nin") && !known.is_array() { json!([known]) } else { known };
                Self::Value(field.clone(), operator, known)
            }
            Self::Function(..) => self.clone(),
            Self::One(relation, below) => Self::One(*relation, inner(below)),
            Self::Any(relation, target, below) => Self::Any(*relation, *target, inner(below)),
            Self::List(relation, quantifier, below) => Self::List(*relation, *quantifier, inner(below)),
            Self::Follow(relation, quantifier, below) => Self::Follow(*relation, *quantifier, inner(below)),
        }
    }

    /// As the API takes it.
    pub fn to_json(&self, model: &Model) -> Json {
        let object = |key: String, value: Json| Json::Object(Map::from_iter([(key, value)]));
        let quantified = |quantifier: Quantifier, inner: Json| match quantifier {
            Quantifier::Plain => inner,
            Quantifier::Some => json!({ "_some": inner }),
            Quantifier::None => json!({ "_none": inner }),
        };
        match self {
            Self::All(parts) => json!({"_and": parts.iter().map(|part| part.to_json(model)).collect::<Vec<_>>()}),
            Self::Either(parts) => json!({"_or": parts.iter().map(|part| part.to_json(model)).collect::<Vec<_>>()}),
            Self::Value(field, operator, operand) => object(field.clone(), object((*operator).to_owned(), operand.clone())),
            Self::Function(function, field, operator, operand) => {
                object(format!("{function}({field})"), object((*operator).to_owned(), operand.clone()))
            }
            Self::One(relation, inner) => object(reference(*relation), inner.to_json(model)),
            Self::Any(relation, target, inner) => object(format!("{}:{}", reference(*relation), collection(*target)), inner.to_json(model)),
            Self::List(relation, quantifier, inner) => {
                object(super::random_model::list(*relation), quantified(*quantifier, inner.to_json(model)))
            }
            Self::Follow(relation, quantifier, inner) => {
                let many = collection(model.relations[*relation].many);
                let by = reference(*relation);
                let key = if model.one(*relation).is_some() {
                    format!("$FOLLOW({many},{by})")
                } else {
                    format!("$FOLLOW({many},{by},{})", kind(*relation))
                };
                object(key, quantified(*quantifier, inner.to_json(model)))
            }
        }
    }

    /// The collections that a condition on `n` looks at beside the row itself.
    pub fn looks_at(&self, model: &Model, found: &mut BTreeSet<usize>) {
        let (next, inner) = match self {
            Self::All(parts) | Self::Either(parts) => return parts.iter().for_each(|part| part.looks_at(model, found)),
            Self::Value(..) => return,
            Self::Function(_, field, ..) => {
                found.extend(field.strip_prefix('l').and_then(|relation| relation.parse::<usize>().ok()).map(|r| model.relations[r].many));
                return;
            }
            Self::One(relation, inner) => (model.one(*relation).unwrap(), inner),
            Self::Any(_, target, inner) => (*target, inner),
            Self::List(relation, _, inner) | Self::Follow(relation, _, inner) => (model.relations[*relation].many, inner),
        };
        found.insert(next);
        inner.looks_at(model, found);
    }
}

/// Where a condition stands, which decides what may stand in it.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub model: &'a Model,
    /// The variables that may be used.
    pub variables: &'a [&'static str],
    /// Whether lists may be quantified.
    pub quantifiable: bool,
    /// Whether a row is surely there.
    pub is_there: bool,
    pub depth: usize,
}

impl<'a> Place<'a> {
    pub fn rule(model: &'a Model) -> Self {
        Self {
            model,
            variables: &["$CURRENT_USER.team", "$CURRENT_USER.team.n", "$CURRENT_USER.team.name", "$CURRENT_USER.team.l0.n"],
            quantifiable: true,
            is_there: true,
            depth: 2,
        }
    }

    pub fn filter(model: &'a Model) -> Self {
        Self { variables: &[], ..Self::rule(model) }
    }

    pub fn random(self, dice: &mut Dice, n: usize) -> Condition {
        let edges = self.model.edges(n);
        let below = |quantifiable: bool, is_there: bool| Self { quantifiable, is_there, depth: self.depth - 1, ..self };
        if self.depth > 0 && dice.percent(20) {
            let parts: Vec<_> = (0..2).map(|_| Self { depth: self.depth - 1, ..self }.random(dice, n)).collect();
            if dice.percent(50) {
                return Condition::Either(parts);
            }
            // Conditions of one conjunction on one relation speak of one item: none is given twice.
            return if parts.iter().all(|part| matches!(part, Condition::Value(..) | Condition::Function(..))) {
                Condition::All(parts)
            } else {
                parts.into_iter().next_back().unwrap()
            };
        }
        if self.depth > 0 && dice.percent(50) && !edges.is_empty() {
            if self.quantifiable && dice.percent(20) {
                let leading: Vec<usize> = (0..self.model.relations.len())
                    .filter(|r| self.model.one(*r) == Some(n) || self.model.allowed(*r).contains(&n))
                    .collect();
                if !leading.is_empty() {
                    let relation = *dice.pick(&leading);
                    let quantifier = *dice.pick(&[Quantifier::Some, Quantifier::None]);
                    let inner = below(true, true).random(dice, self.model.relations[relation].many);
                    return Condition::Follow(relation, quantifier, Box::new(inner));
                }
            }
            match dice.pick(&edges).1 {
                Edge::One(relation) => {
                    let inner = below(false, false).random(dice, self.model.one(relation).unwrap());
                    return Condition::One(relation, Box::new(inner));
                }
                Edge::Any(relation) => {
                    let target = *dice.pick(self.model.allowed(relation));
                    return Condition::Any(relation, target, Box::new(below(false, false).random(dice, target)));
                }
                Edge::List(relation) => {
                    let quantifiers = [Quantifier::Plain, Quantifier::Some, Quantifier::None];
                    let quantifier = if self.quantifiable { *dice.pick(&quantifiers) } else { Quantifier::Plain };
                    let plain = quantifier == Quantifier::Plain;
                    let inner = below(!plain, !plain).random(dice, self.model.relations[relation].many);
                    return Condition::List(relation, quantifier, Box::new(inner));
                }
            }
        }
        self.value(dice, n)
    }

    fn value(self, dice: &mut Dice, n: usize) -> Condition {
        let flag = dice.word(&["_null", "_nnull"]);
        let lists: Vec<String> = self.model.fields(n).into_iter().filter(|field| field.starts_with('l')).collect();
        match dice.below(9) {
            0 => Condition::Value(dice.pick(&["name", "n", "day"]).to_string(), flag, json!(true)),
            1 if !self.variables.is_empty() => {
                let (variable, operators): (_, &[&'static str]) = match *dice.pick(&self.variables[1..]) {
                    variable if variable.contains("l0") => (variable, &["_in", "_nin"]),
                    variable => (variable, &["_eq", "_neq", "_in", "_nin"]),
                };
                let field = if variable.strip_suffix(".name").is_some() { "name" } else { "n" };
                Condition::Value(field.to_owned(), dice.word(operators), json!(variable))
            }
            2 => {
                let to: Vec<usize> =
                    self.model.edges(n).into_iter().filter_map(|(_, edge)| if let Edge::One(r) = edge { Some(r) } else { None }).collect();
                let Some(relation) = (!to.is_empty()).then(|| *dice.pick(&to)) else { return self.value(dice, n) };
                let one = self.model.one(relation).unwrap();
                if one == 0 && !self.variables.is_empty() && dice.percent(60) {
                    return Condition::Value(reference(relation), "_eq", json!(self.variables[0]));
                }
                let key = self.model.key(one, 1 + dice.below(6));
                Condition::Value(reference(relation), "_neq", key)
            }
            3 => Condition::Function("year", "day".to_owned(), dice.word(&["_eq", "_lt", "_gte"]), json!(2019 + dice.below(3))),
            4 if self.is_there && !lists.is_empty() => {
                Condition::Function("count", dice.pick(&lists).clone(), dice.word(&["_eq", "_lt", "_gte"]), json!(dice.below(3)))
            }
            4 => Condition::Function("count", "tags".to_owned(), dice.word(&["_eq", "_lt"]), json!(1 + dice.below(3))),
            5 => Condition::Value("n".to_owned(), dice.word(&["_lt", "_gte", "_neq"]), json!(dice.below(4))),
            6 => Condition::Value("n".to_owned(), "_between", json!([1, 1 + dice.below(3)])),
            7 => Condition::Value("name".to_owned(), dice.word(&["_contains", "_nstarts_with"]), json!(dice.pick(&["a", "b", "c"]))),
            _ if dice.percent(30) => Condition::Value("day".to_owned(), "_gte", json!(dice.pick(&DAYS))),
            _ if dice.percent(50) => Condition::Value(
                "name".to_owned(),
                dice.word(&["_in", "_nin"]),
                json!(dice.some(&NAMES, 40).iter().chain(["cb"].iter()).collect::<Vec<_>>()),
            ),
            _ => Condition::Value("name".to_owned(), dice.word(&["_eq", "_neq"]), json!(dice.pick(&NAMES))),
        }
    }
}

/// Policies of one asker: for each collection and action some permission, mostly.
pub fn policies(dice: &mut Dice, model: &Model) -> Policies {
    let rule = Place::rule(model);
    let permission = |dice: &mut Dice, collection: usize, action: &'static str| {
        let ruled = dice.percent(75);
        let rule = ruled.then(|| rule.random(dice, collection));
        let mut fields: BTreeSet<String> = dice.some(&model.fields(collection), 70).into_iter().collect();
        if dice.percent(80) {
            fields.insert("id".to_owned());
        }
        let fields = if dice.percent(35) { None } else { Some(fields) };
        let writes = matches!(action, "create" | "update");
        let mut presets = Row::new();
        if writes && dice.percent(20) {
            presets.insert("name".to_owned(), json!(dice.pick(&NAMES)));
        }
        if writes && dice.percent(10) {
            presets.insert("n".to_owned(), json!("$CURRENT_USER.team.n"));
        }
        let validation = (writes && dice.percent(15)).then(|| Condition::Value("n".to_owned(), "_lt", json!(3)));
        Permission { collection, action, rule, fields, presets, validation }
    };
    let n_policies = 1 + dice.below(3);
    let mut policies = Policies::new();
    for _ in 0..n_policies {
        let mut policy = Vec::new();
        for n in 0..super::model::N_COLLECTIONS {
            for (action, percent) in [("read", 75), ("create", 75), ("update", 80), ("delete", 70)] {
                if dice.percent(percent) {
                    policy.push(permission(dice, n, action));
                }
            }
        }
        policies.push(policy);
    }
    policies
}
