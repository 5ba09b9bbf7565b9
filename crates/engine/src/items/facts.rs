//! Facts about the asker: what `$CURRENT_USER.team.id` and its kin stand for.
//!
//! A rule may depend on what the asker can't see, so rules' facts are read as the system, and no limit cuts them. What the asker's own
//! filters mention is read with the asker's own rights: a comparison must not tell what a read wouldn't.
//!
//! Rules' facts are kept for a second, and forgotten as soon as this server writes anything: rules cost no statement of their own
//! as long as nothing changes.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use parking_lot::RwLock;
use relata_plan::{Asker, Moment, PlanContext, PlanLimits, Target, mentions_in_filter, plan_read, typed};
use relata_query::{FieldPath, Query};
use relata_schema::{Schema, Value};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::read::{self, Arity, Envelope};
use crate::{Engine, EngineError};

use super::read::values_of;

/// Facts that rules mention, by the variable's text.
pub(crate) type Facts = Vec<(SmolStr, Json)>;

/// For how long facts are taken to be still so, in case another program changes them.
const KEPT: Duration = Duration::from_secs(1);

/// Beyond this many askers everything is forgotten.
const MAX_ENTRIES: usize = 10_000;

/// Facts belong to the asker, whatever is answered.
const NO_LIMITS: PlanLimits = PlanLimits { default_rows: None, max_rows: None, max_depth: usize::MAX, max_relations: usize::MAX };

/// What is known about askers.
#[derive(Debug, Default)]
pub(crate) struct FactCache {
    /// Counts this server's writes.
    writes: AtomicU64,
    entries: RwLock<HashMap<Whose, Known>>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Whose {
    user: Option<SmolStr>,
    roles: Vec<SmolStr>,
    policies: Vec<SmolStr>,
}

#[derive(Debug)]
struct Known {
    mentions: Vec<SmolStr>,
    facts: Facts,
    writes: u64,
    until: Instant,
}

impl FactCache {
    /// Something was written: what is known may be out of date.
    pub(crate) fn note_write(&self) {
        self.writes.fetch_add(1, Ordering::Release);
    }

    fn get(&self, whose: &Whose, mentions: &[SmolStr]) -> Option<Facts> {
        let entries = self.entries.read();
        let known = entries.get(whose)?;
        let fresh = known.writes == self.writes.load(Ordering::Acquire) && Instant::now() < known.until && known.mentions == mentions;
        fresh.then(|| known.facts.clone())
    }

    fn insert(&self, whose: Whose, known: Known) {
        let mut entries = self.entries.write();
        if entries.len() >= MAX_ENTRIES {
            entries.clear();
        }
        entries.insert(whose, known);
    }
}

impl Engine {
    /// The moment of a request, with the facts about the asker that rules and the query's own filters mention.
    pub(crate) async fn moment(&self, schema: &Schema, asker: &Asker, query: Option<&Query>) -> Result<Moment, EngineError> {
        let mut moment = Moment::at(Timestamp::now().as_microsecond());
        if !asker.mentions().is_empty() {
            moment.rule_facts = self.rule_facts(schema, asker).await?;
        }
        let mut asked = Vec::new();
        if let Some(query) = query {
            mentioned(query, &mut asked);
        }
        if !asked.is_empty() {
            moment.facts = Box::pin(self.facts(schema, asker, (asker, &asked))).await?;
        }
        Ok(moment)
    }

    async fn rule_facts(&self, schema: &Schema, asker: &Asker) -> Result<Facts, EngineError> {
        let cache = self.fact_cache();
        let whose = Whose { user: asker.user.clone(), roles: asker.roles.clone(), policies: asker.policies.clone() };
        if self.news().is_in_touch()
            && let Some(known) = cache.get(&whose, asker.mentions())
        {
            return Ok(known);
        }
        let writes = cache.writes.load(Ordering::Acquire);
        let facts = Box::pin(self.facts(schema, asker, (&Asker::system(), asker.mentions()))).await?;
        let known = Known { mentions: asker.mentions().to_vec(), facts: facts.clone(), writes, until: Instant::now() + KEPT };
        cache.insert(whose, known);
        Ok(facts)
    }

    /// The values behind variables about `asker`, as `reader` may see them. What can't be read is null.
    async fn facts(&self, schema: &Schema, asker: &Asker, wanted: (&Asker, &[SmolStr])) -> Result<Facts, EngineError> {
        let (reader, mentions) = wanted;
        let own = |key: &Option<SmolStr>| key.iter().cloned().collect::<Vec<_>>();
        let mut facts = Facts::new();
        for (variable, collection, keys) in [
            ("$CURRENT_USER.", "directus_users", own(&asker.user)),
            ("$CURRENT_ROLE.", "directus_roles", own(&asker.role)),
            ("$CURRENT_ROLES.", "directus_roles", asker.roles.clone()),
            ("$CURRENT_POLICIES.", "directus_policies", asker.policies.clone()),
        ] {
            let paths: Vec<&str> = mentions.iter().filter_map(|mention| mention.strip_prefix(variable)).collect();
            if paths.is_empty() || keys.is_empty() {
                continue;
            }
            let of = Source { schema, reader, collection, keys: &keys };
            let mut found = vec![Vec::new(); paths.len()];
            for together in apart(&paths) {
                let asked: Vec<&str> = together.iter().map(|nth| paths[*nth]).collect();
                match self.own_fields(&of, &asked).await? {
                    Some(items) => together.iter().for_each(|nth| found[*nth].clone_from(&items)),
                    // One path that leads nowhere must not take the others with it.
                    None => {
                        for nth in together {
                            found[nth] = self.own_fields(&of, &[paths[nth]]).await?.unwrap_or_default();
                        }
                    }
                }
            }
            let is_one = matches!(variable, "$CURRENT_USER." | "$CURRENT_ROLE.");
            facts.extend(paths.iter().zip(found).map(|(path, items)| {
                let value = match items.as_slice() {
                    [] => Json::Null,
                    [item] if is_one => fact(item, path.split('.')),
                    items => Json::Array(items.iter().map(|item| fact(item, path.split('.'))).collect()),
                };
                (SmolStr::new(format!("{variable}{path}")), flat(value))
            }));
        }
        Ok(facts)
    }

    /// The items of a source with the fields at some paths; `None` where the reader may not read one of them.
    async fn own_fields(&self, of: &Source<'_>, paths: &[&str]) -> Result<Option<Vec<Json>>, EngineError> {
        let parsed: Result<Vec<FieldPath>, _> = paths.iter().map(|path| FieldPath::parse(path)).collect();
        let (Ok(fields), Some(collection)) = (parsed, of.schema.collection(of.collection)) else { return Ok(None) };
        let ty = collection.primary_key_field().map_or(relata_schema::FieldType::Uuid, |field| field.ty);
        let keys: Vec<Value> = of.keys.iter().filter_map(|key| typed(&Json::from(key.as_str()), ty)).collect();
        let query = Query { fields: Some(fields), ..Query::default() };
        let moment = if of.reader.is_admin() {
            Moment::at(Timestamp::now().as_microsecond())
        } else {
            Box::pin(self.moment(of.schema, of.reader, None)).await?
        };
        let context = PlanContext { schema: of.schema, asker: of.reader, limits: &NO_LIMITS, moment: &moment };
        let Ok(plan) = plan_read(context, of.collection, Target::Keys(&keys), &query) else { return Ok(None) };
        let answer = read::run(self.database(), self.dialect(), (plan, None), (Arity::Many, Envelope::Bare)).await?;
        values_of(answer).await.map(Some)
    }
}

/// Whose fields are read, and by whom.
struct Source<'s> {
    schema: &'s Schema,
    reader: &'s Asker,
    collection: &'static str,
    keys: &'s [SmolStr],
}

/// The variables that a query's filters mention, at any depth.
fn mentioned(query: &Query, found: &mut Vec<SmolStr>) {
    query.filter.iter().for_each(|filter| mentions_in_filter(filter, found));
    query.deep.values().for_each(|below| mentioned(below, found));
}

/// Paths, by their places, in groups that can be read together: what a reference leads to would stand in the place of its key.
fn apart(paths: &[&str]) -> Vec<Vec<usize>> {
    let leads_on = |a: &str, b: &str| b.strip_prefix(a).is_some_and(|rest| rest.starts_with('.'));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (nth, path) in paths.iter().enumerate() {
        let fits = |group: &&mut Vec<usize>| group.iter().all(|known| !leads_on(paths[*known], path) && !leads_on(path, paths[*known]));
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(nth),
            None => groups.push(vec![nth]),
        }
    }
    groups
}

/// The value at a path; through lists, all the values.
fn fact<'p>(json: &Json, mut path: impl Iterator<Item = &'p str> + Clone) -> Json {
    if let Json::Array(items) = json {
        return Json::Array(items.iter().map(|item| fact(item, path.clone())).collect());
    }
    match path.next() {
        None => json.clone(),
        Some(name) => json.get(name).map_or(Json::Null, |below| fact(below, path)),
    }
}

/// Lists of lists as one list.
fn flat(json: Json) -> Json {
    let Json::Array(items) = json else { return json };
    let mut out = Vec::with_capacity(items.len());
    for item in items {
        match flat(item) {
            Json::Array(inner) => out.extend(inner),
            other => out.push(other),
        }
    }
    Json::Array(out)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_is_not_read_together_with_what_it_leads_to() {
        let groups = apart(&["team", "team.n", "first_name", "team.members.id", "teams"]);
        assert_eq!(groups, [vec![0, 2, 4], vec![1, 3]]);
    }

    #[test]
    fn lists_on_the_way_give_all_their_values() {
        let user = json!({"role": {"name": "r"}, "teams": [{"team": {"ids": [1, 2]}}, {"team": {"ids": [3]}}, {"team": null}]});
        assert_eq!(flat(fact(&user, "role.name".split('.'))), json!("r"));
        assert_eq!(flat(fact(&user, "teams.team.ids".split('.'))), json!([1, 2, 3, null]));
        assert_eq!(flat(fact(&user, "role.nope.deeper".split('.'))), Json::Null);
    }
}
