//! Resolving a read: a chain of small passes from names to columns, checked against the asker's rights on the way.

mod aggregate;
mod allowed;
mod expand;
mod fields;
mod filter;
mod leaf;
mod lists;
mod rights;
mod scope;
mod search;
mod sort;

use std::sync::Arc;

use relata_query::{Filter, Query};
use relata_schema::{Collection, FieldType, Schema, Value};
use serde_json::Value as Json;

use crate::{Asker, Comparison, Condition, CountPlan, Expr, Moment, Node, NodeOutput, PlanError, PlanLimits, ReadPlan, item_key};
pub use allowed::{Allowed, Touch, check_rule, plan_allowed};
use expand::CameBy;
use fields::Request;
use lists::Listing;
use rights::Rights;
use scope::{Place, Scope, TableCounter};

/// What planning works against.
#[derive(Debug, Clone, Copy)]
pub struct PlanContext<'a> {
    /// The model.
    pub schema: &'a Schema,
    /// Who asks.
    pub asker: &'a Asker,
    /// The server's bounds.
    pub limits: &'a PlanLimits,
    /// What variables stand for.
    pub moment: &'a Moment,
}

/// Which items of a collection a read is about.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Target<'a> {
    /// A list.
    Items,
    /// One item by its key, as text.
    Item(ItemKey<'a>),
    /// Items by their keys.
    Keys(&'a [Value]),
    /// The one item of a singleton.
    Singleton,
}

/// An item's key as it stands in a path. Parts of a composite key are joined by commas.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ItemKey<'a>(pub &'a str);

/// Plans a read of `collection`.
pub fn plan_read(context: PlanContext<'_>, collection: &str, target: Target<'_>, query: &Query) -> Result<ReadPlan, PlanError> {
    check_depth(query, context.limits.max_depth)?;
    let backlink = query.backlink.unwrap_or(true);
    let mut planner = Planner { context, rights: Rights::Checked, n_relations: 0, backlink, came_by: None, quantifiable: true };
    let collection = planner.readable_collection(collection)?;
    let wanted = match target {
        Target::Items | Target::Singleton => Condition::Always,
        Target::Item(key) => key_condition(collection, key)?,
        Target::Keys(keys) => keys_condition(collection, keys)?,
    };
    if let Target::Item(_) = target {
        // Asking for an item by its key is asking whose key it is.
        let place = Place::at_root(collection);
        if !collection.primary_key.columns().iter().all(|key| planner.may_read_field(&place, key.as_str())) {
            return Err(PlanError::ItemNotReadable);
        }
    }
    let listing = match target {
        Target::Items => Listing::Root,
        Target::Keys(_) => Listing::Picked,
        Target::Item(_) | Target::Singleton => Listing::One,
    };
    let root = planner.node(collection, &Request::root(query), listing, wanted)?;
    let counts = if matches!(target, Target::Item(_)) { Vec::new() } else { planner.counts(collection, query)? };
    let max_items = if let Target::Keys(keys) = target { Some(keys.len() as u64) } else { root.window.limit };
    Ok(ReadPlan { root, counts, max_items })
}

/// Plans requests for one asker. Statement by statement: every [`Node`] has its own table numbering.
pub(crate) struct Planner<'a> {
    pub(crate) context: PlanContext<'a>,
    pub(crate) rights: Rights,
    /// Relations followed so far, over the whole request.
    pub(crate) n_relations: usize,
    /// Whether wildcards follow the way back to where they came from.
    pub(crate) backlink: bool,
    /// Whether `_some` and `_none` may stand where the filter is being bound.
    pub(crate) quantifiable: bool,
    /// How the statement that is planned next is reached, if by a single reference.
    pub(crate) came_by: Option<CameBy<'a>>,
}

impl<'a> Planner<'a> {
    /// A statement over a collection, with everything the query asks of it.
    fn node(
        &mut self,
        collection: &'a Arc<Collection>,
        request: &Request<'_>,
        listing: Listing<'a>,
        wanted: Condition,
    ) -> Result<Node, PlanError> {
        let query = request.query;
        let counter = TableCounter::default();
        let mut scope = Scope::new(&counter, collection);
        let place = scope.place(collection);
        let rule = self.row_rule(&mut scope, &place);
        let asked = self.asked_condition(&mut scope, &place, query)?;
        let mut node = Node {
            condition: Condition::all([rule, wanted, asked]).concise(),
            window: self.window(query, listing),
            ..Node::empty(scope.source.clone())
        };
        if let Listing::Members(relation) = listing {
            node.column(Expr::Column(place.column_named(&relation.many_field)));
        }
        if query.is_aggregate() {
            self.aggregate(&mut node, &mut scope, &place, query)?;
        } else {
            node.order = self.order(&mut scope, &place, query, listing)?;
            node.output = self.node_output(&mut node, &mut scope, &place, request, listing)?;
        }
        node.source = scope.source;
        Ok(node)
    }

    /// Filter and search of a query.
    fn asked_condition(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, query: &Query) -> Result<Condition, PlanError> {
        let filter = match &query.filter {
            Some(filter) => self.filter(scope, place, filter)?,
            None => Condition::Always,
        };
        let search = match &query.search {
            Some(words) => self.search(scope, place, words),
            None => Condition::Always,
        };
        Ok(filter.and(search))
    }

    fn counts(&mut self, collection: &'a Arc<Collection>, query: &Query) -> Result<Vec<CountPlan>, PlanError> {
        let mut counts = Vec::new();
        let mut count = |planner: &mut Self, name, query: &Query| {
            let counter = TableCounter::default();
            let mut scope = Scope::new(&counter, collection);
            let place = scope.place(collection);
            let rule = planner.row_rule(&mut scope, &place);
            let asked = planner.asked_condition(&mut scope, &place, query)?;
            counts.push(CountPlan { name, condition: rule.and(asked).concise(), source: scope.source });
            Ok(())
        };
        let everything = Query::default();
        let mut asked = [(query.meta.total_count, "total_count", &everything), (query.meta.filter_count, "filter_count", query)];
        if query.meta.filter_count_first {
            asked.reverse();
        }
        for (_, name, query) in asked.into_iter().filter(|(wanted, ..)| *wanted) {
            count(self, name, query)?;
        }
        Ok(counts)
    }
}

impl Node {
    fn empty(source: crate::Source) -> Self {
        Self {
            source,
            columns: Vec::new(),
            condition: Condition::Always,
            group: Vec::new(),
            order: Vec::new(),
            window: crate::Window::default(),
            output: NodeOutput::Object(Vec::new()),
            children: Vec::new(),
        }
    }
}

/// The condition that picks one item; a key that can't be one is an item that doesn't exist.
fn key_condition(collection: &Arc<Collection>, key: ItemKey<'_>) -> Result<Condition, PlanError> {
    let key = item_key(collection, &Json::from(key.0)).ok_or(PlanError::ItemNotReadable)?;
    Ok(is_item(collection, &key))
}

fn is_item(collection: &Arc<Collection>, key: &Value) -> Condition {
    let parts = if let Value::List(parts) = key { parts.as_slice() } else { std::slice::from_ref(key) };
    let root = Place::at_root(collection);
    let equal = |(column, part): (_, &Value)| Condition::Compare(Expr::Column(column), Comparison::Equal(part.clone()));
    Condition::all(root.keys().zip(parts).map(equal))
}

/// The condition that picks items by their keys.
fn keys_condition(collection: &Arc<Collection>, keys: &[Value]) -> Result<Condition, PlanError> {
    let root = Place::at_root(collection);
    let first = root.key().ok_or(PlanError::ItemNotReadable)?;
    if collection.primary_key.single().is_some() {
        return Ok(Condition::Compare(Expr::Column(first), Comparison::In(keys.to_vec())));
    }
    Ok(Condition::any(keys.iter().map(|key| is_item(collection, key)).collect::<Vec<_>>()))
}

/// The type in which a field's values are compared and written.
pub(crate) fn value_type(collection: &Collection, field: &str) -> FieldType {
    collection.field(field).map_or(FieldType::Unknown, |field| field.ty)
}

/// No path may be longer than allowed.
fn check_depth(query: &Query, max: usize) -> Result<(), PlanError> {
    let fields = query.fields.iter().flatten().map(|path| path.0.len());
    let sorts = query.sort.iter().flatten().map(|sort| sort.path.0.len());
    let filter = query.filter.as_ref().map_or(0, filter_depth);
    if fields.chain(sorts).chain([filter]).any(|depth| depth > max) {
        return Err(PlanError::TooDeep { max });
    }
    query.deep.values().try_for_each(|below| check_depth(below, max))
}

fn filter_depth(filter: &Filter) -> usize {
    match filter {
        Filter::And(parts) | Filter::Or(parts) => parts.iter().map(filter_depth).max().unwrap_or(0),
        Filter::On(_, inner) => 1 + filter_depth(inner),
        Filter::Members(_, inner) => filter_depth(inner),
        Filter::Is(..) => 0,
    }
}
