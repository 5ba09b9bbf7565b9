//! Sorts bound to columns: through to-one references by a join, through lists by the smallest or largest member.

use relata_query::{Direction, Segment, Sort};
use relata_schema::EdgeKind;
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
                let target = self.join_any(scope, place, relation, one)?;
                let key = self.sort_key(scope, &target, rest, direction)?;
                self.visible(scope, &target, key)
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
        let field = self.readable_field(place, name)?;
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
                Ok(Expr::Extreme(direction, Box::new(members), Box::new(key)))
            }
            Some(edge) if edge.kind == EdgeKind::ManyToOne && !rest.is_empty() => {
                let target = self.join_one(scope, place, edge.relation)?;
                let key = self.sort_key(scope, &target, rest, direction)?;
                self.visible(scope, &target, key)
            }
            _ if rest.is_empty() && field.has_column() => {
                let expr = Expr::Column(place.column_named(&field.name));
                self.guarded(scope, place, name, expr)
            }
            _ => Err(PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: name.clone() }),
        }
    }

    /// A value of a joined item counts only where the asker may read the item: an order must not reveal what is hidden.
    fn visible(&mut self, scope: &mut Scope<'_>, target: &Place<'a>, key: Expr) -> Result<Expr, PlanError> {
        Ok(match self.row_rule(scope, target)? {
            Condition::Always => key,
            rule => Expr::Guarded(Box::new(rule), Box::new(key)),
        })
    }
}
