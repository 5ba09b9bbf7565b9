//! Random models and random nested payloads against the rules of a write in plain maps: after each step database and rules agree, what
//! is refused leaves no trace, the forecast of a delete comes true, and the doctor finds nothing.
//!
//! Every run plays the same games, a different one on each database. `RANDOM_WRITES_SEED=new` plays new ones; a failure names its seed,
//! which `RANDOM_WRITES_SEED` plays again.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

#[path = "../common/mod.rs"]
mod common;
mod model;
mod payload;
#[path = "../common/random_model.rs"]
mod random_model;
mod rules;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use relata_engine::{Asker, Engine, ErrorCode, Finding, Selection};
use relata_test_support::{TestDatabase, on_every_database};
use serde_json::{Value as Json, json};

use common::{engine, rows, run};
use model::{Model, N_COLLECTIONS, Target};
use payload::{Resolver, Step, body, steps};
use random_model::{KeyKind, collection, kind, reference, seed, text};
use rules::{Id, Row, World};

/// Models for each database, and runs of each model.
const N_MODELS: usize = 2;
const N_RUNS: u32 = 5;

async fn database_and_rules_agree(test: TestDatabase) {
    let seed = seed("RANDOM_WRITES_SEED", test.backend());
    let config = Config { cases: N_RUNS, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let chance = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.to_le_bytes().repeat(4));
    let mut runner = TestRunner::new_with_rng(config, chance);
    let engine = engine(&test).await;
    let system = Asker::system();
    let n_compared = AtomicUsize::new(0);
    for _ in 0..N_MODELS {
        let model = model::models().new_tree(&mut runner).unwrap().current();
        engine.create_collections(&system, &model.collections()).await.unwrap();
        for relation in model.relation_bodies() {
            engine.create_relation(&system, &relation).await.unwrap();
        }
        let handle = tokio::runtime::Handle::current();
        let outcome = tokio::task::block_in_place(|| {
            runner.run(&steps(), |steps| handle.block_on(play(&engine, &model, &steps, &n_compared)).map_err(TestCaseError::fail))
        });
        if let Err(TestError::Fail(why, steps)) = &outcome {
            panic!("{why}\nmodel: {model:?}\nsteps: {steps:#?}\nRANDOM_WRITES_SEED={seed}");
        }
        outcome.unwrap();
        for (r, relation) in model.relations.iter().enumerate() {
            engine.delete_relation(&system, &collection(relation.many), &reference(r)).await.unwrap();
        }
        for n in 0..N_COLLECTIONS {
            engine.delete_collection(&system, &collection(n)).await.unwrap();
        }
    }
    let n_compared = n_compared.into_inner();
    eprintln!("{n_compared} steps");
    assert!(n_compared > N_MODELS * N_RUNS as usize, "only {n_compared} steps were taken");
}

/// One run from an empty world.
async fn play(engine: &Engine, model: &Model, steps: &[Step], n_compared: &AtomicUsize) -> Result<(), String> {
    let unlinked =
        model.relations.iter().enumerate().map(|(r, relation)| format!("update {} set {} = null", collection(relation.many), reference(r)));
    let emptied = (0..N_COLLECTIONS).map(|n| format!("delete from {}", collection(n)));
    let statements: Vec<String> = unlinked.chain(emptied).collect();
    run(engine.database(), &statements.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let mut state = State { world: World::default(), keys: BTreeMap::new(), next_id: 0, n_compared: 0 };
    for step in steps {
        state.take(engine, model, step).await?;
    }
    let broken: Vec<Finding> =
        engine.doctor(&Asker::system()).await.map_err(|error| error.to_string())?.into_iter().filter(Finding::is_broken).collect();
    n_compared.fetch_add(state.n_compared, Ordering::Relaxed);
    if broken.is_empty() { Ok(()) } else { Err(format!("the doctor found {broken:?}")) }
}

struct State {
    /// Steps that were really taken.
    n_compared: usize,
    world: World,
    keys: BTreeMap<Id, Json>,
    next_id: Id,
}

impl State {
    async fn take(&mut self, engine: &Engine, model: &Model, step: &Step) -> Result<(), String> {
        let system = Asker::system();
        let before = self.world.clone();
        let mut after = before.clone();
        let mut resolver = Resolver { model, world: &before, used: BTreeSet::new(), next_id: &mut self.next_id };
        let answer = match step {
            Step::Create(n, node) => {
                let item = resolver.item(None, usize::from(*n) % N_COLLECTIONS, node, None);
                let used = resolver.used;
                let expected = after.write(model, &item);
                if is_nobodys_rule(model, (&before, &after), &used, &expected) {
                    return Ok(());
                }
                let payload = body(model, &before, &item, &self.keys);
                (expected, engine.create(&system, &collection(item.collection), &[&payload]).await.map(drop))
            }
            Step::Update(n, node) => {
                let Some(id) = resolver.row(*n) else { return Ok(()) };
                let item = resolver.item(Some(id), before.0[&id].collection, node, None);
                let used = resolver.used;
                let expected = after.write(model, &item);
                if is_nobodys_rule(model, (&before, &after), &used, &expected) {
                    return Ok(());
                }
                let payload = body(model, &before, &item, &self.keys);
                let key = text(&self.keys[&id]);
                (expected, engine.update(&system, &collection(item.collection), (Selection::Item(&key), &payload)).await.map(drop))
            }
            Step::Delete(rows) => {
                let Some(first) = rows.first().and_then(|n| resolver.row(*n)) else { return Ok(()) };
                let of = before.0[&first].collection;
                let ids: BTreeSet<Id> = rows.iter().filter_map(|n| resolver.row(*n)).filter(|id| before.0[id].collection == of).collect();
                let expected = after.delete(model, &ids);
                let keys: Vec<Json> = ids.iter().map(|id| self.keys[id].clone()).collect();
                let forecast = engine.usage(&system, &collection(of), Selection::Keys(&keys)).await.map_err(|error| error.to_string())?;
                let n_deleted: usize = forecast.deleted.iter().map(|(_, count)| count).sum();
                if forecast.refusal.is_none() != expected.is_ok() || (expected.is_ok() && n_deleted != before.0.len() - after.0.len()) {
                    return Err(format!("the forecast {forecast:?} isn't what the rules say"));
                }
                (expected, engine.delete(&system, &collection(of), Selection::Keys(&keys)).await.map(drop))
            }
        };
        match answer {
            (Ok(()), Ok(())) => self.world = after,
            (Err(_), Err(error)) if error.code() == ErrorCode::InvalidForeignKey => {}
            (expected, answered) => return Err(format!("the rules say {expected:?}, the answer was {answered:?}")),
        }
        self.n_compared += 1;
        self.compare(engine, model).await
    }

    /// Reads everything back, learns the keys of new rows, and compares.
    async fn compare(&mut self, engine: &Engine, model: &Model) -> Result<(), String> {
        let by_name: BTreeMap<&str, Id> = self.world.0.iter().map(|(id, row)| (row.name.as_str(), *id)).collect();
        let mut keys: BTreeMap<Id, Json> = BTreeMap::new();
        let mut by_key: BTreeMap<(usize, String), Id> = BTreeMap::new();
        let mut stored = Vec::new();
        for n in 0..N_COLLECTIONS {
            let own: Vec<usize> = (0..model.relations.len()).filter(|r| model.relations[*r].many == n).collect();
            let mut columns = String::new();
            for r in &own {
                let kind = if matches!(model.relations[*r].target, Target::Any(_)) { kind(*r) } else { "null".to_owned() };
                let _ = write!(columns, ", cast({} as char(40)), {kind}", reference(*r));
            }
            for row in rows(engine.database(), &format!("select name, cast(id as char(40)){columns} from {}", collection(n))).await {
                let key = row[1].trim().to_owned();
                let Some(id) = by_name.get(row[0].as_str()) else { return Err(format!("there is a row {row:?} that shouldn't be")) };
                keys.insert(*id, if model.keys[n] == KeyKind::Counted { json!(key.parse::<i64>().unwrap()) } else { json!(key) });
                by_key.insert((n, key), *id);
                stored.push((n, *id, own.clone(), row));
            }
        }
        if stored.len() != self.world.0.len() {
            return Err(format!("{} rows are stored, {} should be", stored.len(), self.world.0.len()));
        }
        for (n, id, own, row) in stored {
            let expected: &Row = &self.world.0[&id];
            for (nth, r) in own.into_iter().enumerate() {
                let (value, kind) = (row[2 + 2 * nth].trim(), &row[3 + 2 * nth]);
                let target = match &model.relations[r].target {
                    Target::One { collection, .. } => Some(*collection),
                    Target::Any(allowed) => allowed.iter().copied().find(|one| collection(*one) == *kind),
                };
                let found = if value == "null" { None } else { target.and_then(|target| by_key.get(&(target, value.to_owned()))).copied() };
                let should = expected.references.get(&r).copied().flatten();
                if found != should || (value != "null" && found.is_none()) {
                    return Err(format!(
                        "{}: {} of {} is {value} ({found:?}), and should be {should:?}",
                        collection(n),
                        reference(r),
                        row[0]
                    ));
                }
            }
        }
        self.keys = keys;
        Ok(())
    }
}

/// Whether the rules leave open what comes out: rows that are spoken of and go, or refer to what goes, and circles in trees.
fn is_nobodys_rule(model: &Model, worlds: (&World, &World), used: &BTreeSet<Id>, expected: &Result<(), rules::Refused>) -> bool {
    let (before, after) = worlds;
    let gone: BTreeSet<Id> = before.0.keys().chain(used).filter(|id| !after.0.contains_key(id)).copied().collect();
    let refers = |world: &World, id: &Id| world.0.get(id).is_some_and(|row| row.references.values().flatten().any(|to| gone.contains(to)));
    let refused_by_used = expected.as_ref().err().is_some_and(|refused| !refused.0.is_disjoint(used));
    let circle = after.has_circle(model);
    circle || refused_by_used || used.iter().any(|id| gone.contains(id) || refers(before, id) || refers(after, id))
}

on_every_database!(database_and_rules_agree);
