//! Aggregates and groups: one row per group, its keys first, then a value per aggregation.

use relata_query::{Aggregate, AggregateFunction, AggregateTarget, Direction, FieldExpr, Query, Segment};
use relata_schema::TypeClass;
use smol_str::SmolStr;

use crate::{Codec, Expr, Node, NodeOutput, Order, Output, OutputValue, PlanError};

use super::{
    Planner,
    fields::codec_of,
    scope::{Place, Scope},
};

impl<'a> Planner<'a> {
    /// Turns a statement over items into one over groups.
    pub(crate) fn aggregate(&mut self, node: &mut Node, scope: &mut Scope<'_>, place: &Place<'a>, query: &Query) -> Result<(), PlanError> {
        // What links a nested statement to its parents is a group key, too.
        node.group = node.columns.clone();
        let mut outputs = Vec::new();
        for group in &query.group {
            let (name, expr, codec) = self.group_key(scope, place, group)?;
            let column = node.column(expr.clone());
            node.group.push(expr);
            outputs.push(Output { name, value: OutputValue::Column(column, codec) });
        }
        let mut by_function: Vec<Output> = Vec::new();
        for aggregate in &query.aggregate {
            let (expr, codec) = self.aggregation(scope, place, aggregate)?;
            let value = OutputValue::Column(node.column(expr), codec);
            let name = SmolStr::new_static(aggregate.function.as_str());
            let AggregateTarget::Field(field) = &aggregate.target else {
                by_function.push(Output { name, value });
                continue;
            };
            let entry = Output { name: field.clone(), value };
            let known = by_function.iter_mut().find_map(|output| match &mut output.value {
                OutputValue::Object(entries) if output.name == name => Some(entries),
                _ => None,
            });
            match known {
                Some(entries) => entries.push(entry),
                None => by_function.push(Output { name, value: OutputValue::Object(vec![entry]) }),
            }
        }
        outputs.extend(by_function);
        node.output = NodeOutput::Object(outputs);
        node.order = self.group_order(node, scope, place, query)?;
        Ok(())
    }

    fn group_key(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, group: &FieldExpr) -> Result<(SmolStr, Expr, Codec), PlanError> {
        let field = self.comparable_field(place, &group.field)?;
        let no_column = || PlanError::Invalid(format!("\"{}\" has no values to group by", field.name));
        if let Some(function) = group.function {
            if !function.applies_to(field.ty) {
                return Err(no_column());
            }
            let expr = self.function(scope, place, function, field)?;
            let expr = self.guarded(scope, place, &group.field, expr);
            return Ok((SmolStr::new(format!("{}_{}", field.name, function.as_str())), expr, Codec::Computed));
        }
        if !field.has_column() {
            return Err(no_column());
        }
        let expr = self.guarded(scope, place, &group.field, Expr::Column(place.column_named(&field.name)));
        Ok((group.field.clone(), expr, codec_of(field)))
    }

    fn aggregation(&mut self, scope: &mut Scope<'_>, place: &Place<'a>, aggregate: &Aggregate) -> Result<(Expr, Codec), PlanError> {
        let function = aggregate.function;
        let AggregateTarget::Field(name) = &aggregate.target else {
            return match function {
                AggregateFunction::Count | AggregateFunction::CountAll => {
                    Ok((Expr::Aggregate(AggregateFunction::Count, None), Codec::Computed))
                }
                AggregateFunction::CountDistinct => {
                    let key = place.key().ok_or(PlanError::ItemNotReadable)?;
                    Ok((Expr::Aggregate(function, Some(Box::new(Expr::Column(key)))), Codec::Computed))
                }
                _ => Err(PlanError::Invalid(format!("\"{}\" needs a field", function.as_str()))),
            };
        };
        // Whether there is something is no secret.
        let field = match function {
            AggregateFunction::Count | AggregateFunction::CountAll => self.readable_field(place, name)?,
            _ => self.comparable_field(place, name)?,
        };
        let class = field.ty.class();
        let countable = matches!(function, AggregateFunction::Count | AggregateFunction::CountDistinct | AggregateFunction::CountAll);
        let orderable = matches!(function, AggregateFunction::Min | AggregateFunction::Max)
            && matches!(class, TypeClass::Number | TypeClass::Temporal | TypeClass::Text | TypeClass::Csv);
        let summable = !countable && class == TypeClass::Number;
        if !field.has_column() || !(countable || orderable || summable) {
            return Err(PlanError::Invalid(format!(
                "\"{}\" can't be used on \"{name}\", which is of type \"{}\"",
                function.as_str(),
                field.ty
            )));
        }
        let argument = self.guarded(scope, place, name, Expr::Column(place.column_named(&field.name)));
        let codec = match function {
            AggregateFunction::Min | AggregateFunction::Max => codec_of(field),
            _ => Codec::Computed,
        };
        Ok((Expr::Aggregate(function, Some(Box::new(argument))), codec))
    }

    /// Groups follow what was asked, be it a group key or an aggregate, else their keys. One row for everything has no order.
    fn group_order(&mut self, node: &Node, scope: &mut Scope<'_>, place: &Place<'a>, query: &Query) -> Result<Vec<Order>, PlanError> {
        let mut order = Vec::new();
        let asked_keys = node.group.get(node.group.len() - query.group.len()..).unwrap_or_default();
        let key_of = |function, field: &SmolStr| query.group.iter().position(|key| key.function == Some(function) && key.field == *field);
        for sort in query.sort.iter().flatten().filter(|_| !query.group.is_empty()) {
            let expr = match sort.path.0.as_slice() {
                [Segment::Function(function, field)] if let Some(key) = key_of(*function, field).and_then(|nth| asked_keys.get(nth)) => {
                    key.clone()
                }
                [Segment::Field(function), rest @ ..]
                    if AggregateFunction::parse(function).is_some() && place.collection.field(function).is_none() =>
                {
                    let function = AggregateFunction::parse(function).unwrap_or(AggregateFunction::Count);
                    let target = match rest {
                        [Segment::Field(everything)] if everything == "*" => AggregateTarget::Items,
                        [Segment::Field(field)] => AggregateTarget::Field(field.clone()),
                        _ => sole_target(query, function),
                    };
                    self.aggregation(scope, place, &Aggregate { function, target })?.0
                }
                _ => self.sort(scope, place, sort)?.expr,
            };
            let grouped = node.group.contains(&expr) || matches!(expr, Expr::Aggregate(..));
            if !grouped {
                return Err(PlanError::Invalid("groups can only be sorted by what they are grouped by, or by an aggregate".to_owned()));
            }
            order.push(Order { expr, direction: sort.direction });
        }
        for expr in &node.group {
            if !order.iter().any(|known| known.expr == *expr) {
                order.push(Order { expr: expr.clone(), direction: Direction::Ascending });
            }
        }
        Ok(order)
    }
}

/// What `sort=count` means: the field that was counted, if it was one, else the items.
fn sole_target(query: &Query, function: AggregateFunction) -> AggregateTarget {
    let asked = query.aggregate.iter().find(|aggregate| aggregate.function == function);
    asked.map_or(AggregateTarget::Items, |aggregate| aggregate.target.clone())
}
