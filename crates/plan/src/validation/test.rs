//! One comparison of a rule with a value of a payload.

use fancy_regex::{Regex, RegexBuilder};
use jiff::Timestamp;
use relata_query::Operator;
use serde_json::Value as Json;
use smol_str::SmolStr;

use crate::typing;

use super::{Requirement, RuleError, breach::Bound};

/// How much work one match of a pattern may be.
const BACKTRACK_LIMIT: usize = 100_000;

/// A comparison with its right side read.
#[derive(Debug)]
pub enum Test {
    /// Nothing is demanded.
    Nothing,
    /// Null, empty, or the opposite.
    State(Requirement),
    /// One of these values.
    OneOf(Vec<Json>),
    /// None of these values.
    NoneOf(Vec<Json>),
    /// Bounds, all of which must be kept.
    Bounds(Vec<(Bound, Limit)>),
    /// Less than the first or greater than the second.
    Outside(Limit, Limit),
    /// A part of a text.
    Part {
        /// The operator, whose name the answer carries.
        operator: Operator,
        /// The text as the rule has it.
        text: SmolStr,
    },
    /// A pattern.
    Pattern(Box<Regex>),
}

/// What a bound is measured by.
#[derive(Debug, Clone)]
pub enum Limit {
    /// A number, and how the rule writes it.
    Number(f64, Json),
    /// Microseconds since 1970.
    Moment(i64),
    /// A text, compared letter by letter.
    Text(SmolStr),
}

impl Test {
    /// Reads the right side of an operator.
    pub(super) fn parse(name: &str, operand: &Json) -> Result<Self, RuleError> {
        let expects = |expected: &'static str| RuleError::Operand { operator: name.into(), expected };
        let operator = Operator::parse(name).ok_or_else(|| RuleError::UnknownOperator(name.into()))?;
        let list = || match operand {
            Json::Array(values) if !values.is_empty() => Ok(values.clone()),
            Json::String(text) => Ok(text.split(',').map(Json::from).collect()),
            Json::Number(_) | Json::Bool(_) => Ok(vec![operand.clone()]),
            _ => Err(expects("a list of values")),
        };
        let pair = || list().ok().and_then(|values| Some((Limit::read(values.first()?)?, Limit::read(values.get(1)?)?)));
        let bound =
            |bound: Bound| Ok(Self::Bounds(vec![(bound, Limit::read(operand).ok_or_else(|| expects("a number, a date or a text"))?)]));
        let holds = !matches!(operand, Json::Bool(false));
        let state = |when_true: Requirement, when_false: Requirement| Self::State(if holds { when_true } else { when_false });
        Ok(match operator {
            Operator::Eq => Self::OneOf(both_spellings(operand)),
            Operator::Neq => Self::NoneOf(both_spellings(operand)),
            Operator::In => Self::OneOf(list()?),
            Operator::Nin => Self::NoneOf(list()?),
            Operator::Null => state(Requirement::Null, Requirement::NotNull),
            Operator::Nnull => state(Requirement::NotNull, Requirement::Null),
            Operator::Empty => state(Requirement::Empty, Requirement::NotEmpty),
            Operator::Nempty => state(Requirement::NotEmpty, Requirement::Empty),
            Operator::Lt => bound(Bound::Less)?,
            Operator::Lte => bound(Bound::LessOrEqual)?,
            Operator::Gt => bound(Bound::Greater)?,
            Operator::Gte => bound(Bound::GreaterOrEqual)?,
            Operator::Between => {
                let (low, high) = pair().ok_or_else(|| expects("two values"))?;
                Self::Bounds(vec![(Bound::GreaterOrEqual, low), (Bound::LessOrEqual, high)])
            }
            Operator::Nbetween => {
                let (low, high) = pair().ok_or_else(|| expects("two values"))?;
                Self::Outside(low, high)
            }
            Operator::Regex => {
                let pattern = operand.as_str().ok_or_else(|| expects("a pattern"))?;
                // Patterns may come between slashes.
                let pattern = pattern.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')).unwrap_or(pattern);
                let compiled = RegexBuilder::new(pattern).backtrack_limit(BACKTRACK_LIMIT).build();
                Self::Pattern(Box::new(compiled.map_err(|_| expects("a pattern that can be read"))?))
            }
            // Shapes are the database's to compare.
            Operator::Intersects | Operator::Nintersects | Operator::IntersectsBbox | Operator::NintersectsBbox => Self::Nothing,
            _ => Self::Part { operator, text: typing::text(operand).ok_or_else(|| expects("a text"))? },
        })
    }

    /// What a value fails to meet; nothing, if it is as it should be.
    pub(super) fn unmet(&self, value: &Json) -> Vec<Requirement> {
        let when = |unmet: bool, requirement: Requirement| if unmet { vec![requirement] } else { Vec::new() };
        match self {
            Self::Nothing => Vec::new(),
            Self::State(requirement) => {
                let is_empty = value.as_str() == Some("");
                let met = match requirement {
                    Requirement::Null => value.is_null(),
                    Requirement::NotNull => !value.is_null(),
                    Requirement::Empty => is_empty || value.is_null(),
                    _ => !is_empty,
                };
                when(!met, requirement.clone())
            }
            Self::OneOf(values) => when(!values.iter().any(|one| same(one, value)), Requirement::OneOf(values.clone())),
            Self::NoneOf(values) => when(values.iter().any(|one| same(one, value)), Requirement::NoneOf(values.clone())),
            Self::Bounds(bounds) => {
                let mut unmet: Vec<Requirement> = bounds.iter().filter_map(|(bound, limit)| limit.unmet(*bound, value)).collect();
                unmet.dedup();
                unmet
            }
            Self::Outside(low, high) => match (low.unmet(Bound::Less, value), high.unmet(Bound::Greater, value)) {
                (Some(Requirement::Given), _) => vec![Requirement::Given],
                (Some(low), Some(high)) => vec![low, high],
                _ => Vec::new(),
            },
            Self::Part { operator, text } => {
                let Some(value) = value.as_str() else { return vec![Requirement::Given] };
                when(!part_holds(*operator, value, text), Requirement::Part(part_name(*operator), text.clone()))
            }
            Self::Pattern(pattern) => {
                let Some(text) = value.as_str() else { return vec![Requirement::Given] };
                // A match that takes too long counts as none.
                when(!pattern.is_match(text).unwrap_or(false), Requirement::Pattern(value.clone()))
            }
        }
    }
}

impl Limit {
    fn read(json: &Json) -> Option<Self> {
        let text = typing::text(json)?;
        if let Some(number) = number(json) {
            let written = if json.is_number() { json.clone() } else { as_number(number) };
            return Some(Self::Number(number, written));
        }
        Some(typing::date_time(&text).map_or(Self::Text(text), Self::Moment))
    }

    fn unmet(&self, bound: Bound, value: &Json) -> Option<Requirement> {
        let order = match self {
            Self::Number(limit, _) => number(value).and_then(|number| number.partial_cmp(limit)),
            Self::Moment(limit) => value.as_str().and_then(typing::date_time).map(|moment| moment.cmp(limit)),
            Self::Text(limit) => value.as_str().map(|text| text.cmp(limit.as_str())),
        };
        let Some(order) = order else { return Some(Requirement::Given) };
        let met = match bound {
            Bound::Less => order.is_lt(),
            Bound::LessOrEqual => order.is_le(),
            Bound::Greater => order.is_gt(),
            Bound::GreaterOrEqual => order.is_ge(),
        };
        (!met).then(|| Requirement::Bound(bound, self.written()))
    }

    fn written(&self) -> Json {
        match self {
            Self::Number(_, written) => written.clone(),
            Self::Moment(micros) => {
                let moment = Timestamp::from_microsecond(*micros).map(|moment| format!("{moment:.3}"));
                moment.map_or(Json::Null, Json::from)
            }
            Self::Text(text) => Json::from(text.as_str()),
        }
    }
}

fn part_holds(operator: Operator, value: &str, text: &str) -> bool {
    let (lower_value, lower_text) = (value.to_lowercase(), text.to_lowercase());
    match operator {
        Operator::Contains => value.contains(text),
        Operator::Ncontains => !value.contains(text),
        Operator::Icontains => lower_value.contains(&lower_text),
        Operator::Nicontains => !lower_value.contains(&lower_text),
        Operator::StartsWith => value.starts_with(text),
        Operator::NstartsWith => !value.starts_with(text),
        Operator::IstartsWith => lower_value.starts_with(&lower_text),
        Operator::NistartsWith => !lower_value.starts_with(&lower_text),
        Operator::EndsWith => value.ends_with(text),
        Operator::NendsWith => !value.ends_with(text),
        Operator::IendsWith => lower_value.ends_with(&lower_text),
        Operator::NiendsWith => !lower_value.ends_with(&lower_text),
        Operator::Nieq => lower_value != lower_text,
        _ => lower_value == lower_text,
    }
}

/// The name that answers carry: that of the operator, except that letter case isn't told of `contains`, as in Directus.
fn part_name(operator: Operator) -> &'static str {
    match operator {
        Operator::Icontains => "contains",
        Operator::Nicontains => "ncontains",
        other => other.as_str().trim_start_matches('_'),
    }
}

/// A number may be written as a text, and the reverse.
fn both_spellings(value: &Json) -> Vec<Json> {
    let other = match value {
        Json::Number(number) => Some(Json::from(number.to_string())),
        Json::String(_) => number(value).map(as_number),
        _ => None,
    };
    std::iter::once(value.clone()).chain(other).collect()
}

#[expect(clippy::cast_possible_truncation, reason = "checked to be whole and small")]
fn as_number(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9.0e15 { Json::from(number as i64) } else { Json::from(number) }
}

fn number(value: &Json) -> Option<f64> {
    match value {
        Json::Number(number) => number.as_f64(),
        Json::String(text) if !text.trim().is_empty() => text.trim().parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

fn same(one: &Json, other: &Json) -> bool {
    match (one, other) {
        (Json::Number(one), Json::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests read better so")]

    use serde_json::json;

    use super::*;

    fn check(operator: &str, operand: Json, value: Json, expected: &[&str]) {
        let unmet = Test::parse(operator, &operand).unwrap().unmet(&value);
        let names: Vec<_> = unmet.iter().map(Requirement::name).collect();
        assert_eq!(names, expected, "{operator} {operand} of {value}");
    }

    #[test]
    fn equality_knows_numbers_as_texts() {
        check("_eq", json!(7), json!("7"), &[]);
        check("_eq", json!("7"), json!(8), &["in"]);
        check("_eq", json!("x"), json!(null), &["eq"]);
        check("_neq", json!("x"), json!(null), &[]);
        check("_neq", json!(7), json!("7"), &["nin"]);
        check("_in", json!(["a", "b"]), json!("c"), &["in"]);
        check("_nin", json!(["a"]), json!("a"), &["neq"]);
    }

    #[test]
    fn bounds_need_something_that_can_be_measured() {
        check("_gt", json!(5), json!(6), &[]);
        check("_gt", json!(5), json!("5"), &["gt"]);
        check("_gt", json!(5), json!(null), &["required"]);
        check("_lte", json!("2024-01-01"), json!("2024-01-02"), &["lte"]);
        check("_lte", json!("2024-01-01"), json!("soon"), &["required"]);
        check("_between", json!([1, 5]), json!(9), &["lte"]);
        check("_between", json!([1, 5]), json!(null), &["required"]);
        check("_nbetween", json!([3, 5]), json!(4), &["lt", "gt"]);
        check("_nbetween", json!([3, 5]), json!(2), &[]);
        assert_eq!(
            Test::parse("_gt", &json!("2024-01-01")).unwrap().unmet(&json!("2023-01-01")),
            [Requirement::Bound(Bound::Greater, json!("2024-01-01T00:00:00.000Z"))]
        );
    }

    #[test]
    fn parts_of_texts() {
        check("_contains", json!("oo"), json!("foo"), &[]);
        check("_contains", json!("oo"), json!("bar"), &["contains"]);
        check("_nicontains", json!("OO"), json!("foo"), &["ncontains"]);
        check("_istarts_with", json!("FO"), json!("foo"), &[]);
        check("_nends_with", json!("o"), json!("foo"), &["nends_with"]);
        check("_ieq", json!("FOO"), json!("foo"), &[]);
        check("_starts_with", json!("f"), json!(null), &["required"]);
    }

    #[test]
    fn patterns_look_around_and_end() {
        check("_regex", json!("^(?=.*[A-Z]).{3,}$"), json!("abC"), &[]);
        check("_regex", json!("/^(?=.*[A-Z]).{3,}$/"), json!("abc"), &["regex"]);
        check("_regex", json!("b"), json!(5), &["required"]);
        check("_regex", json!("^(?=(a+)+$)(a|aa)+b$"), json!("a".repeat(200)), &["regex"]);
    }

    #[test]
    fn null_and_empty() {
        check("_null", json!(true), json!("a"), &["null"]);
        check("_nnull", json!(true), json!(null), &["nnull"]);
        check("_nnull", json!(false), json!(null), &[]);
        check("_nempty", json!(true), json!(""), &["nempty"]);
        check("_nempty", json!(true), json!(null), &[]);
        check("_empty", json!(true), json!("a"), &["empty"]);
    }
}
