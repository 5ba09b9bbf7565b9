//! CSV: a column for every key that any item has, nested objects as `country.name`, lists as JSON.
//!
//! The columns stand in the order in which the items first bring them; text is always quoted, nothing else is, absent and null are
//! empty. Goes over the items twice, since the first line needs to know them all.

use indexmap::IndexSet;
use serde_json::{Error, Value as Json};

use super::items;

/// Writes `items` as lines without a line break at the end.
pub(super) fn write(text: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    let mut columns = Columns::default();
    items::for_each(text, |item| columns.note(&item))?;
    columns.head(out);
    items::for_each(text, |item| columns.line(&item, out))
}

/// The columns of all items, in the order in which the items first bring them.
#[derive(Debug, Default)]
pub(super) struct Columns(IndexSet<String>);

impl Columns {
    /// Adds the columns that an item brings.
    pub(super) fn note(&mut self, item: &Json) {
        flatten(item, &mut String::new(), &mut |path, _| {
            if !self.0.contains(path) {
                self.0.insert(path.to_owned());
            }
        });
    }

    /// Writes the first line.
    pub(super) fn head(&self, out: &mut Vec<u8>) {
        for (index, column) in self.0.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            quoted(column, out);
        }
    }

    /// Writes an item's line, after the end of the one before.
    pub(super) fn line(&self, item: &Json, out: &mut Vec<u8>) {
        let mut cells: Vec<Option<Json>> = vec![None; self.0.len()];
        flatten(item, &mut String::new(), &mut |path, value| {
            if let Some(cell) = self.0.get_index_of(path).and_then(|index| cells.get_mut(index)) {
                *cell = Some(value.clone());
            }
        });
        out.push(b'\n');
        for (index, value) in cells.iter().enumerate() {
            if index > 0 {
                out.push(b',');
            }
            if let Some(value) = value {
                cell(value, out);
            }
        }
    }
}

/// Calls `each` with the path and the value of everything in `item` that isn't an object with keys.
fn flatten(item: &Json, path: &mut String, each: &mut impl FnMut(&str, &Json)) {
    match item {
        Json::Object(object) if !object.is_empty() || path.is_empty() => {
            for (key, value) in object {
                let length = path.len();
                if length > 0 {
                    path.push('.');
                }
                path.push_str(key);
                flatten(value, path, each);
                path.truncate(length);
            }
        }
        other => each(path, other),
    }
}

fn cell(value: &Json, out: &mut Vec<u8>) {
    match value {
        Json::Null => {}
        Json::Bool(_) | Json::Number(_) => out.extend_from_slice(value.to_string().as_bytes()),
        Json::String(text) => quoted(text, out),
        Json::Array(_) | Json::Object(_) => quoted(&value.to_string(), out),
    }
}

fn quoted(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    for byte in text.bytes() {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use super::*;

    fn check(items: &str, expected: &str) {
        let mut out = Vec::new();
        write(items.as_bytes(), &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn nested_objects_become_columns_and_lists_become_json() {
        check(
            r#"[{"id":1,"js":{"a":[1,{"b":null}],"c":"d"},"flag":true},{"id":2,"js":[1,2],"flag":null},{"id":3,"js":null}]"#,
            "\"id\",\"js.a\",\"js.c\",\"flag\",\"js\"\n1,\"[1,{\"\"b\"\":null}]\",\"d\",true,\n2,,,,\"[1,2]\"\n3,,,,",
        );
    }

    #[test]
    fn text_is_quoted_and_its_quotes_are_doubled() {
        check(
            r#"[{"t":"One \"x\"\nand more"},{"t":""},{"t":"123"},{"t":12.50}]"#,
            "\"t\"\n\"One \"\"x\"\"\nand more\"\n\"\"\n\"123\"\n12.50",
        );
    }

    #[test]
    fn one_item_is_one_line_and_none_are_none() {
        check(r#"{"id":1,"name":"n"}"#, "\"id\",\"name\"\n1,\"n\"");
        check("[]", "");
    }
}
