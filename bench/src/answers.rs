//! Whether two answers are the same JSON, the order of keys and the spelling of numbers included.

use serde_json::Value;

use crate::failure::{OrFail, Outcome};

/// The first place where two answers part, in words; `None` where they are equal.
pub(crate) fn difference(ours: &[u8], theirs: &[u8]) -> Outcome<Option<String>> {
    let ours: Value = serde_json::from_slice(ours).or_fail("the first answer isn't JSON")?;
    let theirs: Value = serde_json::from_slice(theirs).or_fail("the second answer isn't JSON")?;
    Ok(first_difference("", &ours, &theirs))
}

fn first_difference(place: &str, ours: &Value, theirs: &Value) -> Option<String> {
    match (ours, theirs) {
        (Value::Object(ours), Value::Object(theirs)) if ours.keys().eq(theirs.keys()) => {
            let pairs = ours.iter().zip(theirs.values());
            pairs.into_iter().find_map(|((key, ours), theirs)| first_difference(&format!("{place}/{key}"), ours, theirs))
        }
        (Value::Array(ours), Value::Array(theirs)) if ours.len() == theirs.len() => {
            let pairs = ours.iter().zip(theirs).enumerate();
            pairs.into_iter().find_map(|(index, (ours, theirs))| first_difference(&format!("{place}/{index}"), ours, theirs))
        }
        (Value::Array(ours), Value::Array(theirs)) => Some(format!("{place}: {} members, not {}", ours.len(), theirs.len())),
        _ if ours == theirs && !ours.is_object() => None,
        _ => Some(format!("{place}: {}, not {}", shortened(ours), shortened(theirs))),
    }
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::difference;

    fn check(ours: &str, theirs: &str, expected: Option<&str>) {
        let found = difference(ours.as_bytes(), theirs.as_bytes()).unwrap();
        assert_eq!(found.as_deref(), expected);
    }

    #[test]
    fn equal_answers_may_differ_in_white_space() {
        check(r#"{"data":[{"a":1,"b":{}}]}"#, r#"{"data" : [{"a":1, "b":{}}]}"#, None);
    }

    #[test]
    fn the_order_of_keys_counts() {
        check(r#"{"a":1,"b":2}"#, r#"{"b":2,"a":1}"#, Some(r#": {"a":1,"b":2}, not {"b":2,"a":1}"#));
    }

    #[test]
    fn names_the_first_place() {
        check(r#"{"data":[{"a":1},{"a":"2"}]}"#, r#"{"data":[{"a":1},{"a":2}]}"#, Some(r#"/data/1/a: "2", not 2"#));
        check(r#"{"data":[1]}"#, r#"{"data":[1,2]}"#, Some("/data: 1 members, not 2"));
        check("1.0", "1", Some(": 1.0, not 1"));
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(difference(b"<html>", b"{}").is_err());
    }
}
