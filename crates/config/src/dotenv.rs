//! Reads `.env` files the way the `dotenv` package for Node does, so that a file made for Directus means the same.
//!
//! Written here because the crates for it differ where it hurts: they expand `$` inside passwords and refuse spaces in
//! values without quotes. Knows no setting.

/// One assignment, or the number of a line that is none.
pub(crate) type Line = Result<(String, String), usize>;

/// What stands in a line, or in several that one value in quotes spans.
enum Content {
    Nothing,
    Nonsense,
    Assignment(String, String),
}

/// Reads every line; empty ones and comments are left out.
pub(crate) fn parse(text: &str) -> Vec<Line> {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    let mut lines = Vec::new();
    let mut rest = text.as_str();
    let mut number = 1;
    while !rest.is_empty() {
        let (content, n_bytes) = read_line(rest);
        match content {
            Content::Nothing => {}
            Content::Nonsense => lines.push(Err(number)),
            Content::Assignment(name, value) => lines.push(Ok((name, value))),
        }
        number += rest[..n_bytes].matches('\n').count();
        rest = &rest[n_bytes..];
    }
    lines
}

/// What stands at the beginning of `text`, and how many bytes it takes.
fn read_line(text: &str) -> (Content, usize) {
    let end = end_of_line(text, 0);
    let line = &text[..end];
    let content = line.trim();
    if content.is_empty() || content.starts_with('#') {
        return (Content::Nothing, end);
    }
    let Some((name, value_start)) = read_name(line) else {
        return (Content::Nonsense, end);
    };
    let value = &text[value_start..];
    let n_spaces = value.len() - value.trim_start_matches([' ', '\t']).len();
    match read_quoted(&value[n_spaces..]) {
        // Behind the closing quote only a comment can follow; it ends with its line.
        Some((value, n_bytes)) => (Content::Assignment(name, value), end_of_line(text, value_start + n_spaces + n_bytes)),
        None => (Content::Assignment(name, plain(&line[value_start..])), end),
    }
}

fn end_of_line(text: &str, start: usize) -> usize {
    text[start..].find('\n').map_or(text.len(), |position| start + position + 1)
}

/// The name before `=`, and where the value begins.
fn read_name(line: &str) -> Option<(String, usize)> {
    let equals = line.find('=')?;
    let name = line[..equals].trim();
    let name = name.strip_prefix("export ").map_or(name, str::trim_start);
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'));
    is_name.then(|| (name.to_owned(), equals + 1))
}

/// A value in quotes, which may span lines, and how many bytes it takes with its quotes.
fn read_quoted(text: &str) -> Option<(String, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\'' | '`'))?;
    let mut escaped = false;
    for (position, c) in text.char_indices().skip(1) {
        if c == quote && !escaped {
            let inner = &text[1..position];
            let value = if quote == '"' { inner.replace("\\n", "\n").replace("\\r", "\r") } else { inner.to_owned() };
            return Some((value, position + 1));
        }
        escaped = c == '\\' && !escaped;
    }
    None
}

/// A value without quotes: up to a comment or the end of the line.
fn plain(text: &str) -> String {
    text.split(['#', '\n']).next().unwrap_or_default().trim().to_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(text: &str, expected: &[(&str, &str)]) {
        let expected: Vec<Line> = expected.iter().map(|(name, value)| Ok(((*name).to_owned(), (*value).to_owned()))).collect();
        assert_eq!(parse(text), expected, "{text}");
    }

    #[test]
    fn reads_what_node_reads() {
        check("PORT=8055\n\n# comment\nHOST = 127.0.0.1 # why\n", &[("PORT", "8055"), ("HOST", "127.0.0.1")]);
        check("export KEY=a b c", &[("KEY", "a b c")]);
        check("DB_PASSWORD=a$HOME\\n", &[("DB_PASSWORD", "a$HOME\\n")]);
        check("A='x # y' # z\nB=\"l1\\nl2\"\nC=`it's \"so\"`", &[("A", "x # y"), ("B", "l1\nl2"), ("C", "it's \"so\"")]);
        check("CERT=\"first\nsecond\"\nA=", &[("CERT", "first\nsecond"), ("A", "")]);
        check("A=a=b", &[("A", "a=b")]);
        check("A='open\nB=1", &[("A", "'open"), ("B", "1")]);
        check("\u{feff}A=1\r\nB=2\r\n", &[("A", "1"), ("B", "2")]);
    }

    #[test]
    fn names_the_line_that_is_none() {
        let lines = parse("A=\"1\n2\"\nnonsense\n=x\nB C=1\n");
        assert_eq!(lines[1..], [Err(3), Err(4), Err(5)]);
    }

    proptest! {
        #[test]
        fn never_panics(text in any::<String>()) {
            parse(&text);
        }

        #[test]
        fn a_quoted_value_reads_back(value in "[^'\\\\\r]*") {
            prop_assert_eq!(parse(&format!("A='{value}'\n")), vec![Ok(("A".to_owned(), value))]);
        }
    }
}
