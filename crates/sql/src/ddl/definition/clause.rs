//! The clauses behind a column's type: where each begins and ends, and what it is about.

use crate::ddl::tokens::{Token, TokenKind};

/// What a clause is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ClauseKind {
    NotNull,
    Null,
    Default,
    Unique,
    References,
    /// Computed by the database.
    Generated,
    /// Character set or collation: goes when the type changes.
    Characters,
    /// The primary key, checks, comments, counting and whatever else: stays.
    Other,
}

/// One clause.
#[derive(Debug, Clone)]
pub(super) struct Clause {
    pub kind: ClauseKind,
    pub text: String,
}

/// Words that end a column's type.
const STARTS: [&str; 18] = [
    "constraint",
    "primary",
    "not",
    "null",
    "unique",
    "check",
    "default",
    "collate",
    "references",
    "generated",
    "as",
    "auto_increment",
    "comment",
    "on",
    "character",
    "charset",
    "invisible",
    "autoincrement",
];

/// Whether a clause starts here.
pub(super) fn starts_clause(token: &Token<'_>) -> bool {
    STARTS.iter().any(|word| token.is(word))
}

/// Splits the tokens behind a type.
pub(super) fn clauses(text: &str, mut rest: &[Token<'_>]) -> Vec<Clause> {
    let mut found = Vec::new();
    while let Some(first) = rest.first() {
        let named = if first.is("constraint") { 2.min(rest.len()) } else { 0 };
        let (kind, length) = clause(&rest[named..]);
        let length = (named + length).clamp(1, rest.len());
        let end = rest[length - 1].end();
        found.push(Clause { kind, text: text[first.start..end].to_owned() });
        rest = &rest[length..];
    }
    found
}

/// The kind of the clause at the start, and how many tokens it has.
fn clause(tokens: &[Token<'_>]) -> (ClauseKind, usize) {
    let mut reader = Reader { tokens, at: 0 };
    let Some(first) = reader.next() else { return (ClauseKind::Other, 0) };
    let kind = match first.text.to_ascii_lowercase().as_str() {
        "not" => {
            reader.skip("null");
            reader.conflict();
            ClauseKind::NotNull
        }
        "null" => ClauseKind::Null,
        "unique" => {
            reader.skip("key");
            reader.conflict();
            ClauseKind::Unique
        }
        "primary" => {
            reader.skip("key");
            reader.skip("asc");
            reader.skip("desc");
            reader.conflict();
            reader.skip("autoincrement");
            ClauseKind::Other
        }
        "check" => {
            reader.group();
            ClauseKind::Other
        }
        "default" => {
            reader.value();
            ClauseKind::Default
        }
        "collate" | "charset" => {
            reader.next();
            ClauseKind::Characters
        }
        "character" => {
            reader.skip("set");
            reader.next();
            ClauseKind::Characters
        }
        "comment" => {
            reader.next();
            ClauseKind::Other
        }
        "on" => {
            reader.next();
            reader.value();
            ClauseKind::Other
        }
        "generated" | "as" => {
            reader.skip("always");
            reader.skip("as");
            reader.group();
            for word in ["virtual", "stored", "persistent"] {
                reader.skip(word);
            }
            ClauseKind::Generated
        }
        "references" => {
            reader.references();
            ClauseKind::References
        }
        _ => ClauseKind::Other,
    };
    (kind, reader.at)
}

struct Reader<'a, 'b> {
    tokens: &'b [Token<'a>],
    at: usize,
}

impl<'a> Reader<'a, '_> {
    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.at)
    }

    fn next(&mut self) -> Option<Token<'a>> {
        let token = self.tokens.get(self.at).copied();
        self.at += usize::from(token.is_some());
        token
    }

    fn skip(&mut self, word: &str) -> bool {
        let found = self.peek().is_some_and(|token| token.is(word));
        self.at += usize::from(found);
        found
    }

    /// `ON CONFLICT …`.
    fn conflict(&mut self) {
        if self.peek().is_some_and(|token| token.is("on")) && self.tokens.get(self.at + 1).is_some_and(|token| token.is("conflict")) {
            self.at = (self.at + 3).min(self.tokens.len());
        }
    }

    /// A pair of brackets with everything in it, if one begins here.
    fn group(&mut self) {
        let mut depth = 0_usize;
        while let Some(token) = self.peek() {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.saturating_sub(1),
                _ if depth == 0 => return,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return;
            }
        }
    }

    /// A constant, a signed number, a call, an expression in brackets.
    fn value(&mut self) {
        if self.peek().is_some_and(|token| token.kind == TokenKind::Open) {
            return self.group();
        }
        if self.next().is_some_and(|token| token.kind == TokenKind::Sign) {
            self.next();
        }
        self.group();
    }

    fn references(&mut self) {
        self.next();
        self.group();
        loop {
            if self.skip("on") {
                self.next();
                // `CASCADE`, `RESTRICT`, or two words.
                let _two_words = self.skip("set") || self.skip("no");
                self.next();
            } else if self.skip("match") || self.skip("initially") {
                self.next();
            } else if self.peek().is_some_and(|token| token.is("not"))
                && self.tokens.get(self.at + 1).is_some_and(|token| token.is("deferrable"))
            {
                self.at += 2;
            } else if !self.skip("deferrable") {
                return;
            }
        }
    }
}
