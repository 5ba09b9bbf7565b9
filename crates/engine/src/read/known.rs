//! Reads that ask for nothing but keys: what a change selects, and answers that say no more than what was written.

use relata_db::{Cell, Database, DbError, ReadJob, RowSet, Session};
use relata_plan::{Codec, Comparison, Condition, Expr, NodeOutput, OutputValue, ReadPlan, Window};
use relata_query::Direction;
use relata_schema::{Collection, FieldType, Value};
use relata_sql::{Dialect, Statement};

use super::{Arity, Envelope, Key, Planned, ReadAnswer, Reading, scalar::write_scalar, text::write_text};
use crate::{EngineError, write::key_value};

/// The keys of all items that a plan finds, typed as binds. The plan asks for the key's columns under their own names.
pub(crate) async fn keys(db: &Database, dialect: Dialect, collection: &Collection, planned: Planned) -> Result<Vec<Value>, EngineError> {
    let Some(positions) = positions(collection, &planned.0) else { return Ok(Vec::new()) };
    let reading = Reading::new(dialect, planned, (Arity::Many, Envelope::Bare));
    if reading.plan.root.window.limit == Some(0) {
        return Ok(Vec::new());
    }
    let rows = db.read(Fetch(reading.select())).await??;
    let part = |row: usize, column: &usize| Key::read(rows.cell(row, *column));
    let key = |row: usize| match positions.as_slice() {
        [single] => part(row, single),
        parts => parts.iter().map(|column| part(row, column)).collect::<Option<_>>().map(Key::Parts),
    };
    Ok((0..rows.len()).filter_map(|row| Some(key_value(collection, &key(row)?))).collect())
}

/// Where the parts of the key stand in the rows; `None` where they don't: of aggregates.
fn positions(collection: &Collection, plan: &ReadPlan) -> Option<Vec<usize>> {
    let NodeOutput::Object(outputs) = &plan.root.output else { return None };
    let position = |name: &str| match outputs.iter().find(|output| output.name == name)?.value {
        OutputValue::Column(column, _) => Some(column),
        _ => None,
    };
    collection.primary_key.columns().iter().map(|name| position(name.as_str())).collect()
}

struct Fetch(Statement);

impl ReadJob for Fetch {
    type Output = Result<RowSet, DbError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        session.fetch(&self.0).await
    }
}

/// The answer of a plan that picks items by whole numbers and asks for nothing but these, of items that are there. `None` of any other
/// plan: one with a rule or a filter, with another order, with keys that a database may spell in its own way.
pub(crate) fn known_keys(dialect: Dialect, plan: &ReadPlan, keys: &[Value], envelope: Envelope) -> Option<ReadAnswer> {
    let root = &plan.root;
    let Condition::Compare(Expr::Column(key), Comparison::In(_)) = &root.condition else { return None };
    let is_number = matches!(key.ty, FieldType::Integer | FieldType::BigInteger);
    let is_key = |expr: &Expr| matches!(expr, Expr::Column(column) if column == key);
    let asks_for_more = !plan.counts.is_empty() || !root.children.is_empty() || !root.group.is_empty() || root.window != Window::default();
    let [order] = root.order.as_slice() else { return None };
    if !is_number || asks_for_more || !is_key(&order.expr) || !root.columns.iter().all(is_key) {
        return None;
    }
    let NodeOutput::Object(outputs) = &root.output else { return None };
    let codec = |value: &OutputValue| if let OutputValue::Column(_, codec @ Codec::Field(_)) = value { Some(*codec) } else { None };
    let members: Vec<(&str, Codec)> =
        outputs.iter().map(|output| Some((output.name.as_str(), codec(&output.value)?))).collect::<Option<_>>()?;
    let mut numbers: Vec<i64> =
        keys.iter().map(|key| if let Value::Integer(number) = key { Some(*number) } else { None }).collect::<Option<_>>()?;
    numbers.sort_unstable();
    numbers.dedup();
    if order.direction == Direction::Descending {
        numbers.reverse();
    }
    let spelling = if dialect.big_numbers_as_text() { super::Numbers::BigOnesAsText } else { super::Numbers::Plain };
    let mut out = String::with_capacity(32 + numbers.len() * 16);
    out.push_str(if envelope == Envelope::Data { "{\"data\":[" } else { "[" });
    for (nth, number) in numbers.into_iter().enumerate() {
        out.push_str(if nth == 0 { "{" } else { ",{" });
        for (nth, (name, codec)) in members.iter().enumerate() {
            if nth > 0 {
                out.push(',');
            }
            write_text(name, &mut out);
            out.push(':');
            write_scalar(Cell::Integer(number), *codec, spelling, &mut out);
        }
        out.push('}');
    }
    out.push_str(if envelope == Envelope::Data { "]}" } else { "]" });
    Some(ReadAnswer::Whole(out.into()))
}
