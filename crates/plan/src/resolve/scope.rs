//! Tables within one statement: their numbering, and the to-one joins that paths through relations ask for.

use std::{cell::Cell, sync::Arc};

use relata_schema::{Collection, FieldName};

use crate::{ColumnRef, Join, JoinOn, Narrowed, Source, TableRef};

use super::value_type;

/// Gives out table places, unique within one statement, subqueries included.
#[derive(Debug, Default)]
pub(crate) struct TableCounter(Cell<u16>);

impl TableCounter {
    fn next(&self) -> TableRef {
        let table = TableRef(self.0.get());
        self.0.set(self.0.get() + 1);
        table
    }
}

/// The FROM of a statement or of a subquery while it is being planned.
#[derive(Debug)]
pub(crate) struct Scope<'c> {
    pub(crate) source: Source,
    pub(crate) counter: &'c TableCounter,
}

/// A table at its place, as seen from a path.
#[derive(Debug, Clone)]
pub(crate) struct Place<'a> {
    pub(crate) table: TableRef,
    pub(crate) collection: &'a Arc<Collection>,
}

impl<'a> Place<'a> {
    /// The first table of a statement.
    pub(crate) fn at_root(collection: &'a Arc<Collection>) -> Self {
        Self { table: TableRef(0), collection }
    }

    /// A column of this table.
    pub(crate) fn column_named(&self, column: &FieldName) -> ColumnRef {
        ColumnRef { table: self.table, column: column.clone(), ty: value_type(self.collection, column.as_str()) }
    }

    /// The first column of the primary key.
    pub(crate) fn key(&self) -> Option<ColumnRef> {
        self.collection.primary_key.columns().first().map(|column| self.column_named(column))
    }

    /// The key's columns.
    pub(crate) fn keys(&self) -> impl Iterator<Item = ColumnRef> {
        self.collection.primary_key.columns().iter().map(|column| self.column_named(column))
    }
}

impl<'c> Scope<'c> {
    /// A scope that starts at a collection.
    pub(crate) fn new(counter: &'c TableCounter, collection: &Collection) -> Self {
        let source = Source { table: counter.next(), collection: collection.name.clone(), joins: Vec::new() };
        Self { source, counter }
    }

    /// Where the scope starts, for the collection it was made with.
    pub(crate) fn place<'a>(&self, collection: &'a Arc<Collection>) -> Place<'a> {
        Place { table: self.source.table, collection }
    }

    /// The place of a to-one target, joined if it isn't yet: all of its rows, or only some. Which ones that are is the same for all
    /// joins to one collection.
    pub(crate) fn join<'a>(
        &mut self,
        on: impl FnOnce(TableRef) -> JoinOn,
        target: &'a Arc<Collection>,
        only: Option<Box<Narrowed>>,
    ) -> Place<'a> {
        let table = TableRef(self.counter.0.get());
        let on = on(table);
        let is_same = |join: &&Join| join.collection == target.name && join.only.is_some() == only.is_some() && same_start(&join.on, &on);
        if let Some(known) = self.source.joins.iter().find(is_same) {
            return Place { table: known.table, collection: target };
        }
        let table = self.counter.next();
        self.source.joins.push(Join { table, collection: target.name.clone(), on, only });
        Place { table, collection: target }
    }

    /// The place of what a reference leads to, if it is joined as far as it may be seen.
    pub(crate) fn narrowed<'a>(&self, from: &ColumnRef, target: &'a Arc<Collection>) -> Option<Place<'a>> {
        let is_it = |join: &&Join| {
            join.only.is_some() && join.collection == target.name && matches!(&join.on, JoinOn::Key { from: known, .. } if known == from)
        };
        self.source.joins.iter().find(is_it).map(|join| Place { table: join.table, collection: target })
    }
}

/// Whether two joins to the same collection start at the same reference.
fn same_start(a: &JoinOn, b: &JoinOn) -> bool {
    match (a, b) {
        (JoinOn::Key { from: a, .. }, JoinOn::Key { from: b, .. }) | (JoinOn::Any { item: a, .. }, JoinOn::Any { item: b, .. }) => a == b,
        _ => false,
    }
}
