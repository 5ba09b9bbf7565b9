//! Text and binds of one statement while it is being written.

use std::fmt::Write as _;

use relata_plan::{ColumnRef, Expr, JoinOn, Source, TableRef};
use relata_schema::{FieldType, Value};

use crate::{Dialect, Statement};

/// Writes one statement. Every value becomes a bind, in the order of the text.
pub(super) struct Writer {
    dialect: Dialect,
    text: String,
    binds: Vec<Value>,
}

/// The type of an expression's values, as far as the schema knows it.
pub(super) fn type_of(expr: &Expr) -> FieldType {
    match expr {
        Expr::Column(column) => column.ty,
        Expr::Guarded(_, inner) | Expr::Extreme(_, _, inner) => type_of(inner),
        Expr::DatePart(..) | Expr::JsonLength(_) | Expr::CountMembers(_) | Expr::Aggregate(..) => FieldType::BigInteger,
    }
}

impl Writer {
    pub(super) fn new(dialect: Dialect) -> Self {
        Self { dialect, text: String::with_capacity(256), binds: Vec::new() }
    }

    pub(super) fn finish(self) -> Statement {
        Statement { text: self.text, binds: self.binds }
    }

    pub(super) fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Appends SQL of our own.
    pub(super) fn push(&mut self, sql: &str) {
        self.text.push_str(sql);
    }

    pub(super) fn number(&mut self, number: usize) {
        let _infallible = write!(self.text, "{number}");
    }

    /// Appends a placeholder for a value.
    pub(super) fn bind(&mut self, value: Value) {
        self.binds.push(value);
        self.dialect.write_placeholder(&mut self.text, self.binds.len());
    }

    fn table(&mut self, table: TableRef) {
        let _infallible = write!(self.text, "t{}", table.0);
    }

    pub(super) fn column(&mut self, column: &ColumnRef) {
        self.table(column.table);
        self.text.push('.');
        self.dialect.write_name(&mut self.text, &column.column);
    }

    /// FROM with its joins.
    pub(super) fn from(&mut self, source: &Source) {
        self.push(" FROM ");
        self.dialect.write_name(&mut self.text, &source.collection);
        self.push(" AS ");
        self.table(source.table);
        for join in &source.joins {
            self.push(" LEFT JOIN ");
            self.dialect.write_name(&mut self.text, &join.collection);
            self.push(" AS ");
            self.table(join.table);
            self.push(" ON ");
            match &join.on {
                JoinOn::Key { from, key } => {
                    self.column(key);
                    self.push(" = ");
                    self.column(from);
                }
                JoinOn::Any { collection_column, item, key } => {
                    self.column(key);
                    self.push(" = CASE WHEN ");
                    self.column(collection_column);
                    self.push(" = ");
                    self.bind(Value::text(join.collection.as_str()));
                    self.dialect_key_guard(item, key);
                    self.push(" THEN ");
                    self.text_as_key(item, key.ty);
                    self.push(" END");
                }
            }
        }
    }

    /// Where casting a text that is no key would fail, only texts that look like one are cast.
    fn dialect_key_guard(&mut self, item: &ColumnRef, key: &ColumnRef) {
        if let Some(pattern) = (self.dialect.reading().key_pattern)(key.ty) {
            self.push(" AND ");
            self.column(item);
            self.push(" ~ ");
            self.push(pattern);
        }
    }

    /// The text key of an any-reference as the target's key type: never the other way round, which would defeat the index.
    fn text_as_key(&mut self, item: &ColumnRef, key_type: FieldType) {
        match (self.dialect.reading().key_cast)(key_type) {
            Some(sql_type) => {
                self.push("CAST(");
                self.column(item);
                self.push(" AS ");
                self.push(sql_type);
                self.push(")");
            }
            None => self.column(item),
        }
    }
}
