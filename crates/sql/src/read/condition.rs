//! Conditions.

use relata_plan::{ColumnRef, Comparison, Condition, Expr, LetterCase, MemberLink, Members, ShapeMatch, TextMatch, TextPosition};
use relata_schema::{FieldType, Value};
use smol_str::SmolStr;

use super::writer::{Writer, type_of};

impl Writer {
    pub(super) fn condition(&mut self, condition: &Condition) {
        match condition {
            Condition::Always => self.push("1 = 1"),
            Condition::Never => self.push("1 = 0"),
            Condition::And(parts) => self.joined(parts, " AND "),
            Condition::Or(parts) => self.joined(parts, " OR "),
            Condition::Not(inner) => {
                self.push("NOT ");
                self.parenthesised(inner);
            }
            Condition::Compare(expr, comparison) => self.comparison(expr, comparison),
            Condition::Exists(members) => match &members.link {
                MemberLink::Key { member, owner } if self.weighs_lists && members.condition != Condition::Always => {
                    self.weighs_lists = false;
                    self.weighed(members, member, owner);
                    self.weighs_lists = true;
                }
                _ => self.exists(members),
            },
        }
    }

    fn exists(&mut self, members: &Members) {
        let asks_row_by_row = std::mem::take(&mut self.asks_row_by_row);
        self.push("EXISTS (SELECT 1");
        self.members(members);
        // Planners make nothing else of a subquery that counts its rows.
        self.push(if asks_row_by_row { " OFFSET 0)" } else { ")" });
        self.asks_row_by_row = asks_row_by_row;
    }

    /// Either way, by a look at the first members: where many match, each row finds one of its own at once; where few do, all that
    /// match are found once, and rows are held against their owners.
    fn weighed(&mut self, members: &Members, member: &ColumnRef, owner: &ColumnRef) {
        self.push("CASE WHEN (SELECT COUNT(*) FROM (SELECT (");
        self.condition(&members.condition);
        self.push(") AS h");
        self.from(&members.source);
        self.push(" LIMIT 256) WHERE h) > 8 THEN ");
        self.exists(members);
        self.push(" ELSE IFNULL(");
        self.column(owner);
        self.push(" IN (SELECT ");
        self.column(member);
        self.from(&members.source);
        self.push(" WHERE ");
        self.column(member);
        self.push(" IS NOT NULL AND ");
        self.condition(&members.condition);
        self.push("), 0) END");
    }

    fn joined(&mut self, parts: &[Condition], operator: &str) {
        self.push("(");
        for (nth, part) in parts.iter().enumerate() {
            if nth > 0 {
                self.push(operator);
            }
            self.condition(part);
        }
        self.push(")");
    }

    fn parenthesised(&mut self, condition: &Condition) {
        if matches!(condition, Condition::And(_) | Condition::Or(_) | Condition::Exists(_)) {
            return self.condition(condition);
        }
        self.push("(");
        self.condition(condition);
        self.push(")");
    }

    fn comparison(&mut self, expr: &Expr, comparison: &Comparison) {
        match comparison {
            Comparison::Equal(value) => self.binary(expr, " = ", value),
            Comparison::NotEqual(value) => self.binary(expr, " <> ", value),
            Comparison::Less(value) => self.binary(expr, " < ", value),
            Comparison::LessOrEqual(value) => self.binary(expr, " <= ", value),
            Comparison::Greater(value) => self.binary(expr, " > ", value),
            Comparison::GreaterOrEqual(value) => self.binary(expr, " >= ", value),
            Comparison::EqualIgnoringCase(text) => self.ignoring_case(expr, " = ", text),
            Comparison::NotEqualIgnoringCase(text) => self.ignoring_case(expr, " <> ", text),
            Comparison::In(values) => self.one_of(expr, values.clone()),
            Comparison::NotIn(values) => self.none_of(expr, values.clone()),
            Comparison::IsNull => self.suffixed(expr, " IS NULL"),
            Comparison::IsNotNull => self.suffixed(expr, " IS NOT NULL"),
            Comparison::Between(from, to) => self.between(expr, " BETWEEN ", (from, to)),
            Comparison::NotBetween(from, to) => self.between(expr, " NOT BETWEEN ", (from, to)),
            Comparison::Meets(shape) => self.meets(expr, shape),
            Comparison::Matches(text) => self.matches(expr, text),
            Comparison::IsEmpty => {
                self.push("(");
                self.suffixed(expr, " IS NULL OR ");
                self.as_text(expr);
                self.push(" = '')");
            }
            Comparison::IsNotEmpty => {
                self.push("(");
                self.suffixed(expr, " IS NOT NULL AND ");
                self.as_text(expr);
                self.push(" <> '')");
            }
        }
    }

    /// The left side of a comparison. Computed numbers are compared as whole numbers.
    fn compared(&mut self, expr: &Expr) {
        match (expr, self.dialect().reading().integer_cast) {
            (Expr::DatePart(..), Some(cast)) => {
                self.expr(expr);
                self.push(cast);
            }
            _ => self.expr(expr),
        }
    }

    fn binary(&mut self, expr: &Expr, operator: &str, value: &Value) {
        self.compared(expr);
        self.push(operator);
        self.bind(value.clone());
    }

    fn suffixed(&mut self, expr: &Expr, suffix: &str) {
        self.expr(expr);
        self.push(suffix);
    }

    fn between(&mut self, expr: &Expr, operator: &str, ends: (&Value, &Value)) {
        self.compared(expr);
        self.push(operator);
        self.bind(ends.0.clone());
        self.push(" AND ");
        self.bind(ends.1.clone());
    }

    fn ignoring_case(&mut self, expr: &Expr, operator: &str, text: &SmolStr) {
        self.push("LOWER(");
        self.as_text(expr);
        self.push(")");
        self.push(operator);
        self.bind(Value::Text(SmolStr::new(text.to_lowercase())));
    }

    fn meets(&mut self, expr: &Expr, test: &ShapeMatch) {
        let [before, between, after] = (self.dialect().reading().meets)(test.extent);
        if test.negated {
            self.push("NOT ");
        }
        self.push(before);
        self.expr(expr);
        self.push(between);
        self.bind(test.shape.clone());
        self.push(after);
    }

    /// `expr IN values`, in the form that the database takes best. Never called with an empty list by planned conditions; an empty
    /// set of keys matches nothing.
    pub(super) fn one_of(&mut self, expr: &Expr, values: Vec<Value>) {
        self.list_test(expr, values, &ListTest { array: " = ANY(", list: " IN (" });
    }

    /// The same with a list that is bound already. Only where lists travel as one bind.
    pub(super) fn one_of_bound(&mut self, expr: &Expr, list: usize) {
        self.compared(expr);
        self.push(" = ANY(");
        self.bound(list);
        self.push(")");
    }

    fn none_of(&mut self, expr: &Expr, values: Vec<Value>) {
        self.list_test(expr, values, &ListTest { array: " <> ALL(", list: " NOT IN (" });
    }

    fn list_test(&mut self, expr: &Expr, mut values: Vec<Value>, test: &ListTest) {
        self.compared(expr);
        let reading = self.dialect().reading();
        if reading.array_binds {
            self.push(test.array);
            self.bind(Value::List(values));
        } else if reading.json_lists {
            self.push(test.list);
            self.push("SELECT value FROM json_each(");
            self.bind(Value::List(values));
            self.push(")");
        } else {
            // Lists are filled up to a power of two with their last member, so that few different texts are ever prepared.
            let last = values.last().cloned().unwrap_or(Value::Null);
            values.resize(values.len().next_power_of_two().min(self.dialect().caps().max_binds), last);
            self.push(test.list);
            for (nth, value) in values.into_iter().enumerate() {
                if nth > 0 {
                    self.push(", ");
                }
                self.bind(value);
            }
        }
        self.push(")");
    }

    fn matches(&mut self, expr: &Expr, text: &TextMatch) {
        let reading = self.dialect().reading();
        let ignored = text.case == LetterCase::Ignored;
        let fold = ignored && !reading.ilike && reading.like_is_sensitive;
        if fold {
            self.push("LOWER(");
        }
        self.as_text(expr);
        if fold {
            self.push(")");
        }
        self.push(match (text.negated, ignored && reading.ilike) {
            (false, false) => " LIKE ",
            (false, true) => " ILIKE ",
            (true, false) => " NOT LIKE ",
            (true, true) => " NOT ILIKE ",
        });
        let escaped = escape_pattern(&text.text);
        let escaped = if fold { escaped.to_lowercase() } else { escaped };
        self.bind(Value::text(match text.position {
            TextPosition::Anywhere => format!("%{escaped}%"),
            TextPosition::Start => format!("{escaped}%"),
            TextPosition::End => format!("%{escaped}"),
        }));
        self.push(" ESCAPE '|'");
    }

    /// An expression in a place where only text will do. A string may be one of an enumeration, which is none to the database.
    fn as_text(&mut self, expr: &Expr) {
        self.expr(expr);
        let is_text = matches!(type_of(expr), FieldType::Text | FieldType::Csv | FieldType::Hash);
        if let (false, Some(cast)) = (is_text, self.dialect().reading().text_cast) {
            self.push(cast);
        }
    }
}

struct ListTest {
    array: &'static str,
    list: &'static str,
}

/// Makes every character of a text literal in a `LIKE` pattern.
fn escape_pattern(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 4);
    for char in text.chars() {
        if matches!(char, '%' | '_' | '|') {
            escaped.push('|');
        }
        escaped.push(char);
    }
    escaped
}
