//! Rows whose references lead to nothing: one statement for each relation and target.

use std::sync::Arc;

use relata_db::{ReadJob, Session};
use relata_plan::{Comparison, Condition, Expr, Join, JoinOn, Node, NodeOutput, Source, TableRef, Window};
use relata_schema::{Collection, CollectionKind, CollectionName, FieldName, Relation, RelationTarget, Schema, Value};
use relata_sql::{Dialect, select};

use super::Complaint;
use crate::read::Key;
use crate::write::key_at;
use crate::{Engine, EngineError};

/// Rows that one statement found.
#[derive(Debug, Clone)]
pub(super) struct Dangling {
    pub(super) relation: Arc<Relation>,
    pub(super) members: Arc<Collection>,
    pub(super) complaint: Complaint,
    /// Where they should lead to.
    pub(super) target: Option<CollectionName>,
    pub(super) count: usize,
    pub(super) keys: Vec<Key>,
}

/// A look at one relation.
struct Look {
    found: Dangling,
    node: Node,
}

struct LookAtAll {
    dialect: Dialect,
    looks: Vec<Look>,
}

/// Finds them all.
pub(super) async fn dangling(engine: &Engine, schema: &Schema) -> Result<Vec<Dangling>, EngineError> {
    let looks = schema.relations().iter().flat_map(|relation| looks(schema, relation)).collect();
    engine.database().read_long(LookAtAll { dialect: engine.dialect(), looks }).await?
}

impl ReadJob for LookAtAll {
    type Output = Result<Vec<Dangling>, EngineError>;

    async fn run<S: Session>(self, session: &mut S) -> Self::Output {
        let mut all = Vec::new();
        for Look { mut found, node } in self.looks {
            let rows = session.fetch(&select(self.dialect, &node)).await?;
            if !rows.is_empty() {
                found.count = rows.len();
                found.keys = (0..rows.len()).filter_map(|row| key_at(&found.members, &rows, row)).collect();
                all.push(found);
            }
        }
        Ok(all)
    }
}

fn is_table(schema: &Schema, name: &CollectionName) -> bool {
    schema.collection(name.as_str()).is_some_and(|collection| collection.kind == CollectionKind::Table)
}

/// The statements that look at one relation. What the system's own tables refer to may be gone: they keep records.
fn looks(schema: &Schema, relation: &Arc<Relation>) -> Vec<Look> {
    let name = &relation.many_collection;
    let Some(members) = schema.collection(name.as_str()).filter(|_| !name.is_system() && is_table(schema, name)) else { return Vec::new() };
    let look = |complaint, target: Option<&CollectionName>, (join, condition): (Option<Join>, Condition)| {
        let found = Dangling {
            relation: Arc::clone(relation),
            members: Arc::clone(members),
            complaint,
            target: target.cloned(),
            count: 0,
            keys: Vec::new(),
        };
        Look { found, node: node(members, relation, join, condition) }
    };
    let mut looks = Vec::new();
    let given = Condition::Compare(column(members, &relation.many_field), Comparison::IsNotNull);
    match &relation.target {
        RelationTarget::One(one) => {
            let referenced = referenced(schema, members, relation, one);
            if let Some((target, key)) = referenced {
                let join = JoinOn::Key { from: reference(members, &relation.many_field, 0), key: reference(target, key, 1) };
                looks.push(look(Complaint::DanglingReference, Some(one), missing(target, key, join, given)));
            }
            if relation.junction_field.is_some() {
                let empty = Condition::Compare(column(members, &relation.many_field), Comparison::IsNull);
                looks.push(look(Complaint::JunctionWithoutOwner, None, (None, empty)));
            }
        }
        RelationTarget::Any { collection_field, allowed } => {
            let named = |comparison| Condition::Compare(column(members, collection_field), comparison);
            for one in allowed {
                let names = named(Comparison::Equal(Value::text(one.as_str()))).and(given.clone());
                let target = schema.collection(one.as_str()).filter(|_| is_table(schema, one));
                let key = target.and_then(|target| Some((target, target.primary_key.single()?)));
                let parts = match key {
                    None => (None, names),
                    Some((target, key)) => {
                        let join = JoinOn::Any {
                            collection_column: reference(members, collection_field, 0),
                            item: reference(members, &relation.many_field, 0),
                            key: reference(target, key, 1),
                        };
                        missing(target, key, join, names)
                    }
                };
                looks.push(look(Complaint::DanglingReference, Some(one), parts));
            }
            let names = allowed.iter().map(|one| Value::text(one.as_str())).collect();
            looks.push(look(Complaint::CollectionNotAllowed, None, (None, named(Comparison::NotIn(names)).and(given))));
        }
    }
    looks
}

/// What a reference leads to: the foreign key's column, else the primary key.
fn referenced<'s>(
    schema: &'s Schema,
    members: &'s Collection,
    relation: &Relation,
    one: &CollectionName,
) -> Option<(&'s Arc<Collection>, &'s FieldName)> {
    let target = schema.collection(one.as_str()).filter(|_| is_table(schema, one))?;
    let declared = members.field(relation.many_field.as_str())?.column.as_ref()?.foreign_key.as_ref().filter(|key| key.table == *one);
    let key = match declared {
        Some(key) => &key.column,
        None => target.primary_key.single()?,
    };
    target.fields.get_key_value(key).map(|(key, _)| (target, key))
}

/// Rows for which the join finds nobody.
fn missing(target: &Collection, key: &FieldName, on: JoinOn, given: Condition) -> (Option<Join>, Condition) {
    let join = Join { table: TableRef(1), collection: target.name.clone(), on, only: None };
    let nobody = Condition::Compare(Expr::Column(reference(target, key, 1)), Comparison::IsNull);
    (Some(join), given.and(nobody))
}

fn reference(collection: &Collection, column: &FieldName, table: u16) -> relata_plan::ColumnRef {
    let ty = collection.field(column.as_str()).map_or(relata_schema::FieldType::Unknown, |field| field.ty);
    relata_plan::ColumnRef { table: TableRef(table), column: column.clone(), ty }
}

fn column(collection: &Collection, column: &FieldName) -> Expr {
    Expr::Column(reference(collection, column, 0))
}

fn node(members: &Collection, relation: &Relation, join: Option<Join>, condition: Condition) -> Node {
    let key = members.primary_key.columns();
    let selected = if key.is_empty() { std::slice::from_ref(&relation.many_field) } else { key };
    Node {
        source: Source { table: TableRef(0), collection: members.name.clone(), joins: join.into_iter().collect() },
        columns: selected.iter().map(|name| column(members, name)).collect(),
        condition,
        group: Vec::new(),
        order: Vec::new(),
        window: Window::default(),
        output: NodeOutput::Object(Vec::new()),
        children: Vec::new(),
    }
}
