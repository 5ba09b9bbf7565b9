//! A single comparison: operator and operand against a field, typed by the field.

use relata_query::{Function, Operand, Operator};
use relata_schema::{FieldType, GeometryKind, TypeClass, Value};
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::{
    ColumnRef, Comparison, Condition, Expr, LetterCase, PlanError, ShapeExtent, ShapeMatch, TextMatch, TextPosition, typing, variables,
};

use super::{Planner, rights::Rights, scope::Place};

/// A function of a column.
pub(crate) fn function_of(function: Function, column: ColumnRef) -> Expr {
    match function {
        Function::Count => Expr::JsonLength(column),
        part => Expr::DatePart(part, column),
    }
}

impl<'a> Planner<'a> {
    /// Compares a field with what was given.
    pub(crate) fn compare(
        &self,
        place: &Place<'a>,
        name: &SmolStr,
        expr: &Expr,
        test: (Operator, &Operand),
    ) -> Result<Condition, PlanError> {
        let field = place.collection.field(name);
        let ty = field.map_or(FieldType::Unknown, |field| field.ty);
        let (operator, operand) = test;
        let concealed = field.is_some_and(relata_schema::Field::is_secret);
        if concealed && !matches!(operator, Operator::Null | Operator::Nnull | Operator::Empty | Operator::Nempty) {
            return Err(PlanError::Concealed { operator, field: name.clone() });
        }
        if !operator.applies_to(ty.class()) {
            return Err(PlanError::OperatorNotApplicable { operator, field: name.clone(), ty });
        }
        let spatial = field.and_then(relata_schema::Field::spatial);
        let reader = Reader { planner: self, field: name, ty, spatial };
        Ok(fold(Condition::Compare(expr.clone(), reader.comparison(operator, operand)?)))
    }

    /// Compares a function's result, a whole number, with what was given.
    pub(crate) fn compare_number(
        &self,
        name: &SmolStr,
        expr: &Expr,
        operator: Operator,
        operand: &Operand,
    ) -> Result<Condition, PlanError> {
        let ty = FieldType::Integer;
        if !operator.applies_to(TypeClass::Number) {
            return Err(PlanError::OperatorNotApplicable { operator, field: name.clone(), ty });
        }
        let reader = Reader { planner: self, field: name, ty, spatial: None };
        Ok(fold(Condition::Compare(expr.clone(), reader.comparison(operator, operand)?)))
    }

    /// Whether a comparison holds for what isn't there.
    pub(super) fn holds_for_null(&self, operator: Operator, operand: &Operand) -> bool {
        let Operand::One(json) = operand else { return false };
        let flag = typing::boolean(json) != Some(false);
        match operator {
            Operator::Null | Operator::Empty => flag,
            Operator::Nnull | Operator::Nempty => !flag,
            Operator::Eq => self.stands_for(json).is_some_and(|json| means_null(&json)),
            _ => false,
        }
    }

    /// What a value in a filter stands for. `None`: it looks like a moment, but can't be read.
    fn stands_for(&self, json: &Json) -> Option<Json> {
        let facts = match self.rights {
            Rights::Checked => &self.context.moment.facts,
            Rights::RuleItself => &self.context.moment.rule_facts,
        };
        variables::substitute(json, self.context.asker, (self.context.moment.now_us, facts))
    }
}

/// The text `null` means null, as it comes from query strings.
fn means_null(json: &Json) -> bool {
    json.is_null() || json == "null"
}

/// Comparisons with an empty list need no database.
fn fold(condition: Condition) -> Condition {
    match condition {
        Condition::Compare(_, Comparison::In(values)) if values.is_empty() => Condition::Never,
        Condition::Compare(expr, Comparison::NotIn(values)) if values.is_empty() => Condition::Compare(expr, Comparison::IsNotNull),
        other => other,
    }
}

/// Reads operands for one field.
struct Reader<'r, 'a> {
    planner: &'r Planner<'a>,
    field: &'r SmolStr,
    ty: FieldType,
    /// The reference system of the field's shapes, if it has a column for shapes.
    spatial: Option<u32>,
}

impl Reader<'_, '_> {
    fn comparison(&self, operator: Operator, operand: &Operand) -> Result<Comparison, PlanError> {
        use LetterCase::{Ignored, Sensitive};
        use TextPosition::{Anywhere, End, Start};
        Ok(match operator {
            Operator::Eq => match self.one(operand)? {
                Value::Null => Comparison::IsNull,
                value => Comparison::Equal(value),
            },
            Operator::Neq => match self.one(operand)? {
                Value::Null => Comparison::IsNotNull,
                value => Comparison::NotEqual(value),
            },
            Operator::Ieq => Comparison::EqualIgnoringCase(self.text(operand)?),
            Operator::Nieq => Comparison::NotEqualIgnoringCase(self.text(operand)?),
            Operator::Lt => Comparison::Less(self.present(operand)?),
            Operator::Lte => Comparison::LessOrEqual(self.present(operand)?),
            Operator::Gt => Comparison::Greater(self.present(operand)?),
            Operator::Gte => Comparison::GreaterOrEqual(self.present(operand)?),
            Operator::In => Comparison::In(self.many(operand)?),
            Operator::Nin => {
                let values = self.many_or_null(operand)?;
                // Nobody knows whether a value is another one than null.
                if values.iter().any(Value::is_null) { Comparison::In(Vec::new()) } else { Comparison::NotIn(values) }
            }
            Operator::Null => self.flag(operand, Comparison::IsNull, Comparison::IsNotNull)?,
            Operator::Nnull => self.flag(operand, Comparison::IsNotNull, Comparison::IsNull)?,
            Operator::Empty => self.flag(operand, Comparison::IsEmpty, Comparison::IsNotEmpty)?,
            Operator::Nempty => self.flag(operand, Comparison::IsNotEmpty, Comparison::IsEmpty)?,
            Operator::Between => self.pair(operand).map(|(from, to)| Comparison::Between(from, to))?,
            Operator::Nbetween => self.pair(operand).map(|(from, to)| Comparison::NotBetween(from, to))?,
            Operator::Contains => self.matches(operand, Anywhere, Sensitive, false)?,
            Operator::Ncontains => self.matches(operand, Anywhere, Sensitive, true)?,
            Operator::Icontains => self.matches(operand, Anywhere, Ignored, false)?,
            Operator::Nicontains => self.matches(operand, Anywhere, Ignored, true)?,
            Operator::StartsWith => self.matches(operand, Start, Sensitive, false)?,
            Operator::NstartsWith => self.matches(operand, Start, Sensitive, true)?,
            Operator::IstartsWith => self.matches(operand, Start, Ignored, false)?,
            Operator::NistartsWith => self.matches(operand, Start, Ignored, true)?,
            Operator::EndsWith => self.matches(operand, End, Sensitive, false)?,
            Operator::NendsWith => self.matches(operand, End, Sensitive, true)?,
            Operator::IendsWith => self.matches(operand, End, Ignored, false)?,
            Operator::NiendsWith => self.matches(operand, End, Ignored, true)?,
            Operator::Intersects => self.meets(operator, operand, ShapeExtent::Points, false)?,
            Operator::Nintersects => self.meets(operator, operand, ShapeExtent::Points, true)?,
            Operator::IntersectsBbox => self.meets(operator, operand, ShapeExtent::Box, false)?,
            Operator::NintersectsBbox => self.meets(operator, operand, ShapeExtent::Box, true)?,
            Operator::Regex => {
                return Err(PlanError::OperatorNotApplicable { operator, field: self.field.clone(), ty: self.ty });
            }
        })
    }

    fn not_of_type(&self) -> PlanError {
        PlanError::ValueNotOfType { field: self.field.clone(), ty: self.ty }
    }

    fn substituted(&self, json: &Json) -> Result<Json, PlanError> {
        let known = self.planner.stands_for(json);
        known.ok_or_else(|| PlanError::Invalid(format!("\"{json}\" is no moment: write it like $NOW(-1 day)")))
    }

    /// One value.
    fn one(&self, operand: &Operand) -> Result<Value, PlanError> {
        let Operand::One(json) = operand else { return Err(self.not_of_type()) };
        let json = self.substituted(json)?;
        if means_null(&json) { Ok(Value::Null) } else { self.typed(&json) }
    }

    fn typed(&self, json: &Json) -> Result<Value, PlanError> {
        typing::typed(json, self.ty).ok_or_else(|| self.not_of_type())
    }

    fn present(&self, operand: &Operand) -> Result<Value, PlanError> {
        Some(self.one(operand)?).filter(|value| !value.is_null()).ok_or_else(|| self.not_of_type())
    }

    /// A list. Nulls in it match nothing and are left out.
    fn many(&self, operand: &Operand) -> Result<Vec<Value>, PlanError> {
        let mut values = self.many_or_null(operand)?;
        values.retain(|value| !value.is_null());
        Ok(values)
    }

    /// A list as it is; a variable may stand for several values.
    fn many_or_null(&self, operand: &Operand) -> Result<Vec<Value>, PlanError> {
        let single;
        let items = match operand {
            Operand::Many(items) => items.as_slice(),
            Operand::One(json) => {
                single = [json.clone()];
                &single
            }
        };
        let mut values = Vec::with_capacity(items.len());
        for item in items {
            match self.substituted(item)? {
                Json::Array(several) => {
                    for json in &several {
                        values.extend(self.member(json)?);
                    }
                }
                json => values.extend(self.member(&json)?),
            }
        }
        Ok(values)
    }

    /// One of a list's values. An empty text, as clients write a list that has nothing in it, is no value of most types: no value is like it.
    fn member(&self, json: &Json) -> Result<Option<Value>, PlanError> {
        match typing::typed(json, self.ty) {
            None if json == "" => Ok(None),
            None => Err(self.not_of_type()),
            member => Ok(member),
        }
    }

    fn pair(&self, operand: &Operand) -> Result<(Value, Value), PlanError> {
        let mut values = self.many(operand)?.into_iter();
        match (values.next(), values.next(), values.next()) {
            (Some(from), Some(to), None) => Ok((from, to)),
            _ => Err(PlanError::Invalid(format!("\"{}\" needs exactly two values to lie between", self.field))),
        }
    }

    fn flag(&self, operand: &Operand, yes: Comparison, no: Comparison) -> Result<Comparison, PlanError> {
        match operand {
            Operand::One(Json::Null) => Ok(yes),
            Operand::One(Json::String(text)) if text.is_empty() => Ok(yes),
            Operand::One(json) => typing::boolean(json).map(|flag| if flag { yes } else { no }).ok_or_else(|| self.not_of_type()),
            Operand::Many(_) => Err(self.not_of_type()),
        }
    }

    fn text(&self, operand: &Operand) -> Result<SmolStr, PlanError> {
        let Operand::One(json) = operand else { return Err(self.not_of_type()) };
        typing::text(&self.substituted(json)?).ok_or_else(|| self.not_of_type())
    }

    fn meets(&self, operator: Operator, operand: &Operand, extent: ShapeExtent, negated: bool) -> Result<Comparison, PlanError> {
        if self.spatial.is_none() {
            return Err(PlanError::Invalid(format!(
                "\"{}\" needs a spatial column: \"{}\" is kept as GeoJSON and can't be compared",
                operator.as_str(),
                self.field
            )));
        }
        let Operand::One(json) = operand else { return Err(self.not_of_type()) };
        let shape = typing::geometry(json, GeometryKind::Any, self.spatial).ok_or_else(|| self.not_of_type())?;
        Ok(Comparison::Meets(ShapeMatch { extent, shape, negated }))
    }

    fn matches(&self, operand: &Operand, position: TextPosition, case: LetterCase, negated: bool) -> Result<Comparison, PlanError> {
        Ok(Comparison::Matches(TextMatch { position, case, text: self.text(operand)?, negated }))
    }
}
