//! Order and window of a list: what the caller asked for, or what the model says.

use std::sync::Arc;

use relata_query::{Direction, Limit, Query};
use relata_schema::{FieldName, Relation};

use crate::{Expr, Order, PlanError, Window};

use super::{
    Planner,
    scope::{Place, Scope},
};

/// What a statement's rows are for.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Listing<'a> {
    /// The list that was asked for.
    Root,
    /// Items picked by their keys: all of them, whatever the default limit says.
    Picked,
    /// A single item.
    One,
    /// The members of a list, for many owners at once.
    Members(&'a Arc<Relation>),
    /// Single items looked up by key, for many referring rows at once.
    Referenced,
}

impl<'a> Planner<'a> {
    /// Limit and offset.
    pub(crate) fn window(&self, query: &Query, listing: Listing<'_>) -> Window {
        match listing {
            Listing::One => return Window { limit: Some(1), offset: 0 },
            Listing::Picked if query.limit.is_none() => return Window::default(),
            Listing::Referenced => return Window::default(),
            Listing::Root | Listing::Picked | Listing::Members(_) => {}
        }
        let limits = self.context.limits;
        let asked = match query.limit {
            None => limits.default_rows,
            Some(Limit::All) => None,
            Some(Limit::AtMost(n_rows)) => Some(n_rows),
        };
        let limit = match (asked, limits.max_rows) {
            (Some(asked), Some(max)) => Some(asked.min(max)),
            (asked, max) => asked.or(max),
        };
        let paged = match (query.page, limit) {
            (Some(page), Some(limit)) => page.saturating_sub(1).saturating_mul(limit),
            _ => 0,
        };
        let offset = if query.page.is_some_and(|page| page > 0) && limit.is_some() { paged } else { query.offset.unwrap_or(0) };
        Window { limit, offset }
    }

    /// The order: as asked, else by the manual order of the relation or collection, else by key. Rows that are equal so far follow
    /// their keys, so that pages never overlap.
    pub(crate) fn order(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        query: &Query,
        listing: Listing<'a>,
    ) -> Result<Vec<Order>, PlanError> {
        if matches!(listing, Listing::One | Listing::Referenced) {
            return Ok(Vec::new());
        }
        let mut order = match query.sort.as_deref() {
            Some(sorts) if !sorts.is_empty() => sorts.iter().map(|sort| self.sort(scope, place, sort)).collect::<Result<Vec<_>, _>>()?,
            _ => default_order(place, listing),
        };
        for key in place.keys().map(Expr::Column) {
            if !order.iter().any(|known| known.expr == key) {
                order.push(Order { expr: key, direction: Direction::Ascending });
            }
        }
        Ok(order)
    }
}

fn default_order(place: &Place<'_>, listing: Listing<'_>) -> Vec<Order> {
    let by_relation = match listing {
        Listing::Members(relation) => relation.sort_field.as_ref(),
        _ => None,
    };
    let by_collection = || place.collection.meta.as_ref().and_then(|meta| meta.sort_field.as_ref());
    let is_column = |field: &&FieldName| place.collection.field(field.as_str()).is_some_and(relata_schema::Field::has_column);
    let field = by_relation.filter(is_column).or_else(|| by_collection().filter(is_column));
    field.map(|field| Order { expr: Expr::Column(place.column_named(field)), direction: Direction::Ascending }).into_iter().collect()
}
