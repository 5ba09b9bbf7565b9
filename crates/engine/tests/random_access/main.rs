//! Everybody sees and changes exactly what their policies say: random models, rows and policies, and whatever can be asked of them, held
//! against a plain evaluation of the rules, row by row, in maps.
//!
//! A reader gets what an administrator would get if rows and values that the rules hide weren't there. So every answer is compared whole:
//! fields by name, by wildcard and by alias, nested at any depth, functions, filters (through references, lists, many-to-any and
//! `$FOLLOW`), sorts through relations, search, pages, `deep`, aggregates and groups, counts in `meta`, items by key. What hangs on a
//! field or collection that no policy shows has to be refused, and the refusal names nothing that wasn't asked for.
//!
//! A writer's payload (nested, with lists that are replaced or edited, many-to-any, presets and validation, changes of all that a query
//! finds) is carried out in maps; every row that it touches is held against the rules, as it was or as it has become. What is refused
//! leaves nothing behind; what isn't is in the database afterwards, and nothing else.
//!
//! Every run plays the same games, a different one on each database. `RANDOM_ACCESS_SEED=new` plays new ones; a failure names its seed,
//! which `RANDOM_ACCESS_SEED` plays again.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "tests")]

mod asks;
#[path = "../common/mod.rs"]
mod common;
mod dice;
mod model;
#[path = "../common/random_model.rs"]
mod random_model;
mod rules;
mod writes;

use std::collections::BTreeMap;

use relata_engine::{Asker, Engine, EngineError, Envelope, ErrorCode, ReadAnswer, ReadOf, ReadTarget, Selection};
use relata_query::{Bounds, Query, parse_query};
use relata_test_support::{Backend, TestDatabase, on_every_database};
use serde_json::{Map, Value as Json, json};

use asks::{Ask, Reader, Refused};
use common::{asker_of, engine, run};
use dice::Dice;
use model::{Model, N_COLLECTIONS, Row, World};
use random_model::{KeyKind, collection, kind, list, reference, seed, text};
use rules::{Eyes, Facts, Permission, Policies};
use writes::{Maker, Outcome, Step, outcome};

/// Models for each database, askers of each model, and what each of them tries.
const N_MODELS: usize = 2;
const N_ASKERS: usize = 5;
const N_ASKS: usize = 50;
const N_STEPS: usize = 25;

/// Which of the askers is an administrator, who is refused nothing.
const ADMINISTRATOR: usize = 3;

async fn everybody_sees_and_changes_what_they_may(test: TestDatabase) {
    let seed = seed("RANDOM_ACCESS_SEED", test.backend());
    let engine = engine(&test).await;
    let mut tally = Tally::default();
    if let Err(why) = Box::pin(play(&engine, test.backend(), seed, &mut tally)).await {
        panic!("{why}\nRANDOM_ACCESS_SEED={seed}");
    }
    eprintln!("{tally:?}");
    // Chance must not have left out what this is about.
    assert!(tally.answered > 80 && tally.narrowed > 30 && tally.not_asked > 20, "{tally:?}");
    assert!(tally.written > 20 && tally.forbidden > 20, "{tally:?}");
}

/// What was tried.
#[derive(Debug, Default)]
struct Tally {
    answered: usize,
    /// Answers that an administrator would have got more of.
    narrowed: usize,
    not_asked: usize,
    written: usize,
    forbidden: usize,
    invalid: usize,
    open: usize,
}

async fn play(engine: &Engine, backend: Backend, seed: u64, tally: &mut Tally) -> Result<(), String> {
    let mut dice = Dice::of(seed);
    let system = Asker::system();
    for _ in 0..N_MODELS {
        let model = Model::random(&mut dice);
        engine.create_collections(&system, &model.collections()).await.unwrap();
        for relation in model.relation_bodies() {
            engine.create_relation(&system, &relation).await.unwrap();
        }
        let team = json!({"field": "team", "type": model.key_type(0), "schema": {}});
        engine.create_field(&system, "directus_users", &team).await.unwrap();
        let leads =
            json!({"collection": "directus_users", "field": "team", "related_collection": "c0", "schema": {"on_delete": "SET NULL"}});
        engine.create_relation(&system, &leads).await.unwrap();
        for nth in 0..N_ASKERS {
            let world = model.world(&mut dice);
            fill(engine, &model, &world).await;
            let policies = rules::policies(&mut dice, &model);
            let team = if dice.percent(85) { model.key(0, 1 + dice.below(3)) } else { Json::Null };
            let user = person(engine, &model, &policies, &team).await;
            let asker = if nth == ADMINISTRATOR { system.clone() } else { user };
            let mut trial = Trial { engine, model: &model, backend, asker, policies, team, world, next: 1_000, tally };
            for _ in 0..N_ASKS {
                let ask = Ask::random(&mut dice, &model, &trial.world);
                trial.read(&ask).await?;
            }
            let n_steps = if trial.asker.is_admin() { 0 } else { N_STEPS };
            for _ in 0..n_steps {
                trial.write(&mut dice).await?;
            }
            empty(engine, &model).await;
        }
        engine.delete_relation(&system, "directus_users", "team").await.unwrap();
        engine.delete_field(&system, "directus_users", "team").await.unwrap();
        for (r, relation) in model.relations.iter().enumerate() {
            engine.delete_relation(&system, &collection(relation.many), &reference(r)).await.unwrap();
        }
        for n in 0..N_COLLECTIONS {
            engine.delete_collection(&system, &collection(n)).await.unwrap();
        }
    }
    Ok(())
}

/// Puts a world into the database, in an order in which nothing refers to what isn't there yet: references come last.
async fn fill(engine: &Engine, model: &Model, world: &World) {
    let system = Asker::system();
    for (n, rows) in world.iter().enumerate() {
        let is_value = |name: &String| model.edge(n, name).is_none() && !name.starts_with('k');
        let bare = |row: &Row| row.clone().into_iter().filter(|(name, _)| is_value(name)).collect();
        let payloads: Vec<Map<String, Json>> = rows.values().map(bare).collect();
        engine.create(&system, &collection(n), &payloads.iter().collect::<Vec<_>>()).await.unwrap();
    }
    for (n, rows) in world.iter().enumerate() {
        let payloads: Vec<Map<String, Json>> = rows.values().map(|row| row.clone().into_iter().collect()).collect();
        engine.update_each(&system, &collection(n), &payloads.iter().collect::<Vec<_>>()).await.unwrap();
    }
}

async fn empty(engine: &Engine, model: &Model) {
    let unlinked =
        model.relations.iter().enumerate().map(|(r, relation)| format!("update {} set {} = null", collection(relation.many), reference(r)));
    let own = [
        "delete from directus_access where sort >= 77",
        "delete from directus_permissions",
        "delete from directus_users",
        "delete from directus_policies where name = 'random'",
    ];
    let emptied = (0..N_COLLECTIONS).map(|n| format!("delete from {}", collection(n)));
    let statements: Vec<String> = own.iter().map(|text| (*text).to_owned()).chain(unlinked).chain(emptied).collect();
    run(engine.database(), &statements.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

/// Somebody with these policies, who belongs to a team.
async fn person(engine: &Engine, model: &Model, policies: &Policies, team: &Json) -> Asker {
    let system = Asker::system();
    let object = |json: Json| json.as_object().unwrap().clone();
    let user = uuid::Uuid::new_v4().to_string();
    let body = object(json!({"id": user, "email": format!("{user}@example.com"), "team": team}));
    engine.create(&system, "directus_users", &[&body]).await.unwrap();
    for (nth, policy) in policies.iter().enumerate() {
        let id = uuid::Uuid::new_v4().to_string();
        engine.create(&system, "directus_policies", &[&object(json!({"id": id, "name": "random"}))]).await.unwrap();
        let rows: Vec<Map<String, Json>> = policy.iter().map(|case| object(row_of(model, case, &id))).collect();
        engine.create(&system, "directus_permissions", &rows.iter().collect::<Vec<_>>()).await.unwrap();
        engine.create(&system, "directus_access", &[&object(json!({"policy": id, "user": user, "sort": 77 + nth}))]).await.unwrap();
    }
    asker_of(engine, &user).await
}

fn row_of(model: &Model, case: &Permission, policy: &str) -> Json {
    let rule = |rule: &Option<rules::Condition>| rule.as_ref().map(|rule| rule.to_json(model));
    let fields: Vec<String> = case.fields.as_ref().map_or_else(|| vec!["*".to_owned()], |fields| fields.iter().cloned().collect());
    json!({"policy": policy, "collection": collection(case.collection), "action": case.action, "permissions": rule(&case.rule),
        "fields": fields, "presets": case.presets, "validation": rule(&case.validation)})
}

/// One asker in one world.
struct Trial<'t> {
    engine: &'t Engine,
    model: &'t Model,
    backend: Backend,
    asker: Asker,
    policies: Policies,
    team: Json,
    world: World,
    next: usize,
    tally: &'t mut Tally,
}

impl Trial<'_> {
    /// What variables stand for in the world as it is.
    fn facts(&self) -> Facts {
        let team = self.world[0].get(&text(&self.team));
        let of = |name: &str| team.map_or(Json::Null, |team| team[name].clone());
        let is_member = |row: &&Row| team.is_some() && !row["r0"].is_null() && text(&row["r0"]) == text(&self.team);
        let members: Json = self.world[0].values().filter(is_member).map(|row| row["n"].clone()).collect();
        Facts::from_iter([
            ("$CURRENT_USER.team", team.map_or(Json::Null, |team| team["id"].clone())),
            ("$CURRENT_USER.team.n", of("n")),
            ("$CURRENT_USER.team.name", of("name")),
            ("$CURRENT_USER.team.l0.n", if team.is_some() { members } else { Json::Null }),
        ])
    }

    async fn read(&mut self, ask: &Ask) -> Result<(), String> {
        let (query, text_of_query) = query(&ask.to_json(self.model));
        let name = collection(ask.of);
        let key = ask.key.as_ref().map(text);
        let target = key.as_ref().map_or(ReadTarget::Items, |key| ReadTarget::Item(key));
        let of = ReadOf { collection: &name, target, query: &query, envelope: Envelope::Data };
        let answered = match self.engine.read(&self.asker, of).await {
            Ok(ReadAnswer::Nothing) => Err(EngineError::forbidden()),
            Ok(answer) => Ok(whole(answer).await?),
            Err(error) => Err(error),
        };
        let is_postgres = self.backend == Backend::Postgres;
        let open = Eyes::open(self.model, &self.world);
        let eyes = self.eyes();
        let expected = Reader { eyes: &eyes, is_postgres }.answer(ask);
        let context = || format!("{name} {key:?} {text_of_query}\n{}", self.described());
        match (expected, answered) {
            (Ok(expected), Ok(answered)) => {
                if plain(&expected) != plain(&answered) {
                    return Err(format!("expected {expected}\nanswered {answered}\n{}", context()));
                }
                self.tally.answered += 1;
                let everything = Reader { eyes: &open, is_postgres }.answer(ask);
                self.tally.narrowed += usize::from(everything != Ok(expected));
            }
            (Err(Refused), Err(error)) if error.code() == ErrorCode::Forbidden => {
                self.tells_nothing(&error, &format!("{name} {text_of_query}")).map_err(|why| format!("{why}\n{}", context()))?;
                self.tally.not_asked += 1;
            }
            (expected, answered) => return Err(format!("expected {expected:?}\nanswered {answered:?}\n{}", context())),
        }
        Ok(())
    }

    async fn write(&mut self, dice: &mut Dice) -> Result<(), String> {
        let maker = Maker { dice, model: self.model, world: &self.world, next: &mut self.next, used: std::collections::BTreeSet::new() };
        let step = { maker }.step();
        let facts = self.facts();
        let eyes = self.eyes();
        let found = match &step {
            Step::UpdateFound(n, filter, _) => Reader { eyes: &eyes, is_postgres: false }.keys(*n, filter),
            _ => Ok(Vec::new()),
        };
        let expected = match &found {
            Ok(found) => outcome(self.model, &self.world, (&self.policies, &facts), (&step, found)),
            Err(Refused) => Outcome::Refused { forbidden: true, invalid: false },
        };
        if matches!(expected, Outcome::Open) {
            self.tally.open += 1;
            return Ok(());
        }
        let (answered, asked) = self.carry_out(&step).await;
        let context = |trial: &Self| format!("{asked}\n{}", trial.described());
        match (expected, answered) {
            (Outcome::Done(world), Ok(())) => {
                self.world = world;
                self.tally.written += 1;
            }
            (Outcome::Refused { forbidden, invalid }, Err(error)) => {
                let fits = match error.code() {
                    ErrorCode::Forbidden => forbidden,
                    ErrorCode::FailedValidation => invalid,
                    _ => false,
                };
                if !fits {
                    return Err(format!("refused as {error:?}, forbidden: {forbidden}, invalid: {invalid}\n{}", context(self)));
                }
                // Of a validation that isn't met everything is told: it may speak of what a preset has given.
                if error.code() == ErrorCode::Forbidden {
                    self.tells_nothing(&error, &asked).map_err(|why| format!("{why}\n{}", context(self)))?;
                }
                self.tally.forbidden += usize::from(forbidden);
                self.tally.invalid += usize::from(error.code() == ErrorCode::FailedValidation);
            }
            (expected, answered) => return Err(format!("expected {expected:?}\nanswered {answered:?}\n{}", context(self))),
        }
        let stored = self.stored().await;
        for (stored, expected) in stored.iter().zip(&self.world) {
            if stored != expected {
                return Err(format!("stored {stored:?}\nexpected {expected:?}\n{}", context(self)));
            }
        }
        Ok(())
    }

    async fn carry_out(&self, step: &Step) -> (Result<(), EngineError>, String) {
        let engine = self.engine;
        match step {
            Step::Create(item) => {
                let body = item.to_json(self.model);
                let name = collection(item.collection());
                let asked = format!("create {name} {}", Json::Object(body.clone()));
                (engine.create(&self.asker, &name, &[&body]).await.map(drop), asked)
            }
            Step::Update(item) => {
                let body = item.to_json(self.model);
                let name = collection(item.collection());
                let asked = format!("update {name} {}", Json::Object(body.clone()));
                let key = text(&body["id"]);
                (engine.update(&self.asker, &name, (Selection::Item(&key), &body)).await.map(drop), asked)
            }
            Step::UpdateFound(n, filter, values) => {
                let (query, text) = query(&json!({"filter": filter.to_json(self.model)}));
                let body: Map<String, Json> = values.clone().into_iter().collect();
                let asked = format!("update {} where {text} {}", collection(*n), Json::Object(body.clone()));
                (engine.update(&self.asker, &collection(*n), (Selection::Query(&query), &body)).await.map(drop), asked)
            }
            Step::Delete(n, keys) => {
                let keys: Vec<Json> = keys.iter().map(|key| self.model.key_of(*n, key)).collect();
                let asked = format!("delete {} {keys:?}", collection(*n));
                (engine.delete(&self.asker, &collection(*n), Selection::Keys(&keys)).await.map(drop), asked)
            }
        }
    }

    fn eyes(&self) -> Eyes<'_> {
        if self.asker.is_admin() {
            Eyes::open(self.model, &self.world)
        } else {
            Eyes::of(self.model, &self.world, &self.policies, &self.facts())
        }
    }

    /// A refusal names only what was asked for, and what may be read.
    fn tells_nothing(&self, error: &EngineError, asked: &str) -> Result<(), String> {
        let told = format!("{error} {:?}", error.extensions());
        let eyes = self.eyes();
        let hidden = |n: &usize| eyes.collections[*n].is_none();
        let unknown = |field: &String| !(0..N_COLLECTIONS).any(|n| eyes.knows(n, field));
        let fields = (0..N_COLLECTIONS).flat_map(|n| self.model.fields(n)).filter(unknown);
        let known = fields.chain((0..N_COLLECTIONS).filter(hidden).map(collection));
        let own = |name: &String| told.contains(&format!("\"{name}\"")) && !asked.contains(name.as_str());
        match known.into_iter().find(own) {
            Some(name) => Err(format!("\"{told}\" names {name}")),
            None => Ok(()),
        }
    }

    /// What is in the database.
    async fn stored(&self) -> World {
        let mut stored = World::new();
        for n in 0..N_COLLECTIONS {
            let columns: Vec<String> = self.model.columns(n).into_iter().map(|(name, _)| name).collect();
            let (query, _) = query(&json!({"fields": columns, "limit": -1}));
            let name = collection(n);
            let of = ReadOf { collection: &name, target: ReadTarget::Items, query: &query, envelope: Envelope::Bare };
            let rows = self.engine.read_values(&Asker::system(), of).await.unwrap();
            let row = |row: Json| (text(&row["id"]), row.as_object().unwrap().clone().into_iter().collect::<Row>());
            stored.push(rows.into_iter().map(row).collect::<BTreeMap<String, Row>>());
        }
        stored
    }

    fn described(&self) -> String {
        let policies: Vec<Json> = self.policies.iter().flatten().map(|case| row_of(self.model, case, "")).collect();
        let relations: Vec<String> = self
            .model
            .relations
            .iter()
            .enumerate()
            .map(|(r, relation)| {
                format!("{}.{} ({}, {}): {:?}", collection(relation.many), reference(r), list(r), kind(r), relation.target)
            })
            .collect();
        let world: Vec<String> = self.world.iter().flat_map(|rows| rows.values().map(|row| json!(row).to_string())).collect();
        let is_counted: Vec<bool> = self.model.keys.iter().map(|key| *key == KeyKind::Counted).collect();
        let policies: Vec<String> = policies.iter().map(Json::to_string).collect();
        format!(
            "{:?}, {}\nteam: {}, {:?}\n{}\n{}\n{}",
            self.backend,
            json!(is_counted),
            self.team,
            self.facts(),
            relations.join("\n"),
            policies.join("\n"),
            world.join("\n")
        )
    }
}

/// A query as the API takes it, and its text.
fn query(json: &Json) -> (Query, String) {
    let query = parse_query(json.as_object().unwrap(), &Bounds::default()).unwrap();
    (query, json.to_string())
}

async fn whole(answer: ReadAnswer) -> Result<Json, String> {
    let mut bytes = Vec::new();
    match answer {
        ReadAnswer::Nothing => {}
        ReadAnswer::Whole(whole) => bytes.extend_from_slice(&whole),
        ReadAnswer::Pieces(mut pieces) => {
            while let Some(piece) = pieces.next().await {
                bytes.extend_from_slice(&piece.map_err(|error| error.to_string())?);
            }
        }
    }
    serde_json::from_slice(&bytes).map_err(|error| error.to_string())
}

/// Numbers as texts: databases differ in which counts and sums are which.
fn plain(json: &Json) -> Json {
    match json {
        Json::Number(number) => Json::String(number.to_string()),
        Json::Array(items) => items.iter().map(plain).collect(),
        Json::Object(entries) => entries.iter().map(|(name, value)| (name.clone(), plain(value))).collect::<Map<_, _>>().into(),
        other => other.clone(),
    }
}

on_every_database!(everybody_sees_and_changes_what_they_may);
