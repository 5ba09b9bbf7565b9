//! PostgreSQL's arrays between their text (`{1,NULL,"a b"}`) and JSON.

use serde_json::Value as Json;

use crate::calendar;

/// An array of PostgreSQL, borrowed from a result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Array<'a> {
    text: &'a str,
    member: Member,
}

/// What the members of an array are in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Member {
    Boolean,
    Document,
    Number,
    /// Also numbers that JavaScript can't hold.
    Text,
    /// Moments.
    Timestamp,
}

impl<'a> Array<'a> {
    pub(super) fn new(text: &'a str, member: Member) -> Self {
        Self { text, member }
    }

    /// A JSON array, of arrays where there are several dimensions.
    pub fn to_json(self) -> Json {
        // Where the first index isn't 1, the bounds stand in front.
        let text = if self.text.starts_with('[') { self.text.split_once('=').map_or(self.text, |(_, text)| text) } else { self.text };
        let mut rest = text;
        match members(&mut rest, self.member) {
            Some(json) if rest.is_empty() => json,
            _ => Json::from(self.text),
        }
    }
}

/// Reads `{…}` off the front.
fn members(rest: &mut &str, member: Member) -> Option<Json> {
    *rest = rest.strip_prefix('{')?;
    let mut list = Vec::new();
    if let Some(after) = rest.strip_prefix('}') {
        *rest = after;
        return Some(Json::Array(list));
    }
    loop {
        list.push(match rest.chars().next()? {
            '{' => members(rest, member)?,
            '"' => member.read(&quoted(rest)?),
            _ => {
                let end = rest.find([',', '}'])?;
                let (bare, after) = rest.split_at(end);
                *rest = after;
                if bare == "NULL" { Json::Null } else { member.read(bare) }
            }
        });
        if let Some(after) = rest.strip_prefix('}') {
            *rest = after;
            return Some(Json::Array(list));
        }
        *rest = rest.strip_prefix(',')?;
    }
}

fn quoted(rest: &mut &str) -> Option<String> {
    let mut text = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => {
                *rest = &rest[at + 1..];
                return Some(text);
            }
            '\\' => text.push(chars.next()?.1),
            _ => text.push(char),
        }
    }
    None
}

impl Member {
    fn read(self, text: &str) -> Json {
        let read = match self {
            Self::Text => None,
            Self::Boolean => match text {
                "t" => Some(Json::Bool(true)),
                "f" => Some(Json::Bool(false)),
                _ => None,
            },
            Self::Document => serde_json::from_str(text).ok(),
            Self::Number => serde_json::from_str(text).ok().filter(Json::is_number),
            Self::Timestamp => calendar::parse_date_time(text).map(|micros| {
                let part = micros.rem_euclid(calendar::MICROS_PER_SECOND);
                let mut printed = String::new();
                calendar::print_date_time(micros - part, &mut printed);
                Json::from(format!("{printed}.{:03}Z", part / 1_000))
            }),
        };
        read.unwrap_or_else(|| Json::from(text))
    }
}

/// The text of an array that is given as JSON; `None` if it is none. Arrays in an array of documents are documents.
pub(super) fn literal(json: &str, of_documents: bool) -> Option<String> {
    let Ok(Json::Array(list)) = serde_json::from_str(json) else { return None };
    let mut out = String::new();
    write_members(&list, of_documents, &mut out);
    Some(out)
}

fn write_members(list: &[Json], of_documents: bool, out: &mut String) {
    out.push('{');
    for (nth, member) in list.iter().enumerate() {
        if nth > 0 {
            out.push(',');
        }
        match member {
            Json::Null => out.push_str("NULL"),
            Json::Array(inner) if !of_documents => write_members(inner, of_documents, out),
            Json::String(text) if !of_documents => write_quoted(text, out),
            other => write_quoted(&other.to_string(), out),
        }
    }
    out.push('}');
}

/// A member in quotes.
pub(super) fn write_quoted(text: &str, out: &mut String) {
    out.push('"');
    for char in text.chars() {
        if matches!(char, '"' | '\\') {
            out.push('\\');
        }
        out.push(char);
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn arrays_are_read_as_json() {
        let check = |text: &str, member, expected: Json| assert_eq!(Array::new(text, member).to_json(), expected, "{text}");
        check("{}", Member::Text, json!([]));
        check(r#"{a,"b c","q\"uo,te",NULL,"NULL","","\\{"}"#, Member::Text, json!(["a", "b c", "q\"uo,te", null, "NULL", "", "\\{"]));
        check("{1,-2.5,NULL,NaN}", Member::Number, json!([1, -2.5, null, "NaN"]));
        check(r#"{"2024-01-02 03:04:05.6789+00",infinity}"#, Member::Timestamp, json!(["2024-01-02T03:04:05.678Z", "infinity"]));
        check("{1,9007199254740993}", Member::Text, json!(["1", "9007199254740993"]));
        check("{{1,2},{3,4}}", Member::Number, json!([[1, 2], [3, 4]]));
        check("[0:1]={7,8}", Member::Number, json!([7, 8]));
        check("{t,f,NULL}", Member::Boolean, json!([true, false, null]));
        check(r#"{"{\"a\": 1}","[1, {}]",null}"#, Member::Document, json!([{"a": 1}, [1, {}], null]));
        for broken in ["", "{", "{a", "{\"a", "{a}b", "a,b"] {
            check(broken, Member::Text, json!(broken));
        }
    }

    #[test]
    fn json_is_written_as_an_array() {
        let check = |json: Json, of_documents, expected: &str| {
            assert_eq!(literal(&json.to_string(), of_documents).as_deref(), Some(expected), "{json}");
        };
        check(json!([]), false, "{}");
        check(json!(["a", null, "q\"\\", "NULL", 1, true]), false, r#"{"a",NULL,"q\"\\","NULL","1","true"}"#);
        check(json!([[1, 2], [3, 4]]), false, r#"{{"1","2"},{"3","4"}}"#);
        check(json!([{"a": [1]}, [2], "x"]), true, r#"{"{\"a\":[1]}","[2]","\"x\""}"#);
        assert_eq!(literal("{a,b}", false), None);
        assert_eq!(literal("7", false), None);
    }
}
