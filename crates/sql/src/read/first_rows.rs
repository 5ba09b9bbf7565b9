//! A page by the first of all rows, for a database that gathers the members of whole lists to find it.
//!
//! Where a list is one way among others ("public, or shared with me"), PostgreSQL finds the owners of all members that match before it
//! looks at the first row: it doesn't know how few rows make a page. So the first rows are tried, each with a look at members of its own.
//! Nothing is left out of what comes first, so as many rows as the page shall have are the page; fewer mean nothing.

use relata_plan::{Condition, Expr, Node, Window};
use relata_schema::CollectionName;

use super::writer::Writer;
use super::{Columns, decides_the_order_of_tables, picks};
use crate::{Dialect, Statement};

/// Rows that are looked at for each that is wanted.
const MAX_LOOKS: u64 = 5;

/// Rows up to which a page is tried.
const MAX_PAGE_ROWS: u64 = 200;

/// A page that is tried among the first rows.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstRows {
    /// The collection that is listed.
    pub collection: CollectionName,
    /// Rows that are looked at.
    pub n_looks: u64,
    limit: u64,
}

impl FirstRows {
    /// Whether a root node can be read this way.
    pub(super) fn of(dialect: Dialect, node: &Node) -> Option<Self> {
        // The last criterion is the key, which has an index.
        let [only] = node.order.as_slice() else { return None };
        let Expr::Column(key) = &only.expr else { return None };
        let limit = node.window.limit?;
        let n_rows = limit.saturating_add(node.window.offset);
        let fits = dialect.reading().gathers_members
            && key.table == node.source.table
            && node.group.is_empty()
            && (1..=MAX_PAGE_ROWS).contains(&n_rows)
            && has_list_among_others(&node.condition)
            && !picks(node.source.table, &node.condition)
            && !decides_the_order_of_tables(node.source.table, &node.condition);
        fits.then(|| Self { collection: node.source.collection.clone(), n_looks: n_rows * MAX_LOOKS, limit })
    }

    /// Whether as many rows are the page. If not, it has to be read in the ordinary way.
    pub(super) fn is_found(&self, n_rows: usize) -> bool {
        n_rows as u64 == self.limit
    }
}

/// Whether a list is one way among others.
fn has_list_among_others(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) => parts.iter().any(has_list_among_others),
        Condition::Or(parts) => parts.iter().any(|part| matches!(part, Condition::Exists(_)) || has_list_among_others(part)),
        _ => false,
    }
}

/// The statement of a root node, by the first of all rows.
pub(super) fn select_of_first(dialect: Dialect, node: &Node, first: &FirstRows) -> Statement {
    let mut sql = Writer::new(dialect);
    sql.select_list(node, Columns::Plain);
    sql.push(" FROM (SELECT * FROM ");
    sql.collection(&node.source.collection);
    sql.push(" AS ");
    sql.table(node.source.table);
    sql.order(node, &node.order);
    sql.window(Window { limit: Some(first.n_looks), offset: 0 });
    sql.push(") AS ");
    sql.table(node.source.table);
    sql.joins(&node.source);
    sql.asks_row_by_row = true;
    sql.filter(&node.condition);
    sql.asks_row_by_row = false;
    sql.order(node, &node.order);
    sql.window(node.window);
    sql.finish()
}
