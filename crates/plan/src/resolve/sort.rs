//! Sorts bound to columns: through to-one references by a join, through lists by the smallest or largest member.

use std::sync::Arc;

use relata_query::{Direction, Segment, Sort};
use relata_schema::{Collection, EdgeKind, Relation};
use smol_str::SmolStr;

use crate::{Condition, Expr, Order, PlanError};

use super::{
    Planner,
    scope::{Place, Scope},
};

impl<'a> Planner<'a> {
    /// Binds one criterion.
    pub(crate) fn sort(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, sort: &Sort) -> Result<Order, PlanError> {
        let expr = self.sort_key(scope, place, &sort.path.0, sort.direction)?;
        Ok(Order { expr, direction: sort.direction })
    }

    fn sort_key(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, path: &[Segment], direction: Direction) -> Result<Expr, PlanError> {
        let unsortable = || PlanError::Invalid("\"sort\" needs the path of a field".to_owned());
        let (first, rest) = path.split_first().ok_or_else(unsortable)?;
        match first {
            Segment::Wildcard => Err(unsortable()),
            Segment::Function(function, name) => self.function_named(scope, place, *function, name),
            Segment::Scoped { field, collection } => {
                let declared = self.readable_field(place, field)?;
                let edge = self.context.schema.edge(&place.collection.name, &declared.name).filter(|edge| edge.kind == EdgeKind::AnyToOne);
                let relation = edge.map(|edge| edge.relation).ok_or_else(unsortable)?;
                let one = super::expand::targets(relation).iter().find(|one| **one == **collection);
                let one = one.ok_or_else(|| PlanError::CollectionNotReadable { collection: collection.clone() })?;
                let target = self.readable_collection(one.as_str())?;
                let key = self.key_behind(scope, place, (relation, target), (rest, direction))?;
                Ok(self.guarded(scope, place, field, key))
            }
            Segment::Field(name) => self.sort_by_field(scope, place, (name, rest), direction),
        }
    }

    fn sort_by_field(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        path: (&SmolStr, &[Segment]),
        direction: Direction,
    ) -> Result<Expr, PlanError> {
        let (name, rest) = path;
        let field = self.comparable_field(place, name)?;
        let edge = self.context.schema.edge(&place.collection.name, &field.name);
        match edge {
            Some(edge) if edge.kind == EdgeKind::OneToMany => {
                let mut key = None;
                let members = self.members(scope, place, edge.relation, |planner, inside, member| {
                    key = Some(match rest {
                        [] => member.key().map(Expr::Column).ok_or(PlanError::ItemNotReadable)?,
                        _ => planner.sort_key(inside, member, rest, direction)?,
                    });
                    Ok(Condition::Always)
                })?;
                let key = key.ok_or(PlanError::ItemNotReadable)?;
                let extreme = Expr::Extreme(direction, Box::new(members), Box::new(key));
                Ok(self.guarded(scope, place, name, extreme))
            }
            Some(edge) if edge.kind == EdgeKind::ManyToOne && !rest.is_empty() => {
                let target = self.target_of(place, edge.relation)?;
                let key = self.key_behind(scope, place, (edge.relation, target), (rest, direction))?;
                Ok(self.guarded(scope, place, name, key))
            }
            _ if rest.is_empty() && field.has_column() => {
                let expr = Expr::Column(place.column_named(&field.name));
                Ok(self.guarded(scope, place, name, expr))
            }
            _ => Err(PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: name.clone() }),
        }
    }

    /// A value of the item that a reference leads to. It counts only where the asker may read the item: an order must not reveal what is
    /// hidden. A list is ordered as a whole, so whether an item may be read is decided once for each item that is joined, by what is
    /// joined; only what the item itself says is looked at row by row.
    fn key_behind(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        behind: (&Relation, &'a Arc<Collection>),
        by: (&[Segment], Direction),
    ) -> Result<Expr, PlanError> {
        let ((relation, collection), (path, direction)) = (behind, by);
        let only = self.narrowed(scope, collection);
        let is_narrowed = only.is_some();
        let target = self.join(scope, place, relation, (collection, only))?;
        let key = self.sort_key(scope, &target, path, direction)?;
        let rule = if is_narrowed { Condition::Always } else { self.row_rule(scope, &target) };
        Ok(match rule {
            Condition::Always => key,
            rule => Expr::Guarded(Box::new(rule), Box::new(key)),
        })
    }
}
