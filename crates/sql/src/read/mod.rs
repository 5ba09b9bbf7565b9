//! Reads as SQL: one `SELECT` per node of a plan.

mod by_keys;
mod by_target;
mod condition;
mod expr;
mod first_rows;
mod members;
mod shortcut;
mod trial;
mod writer;

use relata_plan::{Comparison, Condition, CountPlan, Expr, Node, Order, TableRef, Window};
use relata_query::Direction;
use relata_schema::{FieldName, Value};

use crate::{Dialect, RowLock, Statement};
pub use by_keys::{ByKeys, EachKey, select_by_keys};
pub use by_target::ByTarget;
pub use first_rows::FirstRows;
pub use shortcut::Shortcut;
use writer::Writer;

/// What a statement begins with whose plan has to be made anew for its values: through relations, how many rows they match decides
/// which table is read first, and a plan for values unknown guesses wrongly. So does one that takes look-ups for cheap where whole tables
/// are gone through (`docs/decisions/look-ups-are-cheap-on-postgresql.md`). A comment, as hints are written for PostgreSQL.
pub const PLAN_BY_VALUES: &str = "/* plan by values */ ";

/// The statement of a root node.
pub fn select(dialect: Dialect, node: &Node) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.hint(!node.group.is_empty() || decides_the_order_of_tables(node.source.table, &node.condition));
    sql.select_list(node, Columns::Plain);
    sql.from(&node.source);
    sql.weighs_lists = dialect.reading().weighs_lists && !picks(node.source.table, &node.condition);
    sql.filter(&node.condition);
    sql.weighs_lists = false;
    sql.group(node);
    sql.order(node, &node.order);
    sql.window(node.window);
    sql.finish()
}

/// Plain columns of the rows that a root node finds, in the order of their keys and locked in that order, so that they needn't be found
/// first and locked then. `None` where a lock would also meet rows that are only looked at, and of a node that asks for more than the rows
/// of one table, or for them in another order.
pub fn lock_found(dialect: Dialect, node: &Node, selected: &[&FieldName], key: &[FieldName]) -> Option<Statement> {
    let reading = dialect.reading();
    let own = node.source.table;
    let is_by_key = node.order.len() == key.len() && node.order.iter().zip(key).all(|(order, key)| ascends_by(order, own, key));
    let is_plain = node.source.joins.is_empty() && node.group.is_empty() && node.window == Window::default();
    let lock = (reading.lock_rows)(RowLock::Change).filter(|_| reading.locks_what_it_finds)?;
    if key.is_empty() || !is_by_key || !is_plain || node.condition.looks_beyond(own) {
        return None;
    }
    let mut sql = Writer::new(dialect);
    sql.push("SELECT ");
    for (nth, column) in selected.iter().enumerate() {
        sql.push(if nth == 0 { "" } else { ", " });
        sql.column_name(column);
    }
    sql.root_from(&node.source);
    sql.filter(&node.condition);
    sql.order(node, &node.order);
    sql.push(lock);
    Some(sql.finish())
}

fn ascends_by(order: &Order, table: TableRef, key: &FieldName) -> bool {
    let is_key = |expr: &Expr| matches!(expr, Expr::Column(column) if column.table == table && column.column == *key);
    order.direction == Direction::Ascending && is_key(&order.expr)
}

/// A count's statement.
pub fn count(dialect: Dialect, plan: &CountPlan) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.hint(decides_the_order_of_tables(plan.source.table, &plan.condition));
    sql.push("SELECT COUNT(*)");
    sql.from(&plan.source);
    sql.weighs_lists = dialect.reading().weighs_lists && !picks(plan.source.table, &plan.condition);
    sql.filter(&plan.condition);
    sql.weighs_lists = false;
    sql.finish()
}

/// Whether a condition asks for certain values of the collection's own columns, a key perhaps: of the few rows that have them, each
/// may as well look at its lists.
fn picks(own: TableRef, condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(|part| picks(own, part)),
        Condition::Compare(Expr::Column(column), Comparison::Equal(_) | Comparison::In(_)) => column.table == own,
        _ => false,
    }
}

/// Whether it depends on the values of a condition which table is best read first. A list that is one way among others (`_or`) is looked
/// at for each row, whatever the values are.
fn decides_the_order_of_tables(own: TableRef, condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(|part| decides_the_order_of_tables(own, part)),
        Condition::Or(parts) => parts.iter().any(|part| !matches!(part, Condition::Exists(_)) && decides_the_order_of_tables(own, part)),
        Condition::Not(inner) => decides_the_order_of_tables(own, inner),
        other => other.looks_beyond(own),
    }
}

/// Whether selected columns get names for an outer query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Columns {
    Plain,
    Named,
}

impl Writer {
    /// Marks a statement that is to be planned by its values: one whose conditions look at more than one table, or that makes groups.
    fn hint(&mut self, is_meant: bool) {
        if self.dialect().reading().plan_hints && is_meant {
            self.push(PLAN_BY_VALUES);
        }
    }

    fn select_list(&mut self, node: &Node, columns: Columns) {
        self.push("SELECT ");
        if node.columns.is_empty() {
            self.push("1");
        }
        for (position, column) in node.columns.iter().enumerate() {
            if position > 0 {
                self.push(", ");
            }
            self.expr(column);
            if columns == Columns::Named {
                self.push(" AS c");
                self.number(position);
            }
        }
    }

    fn filter(&mut self, condition: &Condition) {
        if *condition != Condition::Always {
            self.push(" WHERE ");
            self.condition(condition);
        }
    }

    pub(super) fn and_condition(&mut self, condition: &Condition) {
        if *condition != Condition::Always {
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

    fn position_or(&mut self, node: &Node, expr: &Expr) {
        match node.columns.iter().position(|column| column == expr) {
            Some(position) => self.number(position + 1),
            None => self.expr(expr),
        }
    }

    /// A number of rows: as text where plans depend on it, otherwise as a value.
    fn row_count(&mut self, n_rows: u64) {
        if self.dialect().reading().limits_as_text {
            self.number(usize::try_from(n_rows).unwrap_or(usize::MAX));
        } else {
            self.bind(whole(n_rows));
        }
    }

    fn window(&mut self, window: Window) {
        match window.limit {
            Some(limit) => {
                self.push(" LIMIT ");
                self.row_count(limit);
            }
            None if window.offset > 0 => self.push(self.dialect().reading().no_limit),
            None => {}
        }
        if window.offset > 0 {
            self.push(" OFFSET ");
            self.bind(whole(window.offset));
        }
    }
}

/// A row count as a bind; no table has more rows than fit.
fn whole(n_rows: u64) -> Value {
    Value::Integer(i64::try_from(n_rows).unwrap_or(i64::MAX))
}
