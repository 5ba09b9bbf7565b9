//! Which rows the asker may do something to: the rules of permissions as a statement of their own, for writes.
//!
//! Rules look at rows as they are, in the transaction that changes them: asked before a change, and again of the rows as they have become.

use relata_query::Filter;
use relata_schema::{FieldName, Value};

use crate::{Action, Condition, Expr, Node, PlanError};

use super::{
    PlanContext, Planner, keys_condition,
    rights::Rights,
    scope::{Scope, TableCounter},
};

/// What is about to be done to rows.
#[derive(Debug, Clone, Copy)]
pub struct Touch<'t> {
    /// What.
    pub action: Action,
    /// To which fields; none: to the rows as a whole.
    pub fields: &'t [FieldName],
}

/// The rows among some that a [`Touch`] is allowed on.
#[derive(Debug, Clone, PartialEq)]
pub enum Allowed {
    /// All of them.
    All,
    /// None of them.
    Nothing,
    /// Those that this statement finds; its columns are the primary key's.
    Those(Box<Node>),
}

/// Whether a permission's rule means something for a collection's items. One that doesn't allows nothing.
pub fn check_rule(context: PlanContext<'_>, collection: &str, rule: &Filter) -> Result<(), PlanError> {
    let collection = context.schema.collection(collection).ok_or(PlanError::ItemNotReadable)?;
    let mut planner = Planner { context, rights: Rights::RuleItself, n_relations: 0, backlink: true, came_by: None, quantifiable: true };
    let counter = TableCounter::default();
    let mut scope = Scope::new(&counter, collection);
    let place = scope.place(collection);
    planner.filter(&mut scope, &place, rule).map(|_| ())
}

/// Plans to find the rows among `keys` that the asker may touch. A field that several permissions allow may be touched where one of
/// their rules holds; several fields, where that is so for each of them.
pub fn plan_allowed(context: PlanContext<'_>, collection: &str, touch: Touch<'_>, keys: &[Value]) -> Result<Allowed, PlanError> {
    if context.asker.is_admin() {
        return Ok(Allowed::All);
    }
    let Some(collection) = context.schema.collection(collection) else { return Ok(Allowed::Nothing) };
    let Some(grant) = context.asker.grant(&collection.name, touch.action) else { return Ok(Allowed::Nothing) };
    let mut planner = Planner { context, rights: Rights::Checked, n_relations: 0, backlink: true, came_by: None, quantifiable: true };
    let counter = TableCounter::default();
    let mut scope = Scope::new(&counter, collection);
    let place = scope.place(collection);
    let mut rules = vec![planner.union_of(&mut scope, &place, grant.cases.iter())];
    for field in touch.fields {
        let rule = planner.union_of(&mut scope, &place, grant.cases.iter().filter(|case| case.fields.contains(field.as_str())));
        if !rules.contains(&rule) {
            rules.push(rule);
        }
    }
    Ok(match Condition::all(rules) {
        Condition::Always => Allowed::All,
        Condition::Never => Allowed::Nothing,
        rule => {
            let mut node = Node { condition: keys_condition(collection, keys)?.and(rule), ..Node::empty(scope.source) };
            for key in place.keys() {
                node.column(Expr::Column(key));
            }
            Allowed::Those(Box::new(node))
        }
    })
}
