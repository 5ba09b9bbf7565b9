//! A page of a list in the order of what its items refer to, for databases whose planners join and sort everything to find it.
//!
//! The few targets that come first are looked up, with as many referring rows as the page needs; only rows of these targets, and rows
//! without any, are joined and sorted. Right for every table, quick where targets are fewer than the rows that refer to them and an
//! index on the reference exists: whoever calls makes sure of that.
//!
//! Where not every row counts, or a rule decides which targets are seen, the way is only tried (`trial.rs`): few rows may count.

use relata_plan::{ColumnRef, Condition, Expr, Join, JoinOn, Node};
use relata_query::Direction;
use relata_schema::CollectionName;

use super::writer::Writer;
use super::{Columns, whole};
use crate::{Dialect, Statement, dialect::reading::Nulls};

/// Rows up to which a page is worth the look-up.
const MAX_PAGE_ROWS: u64 = 1_000;

/// What a list's first criterion of order comes from.
#[derive(Debug, Clone, PartialEq)]
pub struct ByTarget {
    /// The collection that is listed.
    pub collection: CollectionName,
    /// The collection it refers to.
    pub target: CollectionName,
    /// The column that refers.
    pub reference: ColumnRef,
    /// The key referred to.
    pub(super) key: ColumnRef,
    /// The column that decides the order.
    pub(super) by: ColumnRef,
    pub(super) direction: Direction,
    /// Rows up to the end of the page.
    pub(super) n_rows: u64,
    certainty: Certainty,
}

/// What a statement's rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Certainty {
    /// The page.
    Sure,
    /// The page if there are so many, which is all that were asked for.
    IfFull(u64),
}

impl ByTarget {
    /// Whether a root node can be read this way.
    pub(super) fn of(dialect: Dialect, node: &Node) -> Option<Self> {
        let first = node.order.first()?;
        let by = column_of_target(&first.expr)?;
        let join = node.source.joins.iter().find(|join| join.table == by.table)?;
        let JoinOn::Key { from, key } = &join.on else { return None };
        let limit = node.window.limit?;
        let n_rows = limit.saturating_add(node.window.offset);
        let fits = dialect.reading().row_estimate.is_some()
            && from.table == node.source.table
            && node.group.is_empty()
            && (1..=MAX_PAGE_ROWS).contains(&n_rows);
        let certainty = if node.condition == Condition::Always && join.only.is_none() && matches!(first.expr, Expr::Column(_)) {
            Certainty::Sure
        } else if dialect.reading().nulls == Nulls::Last && may_be_tried(join, first.direction) {
            Certainty::IfFull(limit)
        } else {
            return None;
        };
        fits.then(|| Self {
            collection: node.source.collection.clone(),
            target: join.collection.clone(),
            reference: from.clone(),
            key: key.clone(),
            by: by.clone(),
            direction: first.direction,
            n_rows,
            certainty,
        })
    }

    /// Whether the statement is sure to yield the page.
    pub(super) fn is_sure(&self) -> bool {
        self.certainty == Certainty::Sure
    }

    /// Whether as many rows are the page. If not, it has to be read in the ordinary way.
    pub(super) fn is_found(&self, n_rows: usize) -> bool {
        match self.certainty {
            Certainty::Sure => true,
            Certainty::IfFull(limit) => n_rows as u64 == limit,
        }
    }
}

/// The column of a value that the rows of one table alone decide on.
fn column_of_target(expr: &Expr) -> Option<&ColumnRef> {
    match expr {
        Expr::Column(column) => Some(column),
        Expr::Guarded(rule, inner) => column_of_target(inner).filter(|column| !rule.looks_beyond(column.table)),
        _ => None,
    }
}

/// Rows whose target isn't seen are as those without any. Where these come first, all targets would have to be looked at.
fn may_be_tried(join: &Join, direction: Direction) -> bool {
    join.only.is_none() || direction == Direction::Ascending
}

/// The statement of a root node, by way of its first targets.
pub(super) fn select_by_target(dialect: Dialect, node: &Node, by: &ByTarget) -> Statement {
    let mut sql = Writer::new(dialect);
    if !by.is_sure() {
        sql.try_targets(node, by);
        return sql.finish();
    }
    let arrays = dialect.reading().array_binds;
    if arrays {
        sql.first_values(by);
    } else {
        sql.first_targets(by);
    }
    sql.select_list(node, Columns::Plain);
    sql.from(&node.source);
    sql.push(" WHERE (");
    sql.column(&by.reference);
    if arrays {
        sql.push(" = ANY(ARRAY(SELECT w.");
        sql.name(&by.key);
        sql.push(" FROM ");
        sql.collection(&by.target);
        sql.push(" AS w WHERE w.");
        sql.name(&by.by);
        sql.push(" IN (SELECT v FROM relata_values) OR (w.");
        sql.name(&by.by);
        sql.push(" IS NULL AND EXISTS (SELECT 1 FROM relata_values WHERE v IS NULL))))");
    } else {
        sql.push(" IN (SELECT k FROM relata_targets)");
    }
    sql.push(" OR ");
    sql.column(&by.reference);
    sql.push(" IS NULL)");
    sql.order(node, &node.order);
    sql.window(node.window);
    sql.finish()
}

impl Writer {
    /// `relata_values(v)`: for each of the first rows, what its target has in the column of the order. All targets that have one of these are
    /// meant: equal ones must not be parted.
    fn first_values(&mut self, by: &ByTarget) {
        self.push("WITH relata_values AS (SELECT w.v FROM (SELECT ");
        self.name(&by.key);
        self.push(" AS k, ");
        self.name(&by.by);
        self.push(" AS v FROM ");
        self.collection(&by.target);
        self.push(" ORDER BY 2");
        self.direction(by.direction);
        self.push(" OFFSET 0) AS w CROSS JOIN LATERAL (SELECT 1 FROM ");
        self.members_of(by, "w.k");
        self.push(") AS m ORDER BY w.v");
        self.direction(by.direction);
        self.push(" LIMIT ");
        self.bind(whole(by.n_rows));
        self.push(") ");
    }

    /// `relata_targets(k)`: keys of targets, one after the other in their order, until they have rows enough and the next one isn't equal.
    fn first_targets(&mut self, by: &ByTarget) {
        self.push("WITH RECURSIVE relata_order(n, k, v) AS MATERIALIZED (SELECT ROW_NUMBER() OVER (ORDER BY w.");
        self.name(&by.by);
        self.direction(by.direction);
        self.push("), w.");
        self.name(&by.key);
        self.push(", w.");
        self.name(&by.by);
        self.push(" FROM ");
        self.collection(&by.target);
        self.push(
            " AS w), relata_targets(n, k, v, total) AS (SELECT 0, NULL, NULL, 0 UNION ALL SELECT o.n, o.k, o.v, \
             p.total + (SELECT COUNT(*) FROM (SELECT 1 FROM ",
        );
        self.members_of(by, "o.k");
        self.push(")) FROM relata_targets AS p CROSS JOIN relata_order AS o ON o.n = p.n + 1 WHERE p.total < ");
        self.bind(whole(by.n_rows));
        self.push(" OR (p.n > 0 AND o.v IS p.v)) ");
    }

    fn members_of(&mut self, by: &ByTarget, owner: &str) {
        self.collection(&by.collection);
        self.push(" AS r WHERE r.");
        self.name(&by.reference);
        self.push(" = ");
        self.push(owner);
        self.push(" LIMIT ");
        self.bind(whole(by.n_rows));
    }

    fn name(&mut self, column: &ColumnRef) {
        self.column_name(&column.column);
    }
}
