//! XML: an element per key, the same element again for every member of a list, `data` around each item and around them all.
//!
//! Nulls are the word `null`, empty texts an empty element, empty lists nothing at all, as in Directus.

use serde_json::{Error, Value as Json};

use super::items::{self, Shape};

const INDENT: &str = "    ";

/// Writes `items` as a document.
pub(super) fn write(text: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let mut written = String::from("<?xml version='1.0'?>\n");
    match items::shape(text) {
        Shape::One => items::for_each(text, |item| element("data", &item, 0, &mut written))?,
        Shape::Many => {
            let start = written.len();
            written.push_str("<data>\n");
            let empty = written.len();
            items::for_each(text, |item| element("data", &item, 1, &mut written))?;
            if written.len() == empty {
                written.truncate(start);
                written.push_str("<data/>\n");
            } else {
                written.push_str("</data>\n");
            }
        }
    }
    out.extend_from_slice(written.trim_end_matches('\n').as_bytes());
    Ok(())
}

/// What stands before the items of a list.
pub(super) const HEAD: &str = "<?xml version='1.0'?>\n<data>\n";

/// What stands behind them.
pub(super) const FOOT: &str = "</data>";

/// All that there is without any item.
pub(super) const EMPTY: &str = "<?xml version='1.0'?>\n<data/>";

/// Writes one item of a list.
pub(super) fn item(item: &Json, out: &mut String) {
    element("data", item, 1, out);
}

fn element(name: &str, value: &Json, depth: usize, out: &mut String) {
    let tag = tag(name);
    match value {
        Json::Array(members) => members.iter().for_each(|member| element(name, member, depth, out)),
        Json::Object(object) if object.is_empty() => line(depth, &format!("<{tag}/>"), out),
        Json::Object(object) => {
            line(depth, &format!("<{tag}>"), out);
            for (key, value) in object {
                element(key, value, depth + 1, out);
            }
            line(depth, &format!("</{tag}>"), out);
        }
        Json::String(text) if text.is_empty() => line(depth, &format!("<{tag}/>"), out),
        Json::String(text) => line(depth, &format!("<{tag}>{}</{tag}>", escaped(text)), out),
        other => line(depth, &format!("<{tag}>{other}</{tag}>"), out),
    }
}

fn line(depth: usize, text: &str, out: &mut String) {
    for _ in 0..depth {
        out.push_str(INDENT);
    }
    out.push_str(text);
    out.push('\n');
}

/// A key as an element's name: what XML doesn't allow there becomes `_`.
fn tag(key: &str) -> String {
    let allowed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut tag: String = key.chars().map(|c| if allowed(c) { c } else { '_' }).collect();
    if !tag.starts_with(|c: char| c.is_alphabetic() || c == '_') {
        tag.insert(0, '_');
    }
    tag
}

/// Text with `&` and `<` written out, and without the control characters that no XML document may hold.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn check(items: &str, expected: &str) {
        let mut out = Vec::new();
        write(items.as_bytes(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), format!("<?xml version='1.0'?>\n{expected}"));
    }

    #[test]
    fn lists_repeat_their_element() {
        check(
            r#"[{"id":1,"js":{"a":[1,{"b":null}]},"tags":["x","y"],"none":[]}]"#,
            "<data>\n    <data>\n        <id>1</id>\n        <js>\n            <a>1</a>\n            <a>\n                <b>null</b>\n            </a>\n        </js>\n        <tags>x</tags>\n        <tags>y</tags>\n    </data>\n</data>",
        );
    }

    #[test]
    fn markup_in_text_stays_text() {
        check(
            r#"{"t":"One <b> & \"x\" 'y'","e":"","1 a":true}"#,
            "<data>\n    <t>One &lt;b> &amp; \"x\" 'y'</t>\n    <e/>\n    <_1_a>true</_1_a>\n</data>",
        );
        check(r#"{"t":"a\u0001b\rc"}"#, "<data>\n    <t>ab&#xD;c</t>\n</data>");
    }

    #[test]
    fn no_items_are_one_empty_element() {
        check("[]", "<data/>");
    }
}
