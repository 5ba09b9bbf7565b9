//! The transaction of one write, with what every step needs: the model, the dialect, and short ways to ask for rows.

use std::sync::Arc;

use relata_db::{RowSet, Transaction};
use relata_schema::{Collection, CollectionName, FieldName, FieldType, Relation, RelationTarget, Schema, Value};
use relata_sql::{Dialect, Statement, select_where_in};

use crate::read::Key;

use super::WriteFailure;

/// Keys that travel in one statement at most where each of them is a bind of its own.
const KEYS_PER_STATEMENT: usize = 10_000;

/// One write in progress.
pub(super) struct WriteSession<'t, T> {
    pub(super) tx: &'t mut T,
    pub(super) schema: Arc<Schema>,
    pub(super) dialect: Dialect,
}

impl<T: Transaction> WriteSession<'_, T> {
    /// A collection that the plan has already found.
    pub(super) fn collection(&self, name: &CollectionName) -> Result<Arc<Collection>, WriteFailure> {
        self.schema.collection(name.as_str()).cloned().ok_or(WriteFailure::Forbidden)
    }

    /// Runs statements that don't depend on each other and ignores their rows.
    pub(super) async fn run_all(&mut self, collection: &CollectionName, statements: &[Statement]) -> Result<(), WriteFailure> {
        match statements {
            [] => Ok(()),
            [only] => self.tx.execute(only).await.map(|_| ()).map_err(|error| WriteFailure::database(collection, error)),
            many => self.tx.fetch_all(many).await.map(|_| ()).map_err(|error| WriteFailure::database(collection, error)),
        }
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

    /// The keys among `keys` that exist.
    pub(super) async fn existing(&mut self, collection: &Collection, keys: &[Value]) -> Result<Vec<Key>, WriteFailure> {
        let Some(key) = collection.primary_key_field() else { return Ok(Vec::new()) };
        let rows = self.rows_where_in(&collection.name, &[&key.name], (&key.name, keys)).await?;
        Ok(rows.iter().flat_map(|rows| keys_in(rows, 0)).collect())
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
pub(super) fn reference_value(relation: &Relation, key: &Value) -> Value {
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
        other => other.clone(),
    }
}
