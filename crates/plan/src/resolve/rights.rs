//! Where permissions meet queries: which collections, fields and rows the asker may read.

use std::sync::Arc;

use relata_schema::{Collection, Field};

use crate::{Access, Action, Condition, Expr, FieldSet, Grant, PlanError};

use super::{
    Planner,
    scope::{Place, Scope},
};

/// Whether the asker's rights are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// As for every request.
    Checked,
    /// Not while a rule itself is being resolved: rules may look at what the asker can't.
    RuleItself,
}

impl<'a> Planner<'a> {
    fn grant(&self, collection: &Collection) -> Option<Option<&'a Grant>> {
        match &*self.context.asker.access {
            _ if self.rights == Rights::RuleItself => Some(None),
            Access::Everything => Some(None),
            Access::Granted(grants) => grants.get(&(collection.name.clone(), Action::Read)).map(Some),
        }
    }

    /// A collection that exists and may be read.
    pub(crate) fn readable_collection(&self, name: &str) -> Result<&'a Arc<Collection>, PlanError> {
        let refused = || PlanError::CollectionNotReadable { collection: name.into() };
        let collection = self.context.schema.collection(name).filter(|collection| collection.has_table()).ok_or_else(refused)?;
        self.grant(collection).map(|_| collection).ok_or_else(refused)
    }

    /// A field that exists and may be read by at least one of the asker's permissions.
    pub(crate) fn readable_field(&self, place: &Place<'a>, name: &str) -> Result<&'a Field, PlanError> {
        let field = place.collection.field(name).filter(|_| self.may_read_field(place, name));
        field.ok_or_else(|| PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: name.into() })
    }

    /// Whether a wildcard includes a field.
    pub(crate) fn may_read_field(&self, place: &Place<'a>, name: &str) -> bool {
        match self.grant(place.collection) {
            None => false,
            Some(None) => true,
            Some(Some(grant)) => grant.cases.iter().any(|case| case.fields.contains(name)),
        }
    }

    /// Whether search may look at a field: every permission shows it.
    pub(crate) fn may_search(&self, place: &Place<'a>, name: &str) -> bool {
        match self.grant(place.collection) {
            None => false,
            Some(None) => true,
            Some(Some(grant)) => grant.cases.iter().all(|case| case.fields.contains(name)),
        }
    }

    /// Which rows of a place the asker may read at all.
    pub(crate) fn row_rule(&mut self, scope: &mut Scope<'_>, place: &Place<'a>) -> Result<Condition, PlanError> {
        self.rule_of(scope, place, |_| true)
    }

    /// A column's value, hidden on rows where none of the asker's permissions shows the field.
    pub(crate) fn guarded(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, field: &str, expr: Expr) -> Result<Expr, PlanError> {
        let Some(Some(grant)) = self.grant(place.collection) else { return Ok(expr) };
        if grant.cases.iter().all(|case| case.fields == FieldSet::All || case.fields.contains(field)) {
            return Ok(expr);
        }
        match self.rule_of(scope, place, |fields| fields.contains(field))? {
            Condition::Always => Ok(expr),
            rule => Ok(Expr::Guarded(Box::new(rule), Box::new(expr))),
        }
    }

    /// The union of the rules of all permissions whose fields are accepted.
    fn rule_of(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, accepted: impl Fn(&FieldSet) -> bool) -> Result<Condition, PlanError> {
        let Some(Some(grant)) = self.grant(place.collection) else { return Ok(Condition::Always) };
        let outer = std::mem::replace(&mut self.rights, Rights::RuleItself);
        let rules = grant.cases.iter().filter(|case| accepted(&case.fields)).map(|case| match &case.rule {
            None => Ok(Condition::Always),
            Some(rule) => self.filter(scope, place, rule),
        });
        let rules = rules.collect::<Result<Vec<_>, _>>();
        self.rights = outer;
        Ok(Condition::any(rules?))
    }
}
