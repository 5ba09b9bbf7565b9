//! Comparing an answer with what was expected.
//!
//! Objects must have the same keys in the same order, lists the same elements in the same order. Where an answer can't be known beforehand, the
//! expectation holds a matcher:
//!
//! | matcher | accepts |
//! |---|---|
//! | `$any` | everything, also null |
//! | `$string` | a string that isn't empty |
//! | `$integer` | an integer |
//! | `$uuid` | a uuid in lower case |
//! | `$timestamp` | `2026-01-31T23:59:59.999Z` |
//! | `{$number: 5}` | `5` or `"5"` |
//! | `{$starts_with: "a"}` | a string that starts so |
//! | `{$unordered: […]}` | these elements in any order |
//! | `{$contains: {…}}` | an object with at least these keys, or a list with at least these elements |
//!
//! A string that starts with `$` otherwise is written `$$…`.

use serde_json::{Map, Number, Value};

const UUID: &str = "????????-????-????-????-????????????";
const TIMESTAMP: &str = "####-##-##T##:##:##.###Z";

/// Whether the order of object keys counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyOrder {
    /// As written.
    Exact,
    /// Any.
    Free,
}

/// Every difference, each with its path; empty where the answer is as expected.
pub fn differences(expected: &Value, actual: &Value, order: KeyOrder) -> Vec<String> {
    let mut found = Vec::new();
    Comparison { order, found: &mut found }.value("", expected, actual);
    found
}

struct Comparison<'a> {
    order: KeyOrder,
    found: &'a mut Vec<String>,
}

impl Comparison<'_> {
    fn value(&mut self, path: &str, expected: &Value, actual: &Value) {
        match (expected, actual) {
            (Value::String(text), _) if text.starts_with('$') => self.matcher(path, text, actual),
            (Value::Object(object), _) if matcher_of(object).is_some() => {
                if let Some((name, argument)) = matcher_of(object) {
                    self.matcher_with(path, name, argument, actual);
                }
            }
            (Value::Object(expected), Value::Object(actual)) => self.object(path, expected, actual),
            (Value::Array(expected), Value::Array(actual)) => {
                for (index, (expected, actual)) in expected.iter().zip(actual).enumerate() {
                    self.value(&format!("{path}[{index}]"), expected, actual);
                }
                if expected.len() != actual.len() {
                    self.note(path, &format!("{} elements", expected.len()), &format!("{} elements", actual.len()));
                }
            }
            (Value::Number(expected), Value::Number(actual)) if same_number(expected, actual) => {}
            (expected, actual) if expected == actual => {}
            (expected, actual) => self.note(path, expected, actual),
        }
    }

    fn object(&mut self, path: &str, expected: &Map<String, Value>, actual: &Map<String, Value>) {
        for (key, value) in expected {
            match actual.get(key) {
                Some(actual) => self.value(&format!("{path}.{key}"), value, actual),
                None => self.note(&format!("{path}.{key}"), value, &"nothing"),
            }
        }
        for (key, value) in actual.iter().filter(|(key, _)| !expected.contains_key(*key)) {
            self.note(&format!("{path}.{key}"), &"nothing", value);
        }
        let names = |object: &Map<String, Value>| object.keys().cloned().collect::<Vec<_>>();
        if self.order == KeyOrder::Exact && expected.len() == actual.len() && !expected.keys().eq(actual.keys()) {
            self.note(path, &format!("keys {}", names(expected).join(", ")), &format!("keys {}", names(actual).join(", ")));
        }
    }

    fn matcher(&mut self, path: &str, name: &str, actual: &Value) {
        let text = actual.as_str();
        let fits = match name {
            "$any" => true,
            "$string" => text.is_some_and(|it| !it.is_empty()),
            "$integer" => actual.is_i64() || actual.is_u64(),
            "$uuid" => text.is_some_and(|it| has_shape(it, UUID)),
            "$timestamp" => text.is_some_and(|it| has_shape(it, TIMESTAMP)),
            literal => text.is_some_and(|it| Some(it) == literal.strip_prefix('$')),
        };
        if !fits {
            self.note(path, &name, actual);
        }
    }

    fn matcher_with(&mut self, path: &str, name: &str, argument: &Value, actual: &Value) {
        match (name, argument, actual) {
            ("$number", Value::Number(number), Value::String(text)) if number.to_string() == *text => {}
            ("$number", Value::Number(_), Value::Number(_)) => self.value(path, argument, actual),
            ("$starts_with", Value::String(start), Value::String(text)) if text.starts_with(start.as_str()) => {}
            ("$unordered", Value::Array(expected), Value::Array(actual)) if expected.len() == actual.len() => {
                self.members(path, expected, actual);
            }
            ("$contains", Value::Array(expected), Value::Array(actual)) => self.members(path, expected, actual),
            ("$contains", Value::Object(expected), Value::Object(actual)) => {
                for (key, expected) in expected {
                    self.value(&format!("{path}.{key}"), expected, actual.get(key).unwrap_or(&Value::Null));
                }
            }
            _ => self.note(path, &format!("{name} {argument}"), actual),
        }
    }

    fn members(&mut self, path: &str, expected: &[Value], actual: &[Value]) {
        let mut left: Vec<&Value> = actual.iter().collect();
        for value in expected {
            match left.iter().position(|it| differences(value, it, self.order).is_empty()) {
                Some(index) => drop(left.swap_remove(index)),
                None => self.note(path, &format!("a member {value}"), &"none like it"),
            }
        }
    }

    fn note(&mut self, path: &str, expected: &dyn std::fmt::Display, actual: &dyn std::fmt::Display) {
        let path = if path.is_empty() { "the answer" } else { path.trim_start_matches('.') };
        self.found.push(format!("{path}: expected {expected}, got {actual}"));
    }
}

fn matcher_of(object: &Map<String, Value>) -> Option<(&str, &Value)> {
    object.iter().next().filter(|(key, _)| object.len() == 1 && key.starts_with('$')).map(|(key, value)| (key.as_str(), value))
}

/// As JavaScript sees them: `1` and `1.0` are one number.
fn same_number(expected: &Number, actual: &Number) -> bool {
    expected == actual || matches!((expected.as_f64(), actual.as_f64()), (Some(a), Some(b)) if a.to_bits() == b.to_bits())
}

/// `#` is any digit, `?` a hexadecimal digit in lower case.
fn has_shape(text: &str, shape: &str) -> bool {
    text.len() == shape.len()
        && text.bytes().zip(shape.bytes()).all(|(byte, place)| match place {
            b'?' => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
            b'#' => byte.is_ascii_digit(),
            literal => byte == literal,
        })
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]
    use super::*;

    fn check(expected: &str, accepted: &str, refused: &str) {
        let parse = |text: &str| serde_json::from_str::<Value>(text).unwrap();
        let compare = |actual| differences(&parse(expected), &parse(actual), KeyOrder::Exact);
        assert_eq!(compare(accepted), Vec::<String>::new(), "{expected} must accept {accepted}");
        assert!(!compare(refused).is_empty(), "{expected} must refuse {refused}");
    }

    #[test]
    fn plain_values_must_be_equal() {
        check("1", "1.0", "\"1\"");
        check("null", "null", "0");
        check("[1,2]", "[1,2]", "[2,1]");
        check("[1]", "[1]", "[1,2]");
        check(r#"{"a":1,"b":2}"#, r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#);
        check(r#"{"a":null}"#, r#"{"a":null}"#, "{}");
        check("{}", "{}", r#"{"a":null}"#);
    }

    #[test]
    fn matchers_accept_their_kind_only() {
        check(r#""$string""#, "\"x\"", "\"\"");
        check(r#""$integer""#, "7", "7.5");
        check(r#""$uuid""#, r#""8cbf8a1c-93b1-4b2a-9f0f-35b2c1a7d6f2""#, r#""8cbf8a1c""#);
        check(r#""$timestamp""#, r#""2026-01-31T23:59:59.999Z""#, r#""2026-01-31T23:59:59""#);
        check(r#""$$CURRENT_USER""#, r#""$CURRENT_USER""#, r#""CURRENT_USER""#);
        check(r#"{"$number":5}"#, "\"5\"", "\"6\"");
        check(r#"{"$number":5}"#, "5", "6");
        check(r#"{"$starts_with":"a "}"#, "\"a 07.csv\"", "\"b 07.csv\"");
        check(r#"{"$unordered":[1,2]}"#, "[2,1]", "[1,2,2]");
        check(r#"{"$contains":[1,2]}"#, "[3,2,1]", "[1,3]");
        check(r#"{"$contains":{"a":1}}"#, r#"{"b":2,"a":1}"#, r#"{"b":2}"#);
    }

    #[test]
    fn key_order_may_be_left_free() {
        let (ab, ba) = (serde_json::json!({"a": 1, "b": 2}), serde_json::json!({"b": 2, "a": 1}));
        assert!(differences(&ab, &ba, KeyOrder::Free).is_empty());
        assert_eq!(differences(&ab, &ba, KeyOrder::Exact), ["the answer: expected keys a, b, got keys b, a"]);
    }
}
