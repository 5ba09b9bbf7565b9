//! Reads as SQL: one `SELECT` per node of a plan.

mod condition;
mod expr;
mod members;
mod writer;

use relata_plan::{CountPlan, Node, Order, Window};
use relata_query::Direction;
use relata_schema::{FieldType, Value};

use crate::{Dialect, Statement};
use writer::Writer;

/// Rows per parent up to which each parent is looked up on its own. Beyond, a planner that doesn't know the limit walks the whole
/// key to save a sort, so all parents' rows are numbered together (`docs/decisions/limits-per-parent-on-postgresql.md`).
const MAX_LATERAL_ROWS: u64 = 20;

/// The statement of a root node.
pub fn select(dialect: Dialect, node: &Node) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.select_list(node, Columns::Plain);
    sql.from(&node.source);
    sql.filter(&node.condition);
    sql.group(node);
    sql.order(node, &node.order);
    sql.window(node.window);
    sql.finish()
}

/// The statement of a child node: the rows whose column `child_key` is one of `keys`, limited per key.
pub fn select_by_keys(dialect: Dialect, node: &Node, child_key: usize, keys: Vec<Value>) -> Statement {
    let mut sql = Writer::new(dialect);
    let unlimited = node.window == Window::default();
    if unlimited {
        sql.select_list(node, Columns::Plain);
        sql.from(&node.source);
        sql.filter_by_keys(node, child_key, keys);
        sql.group(node);
        sql.order(node, by_owner(node, child_key));
    } else if dialect.reading().array_binds && node.window.limit.is_some_and(|limit| limit <= MAX_LATERAL_ROWS) {
        sql.limited_by_lateral(node, child_key, keys);
    } else {
        sql.limited_by_row_number(node, child_key, keys);
    }
    sql.finish()
}

/// A count's statement.
pub fn count(dialect: Dialect, plan: &CountPlan) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.push("SELECT COUNT(*)");
    sql.from(&plan.source);
    sql.filter(&plan.condition);
    sql.finish()
}

/// Whether selected columns get names for an outer query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    Plain,
    Named,
}

/// Rows are put to their owners one by one, so the owner itself needs no place in the order.
fn by_owner(node: &Node, child_key: usize) -> &[Order] {
    match node.order.split_first() {
        Some((first, rest)) if Some(&first.expr) == node.columns.get(child_key) => rest,
        _ => &node.order,
    }
}

impl Writer {
    fn select_list(&mut self, node: &Node, columns: Columns) {
        self.push("SELECT ");
        if node.columns.is_empty() {
            self.push("1");
        }
        for (position, column) in node.columns.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.selected(column);
            if columns == Columns::Named {
                self.push(" AS c");
                self.number(position);
            }
        }
    }

    fn filter(&mut self, condition: &relata_plan::Condition) {
        if *condition != relata_plan::Condition::Always {
            self.push(" WHERE ");
            self.condition(condition);
        }
    }

    fn filter_by_keys(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        self.push(" WHERE ");
        if let Some(key) = node.columns.get(child_key) {
            self.one_of(key, keys);
        }
        self.and_condition(&node.condition);
    }

    fn and_condition(&mut self, condition: &relata_plan::Condition) {
        if *condition != relata_plan::Condition::Always {
            self.push(" AND ");
            self.condition(condition);
        }
    }

    /// Groups by position: the same expression with other binds would count as another one.
    fn group(&mut self, node: &Node) {
        for (nth, expr) in node.group.iter().enumerate() {
            self.push(if nth == 0 { " GROUP BY " } else { ", " });
            self.position_or(node, expr);
        }
    }

    fn order(&mut self, node: &Node, order: &[Order]) {
        for (nth, criterion) in order.iter().enumerate() {
            self.push(if nth == 0 { " ORDER BY " } else { ", " });
            if node.group.is_empty() {
                self.expr(&criterion.expr);
            } else {
                self.position_or(node, &criterion.expr);
            }
            self.direction(criterion.direction);
        }
    }

    fn direction(&mut self, direction: Direction) {
        if direction == Direction::Descending {
            self.push(" DESC");
        }
    }

    fn position_or(&mut self, node: &Node, expr: &relata_plan::Expr) {
        match node.columns.iter().position(|column| column == expr) {
            Some(position) => self.number(position + 1),
            None => self.expr(expr),
        }
    }

    fn window(&mut self, window: Window) {
        match window.limit {
            Some(limit) => {
                self.push(" LIMIT ");
                self.bind(whole(limit));
            }
            None if window.offset > 0 => self.push(self.dialect().reading().no_limit),
            None => {}
        }
        if window.offset > 0 {
            self.push(" OFFSET ");
            self.bind(whole(window.offset));
        }
    }

    /// `unnest(keys) CROSS JOIN LATERAL (… LIMIT n)`: each key takes its first rows from the index and stops.
    fn limited_by_lateral(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        let key_type = node.columns.get(child_key).map_or(FieldType::Text, writer::type_of);
        self.push("SELECT m.* FROM unnest(");
        self.bind(Value::List(keys));
        self.push("::");
        self.push((self.dialect().reading().array_type)(key_type));
        self.push(") AS k(k) CROSS JOIN LATERAL (");
        self.select_list(node, Columns::Named);
        self.from(&node.source);
        self.push(" WHERE ");
        if let Some(key) = node.columns.get(child_key) {
            self.expr(key);
            self.push(" = k.k");
        }
        self.and_condition(&node.condition);
        self.group(node);
        self.order(node, by_owner(node, child_key));
        self.window(node.window);
        self.push(") AS m");
    }

    /// Rows numbered within their owner, for databases without `LATERAL`.
    fn limited_by_row_number(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        self.push("SELECT ");
        for position in 0..node.columns.len() {
            self.push(if position == 0 { "m.c" } else { ", m.c" });
            self.number(position);
        }
        self.push(" FROM (");
        self.select_list(node, Columns::Named);
        self.push(", ROW_NUMBER() OVER (PARTITION BY ");
        if let Some(key) = node.columns.get(child_key) {
            self.expr(key);
        }
        for (nth, criterion) in by_owner(node, child_key).iter().enumerate() {
            self.push(if nth == 0 { " ORDER BY " } else { ", " });
            self.expr(&criterion.expr);
            self.direction(criterion.direction);
        }
        self.push(") AS n");
        self.from(&node.source);
        self.filter_by_keys(node, child_key, keys);
        self.group(node);
        self.push(") AS m WHERE m.n > ");
        self.bind(whole(node.window.offset));
        if let Some(limit) = node.window.limit {
            self.push(" AND m.n <= ");
            self.bind(whole(node.window.offset.saturating_add(limit)));
        }
        self.push(" ORDER BY m.n");
    }
}

/// A row count as a bind; no table has more rows than fit.
fn whole(n_rows: u64) -> Value {
    Value::Integer(i64::try_from(n_rows).unwrap_or(i64::MAX))
}
