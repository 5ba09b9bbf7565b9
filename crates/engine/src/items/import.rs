//! Many items from a file, in one transaction: rows with a known key change their item, all others make a new one.
//!
//! A refusal names its rows. What shows in the rows themselves is found in all of them at once. What only the database, a rule or a
//! relation refuses is found by writing them once more, one by one: that attempt ends at the row to blame, and nothing of it stays.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use relata_plan::{Action, Asker, Operation, key_in, plan_item};
use relata_query::{FieldPath, Limit, Query, Segment};
use relata_schema::{Collection, FieldType, Schema, Value};
use serde_json::{Map, Value as Json, json};
use smol_str::SmolStr;

use super::write::{check_named, hashed, permitted};
use super::{ReadOf, ReadTarget};
use crate::events::filtered;
use crate::read::{Envelope, Key};
use crate::write::{ChangeAction, WriteCommand, WriteFailure};
use crate::{Engine, EngineError, ErrorCode};

/// Refusals that are told at most.
const MAX_ERRORS: usize = 1_000;

/// Keys that are looked up at once.
const KEYS_PER_READ: usize = 1_000;

/// Consecutive rows that are told as a range instead of one by one.
const MIN_RANGE: usize = 5;

/// One row of a file.
#[derive(Debug, Clone)]
pub enum ImportRow {
    /// An item, as in a body.
    Item(Map<String, Json>),
    /// Cells of a table: the path of a field, and what stands in the cell. Empty cells are left out.
    Cells(Vec<(Arc<str>, String)>),
}

/// What an import has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Imported {
    /// New items.
    pub created: usize,
    /// Items that were there already.
    pub updated: usize,
}

impl Engine {
    /// Refuses an import before its rows are there: the collection isn't there, or nothing may be created in it.
    pub async fn check_import(&self, asker: &Asker, collection: &str) -> Result<(), EngineError> {
        self.importable(asker, collection).await.map(|_| ())
    }

    /// Writes the rows of a file, all or none. Rows are counted from 1 in refusals.
    pub async fn import(&self, asker: &Asker, collection: &str, rows: Vec<ImportRow>) -> Result<Imported, EngineError> {
        let (schema, collection) = self.importable(asker, collection).await?;
        if rows.is_empty() {
            return Ok(Imported { created: 0, updated: 0 });
        }
        let payloads: Vec<Map<String, Json>> = rows.into_iter().map(|row| payload(&collection, row)).collect();
        let known = self.known(&schema, &collection, &payloads).await?;
        let updated: HashSet<Key> = known.iter().flatten().cloned().collect();
        let items = self.planned(&schema, asker, &collection, (&payloads, &known)).await?;
        let n_rows = items.len();
        self.check_passwords_of(&items).await?;
        let items = hashed(items).await?;
        let written = self.carry_out(Arc::clone(&schema), asker, &collection, WriteCommand::Items(items)).await;
        if let Err(error) = written {
            if matches!(error.code(), ErrorCode::ServiceUnavailable | ErrorCode::InternalServerError) {
                return Err(error);
            }
            // Planned once more instead of kept: rows may be many, and few imports are refused here.
            let again = hashed(self.planned(&schema, asker, &collection, (&payloads, &known)).await?).await?;
            let at = Arc::new(AtomicUsize::new(n_rows));
            let one_by_one = WriteCommand::OneByOne(again, Arc::clone(&at));
            if let Err(error) = self.carry_out(schema, asker, &collection, one_by_one).await {
                let row = at.load(Ordering::Relaxed);
                // Behind the last row it was about all of them.
                return Err(if row < n_rows { in_rows(error, &[row + 1]) } else { error });
            }
        }
        // A key that stands in several rows makes one item.
        let named: HashSet<Key> = payloads.iter().filter_map(|payload| Key::of_value(&key_in(&collection, payload)?)).collect();
        let n_without_key = payloads.iter().filter(|payload| key_in(&collection, payload).is_none()).count();
        Ok(Imported { created: n_without_key + named.len() - updated.len(), updated: updated.len() })
    }

    async fn importable(&self, asker: &Asker, collection: &str) -> Result<(Arc<Schema>, Arc<Collection>), EngineError> {
        let schema = self.schema().await?;
        let collection = permitted(&schema, asker, collection, Action::Create)?;
        // Rows of the system stand for more than themselves: files have bytes, settings are one.
        if collection.name.is_system() && collection.name != *"directus_users" {
            return Err(EngineError::forbidden());
        }
        if collection.is_singleton() {
            return Err(EngineError::invalid_payload(format!("\"{}\" has one item only, which can't be imported.", collection.name)));
        }
        Ok((schema, collection))
    }

    /// Of each row the key of the item that it is about, if that is there already.
    async fn known(
        &self,
        schema: &Schema,
        collection: &Collection,
        payloads: &[Map<String, Json>],
    ) -> Result<Vec<Option<Key>>, EngineError> {
        let keys: Vec<Option<Value>> = payloads.iter().map(|payload| key_in(collection, payload)).collect();
        let asked: Vec<Value> = keys.iter().flatten().cloned().collect();
        let names = collection.primary_key.columns();
        let fields = names.iter().map(|name| FieldPath(vec![Segment::Field(SmolStr::new(name.as_str()))])).collect();
        let query = Query { fields: Some(fields), limit: Some(Limit::All), ..Query::default() };
        let mut there = HashSet::new();
        for some in asked.chunks(KEYS_PER_READ) {
            let of =
                ReadOf { collection: collection.name.as_str(), target: ReadTarget::Keys(some), query: &query, envelope: Envelope::Bare };
            let found = self.read_unbounded(schema, &Asker::system(), of).await?;
            there.extend(found.iter().filter_map(|item| Key::of_value(&key_in(collection, item.as_object()?)?)));
        }
        Ok(keys.iter().map(|key| key.as_ref().and_then(Key::of_value).filter(|key| there.contains(key))).collect())
    }

    /// The rows as items to be written; refused with all that is wrong with any of them.
    async fn planned(
        &self,
        schema: &Schema,
        asker: &Asker,
        collection: &Arc<Collection>,
        rows: (&[Map<String, Json>], &[Option<Key>]),
    ) -> Result<Vec<relata_plan::ItemWrite>, EngineError> {
        let (payloads, known) = rows;
        let mut refusals = Refusals::default();
        let mut accepted = Vec::with_capacity(payloads.len());
        for (nth, (payload, known)) in payloads.iter().zip(known).enumerate() {
            let keys: Vec<Value> = known.iter().filter_map(|_| key_in(collection, payload)).collect();
            let action = if keys.is_empty() { ChangeAction::Create } else { ChangeAction::Update };
            let checked = match check_named(schema, collection, payload) {
                Ok(()) => filtered(self, (schema, asker), collection, (action, &keys), payload).await,
                Err(error) => Err(error),
            };
            match checked {
                Ok(payload) => accepted.push(payload),
                Err(error) => refusals.add(error, nth),
            }
        }
        refusals.told()?;
        // Of an item that an earlier row makes, a later one may leave out what it likes.
        let mut made: HashSet<Key> = HashSet::new();
        let is_made: Vec<bool> = payloads
            .iter()
            .map(|payload| key_in(collection, payload).and_then(|key| Key::of_value(&key)).is_some_and(|key| !made.insert(key)))
            .collect();
        let mut refusals = Refusals::default();
        let planned = self.plan(schema, asker, |context| {
            let mut items = Vec::with_capacity(accepted.len());
            for (nth, payload) in accepted.iter().enumerate() {
                match plan_item(context, collection, payload, Operation::Either) {
                    // What a new item lacks is known before the database is asked.
                    Ok(item) => match item.missing.clone().filter(|_| known[nth].is_none() && !is_made[nth]) {
                        Some(missing) => refusals.add(WriteFailure::from(missing).into(), nth),
                        None => items.push(item),
                    },
                    Err(error) => refusals.add(WriteFailure::from(error).into(), nth),
                }
            }
            Ok(items)
        });
        let planned = planned.await?;
        refusals.told()?;
        Ok(planned)
    }
}

/// Refusals that say the same of several rows, once each.
#[derive(Default)]
struct Refusals(Vec<(EngineError, Vec<usize>)>);

impl Refusals {
    fn add(&mut self, error: EngineError, nth: usize) {
        for error in error.into_each() {
            let same = |known: &EngineError| {
                known.code() == error.code() && known.to_string() == error.to_string() && known.extensions() == error.extensions()
            };
            match self.0.iter().position(|(known, _)| same(known)) {
                Some(at) => self.0[at].1.push(nth + 1),
                None if self.0.len() < MAX_ERRORS => self.0.push((error, vec![nth + 1])),
                None => {}
            }
        }
    }

    fn told(self) -> Result<(), EngineError> {
        let told = self.0.into_iter().map(|(error, rows)| in_rows(error, &rows));
        told.reduce(EngineError::and).map_or(Ok(()), Err)
    }
}

/// An error with the rows that it is about, in Directus's form.
fn in_rows(error: EngineError, rows: &[usize]) -> EngineError {
    let mut parts: Vec<Json> = Vec::new();
    let mut lines: Vec<usize> = Vec::new();
    for run in rows.chunk_by(|one, next| one + 1 == *next) {
        if let (true, [start, .., end]) = (run.len() >= MIN_RANGE, run) {
            if !lines.is_empty() {
                parts.push(json!({"type": "lines", "rows": std::mem::take(&mut lines)}));
            }
            parts.push(json!({"type": "range", "start": start, "end": end}));
        } else {
            lines.extend(run);
        }
    }
    if !lines.is_empty() {
        parts.push(json!({"type": "lines", "rows": lines}));
    }
    // The rows take the place of the path, which says nothing at the top of a payload.
    let says_nothing = error.extensions().get("path").and_then(Json::as_array).is_some_and(Vec::is_empty);
    let error = if says_nothing { error.without("path") } else { error };
    error.with("rows", parts)
}

/// A row as a payload.
fn payload(collection: &Collection, row: ImportRow) -> Map<String, Json> {
    let cells = match row {
        ImportRow::Item(item) => return item,
        ImportRow::Cells(cells) => cells,
    };
    let mut payload = Map::new();
    for (path, text) in cells {
        let is_text = collection.field(&path).is_some_and(|field| is_text(field.ty));
        if let Some(value) = if is_text { Some(Json::from(text)) } else { value_of(text) } {
            put(&mut payload, &path, value);
        }
    }
    payload
}

/// Whether a cell is the value as it stands.
fn is_text(ty: FieldType) -> bool {
    matches!(ty, FieldType::String | FieldType::Text | FieldType::Hash | FieldType::Uuid | FieldType::Unknown)
}

/// What a cell of another type means: JSON, if it can be read as that. Numbers keep all their digits.
fn value_of(text: String) -> Option<Json> {
    match serde_json::from_str(&text) {
        _ if text.is_empty() => None,
        Ok(Json::Number(_)) | Err(_) => Some(Json::from(text)),
        Ok(value) => Some(value),
    }
}

/// Sets what a path leads to: `country.name` is the name of a nested item.
fn put(object: &mut Map<String, Json>, path: &str, value: Json) {
    match path.split_once('.') {
        None => drop(object.insert(path.to_owned(), value)),
        Some((first, rest)) => {
            if let Json::Object(inner) = object.entry(first).or_insert_with(|| Json::Object(Map::new())) {
                put(inner, rest, value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_one_by_one_or_as_ranges() {
        let rows = |rows: &[usize]| in_rows(EngineError::forbidden(), rows).extensions()["rows"].clone();
        assert_eq!(rows(&[2]), json!([{"type": "lines", "rows": [2]}]));
        assert_eq!(rows(&[2, 3, 9]), json!([{"type": "lines", "rows": [2, 3, 9]}]));
        let expected =
            json!([{"type": "lines", "rows": [1]}, {"type": "range", "start": 3, "end": 8}, {"type": "lines", "rows": [10, 12]}]);
        assert_eq!(rows(&[1, 3, 4, 5, 6, 7, 8, 10, 12]), expected);
    }

    #[test]
    fn cells_of_other_types_are_read_as_what_they_mean() {
        let read = |text: &str| value_of(text.to_owned());
        assert_eq!(read("007"), Some(json!("007")));
        assert_eq!(read("12345678901234567890.5"), Some(json!("12345678901234567890.5")));
        assert_eq!((read("true"), read("null"), read("[1]")), (Some(json!(true)), Some(Json::Null), Some(json!([1]))));
        assert_eq!((read("2020-01-02"), read("")), (Some(json!("2020-01-02")), None));
        let mut object = Map::new();
        put(&mut object, "country.region.name", json!("x"));
        put(&mut object, "country.name", json!("y"));
        assert_eq!(Json::Object(object), json!({"country": {"region": {"name": "x"}, "name": "y"}}));
    }
}
