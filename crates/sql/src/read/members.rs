//! Correlated subqueries: the items of another collection that belong to a row.
//!
//! Rules of lists often look back at the owner (cities of countries in the north). What a member refers to is then the row that the
//! subquery is about, and needs no join.

use relata_plan::{Condition, Expr, JoinOn, MemberLink, Members, TableRef};
use relata_schema::Value;

use super::writer::Writer;

/// The join by which members look back at their owner, and the owner. Not where a list is looked at on the way: planners make joins of
/// lists, but not across two levels.
fn way_back(members: &Members) -> Option<(TableRef, TableRef)> {
    let MemberLink::Key { member, owner } = &members.link else { return None };
    if looks_at_lists(&members.condition) {
        return None;
    }
    // A column refers to one collection only, so the same column and key are the same row.
    let is_back = |on: &JoinOn| matches!(on, JoinOn::Key { from, key } if from == member && key.column == owner.column);
    let join = members.source.joins.iter().find(|join| join.only.is_none() && is_back(&join.on))?;
    Some((join.table, owner.table))
}

fn looks_at_lists(condition: &Condition) -> bool {
    match condition {
        Condition::And(parts) | Condition::Or(parts) => parts.iter().any(looks_at_lists),
        Condition::Not(inner) => looks_at_lists(inner),
        Condition::Always | Condition::Never => false,
        Condition::Compare(expr, _) => !matches!(expr, Expr::Column(_) | Expr::DatePart(..) | Expr::JsonLength(_)),
        Condition::Exists(_) => true,
    }
}

/// A condition in two: where the first holds, all members count; elsewhere those that the second one holds for.
fn owners_part(condition: &Condition, back: TableRef) -> Option<(Condition, Condition)> {
    let parts = if let Condition::Or(parts) = condition { parts.as_slice() } else { std::slice::from_ref(condition) };
    let (owners, others): (Vec<_>, Vec<_>) = parts.iter().cloned().partition(|part| !part.looks_beyond(back));
    (*condition != Condition::Always && !owners.is_empty()).then(|| (Condition::any(owners), Condition::any(others)))
}

impl Writer {
    /// How many members count. Where the owner alone decides, they are counted in the index, without a look at each.
    pub(super) fn count_members(&mut self, members: &Members) {
        let back = way_back(members);
        let Some((owners, others)) = back.and_then(|(table, _)| owners_part(&members.condition, table)) else {
            return self.count(members, &members.condition);
        };
        self.push("CASE WHEN ");
        self.with_stand_in(back, |sql| sql.condition(&owners));
        self.push(" THEN ");
        self.count(members, &Condition::Always);
        self.push(" ELSE ");
        match others {
            Condition::Never => self.push("0"),
            others => self.count(members, &others),
        }
        self.push(" END");
    }

    fn count(&mut self, members: &Members, condition: &Condition) {
        self.push("(SELECT COUNT(*)");
        self.with_stand_in(way_back(members), |sql| sql.members_with_joins(members, condition));
        self.push(")");
    }

    /// FROM and WHERE of a subquery over members that says nothing of what they refer to.
    pub(super) fn members(&mut self, members: &Members) {
        self.with_stand_in(way_back(members), |sql| sql.members_with_joins(members, &members.condition));
    }

    /// FROM and WHERE of a subquery over members, and whatever it says of them. An aggregate of nothing but the owner's values would be
    /// one of the statement around.
    pub(super) fn members_with_joins(&mut self, members: &Members, condition: &Condition) {
        self.from(&members.source);
        self.push(" WHERE ");
        self.link(&members.link);
        self.and_condition(condition);
    }

    fn link(&mut self, link: &MemberLink) {
        match link {
            MemberLink::Key { member, owner } => {
                self.column(member);
                self.push(" = ");
                self.column(owner);
            }
            MemberLink::Any { collection_column, item, owner, collection } => {
                self.column(collection_column);
                self.push(" = ");
                self.bind(Value::text(collection.as_str()));
                self.push(" AND ");
                self.column(item);
                self.push(" = CAST(");
                self.column(owner);
                self.push(" AS ");
                self.push(self.dialect().reading().text_type);
                self.push(")");
            }
        }
    }
}
