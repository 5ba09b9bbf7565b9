//! A stored `CREATE TABLE`, taken apart so that one piece can be changed and the others stay as they were written.

mod clause;
mod column;

use relata_schema::{CollectionName, FieldName};

pub(super) use column::ColumnText;

use super::DdlError;
use super::tokens::{Token, TokenKind, tokens};
use crate::Dialect;

/// The parts of a `CREATE TABLE`.
#[derive(Debug, Clone)]
pub(super) struct Definition {
    parts: Vec<Part>,
    /// What follows the closing bracket: table options.
    tail: String,
}

#[derive(Debug, Clone)]
enum Part {
    Column(ColumnText),
    Constraint(Constraint),
}

#[derive(Debug, Clone)]
struct Constraint {
    kind: ConstraintKind,
    columns: Vec<String>,
    text: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ConstraintKind {
    ForeignKey,
    Unique,
    Other,
}

impl Definition {
    /// Takes the text of a table apart.
    pub fn of(dialect: Dialect, table: &CollectionName, text: Option<&str>) -> Result<Self, DdlError> {
        let text = text.ok_or_else(|| DdlError::MissingDefinition(table.clone()))?;
        Self::parse(dialect, text).ok_or_else(|| DdlError::UnreadableDefinition(table.clone()))
    }

    fn parse(dialect: Dialect, text: &str) -> Option<Self> {
        let all = tokens(text);
        let open = all.iter().position(|token| token.kind == TokenKind::Open)?;
        let mut depth = 0_usize;
        let mut start = open + 1;
        let mut parts = Vec::new();
        for (index, token) in all.iter().enumerate().skip(open) {
            match token.kind {
                TokenKind::Open => depth += 1,
                TokenKind::Close => depth = depth.checked_sub(1)?,
                _ => {}
            }
            let ends = depth == 0 || (depth == 1 && token.kind == TokenKind::Comma);
            if ends {
                parts.push(part(dialect, text, &all[start..index])?);
                start = index + 1;
            }
            if depth == 0 {
                let tail = text[token.end()..].trim().trim_end_matches(';').to_owned();
                return Some(Self { parts, tail });
            }
        }
        None
    }

    /// The whole text again, for a table of the given name.
    pub fn text(&self, dialect: Dialect, table: &CollectionName) -> String {
        let texts: Vec<String> = self.parts.iter().map(Part::text).collect();
        let mut out = format!("create table {} ({})", dialect.quote_name(table), texts.join(", "));
        if !self.tail.is_empty() {
            out.push(' ');
            out.push_str(&self.tail);
        }
        out
    }

    /// The columns, in order.
    pub fn columns(&self) -> impl Iterator<Item = &ColumnText> {
        self.parts.iter().filter_map(|part| match part {
            Part::Column(column) => Some(column),
            Part::Constraint(_) => None,
        })
    }

    /// One column.
    pub fn column(&self, table: &CollectionName, name: &FieldName) -> Result<&ColumnText, DdlError> {
        let unknown = || DdlError::UnknownColumn { table: table.clone(), column: name.clone() };
        self.columns().find(|column| column.is_named(name.as_str())).ok_or_else(unknown)
    }

    /// One column, to be changed.
    pub fn column_mut(&mut self, table: &CollectionName, name: &FieldName) -> Result<&mut ColumnText, DdlError> {
        let unknown = || DdlError::UnknownColumn { table: table.clone(), column: name.clone() };
        let found = self.parts.iter_mut().find_map(|part| match part {
            Part::Column(column) if column.is_named(name.as_str()) => Some(column),
            _ => None,
        });
        found.ok_or_else(unknown)
    }

    /// Adds a column behind the last one.
    pub fn add_column(&mut self, text: &str) {
        let place = self.parts.iter().rposition(|part| matches!(part, Part::Column(_))).map_or(0, |last| last + 1);
        if let Some(column) = ColumnText::parse(text, &tokens(text)) {
            self.parts.insert(place, Part::Column(column));
        }
    }

    /// Adds a constraint at the end.
    pub fn add_constraint(&mut self, text: String) {
        self.parts.push(Part::Constraint(Constraint { kind: ConstraintKind::Other, columns: Vec::new(), text }));
    }

    /// Removes a column, with the foreign keys and unique constraints that it takes part in.
    pub fn drop_column(&mut self, name: &FieldName) {
        let involved = |constraint: &Constraint| constraint.columns.iter().any(|column| column.eq_ignore_ascii_case(name.as_str()));
        self.parts.retain(|part| match part {
            Part::Column(column) => !column.is_named(name.as_str()),
            Part::Constraint(constraint) => !involved(constraint),
        });
    }

    /// Removes the foreign keys that start at this column alone, wherever they are written.
    pub fn drop_foreign_key(&mut self, column: &FieldName) {
        self.drop_constraints(ConstraintKind::ForeignKey, std::slice::from_ref(column));
        self.each_column(|text| {
            if text.is_named(column.as_str()) {
                text.drop_references();
            }
        });
    }

    /// Removes a unique constraint over exactly these columns, wherever it is written.
    pub fn drop_unique(&mut self, columns: &[FieldName]) {
        self.drop_constraints(ConstraintKind::Unique, columns);
        if let [column] = columns {
            self.each_column(|text| {
                if text.is_named(column.as_str()) {
                    text.drop_unique();
                }
            });
        }
    }

    fn drop_constraints(&mut self, kind: ConstraintKind, columns: &[FieldName]) {
        let same = |constraint: &Constraint| {
            constraint.kind == kind
                && constraint.columns.len() == columns.len()
                && constraint.columns.iter().zip(columns).all(|(one, other)| one.eq_ignore_ascii_case(other.as_str()))
        };
        self.parts.retain(|part| !matches!(part, Part::Constraint(constraint) if same(constraint)));
    }

    fn each_column(&mut self, mut change: impl FnMut(&mut ColumnText)) {
        for part in &mut self.parts {
            if let Part::Column(column) = part {
                change(column);
            }
        }
    }
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Column(column) => column.text(),
            Self::Constraint(constraint) => constraint.text.clone(),
        }
    }
}

fn part(dialect: Dialect, text: &str, tokens: &[Token<'_>]) -> Option<Part> {
    let first = tokens.first()?;
    // MariaDB and MySQL list indexes among the columns, and always quote names.
    let lists_indexes = !dialect.caps().transactional_ddl;
    let starts = ["constraint", "primary", "unique", "check", "foreign"].iter().any(|word| first.is(word))
        || (lists_indexes && first.kind == TokenKind::Word);
    if !starts {
        return ColumnText::parse(text, tokens).map(Part::Column);
    }
    let end = tokens.last()?.end();
    let body = if first.is("constraint") { tokens.get(2..)? } else { tokens };
    let kind = match body.first()? {
        word if word.is("foreign") => ConstraintKind::ForeignKey,
        word if word.is("unique") => ConstraintKind::Unique,
        _ => ConstraintKind::Other,
    };
    let columns = if kind == ConstraintKind::Other { Vec::new() } else { bracketed(body) };
    Some(Part::Constraint(Constraint { kind, columns, text: text[first.start..end].to_owned() }))
}

/// The names in the first pair of brackets.
fn bracketed(tokens: &[Token<'_>]) -> Vec<String> {
    let inside = tokens.iter().skip_while(|token| token.kind != TokenKind::Open).skip(1);
    inside
        .take_while(|token| token.kind != TokenKind::Close)
        .filter(|token| token.kind != TokenKind::Comma)
        .filter_map(Token::name)
        .collect()
}

#[cfg(test)]
mod tests;
