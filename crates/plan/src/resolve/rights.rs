//! Where permissions meet queries: which collections, fields and rows the asker may read.

use std::sync::Arc;

use relata_schema::{Collection, CollectionName, Field, FieldName};

use crate::{Access, Action, Condition, Expr, Grant, Narrowed, PermissionCase, PlanError};

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
    /// What allows a collection to be read; nothing has to where everything is allowed.
    #[expect(clippy::option_option, reason = "allowed by nothing in particular isn't forbidden")]
    fn grant(&self, collection: &Collection) -> Option<Option<&'a Grant>> {
        match &*self.context.asker.access {
            Access::Granted(_) if self.rights == Rights::Checked => self.context.asker.grant(&collection.name, Action::Read).map(Some),
            _ => Some(None),
        }
    }

    /// A collection that exists and may be read.
    pub(crate) fn readable_collection(&self, name: &str) -> Result<&'a Arc<Collection>, PlanError> {
        let refused = || PlanError::CollectionNotReadable { collection: name.into() };
        let collection = self.context.schema.collection(name).filter(|collection| collection.has_table()).ok_or_else(refused)?;
        self.grant(collection).map(|_| collection).ok_or_else(refused)
    }

    /// The collection that a field leads to. One that may not be read isn't named: nobody asked for it by its name.
    pub(crate) fn readable_behind(
        &self,
        place: &Place<'a>,
        field: &FieldName,
        target: &CollectionName,
    ) -> Result<&'a Arc<Collection>, PlanError> {
        let refused = |_| PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: field.as_str().into() };
        self.readable_collection(target.as_str()).map_err(refused)
    }

    /// A field that exists and may be read by at least one of the asker's permissions.
    pub(crate) fn readable_field(&self, place: &Place<'a>, name: &str) -> Result<&'a Field, PlanError> {
        let field = place.collection.field(name).filter(|_| self.may_read_field(place, name));
        field.ok_or_else(|| PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: name.into() })
    }

    /// A readable field by whose values items may be ordered, grouped and summed up: not one that holds a secret, which its place in an
    /// order or its group would tell.
    pub(crate) fn comparable_field(&self, place: &Place<'a>, name: &str) -> Result<&'a Field, PlanError> {
        match self.readable_field(place, name)? {
            field if field.is_secret() => Err(PlanError::Secret { field: name.into() }),
            field => Ok(field),
        }
    }

    /// Whether a wildcard includes a field.
    pub(crate) fn may_read_field(&self, place: &Place<'a>, name: &str) -> bool {
        match self.grant(place.collection) {
            None => false,
            Some(None) => true,
            Some(Some(grant)) => grant.allows_field(name),
        }
    }

    /// Which rows of a place the asker may read at all.
    pub(crate) fn row_rule(&mut self, scope: &mut Scope<'_>, place: &Place<'a>) -> Condition {
        let Some(Some(grant)) = self.grant(place.collection) else { return Condition::Always };
        self.union_of(scope, place, grant.cases.iter())
    }

    /// The rows of a collection that the asker may read, where finding them takes a look at other tables.
    pub(crate) fn narrowed(&mut self, scope: &Scope<'_>, collection: &'a Arc<Collection>) -> Option<Box<Narrowed>> {
        self.grant(collection)??;
        let mut inside = Scope::new(scope.counter, collection);
        let place = inside.place(collection);
        let condition = self.row_rule(&mut inside, &place);
        condition.looks_beyond(place.table).then(|| Box::new(Narrowed { source: inside.source, condition }))
    }

    /// On which rows of a place the asker may read a field.
    pub(crate) fn field_rule(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, field: &str) -> Condition {
        let Some(Some(grant)) = self.grant(place.collection) else { return Condition::Always };
        if grant.cases.iter().all(|case| case.fields.contains(field)) {
            // The rows themselves are narrowed to those that some case allows.
            return Condition::Always;
        }
        self.union_of(scope, place, grant.cases.iter().filter(|case| case.fields.contains(field)))
    }

    /// A column's value, hidden on rows where none of the asker's permissions shows the field.
    pub(crate) fn guarded(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, field: &str, expr: Expr) -> Expr {
        match self.field_rule(scope, place, field) {
            Condition::Always => expr,
            rule => Expr::Guarded(Box::new(rule), Box::new(expr)),
        }
    }

    /// Holds where one of the cases' rules does. A rule that can't be bound (it names a field that is gone, say) holds nowhere: what
    /// can't be checked isn't allowed.
    pub(crate) fn union_of<'c>(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        cases: impl Iterator<Item = &'c PermissionCase>,
    ) -> Condition {
        let rights = std::mem::replace(&mut self.rights, Rights::RuleItself);
        let quantifiable = std::mem::replace(&mut self.quantifiable, true);
        let rules: Vec<_> = cases
            .map(|case| match &case.rule {
                None => Condition::Always,
                Some(rule) => self.filter(scope, place, rule).unwrap_or(Condition::Never),
            })
            .collect();
        self.rights = rights;
        self.quantifiable = quantifiable;
        Condition::any(rules)
    }
}
