//! Random reads, and what they find: the query put to what the asker sees, in plain loops.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json, json};

use super::dice::Dice;
use super::model::{Edge, Model, Target};
use super::random_model::{collection, reference, text};
use super::rules::{Condition, Eyes, Place, Seen, order};

/// One level of a read.
#[derive(Debug, Default)]
pub struct Level {
    pub filter: Option<Condition>,
    pub search: Option<String>,
    /// Whether descending, and by what.
    pub sort: Vec<(bool, Vec<String>)>,
    pub limit: Option<usize>,
    pub offset: usize,
}

#[derive(Debug)]
pub struct Ask {
    pub of: usize,
    /// One item by its key.
    pub key: Option<Json>,
    pub fields: Vec<Vec<String>>,
    pub alias: BTreeMap<String, String>,
    pub level: Level,
    pub deep: BTreeMap<String, Level>,
    pub counts: bool,
    pub group: Option<(String, String)>,
    /// Functions and fields; `*` for the items themselves.
    pub aggregates: Vec<(&'static str, String)>,
}

/// Why nothing is found: the asker may not ask this.
#[derive(Debug, PartialEq, Eq)]
pub struct Refused;

/// What is wanted of each row.
#[derive(Default)]
struct Wanted<'q> {
    plain: BTreeMap<String, (Option<String>, String)>,
    nested: BTreeMap<String, Nested<'q>>,
}

struct Nested<'q> {
    edge: Edge,
    paths: Vec<&'q [String]>,
    scoped: BTreeMap<usize, Vec<&'q [String]>>,
}

static NOTHING: Level = Level { filter: None, search: None, sort: Vec::new(), limit: None, offset: 0 };

/// A reader: what they see, and where.
pub struct Reader<'e, 'w> {
    pub eyes: &'e Eyes<'w>,
    /// On PostgreSQL nulls are largest, and UUIDs are no texts.
    pub is_postgres: bool,
}

impl<'w> Reader<'_, 'w> {
    /// The whole answer.
    pub fn answer(&self, ask: &Ask) -> Result<Json, Refused> {
        let eyes = self.eyes;
        if eyes.collections[ask.of].is_none() || !self.may_ask_level(&ask.level, ask.of) {
            return Err(Refused);
        }
        if ask.group.is_some() || !ask.aggregates.is_empty() {
            return Ok(json!({"data": self.groups(ask)?}));
        }
        let paths: Vec<&[String]> = ask.fields.iter().map(Vec::as_slice).collect();
        self.check(ask, (ask.of, &paths), true)?;
        let row = |row: &Seen<'w>| self.object(ask, (ask.of, row), &paths, true);
        if let Some(key) = &ask.key {
            let found = eyes.rows(ask.of).iter().find(|row| text(row.key()) == text(key)).filter(|_| eyes.knows(ask.of, "id"));
            return found.map(|found| json!({"data": row(found)})).ok_or(Refused);
        }
        let found = self.found(&ask.level, ask.of, eyes.rows(ask.of).iter().collect());
        let data: Vec<Json> = self.page(&ask.level, ask.of, (found.clone(), false)).into_iter().map(row).collect();
        Ok(if ask.counts {
            json!({"meta": {"total_count": eyes.rows(ask.of).len(), "filter_count": found.len()}, "data": data})
        } else {
            json!({ "data": data })
        })
    }

    /// The keys that a filter finds: a row that keeps its key to itself isn't found by it.
    pub fn keys(&self, of: usize, filter: &Condition) -> Result<Vec<String>, Refused> {
        if !self.eyes.knows(of, "id") || !self.eyes.may_ask(filter, of) {
            return Err(Refused);
        }
        let is_found = |row: &&Seen<'w>| row.shows("id") && self.eyes.holds(filter, (of, Some(row)));
        Ok(self.eyes.rows(of).iter().filter(is_found).map(|row| text(row.key())).collect())
    }

    fn may_ask_level(&self, level: &Level, n: usize) -> bool {
        level.filter.as_ref().is_none_or(|filter| self.eyes.may_ask(filter, n)) && level.sort.iter().all(|(_, path)| self.may_sort(path, n))
    }

    fn may_sort(&self, path: &[String], n: usize) -> bool {
        let Some((first, rest)) = path.split_first() else { return true };
        if let Some((_, field)) = function(first) {
            return self.eyes.may_count(n, field);
        }
        let (field, scope) = scoped(first);
        let next = match self.eyes.model.edge(n, field) {
            Some(Edge::List(relation)) => Some(self.eyes.model.relations[relation].many),
            Some(Edge::One(relation)) if !rest.is_empty() => self.eyes.model.one(relation),
            _ => scope,
        };
        self.eyes.knows(n, field) && next.is_none_or(|next| self.eyes.collections[next].is_some() && self.may_sort(rest, next))
    }

    /// The rows that filter and search leave.
    fn found<'s>(&self, level: &Level, n: usize, rows: Vec<&'s Seen<'w>>) -> Vec<&'s Seen<'w>> {
        let meets = |row: &&Seen<'w>| level.filter.as_ref().is_none_or(|filter| self.eyes.holds(filter, (n, Some(row))));
        let has = |row: &&Seen<'w>| level.search.as_ref().is_none_or(|words| self.hit(n, row, words));
        rows.into_iter().filter(meets).filter(has).collect()
    }

    fn hit(&self, n: usize, row: &Seen<'w>, words: &str) -> bool {
        self.eyes.model.columns(n).iter().any(|(field, ty)| {
            let cell = row.cell(field);
            match *ty {
                "uuid" if self.is_postgres => false,
                "string" | "uuid" => cell.as_str().is_some_and(|value| value.contains(words)),
                "integer" => words.parse().ok().is_some_and(|number: i64| cell.as_i64() == Some(number)),
                _ => false,
            }
        })
    }

    /// In order, and cut. Members of a list that have no value come last in ascending order wherever they are stored.
    fn page<'s>(&self, level: &Level, n: usize, (mut rows, are_members): (Vec<&'s Seen<'w>>, bool)) -> Vec<&'s Seen<'w>> {
        rows.sort_by(|a, b| {
            let by = level.sort.iter().map(|(descending, path)| {
                let nulls_last = self.is_postgres || (are_members && !*descending);
                Self::directed(
                    (*descending, nulls_last),
                    (&self.sort_key(a, n, path, *descending), &self.sort_key(b, n, path, *descending)),
                )
            });
            by.chain([order(a.key(), b.key())]).find(|ordering| ordering.is_ne()).unwrap_or(std::cmp::Ordering::Equal)
        });
        rows.into_iter().skip(level.offset).take(level.limit.unwrap_or(100)).collect()
    }

    fn directed((descending, nulls_last): (bool, bool), (a, b): (&Json, &Json)) -> std::cmp::Ordering {
        let ascending = match (a.is_null(), b.is_null()) {
            (false, false) => order(a, b),
            (a, b) if nulls_last => a.cmp(&b),
            (a, b) => b.cmp(&a),
        };
        if descending { ascending.reverse() } else { ascending }
    }

    fn sort_key(&self, row: &Seen<'w>, n: usize, path: &[String], descending: bool) -> Json {
        let Some((first, rest)) = path.split_first() else { return row.key().clone() };
        if let Some((function, field)) = function(first) {
            return self.eyes.function(row, n, function, field);
        }
        let (field, scope) = scoped(first);
        let below = |target: Option<&Seen<'w>>, n: usize| target.map_or(Json::Null, |target| self.sort_key(target, n, rest, descending));
        match (self.eyes.model.edge(n, field), scope) {
            (Some(Edge::List(relation)), _) => {
                let many = self.eyes.model.relations[relation].many;
                let keys = self.eyes.members(row, relation).into_iter().map(|member| self.sort_key(member, many, rest, descending));
                let keys = keys.filter(|key| !key.is_null());
                let extreme = if descending { keys.max_by(order) } else { keys.min_by(order) };
                extreme.unwrap_or(Json::Null)
            }
            (Some(Edge::One(relation)), _) if !rest.is_empty() => {
                below(self.eyes.one(row, relation), self.eyes.model.one(relation).unwrap())
            }
            (Some(Edge::Any(relation)), Some(target)) => below(self.eyes.any(row, relation, target), target),
            _ => row.cell(field).clone(),
        }
    }

    /// Groups in the order of their keys, with their aggregates.
    fn groups(&self, ask: &Ask) -> Result<Vec<Json>, Refused> {
        let named = ask.aggregates.iter().map(|(_, field)| field).filter(|field| *field != "*");
        if !named.chain(ask.group.iter().map(|(_, field)| field)).all(|field| self.eyes.knows(ask.of, field)) {
            return Err(Refused);
        }
        let rows = self.found(&ask.level, ask.of, self.eyes.rows(ask.of).iter().collect());
        let mut groups: Vec<(Json, Vec<&Seen<'w>>)> = if ask.group.is_some() { Vec::new() } else { vec![(Json::Null, Vec::new())] };
        for row in rows {
            let key = match &ask.group {
                Some((function, field)) if function.is_empty() => row.cell(field).clone(),
                Some((function, field)) => self.eyes.function(row, ask.of, function, field),
                None => Json::Null,
            };
            match groups.iter_mut().find(|(known, _)| *known == key) {
                Some((_, members)) => members.push(row),
                None => groups.push((key, vec![row])),
            }
        }
        groups.sort_by(|(a, _), (b, _)| Self::directed((false, self.is_postgres), (a, b)));
        let group = |(key, rows): (Json, Vec<&Seen<'w>>)| {
            let mut out = Map::new();
            if let Some((function, field)) = &ask.group {
                out.insert(if function.is_empty() { field.clone() } else { format!("{field}_{function}") }, key);
            }
            for (function, field) in &ask.aggregates {
                if field == "*" {
                    out.insert((*function).to_owned(), json!(rows.len()));
                } else {
                    let values: Vec<&Json> = rows.iter().map(|row| row.cell(field)).filter(|cell| !cell.is_null()).collect();
                    let entry = out.entry((*function).to_owned()).or_insert_with(|| json!({}));
                    entry[field] = aggregated(function, &values);
                }
            }
            Json::Object(out)
        };
        Ok(groups.into_iter().map(group).collect())
    }

    /// Whether somebody may ask for fields at all, at every level.
    fn check(&self, ask: &Ask, of: (usize, &[&[String]]), is_root: bool) -> Result<(), Refused> {
        let wanted = self.expand(ask, of, is_root)?;
        for (name, nested) in &wanted.nested {
            for (target, paths) in self.targets(nested) {
                let deep = ask.deep_of(name, is_root);
                if !self.may_ask_level(deep, target) {
                    return Err(Refused);
                }
                self.check(ask, (target, &paths), false)?;
            }
        }
        Ok(())
    }

    /// The collections that a nested read may lead to, and what is wanted there.
    fn targets<'q>(&self, nested: &Nested<'q>) -> Vec<(usize, Vec<&'q [String]>)> {
        let model = self.eyes.model;
        match nested.edge {
            Edge::One(relation) => vec![(model.one(relation).unwrap(), nested.paths.clone())],
            Edge::List(relation) => vec![(model.relations[relation].many, nested.paths.clone())],
            Edge::Any(relation) => model
                .allowed(relation)
                .iter()
                .filter(|target| self.eyes.collections[**target].is_some())
                .map(|target| {
                    let scoped = nested.scoped.get(target).cloned().unwrap_or_default();
                    (*target, nested.paths.iter().copied().chain(scoped).collect())
                })
                .collect(),
        }
    }

    /// Paths by their first step. What leads on from what may not be seen is left out, what ends there is refused.
    fn expand<'q>(&self, ask: &Ask, of: (usize, &[&'q [String]]), is_root: bool) -> Result<Wanted<'q>, Refused> {
        let (n, paths) = of;
        let (eyes, model) = (self.eyes, self.eyes.model);
        let none = BTreeMap::new();
        let alias = if is_root { &ask.alias } else { &none };
        let leads_on = |edge: Edge| match edge {
            Edge::One(relation) => eyes.collections[model.one(relation).unwrap()].is_some(),
            Edge::List(relation) => eyes.collections[model.relations[relation].many].is_some(),
            Edge::Any(_) => true,
        };
        let mut wanted = Wanted::default();
        for path in paths {
            let (first, rest) = path.split_first().unwrap();
            if let Some((function, field)) = function(first) {
                if !eyes.may_count(n, field) {
                    return Err(Refused);
                }
                wanted.plain.insert(format!("{field}_{function}"), (Some(function.to_owned()), field.to_owned()));
                continue;
            }
            if first == "*" {
                let own = model.fields(n).into_iter().map(|field| (field.clone(), field));
                for (name, field) in own.chain(alias.iter().map(|(name, field)| (name.clone(), field.clone()))) {
                    if !eyes.knows(n, &field) {
                        continue;
                    }
                    match model.edge(n, &field) {
                        Some(edge @ Edge::List(_)) if leads_on(edge) => nested(&mut wanted, name, edge, rest),
                        Some(Edge::List(_)) => {}
                        Some(edge) if !rest.is_empty() && leads_on(edge) => nested(&mut wanted, name, edge, rest),
                        Some(_) if !rest.is_empty() => {}
                        _ => drop(wanted.plain.insert(name, (None, field))),
                    }
                }
                continue;
            }
            let (name, scope) = scoped(first);
            let field = alias.get(name).map_or(name, String::as_str);
            if !eyes.knows(n, field) {
                if rest.is_empty() {
                    return Err(Refused);
                }
                continue;
            }
            match model.edge(n, field) {
                Some(edge) if matches!(edge, Edge::List(_)) || !rest.is_empty() => {
                    if leads_on(edge) {
                        nested(&mut wanted, name.to_owned(), edge, if scope.is_some() { &[] } else { rest });
                        if let (Some(scope), Some(nested)) = (scope, wanted.nested.get_mut(name)) {
                            nested.scoped.entry(scope).or_default().push(rest);
                        }
                    }
                }
                _ => drop(wanted.plain.insert(name.to_owned(), (None, field.to_owned()))),
            }
        }
        let nested = &wanted.nested;
        wanted.plain.retain(|name, _| !nested.contains_key(name));
        Ok(wanted)
    }

    fn object(&self, ask: &Ask, at: (usize, &Seen<'w>), paths: &[&[String]], is_root: bool) -> Json {
        let (n, row) = at;
        if paths.is_empty() {
            return row.key().clone();
        }
        let wanted = self.expand(ask, (n, paths), is_root).unwrap_or_default();
        let mut out = Map::new();
        for (name, (function, field)) in wanted.plain {
            out.insert(name, function.map_or_else(|| row.cell(&field).clone(), |function| self.eyes.function(row, n, &function, &field)));
        }
        for (name, nested) in wanted.nested {
            let deep = ask.deep_of(&name, is_root);
            let targets = self.targets(&nested);
            let below = |found: Option<&Seen<'w>>, (target, paths): &(usize, Vec<&[String]>)| {
                let found = self.found(deep, *target, found.into_iter().collect());
                found.first().map_or(Json::Null, |row| self.object(ask, (*target, row), paths, false))
            };
            let value = match nested.edge {
                Edge::One(relation) => below(self.eyes.one(row, relation), &targets[0]),
                Edge::Any(relation) => {
                    let found = targets.iter().find_map(|target| Some((self.eyes.any(row, relation, target.0)?, target)));
                    found.map_or(Json::Null, |(found, target)| below(Some(found), target))
                }
                Edge::List(relation) => {
                    let (many, paths) = &targets[0];
                    let found = self.found(deep, *many, self.eyes.members(row, relation));
                    self.page(deep, *many, (found, true))
                        .into_iter()
                        .map(|member| self.object(ask, (*many, member), paths, false))
                        .collect()
                }
            };
            out.insert(name, value);
        }
        Json::Object(out)
    }
}

fn nested<'q>(wanted: &mut Wanted<'q>, name: String, edge: Edge, rest: &'q [String]) {
    let nested = wanted.nested.entry(name).or_insert_with(|| Nested { edge, paths: Vec::new(), scoped: BTreeMap::new() });
    if !rest.is_empty() {
        nested.paths.push(rest);
    }
}

/// `year(day)` as its parts.
fn function(step: &str) -> Option<(&str, &str)> {
    step.strip_suffix(')')?.split_once('(')
}

/// `r3:c1` as its parts.
fn scoped(step: &str) -> (&str, Option<usize>) {
    step.split_once(':').map_or((step, None), |(field, target)| (field, target[1..].parse().ok()))
}

fn aggregated(function: &str, values: &[&Json]) -> Json {
    let different: BTreeSet<String> = values.iter().map(|value| text(value)).collect();
    match function {
        "count" => json!(values.len()),
        "countDistinct" => json!(different.len()),
        "sum" if values.is_empty() => Json::Null,
        "sum" => json!(values.iter().filter_map(|value| value.as_i64()).sum::<i64>()),
        "min" => values.iter().min_by(|a, b| order(a, b)).map_or(Json::Null, |value| (*value).clone()),
        "max" => values.iter().max_by(|a, b| order(a, b)).map_or(Json::Null, |value| (*value).clone()),
        other => panic!("what does {other} mean?"),
    }
}

impl Ask {
    pub fn random(dice: &mut Dice, model: &Model, world: &super::model::World) -> Self {
        let of = dice.below(super::model::N_COLLECTIONS);
        let mut ask = Self {
            of,
            key: None,
            fields: Vec::new(),
            alias: BTreeMap::new(),
            level: level(dice, model, of, 45),
            deep: BTreeMap::new(),
            counts: dice.percent(30),
            group: None,
            aggregates: Vec::new(),
        };
        if dice.percent(20) {
            let grouped = [("", "name"), ("", "n"), ("year", "day")];
            ask.group = dice.percent(60).then(|| *dice.pick(&grouped)).map(|(function, field)| (function.to_owned(), field.to_owned()));
            let aggregates = [
                ("countAll", "*"),
                ("count", "name"),
                ("count", "day"),
                ("countDistinct", "n"),
                ("sum", "n"),
                ("min", "n"),
                ("max", "name"),
                ("min", "day"),
            ];
            ask.aggregates = dice.some(&aggregates, 25).into_iter().map(|(function, field)| (function, field.to_owned())).collect();
            if ask.aggregates.is_empty() {
                ask.aggregates.push(("count", "*".to_owned()));
            }
            ask.level.sort.clear();
            (ask.level.limit, ask.level.offset, ask.counts) = (None, 0, false);
            return ask;
        }
        if dice.percent(15) {
            let keys: Vec<&Json> = world[of].values().map(|row| &row["id"]).collect();
            ask.key = Some((*dice.pick(&keys)).clone());
            (ask.level, ask.counts) = (Level::default(), false);
        }
        if dice.percent(12) {
            ask.fields.push(vec!["*".to_owned(), "*".to_owned()]);
        } else {
            paths(dice, model, of, (&mut Vec::new(), 3), &mut ask.fields);
        }
        if ask.fields.is_empty() {
            ask.fields.push(vec!["*".to_owned()]);
        }
        if dice.percent(20) {
            let field = dice.pick(&model.fields(of)).clone();
            ask.alias.insert("other".to_owned(), field);
            ask.fields.push(vec!["other".to_owned()]);
        }
        for (name, edge) in model.edges(of) {
            let below = match edge {
                Edge::One(relation) => model.one(relation).filter(|_| dice.percent(15)),
                Edge::List(relation) => Some(model.relations[relation].many).filter(|_| dice.percent(40)),
                Edge::Any(_) => None,
            };
            if let Some(below) = below {
                let mut deep = level(dice, model, below, 40);
                if matches!(edge, Edge::One(_)) {
                    deep = Level { filter: deep.filter, ..Level::default() };
                }
                deep.search = None;
                ask.deep.insert(name, deep);
            }
        }
        ask
    }

    /// What is asked of a nested level: by its own name or by that of its field.
    fn deep_of(&self, name: &str, is_root: bool) -> &Level {
        let by_field = || self.alias.get(name).and_then(|field| self.deep.get(field));
        self.deep.get(name).or_else(by_field).filter(|_| is_root).unwrap_or(&NOTHING)
    }

    /// As the API takes it.
    pub fn to_json(&self, model: &Model) -> Json {
        let mut query = self.level.to_json(model, "");
        let fields: Vec<String> = self.fields.iter().map(|path| path.join(".")).collect();
        if self.group.is_none() && self.aggregates.is_empty() {
            query.insert("fields".to_owned(), json!(fields));
        }
        if !self.alias.is_empty() {
            query.insert("alias".to_owned(), json!(self.alias));
        }
        let deep: Map<String, Json> =
            self.deep.iter().map(|(name, level)| (name.clone(), Json::Object(level.to_json(model, "_")))).collect();
        query.insert("deep".to_owned(), Json::Object(deep));
        if self.counts {
            query.insert("meta".to_owned(), json!("*"));
        }
        if let Some((function, field)) = &self.group {
            let group = if function.is_empty() { field.clone() } else { format!("{function}({field})") };
            query.insert("groupBy".to_owned(), json!([group]));
        }
        let mut aggregate: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        self.aggregates.iter().for_each(|(function, field)| aggregate.entry(function).or_default().push(field));
        if !aggregate.is_empty() {
            query.insert("aggregate".to_owned(), json!(aggregate));
        }
        Json::Object(query)
    }
}

impl Level {
    fn to_json(&self, model: &Model, mark: &str) -> Map<String, Json> {
        let mut query = Map::new();
        let mut add = |name: &str, value: Json| drop(query.insert(format!("{mark}{name}"), value));
        self.filter.iter().for_each(|filter| add("filter", filter.to_json(model)));
        self.search.iter().for_each(|words| add("search", json!(words)));
        if !self.sort.is_empty() {
            let sort = self.sort.iter().map(|(descending, path)| format!("{}{}", if *descending { "-" } else { "" }, path.join(".")));
            add("sort", json!(sort.collect::<Vec<_>>()));
        }
        self.limit.iter().for_each(|limit| add("limit", json!(limit)));
        if self.offset > 0 {
            add("offset", json!(self.offset));
        }
        query
    }
}

fn level(dice: &mut Dice, model: &Model, n: usize, percent: usize) -> Level {
    let sort = if dice.percent(percent) { vec![(dice.percent(50), sort_path(dice, model, n))] } else { Vec::new() };
    let words = ["a", "b", "key0", "c1", "2", "ab"];
    Level {
        filter: dice.percent(percent).then(|| Place::filter(model).random(dice, n)),
        search: dice.percent(15).then(|| (*dice.pick(&words)).to_owned()),
        sort,
        limit: dice.percent(25).then(|| 1 + dice.below(4)),
        offset: if dice.percent(15) { dice.below(3) } else { 0 },
    }
}

fn sort_path(dice: &mut Dice, model: &Model, n: usize) -> Vec<String> {
    let value = |dice: &mut Dice| (*dice.pick(&["name", "n", "day", "year(day)", "id"])).to_owned();
    let edges = model.edges(n);
    if edges.is_empty() || dice.percent(50) {
        return vec![value(dice)];
    }
    let (name, edge) = dice.pick(&edges).clone();
    match edge {
        Edge::List(_) if dice.percent(30) => vec![format!("count({name})")],
        Edge::Any(relation) => vec![format!("{name}:{}", collection(*dice.pick(model.allowed(relation)))), value(dice)],
        Edge::One(_) if dice.percent(20) => vec![name],
        _ => vec![name, (*dice.pick(&["name", "n", "id"])).to_owned()],
    }
}

/// Paths of fields from a collection on.
fn paths(dice: &mut Dice, model: &Model, n: usize, at: (&mut Vec<String>, usize), found: &mut Vec<Vec<String>>) {
    let (before, depth) = at;
    let end = |step: String, before: &[String]| before.iter().cloned().chain([step]).collect::<Vec<_>>();
    if dice.percent(15) {
        found.push(end("*".to_owned(), before));
    }
    for (column, _) in model.columns(n) {
        if dice.percent(30) {
            found.push(end(column, before));
        }
    }
    if dice.percent(15) {
        found.push(end((*dice.pick(&["year(day)", "month(day)", "count(tags)"])).to_owned(), before));
    }
    for (name, edge) in model.edges(n) {
        if matches!(edge, Edge::List(_)) && dice.percent(15) {
            found.push(end(if dice.percent(40) { format!("count({name})") } else { name.clone() }, before));
        }
        if depth == 0 || !dice.percent(35) {
            continue;
        }
        let (step, below) = match edge {
            Edge::One(relation) => (name, model.one(relation).unwrap()),
            Edge::List(relation) => (name, model.relations[relation].many),
            Edge::Any(relation) => {
                let Target::Any(allowed) = &model.relations[relation].target else { continue };
                let target = *dice.pick(allowed);
                (format!("{}:{}", reference(relation), collection(target)), target)
            }
        };
        before.push(step);
        paths(dice, model, below, (before, depth - 1), found);
        before.pop();
    }
}
