//! One column of a stored `CREATE TABLE`.

use relata_schema::ColumnChange;

use super::clause::{Clause, ClauseKind, clauses, starts_clause};
use crate::Dialect;
use crate::ddl::column::default_text;
use crate::ddl::tokens::Token;

/// A column's name, type and clauses, as written.
#[derive(Debug, Clone)]
pub(in crate::ddl) struct ColumnText {
    name: String,
    written_name: String,
    ty: String,
    clauses: Vec<Clause>,
}

impl ColumnText {
    pub(super) fn parse(text: &str, tokens: &[Token<'_>]) -> Option<Self> {
        let (first, rest) = tokens.split_first()?;
        let n_type = rest.iter().position(starts_clause).unwrap_or(rest.len());
        let (ty, behind) = rest.split_at(n_type);
        let ty = match (ty.first(), ty.last()) {
            (Some(first), Some(last)) => text[first.start..last.end()].to_owned(),
            _ => String::new(),
        };
        Some(Self { name: first.name()?, written_name: first.text.to_owned(), ty, clauses: clauses(text, behind) })
    }

    /// The definition again.
    pub fn text(&self) -> String {
        let clauses = self.clauses.iter().map(|clause| clause.text.as_str());
        let words: Vec<&str> =
            [self.written_name.as_str(), self.ty.as_str()].into_iter().chain(clauses).filter(|word| !word.is_empty()).collect();
        words.join(" ")
    }

    /// The name as written, quotes included.
    pub fn written_name(&self) -> &str {
        &self.written_name
    }

    /// The type as written, with the character set that belongs to it.
    pub fn type_text(&self) -> String {
        let characters = self.clauses.iter().filter(|clause| clause.kind == ClauseKind::Characters).map(|clause| clause.text.as_str());
        [self.ty.as_str()].into_iter().chain(characters).collect::<Vec<_>>().join(" ")
    }

    /// Whether the database computes the column.
    pub fn is_generated(&self) -> bool {
        self.clauses.iter().any(|clause| clause.kind == ClauseKind::Generated)
    }

    /// Whether this is the column of that name. Column names fold case wherever definitions are read from text.
    pub fn is_named(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Replaces the type.
    pub fn set_type(&mut self, ty: String) {
        self.ty = ty;
        self.drop(ClauseKind::Characters);
    }

    /// Applies a change; what it doesn't mention stays.
    pub fn change(&mut self, dialect: Dialect, change: &ColumnChange) {
        if let Some(ty) = change.ty {
            self.set_type(dialect.column_type(ty));
        }
        if let Some(nullable) = change.nullable {
            self.drop(ClauseKind::NotNull);
            self.drop(ClauseKind::Null);
            let (kind, text) = if nullable { (ClauseKind::Null, "null") } else { (ClauseKind::NotNull, "not null") };
            let place = self.clauses.iter().take_while(|clause| clause.kind == ClauseKind::Characters).count();
            self.clauses.insert(place, Clause { kind, text: text.to_owned() });
            if !nullable {
                // MariaDB writes `DEFAULT NULL` where nothing was said, and refuses it for a required column.
                let is_null = |clause: &Clause| clause.kind == ClauseKind::Default && clause.text.to_ascii_lowercase().ends_with(" null");
                self.clauses.retain(|clause| !is_null(clause));
            }
        }
        if let Some(default) = &change.default {
            self.drop(ClauseKind::Default);
            if let Some(default) = default {
                let ty = change.ty.unwrap_or_else(|| relata_schema::ColumnType::of(self.field_type()));
                let text = format!("default {}", default_text(dialect, ty, default));
                self.clauses.push(Clause { kind: ClauseKind::Default, text });
            }
        }
    }

    pub(super) fn drop_references(&mut self) {
        self.drop(ClauseKind::References);
    }

    pub(super) fn drop_unique(&mut self) {
        self.drop(ClauseKind::Unique);
    }

    fn drop(&mut self, kind: ClauseKind) {
        self.clauses.retain(|clause| clause.kind != kind);
    }

    /// As much of the type as the spelling of a default depends on.
    fn field_type(&self) -> relata_schema::FieldType {
        match self.ty.to_ascii_lowercase().as_str() {
            "boolean" | "tinyint(1)" => relata_schema::FieldType::Boolean,
            ty if ty.contains("text") => relata_schema::FieldType::Text,
            "json" => relata_schema::FieldType::Json,
            _ => relata_schema::FieldType::String,
        }
    }
}
