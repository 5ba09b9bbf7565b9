//! JSON as a file: the items alone, one level of the tree per tab.
//!
//! Rearranges white space only, so no value is read or changed on the way.

use serde_json::Error;

/// Writes `items` indented with tabs.
pub(super) fn write(items: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    write_at(0, items, out)
}

/// The same for what stands within something.
pub(super) fn write_at(mut depth: usize, items: &[u8], out: &mut Vec<u8>) -> Result<(), Error> {
    serde_json::from_slice::<serde::de::IgnoredAny>(items)?;
    let mut rest = items.iter().copied().filter(|byte| !matches!(byte, b'\n' | b'\r')).peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'"' => {
                out.push(b'"');
                while let Some(byte) = rest.next() {
                    out.push(byte);
                    match byte {
                        b'\\' => out.extend(rest.next()),
                        b'"' => break,
                        _ => {}
                    }
                }
            }
            b'{' | b'[' => {
                out.push(byte);
                while rest.next_if(u8::is_ascii_whitespace).is_some() {}
                if let Some(close) = rest.next_if(|next| matches!(next, b'}' | b']')) {
                    out.push(close);
                } else {
                    depth += 1;
                    new_line(depth, out);
                }
            }
            b'}' | b']' => {
                depth -= 1;
                new_line(depth, out);
                out.push(byte);
            }
            b',' => {
                out.push(b',');
                new_line(depth, out);
            }
            b':' => out.extend_from_slice(b": "),
            byte if byte.is_ascii_whitespace() => {}
            byte => out.push(byte),
        }
    }
    Ok(())
}

fn new_line(depth: usize, out: &mut Vec<u8>) {
    out.push(b'\n');
    out.resize(out.len() + depth, b'\t');
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
    fn every_level_gets_a_tab() {
        check(
            r#"[{"id":1,"js":{"a":[1,{"b":null}]},"t":[]}]"#,
            "[\n\t{\n\t\t\"id\": 1,\n\t\t\"js\": {\n\t\t\t\"a\": [\n\t\t\t\t1,\n\t\t\t\t{\n\t\t\t\t\t\"b\": null\n\t\t\t\t}\n\t\t\t]\n\t\t},\n\t\t\"t\": []\n\t}\n]",
        );
        check("[ ]", "[]");
        check(r#"{"a":{ }}"#, "{\n\t\"a\": {}\n}");
    }

    #[test]
    fn text_and_numbers_stay_as_they_are() {
        check(r#"["a, {\"b\": [\\]}", 9007199254740993.10]"#, "[\n\t\"a, {\\\"b\\\": [\\\\]}\",\n\t9007199254740993.10\n]");
    }

    #[test]
    fn what_is_no_json_is_refused() {
        assert!(write(b"[1,", &mut Vec::new()).is_err());
    }
}
