//! A rule read from its JSON form, ready to judge many payloads.

use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use super::{Breach, Requirement, test::Test};

/// Deepest nesting of a rule.
const MAX_DEPTH: usize = 20;

/// A rule over a payload, with the values of its variables filled in.
#[derive(Debug)]
pub enum Rule {
    /// All must hold.
    All(Vec<Rule>),
    /// One must hold; none at all always holds.
    Any(Vec<Rule>),
    /// A rule for a field's value, or for the item nested in it.
    On(SmolStr, Box<Rule>),
    /// The payload must name the field.
    Submitted,
    /// A comparison.
    Is(Test),
    /// One of the items that the payload gives to a list must meet it.
    Some(Box<Rule>),
    /// None of them may.
    None(Box<Rule>),
}

/// A rule that can't be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RuleError {
    /// No such operator, or one that can't be judged in memory.
    #[error("\"{0}\" is no operator of rules")]
    UnknownOperator(SmolStr),
    /// The right side doesn't fit the operator.
    #[error("\"{operator}\" needs {expected}")]
    Operand {
        /// The operator.
        operator: SmolStr,
        /// What it needs.
        expected: &'static str,
    },
    /// Nested too deeply.
    #[error("it nests too deeply")]
    TooDeep,
}

impl Rule {
    /// Reads a rule. Variables get their values here, so a rule lives as long as its request.
    ///
    /// `resolve` replaces a variable by its value and leaves everything else; `None` means that it can't be read.
    pub fn parse(json: &Json, resolve: &dyn Fn(&Json) -> Option<Json>) -> Result<Self, RuleError> {
        Parser { resolve }.rule(json, MAX_DEPTH)
    }

    /// What of it a payload breaks. Fields that the payload leaves out break nothing.
    pub fn breaches(&self, payload: &Map<String, Json>) -> Vec<Breach> {
        let mut found = Vec::new();
        self.judge(payload, &mut found);
        found
    }

    fn judge(&self, payload: &Map<String, Json>, found: &mut Vec<Breach>) {
        match self {
            Self::All(rules) => rules.iter().for_each(|rule| rule.judge(payload, found)),
            Self::Any(rules) => {
                let mut all = Vec::new();
                for rule in rules {
                    let before = all.len();
                    rule.judge(payload, &mut all);
                    if all.len() == before {
                        return;
                    }
                }
                found.extend(all);
            }
            Self::On(field, inner) => match payload.get(field.as_str()) {
                Some(value) => inner.judge_value(field, value, found),
                None if inner.demands_presence() => found.push(Breach::new(field, Requirement::Given)),
                None => {}
            },
            // An operator without a field says nothing.
            Self::Submitted | Self::Is(_) | Self::Some(_) | Self::None(_) => {}
        }
    }

    /// Whether an item of a list meets it. What the item leaves out doesn't.
    fn is_met_by(&self, item: &Map<String, Json>) -> bool {
        match self {
            Self::All(rules) => rules.iter().all(|rule| rule.is_met_by(item)),
            Self::Any(rules) => rules.is_empty() || rules.iter().any(|rule| rule.is_met_by(item)),
            Self::On(field, inner) => item.get(field.as_str()).is_some_and(|value| {
                let mut found = Vec::new();
                inner.judge_value(field, value, &mut found);
                found.is_empty()
            }),
            Self::Submitted | Self::Is(_) | Self::Some(_) | Self::None(_) => true,
        }
    }

    fn judge_value(&self, field: &SmolStr, value: &Json, found: &mut Vec<Breach>) {
        match self {
            Self::All(rules) => rules.iter().for_each(|rule| rule.judge_value(field, value, found)),
            Self::Any(rules) => {
                let mut all = Vec::new();
                for rule in rules {
                    let before = all.len();
                    rule.judge_value(field, value, &mut all);
                    if all.len() == before {
                        return;
                    }
                }
                found.extend(all);
            }
            // A rule for the nested item: a key alone can't be judged.
            Self::On(..) => match value {
                Json::Object(nested) => found.extend(self.breaches(nested).into_iter().map(|breach| {
                    let path = std::iter::once(breach.field).chain(breach.path).collect();
                    Breach { field: field.clone(), path, ..breach }
                })),
                _ => found.push(Breach::new(field, Requirement::Given)),
            },
            Self::Submitted => {}
            Self::Some(inner) => {
                if !members(value).any(|member| member.as_object().is_some_and(|item| inner.is_met_by(item))) {
                    found.push(Breach::new(field, Requirement::Some));
                }
            }
            Self::None(inner) => {
                if members(value).any(|member| member.as_object().is_none_or(|item| inner.is_met_by(item))) {
                    found.push(Breach::new(field, Requirement::None));
                }
            }
            Self::Is(test) => {
                found.extend(test.unmet(value).into_iter().map(|requirement| Breach::new(field, requirement)));
            }
        }
    }

    fn demands_presence(&self) -> bool {
        match self {
            Self::Submitted => true,
            Self::All(rules) => rules.iter().any(Self::demands_presence),
            Self::Any(rules) => !rules.is_empty() && rules.iter().all(Self::demands_presence),
            Self::On(..) | Self::Is(_) | Self::Some(_) | Self::None(_) => false,
        }
    }
}

/// What a payload gives to a list: keys and items, in either form.
fn members(list: &Json) -> impl Iterator<Item = &Json> {
    let edits = ["create", "update"].into_iter().filter_map(|name| list.get(name)).filter_map(Json::as_array);
    list.as_array().into_iter().chain(edits).flatten()
}

struct Parser<'p> {
    resolve: &'p dyn Fn(&Json) -> Option<Json>,
}

impl Parser<'_> {
    fn rule(&self, json: &Json, depth: usize) -> Result<Rule, RuleError> {
        let depth = depth.checked_sub(1).ok_or(RuleError::TooDeep)?;
        match json {
            Json::Object(entries) => {
                let rules = entries.iter().map(|(key, value)| self.entry(key, value, depth)).collect::<Result<Vec<_>, _>>()?;
                Ok(Rule::All(rules))
            }
            Json::Null => Ok(Rule::All(Vec::new())),
            // A bare value behind a field means equality.
            value => Ok(Rule::Is(Test::parse("_eq", &self.substituted("_eq", value)?)?)),
        }
    }

    fn entry(&self, key: &str, value: &Json, depth: usize) -> Result<Rule, RuleError> {
        match key {
            "_and" => self.group(key, value, depth).map(Rule::All),
            "_or" => self.group(key, value, depth).map(Rule::Any),
            "_submitted" => Ok(Rule::Submitted),
            "_some" => self.rule(value, depth).map(|inner| Rule::Some(Box::new(inner))),
            "_none" => self.rule(value, depth).map(|inner| Rule::None(Box::new(inner))),
            operator if operator.starts_with('_') => Ok(Rule::Is(Test::parse(operator, &self.substituted(operator, value)?)?)),
            field => Ok(Rule::On(SmolStr::new(field), Box::new(self.rule(value, depth)?))),
        }
    }

    fn group(&self, key: &str, value: &Json, depth: usize) -> Result<Vec<Rule>, RuleError> {
        let rules = value.as_array().ok_or_else(|| RuleError::Operand { operator: key.into(), expected: "a list of rules" })?;
        rules.iter().map(|rule| self.rule(rule, depth)).collect()
    }

    fn substituted(&self, operator: &str, value: &Json) -> Result<Json, RuleError> {
        let one = |value: &Json| {
            (self.resolve)(value)
                .ok_or_else(|| RuleError::Operand { operator: operator.into(), expected: "a moment such as \"$NOW(-1 day)\"" })
        };
        match value {
            Json::Array(values) => values.iter().map(one).collect::<Result<_, _>>().map(Json::Array),
            value => one(value),
        }
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, clippy::needless_pass_by_value, reason = "tests read better so")]

    use serde_json::json;

    use super::*;

    /// `rule`, `payload`, and the breaches as `field:type`.
    fn check(rule: Json, payload: Json, expected: &[&str]) {
        let rule = Rule::parse(&rule, &|value| Some(value.clone())).unwrap();
        let found: Vec<String> = rule
            .breaches(payload.as_object().unwrap())
            .iter()
            .map(|breach| {
                let place: Vec<&str> = std::iter::once(&breach.field).chain(&breach.path).map(SmolStr::as_str).collect();
                format!("{}:{}", place.join("."), breach.requirement.name())
            })
            .collect();
        assert_eq!(found, expected, "{payload}");
    }

    #[test]
    fn all_rules_are_told_and_one_alternative_is_enough() {
        let both = json!({"_and": [{"n": {"_gt": 5}}, {"m": {"_eq": "x"}}]});
        check(both.clone(), json!({"n": 1, "m": "y"}), &["n:gt", "m:eq"]);
        check(both.clone(), json!({"n": 6, "m": "x"}), &[]);
        check(both, json!({}), &[]);
        let either = json!({"_or": [{"n": {"_eq": "p"}}, {"n": {"_eq": "q"}}]});
        check(either.clone(), json!({"n": "q"}), &[]);
        check(either, json!({"n": "r"}), &["n:eq", "n:eq"]);
    }

    #[test]
    fn nested_items_are_judged_and_keys_are_not_enough() {
        let rule = json!({"up": {"name": {"_eq": "ok"}}});
        check(rule.clone(), json!({"up": {"name": "ok"}}), &[]);
        check(rule.clone(), json!({"up": {"name": "no"}}), &["up.name:eq"]);
        check(rule, json!({"up": 5}), &["up:required"]);
    }

    #[test]
    fn lists_are_judged_by_the_items_that_are_given() {
        let some = json!({"list": {"_some": {"name": {"_eq": "ok"}, "n": {"_gt": 1}}}});
        check(some.clone(), json!({"list": [3, {"name": "no", "n": 2}, {"name": "ok", "n": 2}]}), &[]);
        check(some.clone(), json!({"list": {"create": [{"name": "ok", "n": 2}]}}), &[]);
        check(some.clone(), json!({"list": [{"name": "ok"}]}), &["list:some"]);
        check(some.clone(), json!({"list": []}), &["list:some"]);
        check(some.clone(), json!({"list": null}), &["list:some"]);
        check(some, json!({}), &[]);
        let none = json!({"list": {"_none": {"name": {"_eq": "bad"}}}});
        check(none.clone(), json!({"list": {"update": [{"id": 1, "name": "good"}], "delete": [2]}}), &[]);
        check(none.clone(), json!({"list": [{"name": "bad"}]}), &["list:none"]);
        check(none.clone(), json!({"list": [1]}), &["list:none"]);
        check(none, json!({}), &[]);
    }

    #[test]
    fn what_must_be_submitted_may_be_null() {
        let rule = json!({"a": {"_submitted": true}});
        check(rule.clone(), json!({}), &["a:required"]);
        check(rule, json!({"a": null}), &[]);
    }

    #[test]
    fn rules_that_mean_nothing_are_refused() {
        let refused = |rule: Json| Rule::parse(&rule, &|value| Some(value.clone())).unwrap_err();
        assert_eq!(refused(json!({"a": {"_near": 1}})), RuleError::UnknownOperator("_near".into()));
        assert!(matches!(refused(json!({"a": {"_regex": "("}})), RuleError::Operand { .. }));
        assert!(matches!(refused(json!({"_and": {"a": 1}})), RuleError::Operand { .. }));
        let deep = (0..50).fold(json!({"a": 1}), |inner, _| json!({"_and": [inner]}));
        assert_eq!(refused(deep), RuleError::TooDeep);
    }
}
