//! Which field, which value and which item of the payload a database refused, where it doesn't say so itself.
//!
//! A statement holds many items, and of the one to blame PostgreSQL tells the value, MariaDB the value or the field, SQLite the field or
//! nothing. The rest is found among the items and, where the transaction goes on after a refusal (not on PostgreSQL), in the table.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use relata_db::{DbError, Details, Transaction};
use relata_plan::{ItemWrite, pointer_to};
use relata_schema::{Collection, Field, FieldName, FieldType, TypeClass, Value};
use smol_str::{SmolStr, ToSmolStr};

use crate::read::Key;

use super::{
    WriteFailure,
    failure::Finding,
    session::{WriteSession, key_at},
};

/// What a refused step was to write of one item.
pub(super) struct Attempt<'i> {
    pub(super) item: &'i ItemWrite,
    /// The stored row that changes; none of a new one.
    pub(super) row: Option<Key>,
    /// Its new values.
    pub(super) values: Vec<(&'i FieldName, &'i Value)>,
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Completes a refusal.
    pub(super) async fn naming_the_culprit(
        &mut self,
        collection: &Collection,
        failure: WriteFailure,
        attempts: &[Attempt<'_>],
    ) -> WriteFailure {
        let WriteFailure::Database { collection: table, mut error, .. } = failure else { return failure };
        let culprit = match &mut error {
            DbError::Unique(details) => self.duplicate(collection, attempts, details).await,
            DbError::ForeignKey { details, .. } => self.dangling(collection, attempts, details).await,
            DbError::NotNull(details) => missing(attempts, details),
            DbError::TooLong(details) => excess(collection, attempts, details, is_too_long),
            DbError::OutOfRange(details) => excess(collection, attempts, details, is_out_of_range),
            _ => None,
        };
        let culprit = culprit.or(if let [only] = attempts { Some(only) } else { None });
        let field = error.details().and_then(|details| details.columns.first()).map(SmolStr::as_str);
        let place = culprit.map(|attempt| &attempt.item.place).filter(|place| !place.is_empty());
        let found = Finding { is_number: is_number(collection, &error), pointer: place.map(|place| pointer_to(place, field)) };
        WriteFailure::Database { collection: table, error, found }
    }

    /// The item whose value is taken: the second of two that have the same, or the one that a stored row is in the way of.
    async fn duplicate<'a>(
        &mut self,
        collection: &Collection,
        attempts: &'a [Attempt<'a>],
        details: &mut Details,
    ) -> Option<&'a Attempt<'a>> {
        if details.columns.is_empty() {
            details.columns.extend(unique_column(collection, attempts, details.value.as_ref()?));
        }
        let columns = details.columns.iter().map(|column| collection.field(column).map(|field| &field.name));
        let columns: Vec<&FieldName> = columns.collect::<Option<_>>()?;
        let given: Vec<(&Attempt<'_>, Vec<Key>)> = attempts.iter().filter_map(|attempt| Some((attempt, attempt.keys(&columns)?))).collect();
        let is_told = |keys: &[Key]| details.value.as_ref().is_none_or(|told| *told == printed(keys));
        let suspects: Vec<&(&Attempt<'_>, Vec<Key>)> = given.iter().filter(|(_, keys)| is_told(keys)).collect();
        let mut seen = HashSet::new();
        let repeated = suspects.iter().find(|(_, keys)| !seen.insert(keys));
        let (culprit, keys) = match (repeated, suspects.as_slice()) {
            (Some(repeated), _) => *repeated,
            (None, [only]) => *only,
            (None, _) => self.in_the_way(collection, &columns, &given).await?,
        };
        if let [only] = keys.as_slice() {
            details.value.get_or_insert_with(|| only.to_smolstr());
        }
        Some(culprit)
    }

    /// The first item that another stored row is in the way of.
    async fn in_the_way<'g, 'a>(
        &mut self,
        collection: &Collection,
        columns: &[&FieldName],
        given: &'g [(&'a Attempt<'a>, Vec<Key>)],
    ) -> Option<&'g (&'a Attempt<'a>, Vec<Key>)> {
        let first = *columns.first()?;
        let asked: Vec<Value> = given.iter().filter_map(|(attempt, _)| attempt.value(first)).cloned().collect();
        let key_columns = collection.primary_key.columns();
        let selected: Vec<&FieldName> = key_columns.iter().chain(columns.iter().copied()).collect();
        let answers = self.rows_where_in(&collection.name, &selected, (first, &asked)).await.ok()?;
        let mut stored: HashMap<Vec<Key>, Option<Key>> = HashMap::new();
        for rows in &answers {
            for row in 0..rows.len() {
                let parts = (key_columns.len()..selected.len()).map(|column| Key::read(rows.cell(row, column)));
                if let Some(keys) = parts.collect::<Option<_>>() {
                    stored.insert(keys, key_at(collection, rows, row));
                }
            }
        }
        given.iter().find(|(attempt, keys)| stored.get(keys).is_some_and(|row| attempt.row.is_none() || attempt.row != *row))
    }

    /// The item whose reference leads nowhere.
    async fn dangling<'a>(
        &mut self,
        collection: &Collection,
        attempts: &'a [Attempt<'a>],
        details: &mut Details,
    ) -> Option<&'a Attempt<'a>> {
        let schema = Arc::clone(&self.schema);
        for relation in schema.outgoing(&collection.name) {
            let column = &relation.many_field;
            let is_told = details.columns.first().is_none_or(|told| *column == *told.as_str());
            let target = relation.one_collection().filter(|_| is_told).and_then(|one| schema.collection(one.as_str()));
            let Some(target) = target else { continue };
            let given = attempts.iter().filter_map(|attempt| Some((attempt, attempt.value(column)?))).filter(|(_, value)| !value.is_null());
            let given: Vec<(&Attempt<'_>, &Value)> = given.collect();
            let culprit = match &details.value {
                Some(told) => given.iter().find(|(_, value)| text_of(value).as_ref() == Some(told)),
                None if given.is_empty() => None,
                None => {
                    let asked: Vec<Value> = given.iter().map(|(_, value)| (*value).clone()).collect();
                    let known: HashSet<Key> = self.existing(target, &asked).await.ok()?.into_iter().collect();
                    given.iter().find(|(_, value)| Key::of_value(value).is_some_and(|key| !known.contains(&key)))
                }
            };
            if let Some((attempt, value)) = culprit {
                details.table.get_or_insert_with(|| collection.name.as_str().into());
                details.columns = vec![column.to_smolstr()];
                details.value = text_of(value);
                return Some(attempt);
            }
        }
        None
    }
}

impl<'i> Attempt<'i> {
    fn value(&self, column: &FieldName) -> Option<&'i Value> {
        self.values.iter().find(|(name, _)| *name == column).map(|(_, value)| *value)
    }

    /// Its values in several columns; `None` if it doesn't write them all, or one of them is null.
    fn keys(&self, columns: &[&FieldName]) -> Option<Vec<Key>> {
        columns.iter().map(|column| self.value(column).and_then(Key::of_value)).collect()
    }
}

/// MariaDB names an index and the value: the column is the unique one that an item gives this value.
fn unique_column(collection: &Collection, attempts: &[Attempt<'_>], value: &SmolStr) -> Option<SmolStr> {
    let is_unique = |name: &FieldName| {
        let column = collection.field(name.as_str()).and_then(|field| field.column.as_ref());
        column.is_some_and(|column| column.unique || column.primary_key)
    };
    let mut given = attempts.iter().flat_map(|attempt| &attempt.values);
    given.find(|(name, given)| is_unique(name) && text_of(given).as_ref() == Some(value)).map(|(name, _)| name.to_smolstr())
}

/// The item that has no value for a column which needs one.
fn missing<'a>(attempts: &'a [Attempt<'a>], details: &Details) -> Option<&'a Attempt<'a>> {
    let column = details.columns.first()?;
    attempts.iter().find(|attempt| match attempt.values.iter().find(|(name, _)| **name == *column.as_str()) {
        Some((_, value)) => value.is_null(),
        None => attempt.row.is_none(),
    })
}

/// The item with a value that its column is too small for.
fn excess<'a>(
    collection: &Collection,
    attempts: &'a [Attempt<'a>],
    details: &mut Details,
    exceeds: fn(&Field, &Value) -> bool,
) -> Option<&'a Attempt<'a>> {
    let told = details.columns.first().cloned();
    let is_told = |name: &FieldName| told.as_ref().is_none_or(|told| *name == *told.as_str());
    let given = attempts.iter().flat_map(|attempt| attempt.values.iter().map(move |(name, value)| (attempt, *name, *value)));
    let (culprit, name, value) = given
        .filter(|(_, name, _)| is_told(name))
        .find(|(_, name, value)| collection.field(name.as_str()).is_some_and(|field| exceeds(field, value)))?;
    details.columns = vec![name.to_smolstr()];
    details.value = details.value.take().or_else(|| text_of(value));
    Some(culprit)
}

/// Whether a text is longer than its column.
fn is_too_long(field: &Field, value: &Value) -> bool {
    let length = field.column.as_ref().and_then(|column| column.max_length).and_then(|length| usize::try_from(length).ok());
    matches!((value, length), (Value::Text(text), Some(length)) if text.chars().count() > length)
}

/// Whether a number is beyond what its column can hold.
fn is_out_of_range(field: &Field, value: &Value) -> bool {
    match value {
        Value::Integer(number) => field.ty == FieldType::Integer && i32::try_from(*number).is_err(),
        Value::Decimal(text) => field.column.as_ref().is_some_and(|column| {
            let whole = text.trim_start_matches('-').trim_start_matches('0').split('.').next().unwrap_or_default();
            let most = column.numeric_precision.map(|precision| precision - column.numeric_scale.unwrap_or(0));
            most.and_then(|most| usize::try_from(most).ok()).is_some_and(|most| whole.len() > most)
        }),
        _ => false,
    }
}

/// Whether a refused duplicate is a number: databases tell all values as text.
fn is_number(collection: &Collection, error: &DbError) -> bool {
    let DbError::Unique(details) = error else { return false };
    let [column] = details.columns.as_slice() else { return false };
    collection.field(column).is_some_and(|field| field.ty.class() == TypeClass::Number)
}

/// Values as PostgreSQL prints them; a single one is the same everywhere.
fn printed(keys: &[Key]) -> String {
    keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

fn text_of(value: &Value) -> Option<SmolStr> {
    Key::of_value(value).map(|key| key.to_smolstr())
}
