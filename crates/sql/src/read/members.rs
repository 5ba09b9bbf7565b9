//! Correlated subqueries: the items of another collection that belong to a row.

use relata_plan::{MemberLink, Members};
use relata_schema::Value;

use super::writer::Writer;

impl Writer {
    /// FROM and WHERE of a subquery over members.
    pub(super) fn members(&mut self, members: &Members) {
        self.from(&members.source);
        self.push(" WHERE ");
        match &members.link {
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
        if members.condition != relata_plan::Condition::Always {
            self.push(" AND ");
            self.condition(&members.condition);
        }
    }
}
