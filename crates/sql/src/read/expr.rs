//! Expressions.

use relata_plan::{ColumnRef, Expr};
use relata_query::{AggregateFunction, Direction, Function};
use relata_schema::FieldType;

use super::writer::{Writer, type_of};
use crate::dialect::reading::DateParts;

impl Writer {
    pub(super) fn expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Column(column) => self.column(column),
            Expr::Guarded(condition, inner) => {
                self.push("CASE WHEN ");
                self.condition(condition);
                self.push(" THEN ");
                self.expr(inner);
                self.push(" END");
            }
            Expr::DatePart(part, column) => self.date_part(*part, column),
            Expr::JsonLength(column) => {
                let (before, after) = self.dialect().reading().json_length;
                self.push(before);
                self.column(column);
                self.push(after);
            }
            Expr::CountMembers(members) => self.count_members(members),
            Expr::Extreme(direction, members, value) => {
                self.push(if *direction == Direction::Ascending { "(SELECT MIN(" } else { "(SELECT MAX(" });
                self.comparable(value);
                self.push(")");
                self.members_with_joins(members, &members.condition);
                self.push(")");
            }
            Expr::Aggregate(function, argument) => self.aggregate(*function, argument.as_deref()),
        }
    }

    fn aggregate(&mut self, function: AggregateFunction, argument: Option<&Expr>) {
        let Some(argument) = argument.filter(|_| function != AggregateFunction::CountAll) else {
            self.push("COUNT(*)");
            return;
        };
        self.push(match function {
            AggregateFunction::Count | AggregateFunction::CountAll => "COUNT(",
            AggregateFunction::CountDistinct => "COUNT(DISTINCT ",
            AggregateFunction::Sum => "SUM(",
            AggregateFunction::SumDistinct => "SUM(DISTINCT ",
            AggregateFunction::Avg => "AVG(",
            AggregateFunction::AvgDistinct => "AVG(DISTINCT ",
            AggregateFunction::Min => "MIN(",
            AggregateFunction::Max => "MAX(",
        });
        self.expr(argument);
        self.push(")");
    }

    /// A value in a form that `MIN` and `MAX` accept: some databases have no order of UUIDs or booleans.
    fn comparable(&mut self, value: &Expr) {
        self.expr(value);
        if let (FieldType::Uuid | FieldType::Boolean, Some(cast)) = (type_of(value), self.dialect().reading().text_cast) {
            self.push(cast);
        }
    }

    fn date_part(&mut self, part: Function, column: &ColumnRef) {
        match self.dialect().reading().date_parts {
            DateParts::Extract(field_of) => {
                self.push("EXTRACT(");
                self.push(field_of(part));
                self.push(" FROM ");
                self.column(column);
                self.zone(column);
                self.push(")");
            }
            DateParts::Call(call_of) => {
                let (before, after) = call_of(part);
                self.push(before);
                self.column(column);
                self.push(after);
            }
            DateParts::Format(format_of) => {
                self.push("CAST(CASE typeof(");
                self.column(column);
                self.push(") WHEN 'integer' THEN strftime(");
                self.push(format_of(part));
                self.push(", ");
                self.column(column);
                self.push(" / 1000, 'unixepoch') ELSE strftime(");
                self.push(format_of(part));
                self.push(", ");
                self.column(column);
                self.push(") END AS INTEGER)");
            }
        }
    }

    /// Parts of a moment are those in UTC, whatever zone the connection has.
    fn zone(&mut self, column: &ColumnRef) {
        if column.ty == FieldType::Timestamp {
            self.push(" AT TIME ZONE 'UTC'");
        }
    }
}
