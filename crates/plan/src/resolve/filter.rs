//! Filters bound to columns. To-one paths become joins; every list becomes an `EXISTS`, so that a row never counts twice.

use std::sync::Arc;

use relata_query::{Filter, FilterKey, Operand, Operator, Quantifier};
use relata_schema::{Collection, CollectionName, Edge, EdgeKind, FieldName, Relation, RelationTarget};
use smol_str::SmolStr;

use crate::{ColumnRef, Comparison, Condition, Expr, JoinOn, MemberLink, Members, Narrowed, PlanError, TableRef};

use super::{
    Planner,
    expand::{collection_field, targets},
    rights::Rights,
    scope::{Place, Scope},
};

/// A condition on what a field leads to, which the asker sees only where `seen` holds. Elsewhere it is as if nothing were there: `key`
/// is one that there is where there is something.
fn as_far_as_seen(seen: Condition, key: Option<ColumnRef>, condition: Condition, for_nothing: bool) -> Condition {
    let unseen = match key {
        Some(key) if for_nothing && seen != Condition::Always => {
            Condition::Compare(Expr::Guarded(Box::new(seen.clone()), Box::new(Expr::Column(key))), Comparison::IsNull)
        }
        _ => Condition::Never,
    };
    Condition::any([seen.and(condition), unseen])
}

impl<'a> Planner<'a> {
    /// Whether a filter holds for what isn't there.
    fn holds_for_absent(&self, filter: &Filter) -> bool {
        match filter {
            Filter::And(parts) => parts.iter().all(|part| self.holds_for_absent(part)),
            Filter::Or(parts) => parts.is_empty() || parts.iter().any(|part| self.holds_for_absent(part)),
            Filter::On(_, inner) => self.holds_for_absent(inner),
            Filter::Members(quantifier, _) => *quantifier == Quantifier::None,
            Filter::Is(operator, operand) => self.holds_for_null(*operator, operand),
        }
    }

    /// Whether a condition on a list holds for lists without members.
    fn holds_for_empty(&self, filter: &Filter) -> bool {
        let is_single = |part: &Filter| matches!(part, Filter::Is(..));
        match filter {
            Filter::Is(Operator::Null | Operator::Nnull, _) => self.holds_for_absent(filter),
            Filter::Is(..) => false,
            Filter::And(parts) if is_quantified(filter) || parts.iter().all(is_single) => {
                parts.iter().all(|part| self.holds_for_empty(part))
            }
            Filter::Or(parts) if !parts.is_empty() && parts.iter().all(|part| is_single(part) || is_quantified(part)) => {
                parts.iter().any(|part| self.holds_for_empty(part))
            }
            other => self.holds_for_absent(other),
        }
    }

    /// Binds a filter at a place.
    pub(crate) fn filter(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, filter: &Filter) -> Result<Condition, PlanError> {
        match filter {
            Filter::And(parts) => {
                let mut merged = Vec::new();
                self.merge_conjunction(place, parts, &mut merged);
                let bound = merged.into_iter().map(|part| match part {
                    Merged::One(filter) => self.filter(scope, place, filter),
                    Merged::SameKey(key, inner) => self.on(scope, place, key, &Filter::And(inner.into_iter().cloned().collect())),
                });
                Ok(Condition::all(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::Or(parts) if parts.is_empty() => Ok(Condition::Always),
            Filter::Or(parts) => {
                Ok(Condition::any(parts.iter().map(|part| self.filter(scope, place, part)).collect::<Result<Vec<_>, _>>()?))
            }
            Filter::On(key, inner) => self.on(scope, place, key, inner),
            Filter::Members(..) => Err(PlanError::Invalid("\"_some\" and \"_none\" need a list around them".to_owned())),
            Filter::Is(operator, _) => Err(PlanError::Invalid(format!("\"{}\" needs a field around it", operator.as_str()))),
        }
    }

    /// Conditions on one relation that must hold together speak of the same item: `_and:[{cities:A},{cities:B}]` is
    /// `{cities:{_and:[A,B]}}`, as in Directus. Quantified ones (`_some`) stay apart.
    fn merge_conjunction<'f>(&self, place: &Place<'a>, parts: &'f [Filter], merged: &mut Vec<Merged<'f>>) {
        for part in parts {
            match part {
                Filter::And(inner) => self.merge_conjunction(place, inner, merged),
                Filter::On(key @ FilterKey::Field(name), inner) if self.is_relational(place, name) && !is_quantified(inner) => {
                    let known = merged.iter_mut().find_map(|known| match known {
                        Merged::SameKey(known_key, filters) if *known_key == key => Some(filters),
                        _ => None,
                    });
                    match known {
                        Some(filters) => filters.push(inner),
                        None => merged.push(Merged::SameKey(key, vec![inner])),
                    }
                }
                other => merged.push(Merged::One(other)),
            }
        }
    }

    fn is_relational(&self, place: &Place<'a>, name: &str) -> bool {
        let field = place.collection.field(name);
        field.is_some_and(|field| self.context.schema.edge(&place.collection.name, &field.name).is_some())
    }

    fn on(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, key: &FilterKey, inner: &Filter) -> Result<Condition, PlanError> {
        match key {
            FilterKey::Field(name) => {
                let field = self.readable_field(place, name)?;
                match self.context.schema.edge(&place.collection.name, &field.name) {
                    Some(edge) if edge.kind == EdgeKind::OneToMany => {
                        let shown = self.field_rule(scope, place, name);
                        let condition = self.on_list(scope, place, (name, edge.relation), inner)?;
                        Ok(as_far_as_seen(shown, place.key(), condition, self.holds_for_empty(inner)))
                    }
                    edge => {
                        let expr = Expr::Column(place.column_named(&field.name));
                        let expr = self.guarded(scope, place, name, expr);
                        self.on_value(scope, place, &Subject { name, expr: &expr, edge }, inner)
                    }
                }
            }
            FilterKey::Scoped { field, collection } => {
                let declared = self.readable_field(place, field)?;
                let edge = self.context.schema.edge(&place.collection.name, &declared.name).filter(|edge| edge.kind == EdgeKind::AnyToOne);
                let known =
                    edge.and_then(|edge| targets(edge.relation).iter().find(|one| **one == **collection).map(|one| (edge.relation, one)));
                let (relation, one) = known.ok_or_else(|| PlanError::CollectionNotReadable { collection: collection.clone() })?;
                let target = self.join_any(scope, place, relation, one)?;
                let rule = self.row_rule(scope, &target);
                let condition = self.below_path(|planner| planner.filter(scope, &target, inner))?;
                let seen = self.field_rule(scope, place, field).and(rule);
                Ok(as_far_as_seen(seen, target.key(), condition, self.holds_for_absent(inner)))
            }
            FilterKey::Function(function, name) => {
                let expr = self.function_named(scope, place, *function, name)?;
                self.compare_all(inner, &|planner, operator, operand| planner.compare_number(name, &expr, operator, operand))
            }
            FilterKey::Follow { collection, field, collection_field } => {
                let relation = self.followed(place, collection, field, collection_field.as_deref())?;
                self.quantified(scope, place, Followed { relation: &relation, by: Some(field) }, inner)
            }
        }
    }

    /// A condition on a plain field or on what a to-one reference leads to.
    fn on_value(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        subject: &Subject<'_, 'a>,
        inner: &Filter,
    ) -> Result<Condition, PlanError> {
        match inner {
            Filter::And(parts)
                if parts.iter().all(|part| matches!(part, Filter::On(..) | Filter::And(_) | Filter::Or(_)))
                    && subject.edge.is_some()
                    && has_path(inner) =>
            {
                self.through(scope, place, subject, inner)
            }
            Filter::And(parts) => {
                let bound = parts.iter().map(|part| self.on_value(scope, place, subject, part));
                Ok(Condition::all(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::Or(parts) if parts.is_empty() => Ok(Condition::Always),
            Filter::Or(parts) => {
                let bound = parts.iter().map(|part| self.on_value(scope, place, subject, part));
                Ok(Condition::any(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::Is(..) if place.table != TableRef(0) && subject.edge.is_some_and(|edge| edge.kind == EdgeKind::AnyToOne) => {
                Err(PlanError::Invalid(format!("\"{}\" needs a collection behind it: write \"{}:collection\"", subject.name, subject.name)))
            }
            Filter::Is(operator, operand) => self.compare(place, subject.name, subject.expr, (*operator, operand)),
            Filter::On(..) => self.through(scope, place, subject, inner),
            Filter::Members(..) => {
                Err(PlanError::Invalid(format!("\"_some\" and \"_none\" need a list, which \"{}\" is not", subject.name)))
            }
        }
    }

    /// A condition on the item that a many-to-one reference leads to.
    fn through(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        subject: &Subject<'_, 'a>,
        inner: &Filter,
    ) -> Result<Condition, PlanError> {
        let Some(Edge { kind: EdgeKind::ManyToOne, relation }) = subject.edge else {
            let below = first_name(inner);
            return Err(PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: below });
        };
        let target = self.join_one(scope, place, relation)?;
        let rule = self.row_rule(scope, &target);
        let condition = self.below_path(|planner| planner.filter(scope, &target, inner))?;
        let seen = self.field_rule(scope, place, subject.name).and(rule);
        Ok(as_far_as_seen(seen, target.key(), condition, self.holds_for_absent(inner)))
    }

    /// Binds what stands below a plain path, where requests can't quantify lists: as in Directus, `_some` and `_none` belong to the list
    /// at the top, or directly inside another quantifier. Rules may quantify anywhere.
    fn below_path<R>(&mut self, bind: impl FnOnce(&mut Self) -> R) -> R {
        let outer = std::mem::replace(&mut self.quantifiable, self.rights == Rights::RuleItself);
        let bound = bind(self);
        self.quantifiable = outer;
        bound
    }

    /// A condition on a list: on its keys, on a member's fields, or quantified.
    fn on_list(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        list: (&SmolStr, &'a Arc<Relation>),
        inner: &Filter,
    ) -> Result<Condition, PlanError> {
        let (name, relation) = list;
        match inner {
            Filter::Members(..) if !self.quantifiable => Err(PlanError::Invalid(format!(
                "\"_some\" and \"_none\" can't quantify \"{name}\" below a path: only the list at the top, or directly inside another quantifier"
            ))),
            Filter::Members(..) => self.quantified(scope, place, Followed { relation, by: None }, inner),
            Filter::Is(operator @ (Operator::Null | Operator::Nnull), operand) => {
                let any = self.members(scope, place, relation, |_, _, _| Ok(Condition::Always))?;
                let flag = !matches!(operand, Operand::One(json) if crate::typing::boolean(json) == Some(false));
                let exists = Condition::Exists(Box::new(any));
                Ok(if (*operator == Operator::Nnull) == flag { exists } else { exists.negate() })
            }
            Filter::Is(operator, operand) => {
                let members = self.members(scope, place, relation, |planner, _, member| {
                    let key = member.key().ok_or(PlanError::ItemNotReadable)?;
                    let key_name = SmolStr::new(key.column.as_str());
                    planner.compare(member, &key_name, &Expr::Column(key.clone()), (*operator, operand))
                })?;
                Ok(Condition::Exists(Box::new(members)))
            }
            Filter::And(parts) if parts.iter().any(is_quantified) => {
                let bound = parts.iter().map(|part| self.on_list(scope, place, (name, relation), part));
                Ok(Condition::all(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::And(parts) if parts.iter().all(|part| matches!(part, Filter::Is(..))) => {
                let bound = parts.iter().map(|part| self.on_list(scope, place, (name, relation), part));
                Ok(Condition::all(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::Or(parts) if !parts.is_empty() && parts.iter().all(|part| matches!(part, Filter::Is(..)) || is_quantified(part)) => {
                let bound = parts.iter().map(|part| self.on_list(scope, place, (name, relation), part));
                Ok(Condition::any(bound.collect::<Result<Vec<_>, _>>()?))
            }
            Filter::And(_) | Filter::Or(_) | Filter::On(..) => {
                let members = self.members(scope, place, relation, |planner, inside, member| {
                    planner.below_path(|planner| planner.filter(inside, member, inner))
                })?;
                let exists = Condition::Exists(Box::new(members));
                if !self.holds_for_absent(inner) {
                    return Ok(exists);
                }
                let any = self.members(scope, place, relation, |_, _, _| Ok(Condition::Always))?;
                Ok(Condition::any([exists, Condition::Exists(Box::new(any)).negate()]))
            }
        }
    }

    /// `_some` and `_none`, and what stands for `_some` below `$FOLLOW`.
    fn quantified(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        followed: Followed<'_>,
        inner: &Filter,
    ) -> Result<Condition, PlanError> {
        let (quantifier, condition) = match inner {
            Filter::Members(quantifier, condition) => (*quantifier, &**condition),
            Filter::And(parts) if parts.iter().any(is_quantified) => {
                let bound = parts.iter().map(|part| self.quantified(scope, place, followed, part));
                return Ok(Condition::all(bound.collect::<Result<Vec<_>, _>>()?));
            }
            other => (Quantifier::Some, other),
        };
        let members = self.members(scope, place, followed.relation, |planner, inside, member| {
            // Without an alias it is the reference itself that is looked at.
            let shown = followed.by.map_or(Condition::Always, |field| planner.field_rule(inside, member, field));
            Ok(shown.and(planner.filter(inside, member, condition)?))
        })?;
        let exists = Condition::Exists(Box::new(members));
        Ok(if quantifier == Quantifier::Some { exists } else { exists.negate() })
    }

    /// The rows of `relation` that refer to a place, narrowed by a condition of their own and by what the asker may read.
    pub(crate) fn members(
        &mut self,
        scope: &Scope<'_>,
        place: &Place<'a>,
        relation: &Relation,
        condition: impl FnOnce(&mut Self, &mut Scope<'_>, &Place<'a>) -> Result<Condition, PlanError>,
    ) -> Result<Members, PlanError> {
        let list = relation.one_field.as_ref().unwrap_or(&relation.many_field);
        let collection = self.readable_behind(place, list, &relation.many_collection)?;
        let mut inside = Scope::new(scope.counter, collection);
        let member = inside.place(collection);
        let reference = member.column_named(&relation.many_field);
        let link = match &relation.target {
            RelationTarget::One(_) => {
                let key = self.context.schema.referenced_column(relation).cloned().ok_or(PlanError::ItemNotReadable)?;
                MemberLink::Key { member: reference, owner: place.column_named(&key) }
            }
            RelationTarget::Any { collection_field, .. } => MemberLink::Any {
                collection_column: member.column_named(collection_field),
                item: reference,
                owner: place.key().ok_or(PlanError::ItemNotReadable)?,
                collection: place.collection.name.clone(),
            },
        };
        let rule = self.row_rule(&mut inside, &member);
        let condition = rule.and(condition(self, &mut inside, &member)?).concise();
        Ok(Members { source: inside.source, link, condition })
    }

    /// The relation that `$FOLLOW` names: it must really lead to this place.
    fn followed(&self, place: &Place<'a>, collection: &str, field: &str, named_by: Option<&str>) -> Result<Arc<Relation>, PlanError> {
        let many = self.readable_collection(collection)?;
        self.readable_field(&Place::at_root(many), field)?;
        let relation = self.context.schema.incoming(&place.collection.name).find(|relation| {
            relation.many_collection == many.name
                && relation.many_field == *field
                && named_by.is_none_or(|name| collection_field(relation).is_some_and(|field| *field == *name))
        });
        relation.cloned().ok_or_else(|| PlanError::FieldNotReadable { collection: collection.into(), field: field.into() })
    }

    /// Joins the target of a many-to-one.
    fn join_one(&self, scope: &mut Scope<'_>, place: &Place<'a>, relation: &Relation) -> Result<Place<'a>, PlanError> {
        let target = self.target_of(place, relation)?;
        self.join(scope, place, relation, (target, None))
    }

    /// Joins one target of an any-to-one.
    fn join_any(
        &self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        relation: &Relation,
        one: &CollectionName,
    ) -> Result<Place<'a>, PlanError> {
        let target = self.readable_collection(one.as_str())?;
        self.join(scope, place, relation, (target, None))
    }

    /// The collection that a many-to-one leads to.
    pub(crate) fn target_of(&self, place: &Place<'a>, relation: &Relation) -> Result<&'a Arc<Collection>, PlanError> {
        let one = relation.one_collection().ok_or(PlanError::ItemNotReadable)?;
        self.readable_behind(place, &relation.many_field, one)
    }

    /// Joins a collection that a reference leads to, or some of its rows.
    pub(crate) fn join(
        &self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        relation: &Relation,
        target: (&'a Arc<Collection>, Option<Box<Narrowed>>),
    ) -> Result<Place<'a>, PlanError> {
        let (target, only) = target;
        let item = place.column_named(&relation.many_field);
        let key_of = |column: FieldName| {
            let ty = super::value_type(target, column.as_str());
            move |table| ColumnRef { table, column, ty }
        };
        match collection_field(relation) {
            None => {
                let key = key_of(self.context.schema.referenced_column(relation).cloned().ok_or(PlanError::ItemNotReadable)?);
                Ok(scope.join(|table| JoinOn::Key { from: item, key: key(table) }, target, only))
            }
            Some(named_by) => {
                let key = key_of(target.primary_key.single().cloned().ok_or(PlanError::ItemNotReadable)?);
                let collection_column = place.column_named(named_by);
                Ok(scope.join(|table| JoinOn::Any { collection_column, item, key: key(table) }, target, only))
            }
        }
    }

    /// Applies a comparison throughout a tree of `_and` and `_or` that holds nothing else.
    pub(crate) fn compare_all(
        &mut self,
        filter: &Filter,
        compare: &dyn Fn(&Self, Operator, &Operand) -> Result<Condition, PlanError>,
    ) -> Result<Condition, PlanError> {
        match filter {
            Filter::Is(operator, operand) => compare(self, *operator, operand),
            Filter::And(parts) => {
                Ok(Condition::all(parts.iter().map(|part| self.compare_all(part, compare)).collect::<Result<Vec<_>, _>>()?))
            }
            Filter::Or(parts) if parts.is_empty() => Ok(Condition::Always),
            Filter::Or(parts) => {
                Ok(Condition::any(parts.iter().map(|part| self.compare_all(part, compare)).collect::<Result<Vec<_>, _>>()?))
            }
            Filter::On(..) | Filter::Members(..) => {
                Err(PlanError::Invalid("a function's result can only be compared with values".to_owned()))
            }
        }
    }
}

/// A list that is looked at: the relation that makes it, and for `$FOLLOW` the field that refers here.
#[derive(Clone, Copy)]
struct Followed<'f> {
    relation: &'f Relation,
    by: Option<&'f SmolStr>,
}

/// What a value condition is about.
struct Subject<'s, 'a> {
    name: &'s SmolStr,
    expr: &'s Expr,
    edge: Option<Edge<'a>>,
}

/// A part of a conjunction after conditions on one relation have been put together.
enum Merged<'f> {
    One(&'f Filter),
    SameKey(&'f FilterKey, Vec<&'f Filter>),
}

fn is_quantified(filter: &Filter) -> bool {
    match filter {
        Filter::Members(..) => true,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(is_quantified),
        Filter::On(..) | Filter::Is(..) => false,
    }
}

fn has_path(filter: &Filter) -> bool {
    match filter {
        Filter::On(..) => true,
        Filter::And(parts) | Filter::Or(parts) => parts.iter().any(has_path),
        Filter::Members(..) | Filter::Is(..) => false,
    }
}

fn first_name(filter: &Filter) -> SmolStr {
    match filter {
        Filter::On(FilterKey::Field(name) | FilterKey::Function(_, name), _) => name.clone(),
        Filter::On(FilterKey::Scoped { field, .. } | FilterKey::Follow { field, .. }, _) => field.clone(),
        Filter::And(parts) | Filter::Or(parts) => parts.first().map_or_else(SmolStr::default, first_name),
        Filter::Members(_, inner) => first_name(inner),
        Filter::Is(operator, _) => SmolStr::new_static(operator.as_str()),
    }
}
