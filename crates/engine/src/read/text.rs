//! JSON strings, and JSON documents that come from the database as text.

/// Appends a text as a JSON string.
pub(crate) fn write_text(text: &str, out: &mut String) {
    out.push('"');
    let mut start = 0;
    for (at, byte) in text.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0C => "\\f",
            0x00..=0x1F => {
                out.push_str(&text[start..at]);
                out.push_str("\\u00");
                out.push(char::from(b'0' + (byte >> 4)));
                out.push(char::from_digit(u32::from(byte & 0xF), 16).unwrap_or('0'));
                start = at + 1;
                continue;
            }
            _ => continue,
        };
        out.push_str(&text[start..at]);
        out.push_str(escape);
        start = at + 1;
    }
    out.push_str(&text[start..]);
    out.push('"');
}

/// Appends a JSON document without the white space between its parts; a text that is no JSON becomes a JSON string.
pub(crate) fn write_document(document: &str, out: &mut String) {
    if serde_json::from_str::<serde::de::IgnoredAny>(document).is_err() {
        return write_text(document, out);
    }
    let mut in_string = false;
    let mut escaped = false;
    let mut start = 0;
    for (at, byte) in document.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
        } else if byte == b'"' {
            in_string = true;
        } else if byte.is_ascii_whitespace() {
            out.push_str(&document[start..at]);
            start = at + 1;
        }
    }
    out.push_str(&document[start..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(print: impl FnOnce(&mut String)) -> String {
        let mut out = String::new();
        print(&mut out);
        out
    }

    #[test]
    fn strings_are_what_a_json_reader_expects() {
        for text in ["", "plain", "a\"b\\c", "line\nbreak\ttab", "\u{0}\u{1f}", "ünï 👋", "\u{8}\u{c}"] {
            let json = printed(|out| write_text(text, out));
            assert_eq!(serde_json::from_str::<String>(&json).ok().as_deref(), Some(text), "{json}");
        }
    }

    #[test]
    fn documents_lose_only_their_white_space() {
        assert_eq!(printed(|out| write_document(r#"{"a b": [1, 2 , {"c": "x y\" z"}]}"#, out)), r#"{"a b":[1,2,{"c":"x y\" z"}]}"#);
        assert_eq!(printed(|out| write_document("not json", out)), "\"not json\"");
        assert_eq!(printed(|out| write_document("{\"a\":1} trailing", out)), "\"{\\\"a\\\":1} trailing\"");
    }
}
