//! YAML: block style, two blanks a level.
//!
//! A text is written plain only where no YAML reader, old or new, could take it for anything else; otherwise in quotes, or as a block
//! where it has several lines.

use std::fmt::Write;

use serde_json::{Error, Map, Value as Json};

use super::items::{self, Shape};

/// Writes `items` as a document.
pub(super) fn write(text: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let mut written = String::new();
    match items::shape(text) {
        Shape::One => items::for_each(text, |item| {
            node(&item, Place { depth: 0, inline: true }, &mut written);
        })?,
        Shape::Many => {
            items::for_each(text, |one| item(&one, &mut written))?;
            if written.is_empty() {
                written.push_str("[]\n");
            }
        }
    }
    out.extend_from_slice(written.as_bytes());
    Ok(())
}

/// Writes one item of a list.
pub(super) fn item(item: &Json, out: &mut String) {
    out.push_str("- ");
    node(item, Place { depth: 1, inline: true }, out);
}

/// Where a value is to be written.
#[derive(Clone, Copy)]
struct Place {
    /// The level of the value's own lines.
    depth: usize,
    /// Whether a block's first line goes on the line that has begun (behind `- `), or on one of its own (behind `key:`).
    inline: bool,
}

fn node(value: &Json, place: Place, out: &mut String) {
    match value {
        Json::Array(members) if members.is_empty() => out.push_str("[]\n"),
        Json::Object(object) if object.is_empty() => out.push_str("{}\n"),
        Json::Array(members) => sequence(members, place, out),
        Json::Object(object) => mapping(object, place, out),
        Json::String(text) => {
            scalar(text, place.depth, out);
            out.push('\n');
        }
        other => {
            let _ = writeln!(out, "{other}");
        }
    }
}

fn sequence(members: &[Json], place: Place, out: &mut String) {
    for (index, member) in members.iter().enumerate() {
        begin(index, place, out);
        out.push_str("- ");
        node(member, Place { depth: place.depth + 1, inline: true }, out);
    }
}

fn mapping(object: &Map<String, Json>, place: Place, out: &mut String) {
    for (index, (key, value)) in object.iter().enumerate() {
        begin(index, place, out);
        if key.contains('\n') {
            double_quoted(key, out);
        } else {
            scalar(key, place.depth, out);
        }
        out.push(':');
        let is_block = matches!(value, Json::Array(list) if !list.is_empty()) || matches!(value, Json::Object(map) if !map.is_empty());
        out.push(if is_block { '\n' } else { ' ' });
        node(value, Place { depth: place.depth + 1, inline: false }, out);
    }
}

fn begin(index: usize, place: Place, out: &mut String) {
    if index > 0 || !place.inline {
        indent(place.depth, out);
    }
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}

fn scalar(text: &str, depth: usize, out: &mut String) {
    if text.chars().any(|c| c != '\n' && is_unprintable(c)) {
        double_quoted(text, out);
    } else if text.contains('\n') {
        block(text, depth, out);
    } else if is_plain(text) {
        out.push_str(text);
    } else {
        out.push('\'');
        out.push_str(&text.replace('\'', "''"));
        out.push('\'');
    }
}

/// JSON's way of quoting is YAML's too, except that YAML wants more characters written out.
fn double_quoted(text: &str, out: &mut String) {
    for c in Json::from(text).to_string().chars() {
        if is_unprintable(c) {
            let _ = write!(out, "\\u{:04x}", u32::from(c));
        } else {
            out.push(c);
        }
    }
}

fn is_unprintable(c: char) -> bool {
    c.is_control() || matches!(c, '\u{feff}' | '\u{2028}' | '\u{2029}' | '\u{fffe}' | '\u{ffff}')
}

/// `|` and the lines below. The sign behind it says what becomes of the line breaks at the end; a first line that begins with a blank
/// needs the depth spelled out.
fn block(text: &str, depth: usize, out: &mut String) {
    let depth = depth.max(1);
    out.push('|');
    if text.trim_start_matches('\n').starts_with(' ') {
        out.push('2');
    }
    match text.len() - text.trim_end_matches('\n').len() {
        0 => out.push('-'),
        1 if text != "\n" => {}
        _ => out.push('+'),
    }
    let lines = text.strip_suffix('\n').unwrap_or(text);
    for line in lines.split('\n') {
        out.push('\n');
        if !line.is_empty() {
            indent(depth, out);
            out.push_str(line);
        }
    }
}

/// Whether a one-line text is the same text without quotes.
fn is_plain(text: &str) -> bool {
    let Some(first) = text.chars().next() else { return false };
    if text.starts_with(' ') || text.ends_with(' ') || text.ends_with(':') || text.contains(": ") || text.contains(" #") {
        return false;
    }
    if "-?:,[]{}#&*!|>'\"%@`=~<.+".contains(first) || first.is_ascii_digit() {
        return false;
    }
    let word = text.to_ascii_lowercase();
    !matches!(word.as_str(), "null" | "true" | "false" | "yes" | "no" | "on" | "off" | "y" | "n")
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn written(items: &Json) -> String {
        let mut out = Vec::new();
        write(items.to_string().as_bytes(), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn looks_as_people_write_it() {
        let items = json!([{"id": 1, "title": "One <b> & \"x\"", "js": {"a": [1, {"b": null}], "c": "d"}, "tags": ["x", "y"], "none": []}]);
        assert_eq!(
            written(&items),
            "- id: 1\n  title: One <b> & \"x\"\n  js:\n    a:\n      - 1\n      - b: null\n    c: d\n  tags:\n    - x\n    - 'y'\n  none: []\n"
        );
        assert_eq!(written(&json!({"id": 1, "arts": [1, 2]})), "id: 1\narts:\n  - 1\n  - 2\n");
        assert_eq!(written(&json!([])), "[]\n");
    }

    #[test]
    fn text_that_looks_like_something_else_is_quoted() {
        for text in ["", "null", "123", "0x1f", "yes", "1:30", "2026-11-22", "a: b", "a #b", "- x", "@x", " x", "x ", "it's: x", "~", "."] {
            assert_eq!(written(&json!({ "t": text })), format!("t: '{}'\n", text.replace('\'', "''")));
        }
        assert_eq!(written(&json!({"t": "line1\r\n- yes"})), "t: \"line1\\r\\n- yes\"\n");
    }

    proptest! {
        #[test]
        fn reads_back_as_it_was(texts in proptest::collection::vec("[ -~\n\tä\u{85}]{0,12}", 0..6)) {
            let items = json!([{"texts": texts, "nested": {"t": texts}}]);
            let read: Json = serde_yaml_ng::from_str(&written(&items)).unwrap();
            prop_assert_eq!(read, items);
        }
    }
}
