//! The rows of a child node: those that belong to the rows of the level above, limited per owner.

use relata_plan::{Expr, Join, JoinOn, Node, Order, Source, Window};
use relata_query::Direction;
use relata_schema::{FieldType, Value};

use super::writer::{Writer, type_of};
use super::{Columns, whole};
use crate::{Dialect, Statement, dialect::reading::Nulls};

/// Rows per owner up to which each owner is looked up on its own. Beyond, a planner that doesn't know the limit walks the whole
/// key to save a sort (`docs/decisions/limits-per-parent-on-postgresql.md`).
const MAX_LATERAL_ROWS: u64 = 20;

/// Keys that a list has at least where its length decides whether a plan is kept.
const MIN_KEYS: usize = 16;

/// How the rows of a child node are fetched.
#[derive(Debug, Clone, PartialEq)]
pub enum ByKeys {
    /// One statement for all keys. Where a limit per owner cuts only little off, the statement may leave that to whoever puts
    /// the rows to their owners: it never yields more rows than all owners together may have.
    Together(Statement),
    /// One statement that is run for each key, where no network lies between.
    Each(EachKey),
}

/// A statement that is run once for each of several keys.
#[derive(Debug, Clone, PartialEq)]
pub struct EachKey {
    /// The statement, with the first key.
    pub statement: Statement,
    /// Position of the key among its binds.
    pub bind: usize,
    /// All keys.
    pub keys: Vec<Value>,
}

/// The statement of a child node: the rows whose column `child_key` is one of `keys`, limited per key.
pub fn select_by_keys(dialect: Dialect, node: &Node, child_key: usize, keys: Vec<Value>) -> ByKeys {
    let mut sql = Writer::new(dialect);
    let reading = dialect.reading();
    if node.window == Window::default() {
        sql.select_list(node, Columns::Plain);
        sql.from(&node.source);
        sql.filter_by_keys(node, child_key, keys);
        sql.group(node);
        sql.order_rows(node, child_key);
    } else if reading.each_key {
        return sql.limited_each(node, child_key, keys);
    } else if reading.array_binds && node.window.limit.is_some_and(|limit| limit <= MAX_LATERAL_ROWS) {
        sql.limited_by_lateral(node, child_key, keys);
    } else {
        match (node.columns.get(child_key), node.window) {
            (Some(Expr::Column(_)), Window { limit: Some(limit), offset: 0 }) if reading.array_binds && node.group.is_empty() => {
                sql.limited_where_needed(node, child_key, keys, limit);
            }
            _ => sql.limited_by_row_number(node, child_key, keys),
        }
    }
    ByKeys::Together(sql.finish())
}

/// Rows are put to their owners one by one, so the owner itself needs no place in the order.
fn by_owner(node: &Node, child_key: usize) -> &[Order] {
    match node.order.split_first() {
        Some((first, rest)) if Some(&first.expr) == node.columns.get(child_key) => rest,
        _ => &node.order,
    }
}

impl Writer {
    /// `ORDER BY` of a statement's rows.
    fn order_rows(&mut self, node: &Node, child_key: usize) {
        if node.group.is_empty() {
            self.order_members(by_owner(node, child_key));
        } else {
            self.order(node, by_owner(node, child_key));
        }
    }

    /// `ORDER BY`, where members without a value come last in ascending order, on every database: who has no place in a list stands at
    /// its end. The last criterion is the key, which every row has.
    fn order_members(&mut self, order: &[Order]) {
        let Some((key, order)) = order.split_last() else { return };
        self.push(" ORDER BY ");
        for criterion in order {
            let nulls = if criterion.direction == Direction::Ascending { self.dialect().reading().nulls } else { Nulls::Last };
            if nulls == Nulls::First {
                self.expr(&criterion.expr);
                self.push(" IS NULL, ");
            }
            self.expr(&criterion.expr);
            self.direction(criterion.direction);
            self.push(if nulls == Nulls::FirstUnlessSaid { " NULLS LAST, " } else { ", " });
        }
        self.expr(&key.expr);
        self.direction(key.direction);
    }

    /// `ORDER BY` of numbers that rows get, where a position would be a number, too.
    fn order_numbered(&mut self, node: &Node, child_key: usize) {
        let order = by_owner(node, child_key);
        if node.group.is_empty() {
            return self.order_members(order);
        }
        for (nth, criterion) in order.iter().enumerate() {
            self.push(if nth == 0 { " ORDER BY " } else { ", " });
            self.expr(&criterion.expr);
            self.direction(criterion.direction);
        }
    }

    fn filter_by_keys(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        self.push(" WHERE ");
        if let Some(key) = node.columns.get(child_key) {
            self.one_of_keys(key, keys);
        }
        self.and_condition(&node.condition);
    }

    /// PostgreSQL takes a list that it doesn't know for ten values long, so that a shorter one looks cheaper, and is planned anew each
    /// time, which takes longer than finding the rows. Its first value is repeated until there are more.
    fn one_of_keys(&mut self, key: &Expr, mut keys: Vec<Value>) {
        if let (true, Some(first)) = (self.dialect().reading().plan_hints, keys.first().cloned()) {
            keys.resize(keys.len().max(MIN_KEYS), first);
        }
        self.one_of(key, keys);
    }

    /// A statement per owner: order and limit come from the index, and nothing is numbered.
    fn limited_each(mut self, node: &Node, child_key: usize, keys: Vec<Value>) -> ByKeys {
        self.select_list(node, Columns::Plain);
        self.from(&node.source);
        self.push(" WHERE ");
        let mut bind = 0;
        if let Some(key) = node.columns.get(child_key) {
            self.expr(key);
            self.push(" = ");
            bind = self.n_binds();
            self.bind(keys.first().cloned().unwrap_or(Value::Null));
        }
        self.and_condition(&node.condition);
        self.group(node);
        self.order_rows(node, child_key);
        self.window(node.window);
        ByKeys::Each(EachKey { statement: self.finish(), bind, keys })
    }

    /// `unnest(keys) CROSS JOIN LATERAL (… LIMIT n)`: each key takes its first rows from the index and stops. Where rows look back at
    /// their owner, it is looked up once for all of them.
    fn limited_by_lateral(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        let key = node.columns.get(child_key);
        let key_type = key.map_or(FieldType::Text, type_of);
        let is_owner = |join: &&Join| matches!((&join.on, key), (JoinOn::Key { from, .. }, Some(Expr::Column(owner))) if from == owner);
        let (owners, joins) = node.source.joins.iter().partition::<Vec<&Join>, _>(|join| is_owner(join) && join.only.is_none());
        let source = Source { joins: joins.into_iter().cloned().collect(), ..node.source.clone() };
        self.push("SELECT m.* FROM unnest(");
        self.bind(Value::List(keys));
        self.push("::");
        self.push((self.dialect().reading().array_type)(key_type));
        self.push(") AS k(k)");
        for owner in owners {
            self.left_join(owner);
            if let JoinOn::Key { key, .. } = &owner.on {
                self.push(" ON ");
                self.column(key);
                self.push(" = k.k");
            }
        }
        self.push(" CROSS JOIN LATERAL (");
        self.select_list(node, Columns::Named);
        self.from(&source);
        self.push(" WHERE ");
        if let Some(key) = key {
            self.expr(key);
            self.push(" = k.k");
        }
        self.and_condition(&node.condition);
        self.group(node);
        self.order_rows(node, child_key);
        self.window(node.window);
        self.push(") AS m");
    }

    /// All rows as they are, as long as there are no more of them than all owners together may have; else numbered within their
    /// owner. Counting them in the index costs a tenth of what numbering does.
    fn limited_where_needed(&mut self, node: &Node, child_key: usize, keys: Vec<Value>, limit: u64) {
        let n_all = limit.saturating_mul(keys.len() as u64);
        self.push("WITH relata_few AS (SELECT COUNT(*) <= ");
        self.bind(whole(n_all));
        self.push(" AS ok FROM (SELECT 1");
        self.root_from(&node.source);
        self.push(" WHERE ");
        let list = self.n_binds();
        if let Some(key) = node.columns.get(child_key) {
            self.one_of_keys(key, keys);
        }
        self.push(" LIMIT ");
        self.bind(whole(n_all.saturating_add(1)));
        self.push(") AS s) (");
        let owned = |sql: &mut Self| {
            sql.push(" WHERE ");
            if let Some(key) = node.columns.get(child_key) {
                sql.one_of_bound(key, list);
            }
            sql.and_condition(&node.condition);
        };
        self.select_list(node, Columns::Named);
        self.from(&node.source);
        owned(self);
        self.push(" AND (SELECT ok FROM relata_few)");
        self.order_rows(node, child_key);
        self.push(") UNION ALL (");
        self.numbered(node, child_key, |sql| {
            owned(sql);
            sql.push(" AND NOT (SELECT ok FROM relata_few)");
        });
        self.push(")");
    }

    /// Rows numbered within their owner, for databases without `LATERAL`.
    fn limited_by_row_number(&mut self, node: &Node, child_key: usize, keys: Vec<Value>) {
        self.numbered(node, child_key, |sql| {
            sql.filter_by_keys(node, child_key, keys);
            sql.group(node);
        });
    }

    fn numbered(&mut self, node: &Node, child_key: usize, filter: impl FnOnce(&mut Self)) {
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
        self.order_numbered(node, child_key);
        self.push(") AS n");
        self.from(&node.source);
        filter(self);
        self.push(") AS m WHERE m.n > ");
        self.bind(whole(node.window.offset));
        if let Some(limit) = node.window.limit {
            self.push(" AND m.n <= ");
            self.bind(whole(node.window.offset.saturating_add(limit)));
        }
        self.push(" ORDER BY m.n");
    }
}
