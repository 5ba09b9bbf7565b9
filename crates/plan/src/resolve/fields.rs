//! From wanted fields to selected columns, output keys and child statements.

use std::sync::{Arc, LazyLock};

use relata_query::{Query, Segment};
use relata_schema::{Collection, EdgeKind, Field, FieldType};
use smol_str::SmolStr;

use crate::{AnyTarget, Child, Codec, Condition, Expr, JoinOn, Node, NodeOutput, Output, OutputValue, PlanError};

use super::{
    Planner,
    expand::{CameBy, Expansion, Nested, Plain, collection_field, targets},
    leaf::function_of,
    lists::Listing,
    scope::{Place, Scope},
};

/// To-one relations beyond this many become statements of their own: databases limit the tables of one statement
/// (SQLite 64, MariaDB 61), and planners slow down long before.
const MAX_JOINS: usize = 20;

static NOTHING_ASKED: LazyLock<Query> = LazyLock::new(Query::default);

/// What is asked at one level: parameters, and the paths of the wanted fields from here on.
#[derive(Debug, Clone)]
pub(crate) struct Request<'q> {
    pub(crate) query: &'q Query,
    pub(crate) paths: Vec<&'q [Segment]>,
}

impl<'q> Request<'q> {
    /// The level that was asked for directly. Without `fields`, everything of the items themselves.
    pub(crate) fn root(query: &'q Query) -> Self {
        const EVERYTHING: &[Segment] = &[Segment::Wildcard];
        let paths = match &query.fields {
            Some(paths) if !paths.is_empty() => paths.iter().map(|path| path.0.as_slice()).collect(),
            _ => vec![EVERYTHING],
        };
        Self { query, paths }
    }

    /// The level behind a field: its `deep` parameters stand under its output name or its own.
    fn below(&self, names: [&str; 2], paths: Vec<&'q [Segment]>) -> Self {
        let query = names.iter().find_map(|name| self.query.deep.get(*name)).unwrap_or(&NOTHING_ASKED);
        Self { query, paths }
    }

    fn is_bare(&self) -> bool {
        self.paths.is_empty()
    }

    fn narrows(&self) -> bool {
        self.query.filter.is_some() || self.query.search.is_some()
    }
}

impl<'a> Planner<'a> {
    /// Everything that one level writes for each row.
    pub(crate) fn outputs<'q>(
        &mut self,
        node: &mut Node,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        request: &Request<'q>,
        came_by: Option<CameBy<'a>>,
    ) -> Result<Vec<Output>, PlanError> {
        let expansion = Expansion { aliases: &request.query.alias, came_by, backlink: request.query.backlink.unwrap_or(self.backlink) };
        let wanted = self.expand(place, &request.paths, &expansion)?;
        let mut outputs = Vec::with_capacity(wanted.plain.len() + wanted.nested.len() + wanted.aliased.len());
        for (name, plain) in &wanted.plain {
            let value = self.own_value(node, scope, place, *plain)?;
            outputs.push(Output { name: name.clone(), value });
        }
        for (name, nested) in &wanted.nested {
            self.follow()?;
            let value = match nested.kind {
                EdgeKind::ManyToOne => self.follow_one(node, scope, place, (name, nested, request))?,
                EdgeKind::OneToMany => self.follow_list(node, scope, place, (name, nested, request))?,
                EdgeKind::AnyToOne => self.follow_any(node, scope, place, (name, nested, request))?,
            };
            outputs.extend(value.map(|value| Output { name: name.clone(), value }));
        }
        for (name, plain) in &wanted.aliased {
            let value = self.own_value(node, scope, place, *plain)?;
            outputs.push(Output { name: name.clone(), value });
        }
        // In JavaScript's objects, keys that are whole numbers come first.
        outputs.sort_by_key(|output| index_name(&output.name).unwrap_or(u32::MAX));
        Ok(outputs)
    }

    /// Counts a followed relation against the bound.
    fn follow(&mut self) -> Result<(), PlanError> {
        self.n_relations += 1;
        let max = self.context.limits.max_relations;
        if self.n_relations > max { Err(PlanError::TooManyRelations { max }) } else { Ok(()) }
    }

    fn own_value(&mut self, node: &mut Node, scope: &mut Scope<'_>, place: &Place<'a>, plain: Plain<'a>) -> Result<OutputValue, PlanError> {
        let (function, field) = match plain {
            Plain::Column(field) => return Ok(self.own_column(node, scope, place, field)),
            Plain::Function(function, field) => (function, field),
        };
        let expr = self.function(scope, place, function, field)?;
        let expr = self.guarded(scope, place, field.name.as_str(), expr);
        // The length of a list in JSON is a small number on every database, unlike counts of rows.
        let codec = if field.ty == FieldType::Json { Codec::Field(FieldType::Integer) } else { Codec::Computed };
        Ok(OutputValue::Column(node.column(expr), codec))
    }

    fn own_column(&mut self, node: &mut Node, scope: &mut Scope<'_>, place: &Place<'a>, field: &Field) -> OutputValue {
        let expr = self.guarded(scope, place, field.name.as_str(), Expr::Column(place.column_named(&field.name)));
        OutputValue::Column(node.column(expr), codec_of(field))
    }

    /// A many-to-one that is followed: joined where the target's row is all that is wanted, else looked up by its own statement.
    fn follow_one<'q>(
        &mut self,
        node: &mut Node,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        asked: Asked<'_, 'a, 'q>,
    ) -> Result<Option<OutputValue>, PlanError> {
        let (name, nested, request) = asked;
        let below = request.below([name, nested.field.name.as_str()], nested.paths.clone());
        let relation = nested.relation;
        let (Some(one), Some(key)) = (relation.one_collection(), self.context.schema.referenced_column(relation).cloned()) else {
            return Ok(None);
        };
        let target = self.readable_collection(one.as_str())?;
        let from = place.column_named(&relation.many_field);
        let came_by = Some(CameBy { relation, kind: EdgeKind::ManyToOne });
        if !below.narrows() && scope.source.joins.len() < MAX_JOINS {
            let without = scope.source.clone();
            let key_type = super::value_type(target, key.as_str());
            // What the order looks at is narrowed to what may be seen already.
            let narrowed = scope.narrowed(&from, target);
            let is_narrowed = narrowed.is_some();
            let joined = narrowed.unwrap_or_else(|| {
                let key_of = |table| crate::ColumnRef { table, column: key.clone(), ty: key_type };
                scope.join(|table| JoinOn::Key { from: from.clone(), key: key_of(table) }, target, None)
            });
            // A target that may not be seen is as one that isn't there.
            let shown = self.field_rule(scope, place, nested.field.name.as_str());
            let rule = if is_narrowed { Condition::Always } else { self.row_rule(scope, &joined) };
            let presence = match shown.and(rule) {
                Condition::Always => Expr::Column(joined.column_named(&key)),
                seen => Expr::Guarded(Box::new(seen), Box::new(Expr::Column(joined.column_named(&key)))),
            };
            if scope.source.joins.len() <= MAX_JOINS {
                let presence = node.column(presence);
                let output = self.outputs(node, scope, &joined, &below, came_by)?;
                return Ok(Some(OutputValue::Joined { presence, output }));
            }
            // Its rule looks too far.
            scope.source = without;
        }
        let reference = self.guarded(scope, place, nested.field.name.as_str(), Expr::Column(from));
        let parent_key = node.column(reference);
        let (child, child_key) = self.referenced(target, &key, &below, came_by)?;
        node.children.push(Child::One { parent_key, child_key, node: Box::new(child) });
        Ok(Some(OutputValue::Child(node.children.len() - 1)))
    }

    /// A list: a statement of its own, for all rows at once.
    fn follow_list<'q>(
        &mut self,
        node: &mut Node,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        asked: Asked<'_, 'a, 'q>,
    ) -> Result<Option<OutputValue>, PlanError> {
        let (name, nested, request) = asked;
        let below = request.below([name, nested.field.name.as_str()], nested.paths.clone());
        let relation = nested.relation;
        let Some(key) = self.context.schema.referenced_column(relation).cloned() else { return Ok(None) };
        let members = self.readable_collection(relation.many_collection.as_str())?;
        let parent_key = self.guarded(scope, place, nested.field.name.as_str(), Expr::Column(place.column_named(&key)));
        let parent_key = node.column(parent_key);
        let child = self.node(members, &below, Listing::Members(relation), Condition::Always)?;
        node.children.push(Child::Many { parent_key, child_key: 0, node: Box::new(child) });
        Ok(Some(OutputValue::Child(node.children.len() - 1)))
    }

    /// An any-to-one that is followed: one statement per collection that may be meant.
    fn follow_any<'q>(
        &mut self,
        node: &mut Node,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        asked: Asked<'_, 'a, 'q>,
    ) -> Result<Option<OutputValue>, PlanError> {
        let (name, nested, request) = asked;
        let relation = nested.relation;
        let Some(collection_field) = collection_field(relation) else { return Ok(None) };
        let collection_column = node.column(Expr::Column(place.column_named(collection_field)));
        let item = self.guarded(scope, place, nested.field.name.as_str(), Expr::Column(place.column_named(&relation.many_field)));
        let item_column = node.column(item);
        let came_by = Some(CameBy { relation, kind: EdgeKind::AnyToOne });
        let mut planned = Vec::new();
        for collection in targets(relation) {
            let Ok(target) = self.readable_collection(collection.as_str()) else { continue };
            let Some(key) = target.primary_key.single().cloned() else { continue };
            let mut paths = nested.paths.clone();
            paths.extend(nested.scoped.get(collection.as_str()).into_iter().flatten());
            let scoped_name = format!("{name}:{collection}");
            let below = request.below([&scoped_name, name], paths);
            let (child, child_key) = self.referenced(target, &key, &below, came_by)?;
            let key_type = super::value_type(target, key.as_str());
            planned.push(AnyTarget { collection: collection.clone(), key_type, child_key, node: child });
        }
        node.children.push(Child::Any { collection_column, item_column, targets: planned });
        Ok(Some(OutputValue::Child(node.children.len() - 1)))
    }

    /// A statement that looks items up by `key`, and where the key stands among its columns.
    fn referenced(
        &mut self,
        target: &'a Arc<Collection>,
        key: &relata_schema::FieldName,
        below: &Request<'_>,
        came_by: Option<CameBy<'a>>,
    ) -> Result<(Node, usize), PlanError> {
        self.came_by = came_by;
        let mut child = self.node(target, below, Listing::Referenced, Condition::Always)?;
        let place = Place::at_root(target);
        let child_key = child.column(Expr::Column(place.column_named(key)));
        Ok((child, child_key))
    }

    /// What a statement writes for each row: an object, or just the key where nothing more is wanted of a list's members.
    pub(crate) fn node_output<'q>(
        &mut self,
        node: &mut Node,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        request: &Request<'q>,
        listing: Listing<'a>,
    ) -> Result<NodeOutput, PlanError> {
        let came_by = match listing {
            Listing::Members(relation) => Some(CameBy { relation, kind: EdgeKind::OneToMany }),
            Listing::Referenced => self.came_by.take(),
            Listing::Root | Listing::Picked | Listing::One => None,
        };
        if request.is_bare() {
            let keys: Vec<_> = place.keys().map(|key| (key.ty, Expr::Column(key))).collect();
            let mut columns: Vec<_> = keys.into_iter().map(|(ty, expr)| (node.column(expr), Codec::Field(ty))).collect();
            return Ok(NodeOutput::Bare(match (columns.pop(), columns.is_empty()) {
                (Some((column, codec)), true) => OutputValue::Column(column, codec),
                (last, _) => OutputValue::CompositeKey(columns.into_iter().chain(last).collect()),
            }));
        }
        Ok(NodeOutput::Object(self.outputs(node, scope, place, request, came_by)?))
    }

    /// A function of a field: of its column, or the number of a list's members.
    pub(crate) fn function(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        function: relata_query::Function,
        field: &'a Field,
    ) -> Result<Expr, PlanError> {
        if field.has_column() {
            return Ok(function_of(function, place.column_named(&field.name)));
        }
        let edge = self.context.schema.edge(&place.collection.name, &field.name).filter(|edge| edge.kind == EdgeKind::OneToMany);
        let relation = edge.map(|edge| edge.relation).ok_or_else(|| PlanError::Invalid(format!("\"{}\" is not a list", field.name)))?;
        let members = self.members(scope, place, relation, |_, _, _| Ok(Condition::Always))?;
        Ok(Expr::CountMembers(Box::new(members)))
    }

    /// A function of a field, for filters and sorts, too.
    pub(crate) fn function_named(
        &mut self,
        scope: &mut Scope<'_>,
        place: &Place<'a>,
        function: relata_query::Function,
        name: &str,
    ) -> Result<Expr, PlanError> {
        let field = self.readable_field(place, name)?;
        if !function.applies_to(field.ty) {
            return Err(PlanError::Invalid(format!("\"{}\" can't be used on \"{}\"", function.as_str(), field.name)));
        }
        let expr = self.function(scope, place, function, field)?;
        Ok(self.guarded(scope, place, field.name.as_str(), expr))
    }
}

/// A followed relation: the output name, what is behind it, and the request at the level where it stands.
type Asked<'r, 'a, 'q> = (&'r SmolStr, &'r Nested<'a, 'q>, &'r Request<'q>);

/// The number that a key spells, if it spells one in the usual way.
fn index_name(name: &str) -> Option<u32> {
    name.parse().ok().filter(|number: &u32| number.to_string() == name)
}

/// How a field's values are written.
pub(crate) fn codec_of(field: &Field) -> Codec {
    if field.is_secret() {
        return Codec::Concealed;
    }
    let ty = match field.ty {
        FieldType::Alias => FieldType::Unknown,
        ty => ty,
    };
    Codec::Field(ty)
}
