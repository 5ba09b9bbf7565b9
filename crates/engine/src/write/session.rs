//! The transaction of one write, with what every step needs: the model, the dialect, and short ways to ask for rows.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use relata_db::{RowSet, Session, Transaction};
use relata_plan::{Asker, Moment};
use relata_schema::{Collection, CollectionName, FieldName, FieldType, Relation, RelationTarget, Schema, Value};
use relata_sql::{Dialect, Statement, fetch_by_keys, select_where_in};

use smol_str::ToSmolStr;

use crate::read::Key;

use super::{WriteFailure, changes::Changes, rights::Rights, stored::StoredRows};

/// Keys that travel in one statement at most where each of them is a bind of its own.
const KEYS_PER_STATEMENT: usize = 10_000;

/// The same for keys of several columns, each of which is a condition of its own.
const COMPOSITE_KEYS_PER_STATEMENT: usize = 200;

/// One write in progress.
pub(crate) struct WriteSession<'t, T> {
    pub(crate) tx: &'t mut T,
    pub(crate) schema: Arc<Schema>,
    pub(crate) dialect: Dialect,
    pub(super) asker: Arc<Asker>,
    pub(super) moment: Moment,
    /// Whether there is a table for relational changes.
    pub(super) keeps_changes: bool,
    /// What has been changed so far.
    pub(super) changes: Changes,
    /// The rows that have been met so far.
    pub(super) stored: StoredRows,
    /// Rows that are about to go, to which nobody can refer any more.
    pub(super) kept_free: HashSet<(CollectionName, Key)>,
    /// What the asker may do.
    pub(crate) rights: Rights,
}

impl<'t, T: Session> WriteSession<'t, T> {
    /// A session that hasn't done anything yet, on behalf of the system.
    pub(crate) fn new(tx: &'t mut T, schema: Arc<Schema>, dialect: Dialect) -> Self {
        Self {
            tx,
            schema,
            dialect,
            asker: Arc::new(Asker::system()),
            moment: Moment::at(0),
            keeps_changes: false,
            changes: Changes::default(),
            stored: StoredRows::default(),
            kept_free: HashSet::new(),
            rights: Rights::of_the_system(),
        }
    }

    /// A collection that the plan has already found.
    pub(crate) fn collection(&self, name: &CollectionName) -> Result<Arc<Collection>, WriteFailure> {
        self.schema.collection(name.as_str()).cloned().ok_or(WriteFailure::Forbidden)
    }

    /// Columns of the rows where `column` is one of `values`.
    pub(super) async fn rows_where_in(
        &mut self,
        table: &CollectionName,
        selected: &[&FieldName],
        by: (&FieldName, &[Value]),
    ) -> Result<Vec<RowSet>, WriteFailure> {
        let (column, values) = by;
        let statements: Vec<Statement> =
            values.chunks(KEYS_PER_STATEMENT).map(|some| select_where_in(self.dialect, table, selected, (column, some.to_vec()))).collect();
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        self.tx.fetch_all(&statements).await.map_err(|error| WriteFailure::database(table, error))
    }

    /// Columns of the rows with these keys, after those of the key itself.
    pub(crate) async fn rows_by_keys(
        &mut self,
        collection: &Collection,
        selected: &[&FieldName],
        keys: &[Value],
    ) -> Result<Vec<RowSet>, WriteFailure> {
        let columns: Vec<&FieldName> = collection.primary_key.columns().iter().chain(selected.iter().copied()).collect();
        let statements = in_chunks(collection, keys, |key, keys| fetch_by_keys(self.dialect, &collection.name, &columns, (key, keys)));
        if statements.is_empty() {
            return Ok(Vec::new());
        }
        self.tx.fetch_all(&statements).await.map_err(|error| WriteFailure::database(&collection.name, error))
    }

    /// What members of a relation's lists hold to belong to these owners, one after the other.
    pub(super) async fn references_to(&mut self, relation: &Relation, owners: &[Value]) -> Result<Vec<Value>, WriteFailure> {
        let schema = Arc::clone(&self.schema);
        match schema.referenced_beside_key(relation).zip(relation.one_collection()) {
            Some((column, target)) => self.values_referred_to(target, column, owners).await,
            None => Ok(owners.iter().map(|owner| reference_value(relation, owner)).collect()),
        }
    }

    /// What items have in the column by which others refer to them, one after the other. Refused where one has nothing there.
    pub(super) async fn values_referred_to(
        &mut self,
        target: &CollectionName,
        column: &FieldName,
        keys: &[Value],
    ) -> Result<Vec<Value>, WriteFailure> {
        let known = self.values_of(target, column, keys).await?;
        let nothing = || WriteFailure::NothingToReferTo { collection: target.clone(), field: column.clone() };
        keys.iter().map(|key| Key::of_value(key).and_then(|key| known.get(&key)).cloned().ok_or_else(nothing)).collect()
    }

    /// What items have in a column, those that have something there.
    pub(super) async fn values_of(
        &mut self,
        collection: &CollectionName,
        column: &FieldName,
        keys: &[Value],
    ) -> Result<HashMap<Key, Value>, WriteFailure> {
        let collection = self.collection(collection)?;
        let ty = collection.field(column.as_str()).map_or(FieldType::Unknown, |field| field.ty);
        let at = collection.primary_key.columns().len();
        let answers = self.rows_by_keys(&collection, &[column], keys).await?;
        let value = |rows: &RowSet, row| key_at(&collection, rows, row).zip(Key::read(rows.cell(row, at)).map(|value| value.to_value(ty)));
        Ok(answers.iter().flat_map(|rows| (0..rows.len()).filter_map(|row| value(rows, row)).collect::<Vec<_>>()).collect())
    }

    /// The keys among `keys` that exist, in their order. Of rows that this write has locked that is known.
    pub(super) async fn existing(&mut self, collection: &Collection, keys: &[Value]) -> Result<Vec<Key>, WriteFailure> {
        let met = self.stored.get(&collection.name);
        let known = |key: &Value| met.and_then(|met| met.get(&Key::of_value(key)?)).map(Option::is_some);
        let mut existing: Vec<Key> = keys.iter().filter(|key| known(key) == Some(true)).filter_map(Key::of_value).collect();
        let unknown: Vec<Value> = keys.iter().filter(|key| known(key).is_none()).cloned().collect();
        let rows = self.rows_by_keys(collection, &[], &unknown).await?;
        existing.extend(rows.iter().flat_map(|rows| keys_of(collection, rows)));
        existing.sort();
        existing.dedup();
        Ok(existing)
    }
}

impl<T: Transaction> WriteSession<'_, T> {
    /// Runs statements that don't depend on each other and ignores their rows.
    pub(super) async fn run_all(&mut self, collection: &CollectionName, statements: &[Statement]) -> Result<(), WriteFailure> {
        match statements {
            [] => Ok(()),
            [only] => self.tx.execute(only).await.map(|_| ()).map_err(|error| WriteFailure::database(collection, error)),
            many => self.tx.fetch_all(many).await.map(|_| ()).map_err(|error| WriteFailure::database(collection, error)),
        }
    }
}

/// One statement for each group of keys that may travel together. None for a table without a key.
pub(super) fn in_chunks<S>(collection: &Collection, keys: &[Value], statement: impl Fn(&[FieldName], Vec<Value>) -> S) -> Vec<S> {
    let columns = collection.primary_key.columns();
    let per_statement = if columns.len() == 1 { KEYS_PER_STATEMENT } else { COMPOSITE_KEYS_PER_STATEMENT };
    let keys = if columns.is_empty() { &[] } else { keys };
    keys.chunks(per_statement).map(|some| statement(columns, some.to_vec())).collect()
}

/// The items' keys, where a result begins with the columns of the primary key.
pub(super) fn keys_of(collection: &Collection, rows: &RowSet) -> impl Iterator<Item = Key> {
    (0..rows.len()).filter_map(|row| key_at(collection, rows, row))
}

/// One item's key, where a row begins with the columns of the primary key.
pub(crate) fn key_at(collection: &Collection, rows: &RowSet, row: usize) -> Option<Key> {
    let n_columns = collection.primary_key.columns().len();
    if n_columns == 1 {
        return Key::read(rows.cell(row, 0));
    }
    (0..n_columns)
        .map(|column| Key::read(rows.cell(row, column)))
        .collect::<Option<Vec<_>>>()
        .filter(|parts| !parts.is_empty())
        .map(Key::Parts)
}

/// A key as the bind, or the binds, that find its item.
pub(crate) fn key_value(collection: &Collection, key: &Key) -> Value {
    let ty = |name: &FieldName| collection.field(name.as_str()).map_or(FieldType::Unknown, |field| field.ty);
    match key {
        Key::Parts(parts) => {
            Value::List(collection.primary_key.columns().iter().zip(parts).map(|(name, part)| part.to_value(ty(name))).collect())
        }
        key => key.to_value(key_type(collection)),
    }
}

/// The keys in a column of a result.
pub(super) fn keys_in(rows: &RowSet, column: usize) -> impl Iterator<Item = Key> {
    (0..rows.len()).filter_map(move |row| Key::read(rows.cell(row, column)))
}

/// The type of a collection's key.
pub(super) fn key_type(collection: &Collection) -> FieldType {
    collection.primary_key_field().map_or(FieldType::Unknown, |field| field.ty)
}

/// A key as it is stored in a relation's column: any-references keep it as text.
fn reference_value(relation: &Relation, key: &Value) -> Value {
    match relation.target {
        RelationTarget::One(_) => key.clone(),
        RelationTarget::Any { .. } => as_text(key),
    }
}

/// A key as text.
pub(super) fn as_text(key: &Value) -> Value {
    match key {
        Value::Integer(number) => Value::text(number.to_string()),
        Value::Uuid(text) | Value::Decimal(text) => Value::Text(text.clone()),
        Value::List(_) => Key::of_value(key).map_or(Value::Null, |key| Value::text(key.to_smolstr())),
        other => other.clone(),
    }
}
