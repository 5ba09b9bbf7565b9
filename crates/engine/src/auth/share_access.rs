//! What a share's token may read: the shared item, and what belongs to it.
//!
//! Three things narrow each other down: what the share's role may read, what its creator may read (nobody shows others more than they
//! see), and what relations connect with the item. They are followed away from the item and never back into a collection that they came
//! through, so that the author of a shared article is shown, and the author's other articles aren't; only lists within one collection
//! (the children of a page) are followed one step. Each way becomes a rule on the collection that it ends in, which leads back to the item.

use std::collections::{HashMap, HashSet};

use relata_plan::{Access, Action, Asker, FieldSet, Grant, Grants, Moment, PermissionCase, mentions_in_filter, substitute_within};
use relata_query::{Filter, FilterKey, Operand, Operator};
use relata_schema::{Collection, CollectionName, EdgeKind, RelationTarget, Schema};
use serde_json::Value as Json;
use smol_str::SmolStr;

/// How far from the item things are shown.
const MAX_DISTANCE: usize = 10;

/// Ways that are followed at most.
const MAX_WAYS: usize = 250;

/// System collections that ways may end in. No way leads on from them, nor into others: those are the project's own affairs.
const SHOWN_OF_THE_SYSTEM: [&str; 3] = ["directus_files", "directus_folders", "directus_users"];

/// What describes the model, for pages that show shared items.
const MODEL: [&str; 4] = ["directus_collections", "directus_fields", "directus_relations", "directus_translations"];

/// A creator's rights with the creator's own values in them: whoever opens the share is somebody else.
pub(super) fn of_creator(creator: &Asker, moment: &Moment) -> Access {
    let Access::Granted(grants) = &*creator.access else { return Access::Everything };
    let known = (moment.now_us, moment.rule_facts.as_slice());
    let bound =
        |case: &PermissionCase| PermissionCase { rule: case.rule.as_ref().map(|rule| substituted(rule, creator, known)), ..case.clone() };
    let reads = grants.by_collection.iter().filter(|((_, action), _)| *action == Action::Read);
    let by_collection = reads.map(|(place, grant)| (place.clone(), Grant { cases: grant.cases.iter().map(bound).collect() })).collect();
    Access::Granted(Grants { by_collection, mentions: Vec::new() })
}

fn substituted(filter: &Filter, asker: &Asker, known: (i64, &[(SmolStr, Json)])) -> Filter {
    let within = |json: &Json| substitute_within(json, asker, known);
    let each = |filters: &[Filter]| filters.iter().map(|filter| substituted(filter, asker, known)).collect();
    match filter {
        Filter::And(filters) => Filter::And(each(filters)),
        Filter::Or(filters) => Filter::Or(each(filters)),
        Filter::On(key, inner) => Filter::On(key.clone(), Box::new(substituted(inner, asker, known))),
        Filter::Members(quantifier, inner) => Filter::Members(*quantifier, Box::new(substituted(inner, asker, known))),
        Filter::Is(operator, Operand::One(json)) => Filter::Is(*operator, operand(within(json))),
        Filter::Is(operator, Operand::Many(values)) => {
            let values = values.iter().flat_map(|json| match within(json) {
                Json::Array(several) => several,
                one => vec![one],
            });
            Filter::Is(*operator, Operand::Many(values.collect()))
        }
    }
}

fn operand(json: Json) -> Operand {
    match json {
        Json::Array(several) => Operand::Many(several),
        one => Operand::One(one),
    }
}

/// Everything that the token may do.
pub(super) fn granted(schema: &Schema, rights: (&Access, &Access), item: (&str, &str)) -> Grants {
    let mut grants = Grants::default();
    for (collection, ways) in Ways::from(schema, rights, item).reached {
        let cases = both(&collection, rights).into_iter().map(|case| {
            let rule = case.rule.into_iter().chain([Filter::Or(ways.clone())]).collect();
            PermissionCase { rule: Some(Filter::And(rule)), ..case }
        });
        let cases: Vec<PermissionCase> = cases.collect();
        cases.iter().filter_map(|case| case.rule.as_ref()).for_each(|rule| mentions_in_filter(rule, &mut grants.mentions));
        grants.by_collection.insert((collection, Action::Read), Grant { cases });
    }
    for name in MODEL {
        if let Ok(name) = CollectionName::parse(name) {
            let all = PermissionCase { fields: FieldSet::All, ..PermissionCase::default() };
            grants.by_collection.insert((name, Action::Read), Grant { cases: vec![all] });
        }
    }
    grants
}

/// What both may read of a collection: each permission of the one, narrowed by each of the other.
fn both(collection: &CollectionName, rights: (&Access, &Access)) -> Vec<PermissionCase> {
    let of = |access: &Access| match access {
        Access::Everything => vec![PermissionCase { fields: FieldSet::All, ..PermissionCase::default() }],
        Access::Granted(grants) => {
            grants.by_collection.get(&(collection.clone(), Action::Read)).map(|grant| grant.cases.clone()).unwrap_or_default()
        }
    };
    let (ours, theirs) = (of(rights.0), of(rights.1));
    let narrowed = |one: &PermissionCase, other: &PermissionCase| {
        let fields = match (&one.fields, &other.fields) {
            (FieldSet::All, fields) | (fields, FieldSet::All) => fields.clone(),
            (FieldSet::Only(some), FieldSet::Only(others)) => FieldSet::Only(some.intersection(others).cloned().collect()),
        };
        let rules: Vec<Filter> = one.rule.iter().chain(&other.rule).cloned().collect();
        let rule = (!rules.is_empty()).then_some(Filter::And(rules));
        PermissionCase { policy: one.policy.clone(), rule, fields, ..PermissionCase::default() }
    };
    ours.iter().flat_map(|one| theirs.iter().map(|other| narrowed(one, other))).collect()
}

/// The collections that relations lead to from one item, each with the ways back.
struct Ways<'a> {
    schema: &'a Schema,
    rights: (&'a Access, &'a Access),
    reached: HashMap<CollectionName, Vec<Filter>>,
    /// The collections that lie between the item and a collection.
    behind: HashMap<CollectionName, HashSet<CollectionName>>,
    n_followed: usize,
}

/// One step away from the item.
struct Step {
    to: CollectionName,
    /// From there back to where it came from.
    back: FilterKey,
}

impl<'a> Ways<'a> {
    fn from(schema: &'a Schema, rights: (&'a Access, &'a Access), (collection, item): (&str, &str)) -> Self {
        let mut ways = Self { schema, rights, reached: HashMap::new(), behind: HashMap::new(), n_followed: 0 };
        let Some(root) = schema.collection(collection).filter(|root| root.has_table() && !root.name.is_system()) else { return ways };
        let [key] = root.primary_key.columns() else { return ways };
        let is_item = Filter::Is(Operator::Eq, Operand::One(Json::from(item)));
        let itself = Filter::On(FilterKey::Field(SmolStr::new(key.as_str())), Box::new(is_item));
        if both(&root.name, rights).is_empty() {
            return ways;
        }
        ways.reached.insert(root.name.clone(), vec![itself.clone()]);
        let mut here = vec![(root.name.clone(), itself)];
        for _ in 0..MAX_DISTANCE {
            here = ways.one_step(here);
        }
        ways
    }

    /// Follows every relation of the collections at one distance. Answers those that are reached for the first time.
    fn one_step(&mut self, here: Vec<(CollectionName, Filter)>) -> Vec<(CollectionName, Filter)> {
        let mut next: Vec<CollectionName> = Vec::new();
        for (name, to_item) in here {
            let Some(collection) = self.schema.collection(name.as_str()) else { continue };
            let mut behind = self.behind.get(&name).cloned().unwrap_or_default();
            behind.insert(name.clone());
            for step in self.steps(collection, &behind) {
                if self.n_followed == MAX_WAYS {
                    break;
                }
                self.n_followed += 1;
                let way = Filter::On(step.back, Box::new(to_item.clone()));
                if step.to != name && !self.reached.contains_key(&step.to) {
                    next.push(step.to.clone());
                }
                if next.contains(&step.to) {
                    self.behind.entry(step.to.clone()).or_default().extend(behind.iter().cloned());
                }
                self.reached.entry(step.to).or_default().push(way);
            }
        }
        let goes_on = next.into_iter().filter(|name| !name.is_system());
        goes_on.filter_map(|name| self.reached.get(&name).map(|ways| (name.clone(), Filter::Or(ways.clone())))).collect()
    }

    /// The relations of a collection that both may follow, but not back.
    fn steps(&self, collection: &Collection, behind: &HashSet<CollectionName>) -> Vec<Step> {
        let cases = both(&collection.name, self.rights);
        let mut steps = Vec::new();
        for field in collection.fields.values().filter(|field| cases.iter().any(|case| case.fields.contains(field.name.as_str()))) {
            let Some(edge) = self.schema.edge(&collection.name, &field.name) else { continue };
            let relation = edge.relation;
            let many = |collection_field: Option<SmolStr>| FilterKey::Follow {
                collection: SmolStr::new(relation.many_collection.as_str()),
                field: SmolStr::new(relation.many_field.as_str()),
                collection_field,
            };
            match (edge.kind, &relation.target) {
                (EdgeKind::ManyToOne, RelationTarget::One(one)) => steps.push(Step { to: one.clone(), back: many(None) }),
                (EdgeKind::AnyToOne, RelationTarget::Any { collection_field, allowed }) => {
                    let back = many(Some(SmolStr::new(collection_field.as_str())));
                    steps.extend(allowed.iter().map(|one| Step { to: one.clone(), back: back.clone() }));
                }
                (EdgeKind::OneToMany, _) => {
                    let back = FilterKey::Field(SmolStr::new(relation.many_field.as_str()));
                    steps.push(Step { to: relation.many_collection.clone(), back });
                }
                _ => {}
            }
        }
        steps.retain(|step| self.may_enter(step, collection, behind));
        steps
    }

    fn may_enter(&self, step: &Step, from: &Collection, behind: &HashSet<CollectionName>) -> bool {
        let within_itself = step.to == from.name && matches!(step.back, FilterKey::Field(_));
        let is_new = within_itself || !behind.contains(&step.to);
        let is_shown = !step.to.is_system() || SHOWN_OF_THE_SYSTEM.contains(&step.to.as_str());
        let exists = self.schema.collection(step.to.as_str()).is_some_and(|collection| collection.has_table());
        is_new && is_shown && exists && !both(&step.to, self.rights).is_empty()
    }
}
