//! What a condition says twice.
//!
//! Rules and filters often speak of the same: "published, or mine" and `filter[status][_eq]=published`. A part that follows from the
//! others costs the database time, and keeps its planner from seeing what is asked for.

use std::ops::Bound;

use relata_schema::{FieldType, Value};

use crate::condition::{ColumnRef, Comparison, Condition, Expr, Join, JoinOn, MemberLink, Members, TableRef};

impl Condition {
    /// The same without the parts that follow from others. For conditions that select rows only: of a part that is left out it no longer
    /// matters whether it is false or null.
    #[must_use]
    pub(crate) fn concise(self) -> Self {
        let Self::And(mut parts) = self else { return self };
        let mut at = 0;
        while at < parts.len() {
            let others: Vec<&Self> = parts.iter().enumerate().filter(|(nth, _)| *nth != at).map(|(_, part)| part).collect();
            if (Known { holds: others, places: Vec::new() }).implies(&parts[at]) {
                parts.remove(at);
            } else {
                at += 1;
            }
        }
        Self::all(parts)
    }
}

/// What is known of a row.
struct Known<'c> {
    /// All of this.
    holds: Vec<&'c Condition>,
    /// Tables of what is asked that stand for others of what holds: two subqueries have different ones. All others stand for themselves.
    places: Vec<(TableRef, TableRef)>,
}

impl Known<'_> {
    /// Whether the condition holds, too. `false`: it isn't known.
    fn implies(&self, asked: &Condition) -> bool {
        match asked {
            Condition::Always => true,
            Condition::And(parts) => parts.iter().all(|part| self.implies(part)),
            Condition::Or(parts) if parts.iter().any(|part| self.implies(part)) => true,
            Condition::Compare(expr, comparison) => self.holds.iter().any(|known| match known {
                Condition::Compare(of, known) => self.is_same_value(of, expr) && follows(known, comparison, expr),
                _ => false,
            }),
            Condition::Exists(members) => self.holds.iter().any(|known| match known {
                Condition::Exists(known) => self.has_member(known, members),
                _ => false,
            }),
            Condition::Or(_) | Condition::Not(_) | Condition::Never => self.places.is_empty() && self.holds.contains(&asked),
        }
    }

    fn is_same_column(&self, known: &ColumnRef, asked: &ColumnRef) -> bool {
        let place = self.places.iter().find(|(of, _)| *of == asked.table).map_or(asked.table, |(_, place)| *place);
        known.table == place && known.column == asked.column
    }

    fn is_same_value(&self, known: &Expr, asked: &Expr) -> bool {
        match (known, asked) {
            (Expr::Column(known), Expr::Column(asked)) | (Expr::JsonLength(known), Expr::JsonLength(asked)) => {
                self.is_same_column(known, asked)
            }
            (Expr::DatePart(part, known), Expr::DatePart(asked_part, asked)) => part == asked_part && self.is_same_column(known, asked),
            _ => self.places.is_empty() && known == asked,
        }
    }

    /// Whether a member that is there is one that is asked for.
    fn has_member(&self, known: &Members, asked: &Members) -> bool {
        if known.source.collection != asked.source.collection || known.source.table == asked.source.table {
            return known == asked && self.places.is_empty();
        }
        let mut holds = vec![&known.condition];
        if let Condition::And(parts) = &known.condition {
            holds = parts.iter().collect();
        }
        let places = [self.places.as_slice(), &[(asked.source.table, known.source.table)]].concat();
        let mut inside = Known { holds, places };
        let is_same = match (&known.link, &asked.link) {
            (MemberLink::Key { member, owner }, MemberLink::Key { member: asked_member, owner: asked_owner }) => {
                inside.is_same_column(member, asked_member) && inside.is_same_column(owner, asked_owner)
            }
            (
                MemberLink::Any { item, owner, collection, .. },
                MemberLink::Any { item: asked_item, owner: asked_owner, collection: of, .. },
            ) => inside.is_same_column(item, asked_item) && inside.is_same_column(owner, asked_owner) && collection == of,
            _ => false,
        };
        is_same && asked.source.joins.iter().all(|join| inside.finds(&known.source.joins, join)) && inside.implies(&asked.condition)
    }

    /// Whether the row that a join leads to is there already; from now on the one stands for the other.
    fn finds(&mut self, known: &[Join], asked: &Join) -> bool {
        let JoinOn::Key { from, key } = &asked.on else { return false };
        let is_same = |join: &&Join| {
            join.only.is_none()
                && matches!(&join.on, JoinOn::Key { from: of, key: by } if self.is_same_column(of, from) && by.column == key.column)
        };
        let found = known.iter().find(is_same).filter(|_| asked.only.is_none()).map(|join| join.table);
        self.places.extend(found.map(|table| (asked.table, table)));
        found.is_some()
    }
}

/// Whether a value of which the one is true also makes the other one true.
fn follows(known: &Comparison, asked: &Comparison, of: &Expr) -> bool {
    match (known, asked) {
        (known, asked) if known == asked => true,
        (Comparison::Equal(value), Comparison::In(values)) => !value.is_null() && values.contains(value),
        (Comparison::In(some), Comparison::In(values)) => some.iter().all(|value| !value.is_null() && values.contains(value)),
        (Comparison::Equal(_) | Comparison::In(_), Comparison::Equal(_) | Comparison::NotEqual(_) | Comparison::NotIn(_)) => false,
        (known, asked) => is_integer(of) && range(known).zip(range(asked)).is_some_and(|(known, asked)| is_within(known, asked)),
    }
}

fn is_integer(expr: &Expr) -> bool {
    matches!(expr, Expr::Column(ColumnRef { ty: FieldType::Integer | FieldType::BigInteger, .. }))
}

/// From where to where a comparison lets integers be.
type Range = (Bound<i64>, Bound<i64>);

fn range(comparison: &Comparison) -> Option<Range> {
    let integer = |value: &Value| if let Value::Integer(value) = value { Some(*value) } else { None };
    Some(match comparison {
        Comparison::Equal(value) => (Bound::Included(integer(value)?), Bound::Included(integer(value)?)),
        Comparison::Less(value) => (Bound::Unbounded, Bound::Excluded(integer(value)?)),
        Comparison::LessOrEqual(value) => (Bound::Unbounded, Bound::Included(integer(value)?)),
        Comparison::Greater(value) => (Bound::Excluded(integer(value)?), Bound::Unbounded),
        Comparison::GreaterOrEqual(value) => (Bound::Included(integer(value)?), Bound::Unbounded),
        Comparison::Between(from, to) => (Bound::Included(integer(from)?), Bound::Included(integer(to)?)),
        _ => return None,
    })
}

fn is_within((from, to): Range, (least, most): Range) -> bool {
    let above = match (from, least) {
        (_, Bound::Unbounded) => true,
        (Bound::Unbounded, _) => false,
        (Bound::Included(from), Bound::Excluded(least)) => from > least,
        (Bound::Included(from) | Bound::Excluded(from), Bound::Included(least) | Bound::Excluded(least)) => from >= least,
    };
    let below = match (to, most) {
        (_, Bound::Unbounded) => true,
        (Bound::Unbounded, _) => false,
        (Bound::Included(to), Bound::Excluded(most)) => to < most,
        (Bound::Included(to) | Bound::Excluded(to), Bound::Included(most) | Bound::Excluded(most)) => to <= most,
    };
    above && below
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "tests")]
mod tests {
    use relata_schema::{CollectionName, FieldName};

    use super::*;
    use crate::condition::Source;

    fn column(table: u16, name: &str, ty: FieldType) -> ColumnRef {
        ColumnRef { table: TableRef(table), column: FieldName::parse(name).unwrap(), ty }
    }

    fn people(table: u16, comparison: Comparison) -> Condition {
        Condition::Compare(Expr::Column(column(table, "people", FieldType::Integer)), comparison)
    }

    fn region(table: u16, names: &[&str]) -> Condition {
        let names = names.iter().map(|name| Value::text(*name));
        let comparison = if let [name] = names.clone().collect::<Vec<_>>().as_slice() {
            Comparison::Equal(name.clone())
        } else {
            Comparison::In(names.collect())
        };
        Condition::Compare(Expr::Column(column(table, "region", FieldType::String)), comparison)
    }

    fn cities(table: u16, condition: Condition) -> Condition {
        let members = Members {
            source: Source { table: TableRef(table), collection: CollectionName::parse("cities").unwrap(), joins: Vec::new() },
            link: MemberLink::Key { member: column(table, "country", FieldType::Integer), owner: column(0, "id", FieldType::Integer) },
            condition,
        };
        Condition::Exists(Box::new(members))
    }

    fn above(n: i64) -> Comparison {
        Comparison::Greater(Value::Integer(n))
    }

    #[test]
    fn what_follows_is_left_out() {
        let north = region(0, &["north"]);
        let rule = Condition::any([region(0, &["south", "north"]), cities(1, people(1, above(100)))]);
        assert_eq!(rule.clone().and(north.clone()).concise(), north, "a value is one of some");
        assert_eq!(north.clone().and(north.clone()).concise(), north, "the same twice");

        let large = cities(2, people(2, above(200)));
        assert_eq!(rule.clone().and(large.clone()).concise(), large, "a member that meets more");
        let small = cities(2, people(2, above(50)));
        let both = rule.and(small.clone());
        assert_eq!(both.clone().concise(), both, "not one that meets less");
        let other = cities(1, people(1, above(100))).and(cities(2, people(2, Comparison::Less(Value::Integer(50)))));
        assert_eq!(other.clone().concise(), other, "nor two that may be different ones");
    }

    #[test]
    fn ranges_of_integers_are_compared_at_their_ends() {
        let at_least = |n| Comparison::GreaterOrEqual(Value::Integer(n));
        let between = |from, to| Comparison::Between(Value::Integer(from), Value::Integer(to));
        for (known, asked, expected) in [
            (above(5), at_least(5), true),
            (at_least(5), above(5), false),
            (above(5), above(5), true),
            (above(4), above(5), false),
            (between(5, 9), at_least(5), true),
            (between(5, 9), above(5), false),
            (between(5, 9), Comparison::Less(Value::Integer(10)), true),
            (between(5, 9), between(4, 8), false),
            (Comparison::Equal(Value::Integer(6)), between(5, 9), true),
            (Comparison::NotEqual(Value::Integer(6)), between(5, 9), false),
            (above(5), Comparison::Less(Value::Integer(9)), false),
        ] {
            let (known, asked) = (people(0, known), people(0, asked));
            assert_eq!((Known { holds: vec![&known], places: Vec::new() }).implies(&asked), expected, "{known:?} {asked:?}");
        }
        let text =
            |value: &str| Condition::Compare(Expr::Column(column(0, "name", FieldType::String)), Comparison::Greater(Value::text(value)));
        let both = text("b").and(text("a"));
        assert_eq!(both.clone().concise(), both, "texts are ordered by the database");
    }
}
