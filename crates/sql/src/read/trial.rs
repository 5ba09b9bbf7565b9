//! A page by way of its first targets where not every row counts, or a rule decides which targets are seen.
//!
//! Targets are gone through in their order, and the rows that refer to each are held against the condition, until enough of them
//! count. It may be that hardly any does: then the ordinary way is the better one, so the search ends after a bounded number of rows.
//! Nothing is left out of what comes first, so as many rows as the page shall have are the page; fewer mean nothing.

use relata_plan::{ColumnRef, Expr, Join, JoinOn, Narrowed, Node, Source};
use relata_query::Direction;

use super::by_target::ByTarget;
use super::writer::Writer;
use super::{Columns, whole};

/// Rows that are looked at for each that is wanted.
const MAX_LOOKS: u64 = 5;

/// Values of the order that rows were found with. Within the statement a collection of this name would be hidden.
const VALUES: &str = "relata_values";

/// The targets that have one of these values.
const TARGETS: &str = "relata_targets";

impl Writer {
    /// The whole statement.
    pub(super) fn try_targets(&mut self, node: &Node, by: &ByTarget) {
        let Some(value) = node.order.first().map(|first| &first.expr) else { return };
        let only = node.source.joins.iter().find(|join| join.table == by.by.table).and_then(|join| join.only.as_deref());
        self.push("WITH ");
        self.push(VALUES);
        self.push(" AS (");
        self.values_found(node, by, (value, only));
        self.push("), ");
        self.push(TARGETS);
        self.push(" AS MATERIALIZED (");
        self.targets_of_values(by, (value, only));
        self.push(") ");
        self.select_list(node, Columns::Plain);
        self.found_in = only.map(|_| (by.by.table, TARGETS));
        self.from(&node.source);
        self.found_in = None;
        self.push(" WHERE (");
        self.column(&by.reference);
        self.push(" = ANY(ARRAY(SELECT ");
        self.column_name(&by.key.column);
        self.push(" FROM ");
        self.push(TARGETS);
        self.push("))");
        if by.direction == Direction::Descending {
            self.push(" OR ");
            self.column(&by.reference);
            self.push(" IS NULL");
        }
        self.push(")");
        self.and_condition(&node.condition);
        self.order(node, &node.order);
        self.window(node.window);
    }

    /// Of the first rows, as far as they count, what their targets have in the order. Nulls aren't looked for: where they come first, all
    /// rows without a value are taken, and where they come last, a full page has none.
    fn values_found(&mut self, node: &Node, by: &ByTarget, (value, only): (&Expr, Option<&Narrowed>)) {
        let n_looks = whole(by.n_rows.saturating_mul(MAX_LOOKS));
        self.push("SELECT e.v FROM (SELECT w.v, m.h FROM (SELECT ");
        self.column(&by.key);
        self.push(" AS k, ");
        self.expr(value);
        self.push(" AS v");
        self.all_targets(by);
        self.push(" WHERE ");
        self.expr(value);
        self.push(" IS NOT NULL ORDER BY 2");
        self.direction(by.direction);
        self.push(" OFFSET 0) AS w CROSS JOIN LATERAL (SELECT ");
        self.condition(&node.condition);
        self.push(" AS h");
        self.from(&without_narrowed(&node.source));
        self.push(" WHERE ");
        self.column(&by.reference);
        self.push(" = w.k");
        if let Some(only) = only {
            self.push(" AND ");
            self.is_seen(by, only, |sql| sql.push("w.k"));
        }
        self.push(" LIMIT ");
        self.bind(n_looks.clone());
        self.push(") AS m ORDER BY w.v");
        self.direction(by.direction);
        self.push(" LIMIT ");
        self.bind(n_looks);
        self.push(") AS e WHERE e.h ORDER BY e.v");
        self.direction(by.direction);
        self.push(" LIMIT ");
        self.bind(whole(by.n_rows));
    }

    /// All seen targets with one of the values, since equal ones must not be parted, and those without any where they come first.
    fn targets_of_values(&mut self, by: &ByTarget, (value, only): (&Expr, Option<&Narrowed>)) {
        if only.is_some() {
            self.push("SELECT c.* FROM (");
        }
        self.push("SELECT ");
        self.table(by.by.table);
        self.push(".*");
        self.all_targets(by);
        self.push(" WHERE ");
        self.expr(value);
        self.push(" IN (SELECT v FROM ");
        self.push(VALUES);
        self.push(")");
        if by.direction == Direction::Descending {
            self.push(" OR ");
            self.expr(value);
            self.push(" IS NULL");
        }
        if let Some(only) = only {
            self.push(" OFFSET 0) AS c WHERE ");
            self.is_seen(by, only, |sql| {
                sql.push("c.");
                sql.column_name(&by.key.column);
            });
        }
    }

    fn all_targets(&mut self, by: &ByTarget) {
        self.push(" FROM ");
        self.collection(&by.target);
        self.push(" AS ");
        self.table(by.by.table);
    }

    /// Whether the target with a key is seen. It is looked up on its own, lest the rule be evaluated for all of them.
    fn is_seen(&mut self, by: &ByTarget, only: &Narrowed, key: impl FnOnce(&mut Self)) {
        self.push("EXISTS (SELECT 1");
        self.from(&only.source);
        self.push(" WHERE ");
        self.column(&ColumnRef { table: only.source.table, ..by.key.clone() });
        self.push(" = ");
        key(self);
        self.and_condition(&only.condition);
        self.push(" OFFSET 0)");
    }
}

/// Without the joins that serve the order and what is selected only: no condition looks there.
fn without_narrowed(source: &Source) -> Source {
    let mut kept: Vec<Join> = Vec::with_capacity(source.joins.len());
    for join in &source.joins {
        let (JoinOn::Key { from, .. } | JoinOn::Any { item: from, .. }) = &join.on;
        let is_there = from.table == source.table || kept.iter().any(|known| known.table == from.table);
        if join.only.is_none() && is_there {
            kept.push(join.clone());
        }
    }
    Source { joins: kept, ..source.clone() }
}
