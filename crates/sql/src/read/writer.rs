//! Text and binds of one statement while it is being written.

use std::fmt::Write as _;

use relata_plan::{ColumnRef, Expr, Join, JoinOn, Narrowed, Source, TableRef};
use relata_schema::{CollectionName, FieldName, FieldType, Value};

use crate::{Dialect, Statement};

/// Writes one statement. Every value becomes a bind, in the order of the text.
pub(super) struct Writer {
    dialect: Dialect,
    text: String,
    binds: Vec<Value>,
    /// Whether conditions on lists choose their way by what they match.
    pub(super) weighs_lists: bool,
    /// Whether each row is to look for members of its own, whatever the planner makes of it.
    pub(super) asks_row_by_row: bool,
    /// Joined tables that aren't written, each with a table that stands for it: its row is the same.
    stand_ins: Vec<(TableRef, TableRef)>,
    /// A narrowed table of which all rows that matter stand in a subquery of this name.
    pub(super) found_in: Option<(TableRef, &'static str)>,
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
        Self {
            dialect,
            text: String::with_capacity(256),
            binds: Vec::new(),
            weighs_lists: false,
            asks_row_by_row: false,
            stand_ins: Vec::new(),
            found_in: None,
        }
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

    /// How many values have been bound so far.
    pub(super) fn n_binds(&self) -> usize {
        self.binds.len()
    }

    /// The placeholder of a value that is bound already, where placeholders have numbers.
    pub(super) fn bound(&mut self, position: usize) {
        self.dialect.write_placeholder(&mut self.text, position + 1);
    }

    /// A collection's quoted name.
    pub(super) fn collection(&mut self, name: &CollectionName) {
        self.dialect.write_name(&mut self.text, name);
    }

    /// A column's quoted name.
    pub(super) fn column_name(&mut self, name: &FieldName) {
        self.dialect.write_name(&mut self.text, name);
    }

    pub(super) fn table(&mut self, table: TableRef) {
        let written = self.stand_in(table).unwrap_or(table);
        let _infallible = write!(self.text, "t{}", written.0);
    }

    fn stand_in(&self, table: TableRef) -> Option<TableRef> {
        self.stand_ins.iter().find(|(known, _)| *known == table).map(|(_, instead)| *instead)
    }

    /// Writes something in which the first of two tables is the other one.
    pub(super) fn with_stand_in(&mut self, tables: Option<(TableRef, TableRef)>, write: impl FnOnce(&mut Self)) {
        let n_before = self.stand_ins.len();
        if let Some((table, instead)) = tables {
            let instead = self.stand_in(instead).unwrap_or(instead);
            self.stand_ins.push((table, instead));
        }
        write(self);
        self.stand_ins.truncate(n_before);
    }

    pub(super) fn column(&mut self, column: &ColumnRef) {
        self.table(column.table);
        self.text.push('.');
        self.dialect.write_name(&mut self.text, &column.column);
    }

    /// FROM without what is joined.
    pub(super) fn root_from(&mut self, source: &Source) {
        self.push(" FROM ");
        self.collection(&source.collection);
        self.push(" AS ");
        self.table(source.table);
    }

    /// FROM with its joins.
    pub(super) fn from(&mut self, source: &Source) {
        self.root_from(source);
        self.joins(source);
    }

    /// What is joined.
    pub(super) fn joins(&mut self, source: &Source) {
        for join in &source.joins {
            if self.stand_in(join.table).is_some() {
                continue;
            }
            self.left_join(join);
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
            if let Some(only) = join.only.as_ref().filter(|_| self.dialect.reading().weighs_lists) {
                self.is_one_of(&join.on, only);
            }
        }
    }

    /// A join up to its `ON`.
    pub(super) fn left_join(&mut self, join: &Join) {
        self.push(" LEFT JOIN ");
        match (&join.only, self.found_in) {
            (Some(_), Some((table, subquery))) if table == join.table => self.push(subquery),
            (Some(only), _) if !self.dialect.reading().weighs_lists => self.rows_of(only),
            _ => self.collection(&join.collection),
        }
        self.push(" AS ");
        self.table(join.table);
    }

    /// The rows themselves, in place of the table: planners see through it.
    fn rows_of(&mut self, only: &Narrowed) {
        self.push("(SELECT ");
        self.table(only.source.table);
        self.push(".*");
        self.from(&only.source);
        self.push(" WHERE ");
        self.condition(&only.condition);
        self.push(")");
    }

    /// For a planner that doesn't: of a small table, the rows' keys are found once; of a large one, each row that is met is looked at.
    fn is_one_of(&mut self, on: &JoinOn, only: &Narrowed) {
        let (JoinOn::Key { key, .. } | JoinOn::Any { key, .. }) = on;
        let inside = ColumnRef { table: only.source.table, ..key.clone() };
        self.push(" AND CASE WHEN (SELECT COUNT(*) FROM (SELECT 1");
        self.root_from(&only.source);
        self.push(" LIMIT 10001)) <= 10000 THEN ");
        self.column(key);
        self.push(" IN (SELECT ");
        self.column(&inside);
        self.from(&only.source);
        self.push(" WHERE ");
        self.condition(&only.condition);
        self.push(") ELSE EXISTS (SELECT 1");
        self.from(&only.source);
        self.push(" WHERE ");
        self.column(&inside);
        self.push(" = ");
        self.column(key);
        self.push(" AND ");
        self.condition(&only.condition);
        self.push(") END");
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
