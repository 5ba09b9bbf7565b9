//! The canonical JSON form of a filter. What is printed reads back as the same filter.

use serde_json::{Map, Value};

use crate::{Filter, Operand, Quantifier};

impl Filter {
    /// The filter as JSON, with every group and operator spelled out.
    pub fn to_json(&self) -> Value {
        let (key, value) = match self {
            Self::And(parts) => ("_and".to_owned(), group(parts)),
            Self::Or(parts) => ("_or".to_owned(), group(parts)),
            Self::On(key, condition) => (key.to_string(), condition.to_json()),
            Self::Members(quantifier, condition) => (quantifier.as_str().to_owned(), condition.to_json()),
            Self::Is(operator, Operand::One(value)) => (operator.as_str().to_owned(), value.clone()),
            Self::Is(operator, Operand::Many(values)) => (operator.as_str().to_owned(), Value::Array(values.clone())),
        };
        Value::Object(Map::from_iter([(key, value)]))
    }
}

impl Quantifier {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Some => "_some",
            Self::None => "_none",
        }
    }
}

fn group(parts: &[Filter]) -> Value {
    Value::Array(parts.iter().map(Filter::to_json).collect())
}
