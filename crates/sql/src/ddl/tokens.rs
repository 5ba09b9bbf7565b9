//! The words of a stored `CREATE TABLE`: as much of SQL's grammar as is needed to find where a definition begins and ends.

/// One token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub kind: TokenKind,
    pub text: &'a str,
    /// Where it begins in the text.
    pub start: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TokenKind {
    /// A keyword, a bare name, a number.
    Word,
    /// A name in quotes.
    QuotedName,
    /// A text constant.
    Text,
    Open,
    Close,
    Comma,
    /// Any other sign.
    Sign,
}

impl Token<'_> {
    /// Whether this is the given keyword, in any letter case.
    pub fn is(&self, keyword: &str) -> bool {
        self.kind == TokenKind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// Where it ends in the text.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }

    /// The name that it spells, without quotes; `None` for what can't be a name.
    pub fn name(&self) -> Option<String> {
        let quote = self.text.chars().next()?;
        match (self.kind, quote) {
            (TokenKind::Word, _) => Some(self.text.to_owned()),
            (TokenKind::QuotedName, '[') => Some(self.inner().to_owned()),
            // SQLite takes a text constant where a name must stand.
            (TokenKind::QuotedName | TokenKind::Text, quote) => Some(self.inner().replace(&format!("{quote}{quote}"), &quote.to_string())),
            _ => None,
        }
    }

    fn inner(&self) -> &str {
        self.text.get(1..self.text.len().saturating_sub(1)).unwrap_or_default()
    }
}

/// Splits a text. Whitespace and comments are left out; a quote that never ends takes the rest.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(char) = text[at..].chars().next() {
        let rest = &text[at..];
        let (kind, length) = match char {
            char if char.is_whitespace() => (None, char.len_utf8()),
            '-' if rest.starts_with("--") => (None, rest.find('\n').unwrap_or(rest.len())),
            '/' if rest.starts_with("/*") => (None, rest.find("*/").map_or(rest.len(), |end| end + 2)),
            '"' | '`' => (Some(TokenKind::QuotedName), quoted(rest, char)),
            '[' => (Some(TokenKind::QuotedName), rest.find(']').map_or(rest.len(), |end| end + 1)),
            '\'' => (Some(TokenKind::Text), quoted(rest, char)),
            '(' => (Some(TokenKind::Open), 1),
            ')' => (Some(TokenKind::Close), 1),
            ',' => (Some(TokenKind::Comma), 1),
            char if is_word(char) => (Some(TokenKind::Word), rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            other => (Some(TokenKind::Sign), other.len_utf8()),
        };
        if let Some(kind) = kind {
            found.push(Token { kind, text: &rest[..length], start: at });
        }
        at += length;
    }
    found
}

fn is_word(char: char) -> bool {
    char.is_alphanumeric() || char == '_' || char == '$' || char == '.'
}

/// The length of a quoted piece, doubled quotes inside.
fn quoted(text: &str, quote: char) -> usize {
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((index, char)) = chars.next() {
        if char == quote {
            if chars.peek().is_some_and(|(_, next)| *next == quote) {
                chars.next();
            } else {
                return index + quote.len_utf8();
            }
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_comments_hide_what_is_in_them() {
        let text = "\"a,\"\"b\" /* , */ 'x''(' [c d] -- )\n,`e`";
        let found: Vec<_> = tokens(text).into_iter().map(|token| (token.kind, token.name().unwrap_or_default())).collect();
        assert_eq!(
            found,
            [
                (TokenKind::QuotedName, "a,\"b".to_owned()),
                (TokenKind::Text, "x'(".to_owned()),
                (TokenKind::QuotedName, "c d".to_owned()),
                (TokenKind::Comma, String::new()),
                (TokenKind::QuotedName, "e".to_owned()),
            ]
        );
    }

    #[test]
    fn broken_text_ends_somewhere() {
        for text in ["'", "\"a", "/*", "[", "--", "(((", "ä'"] {
            let last = tokens(text).last().map_or(0, Token::end);
            assert!(last <= text.len(), "{text}");
        }
    }
}
