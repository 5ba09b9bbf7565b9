//! Which keys an item will have: wildcards and aliases expanded, paths grouped by their first step.
//!
//! The order of keys is Directus's: plain columns and functions as asked, then everything nested, then aliased columns.

use std::sync::Arc;

use indexmap::IndexMap;
use relata_query::{FieldExpr, Function, Segment};
use relata_schema::{CollectionName, Edge, EdgeKind, Field, FieldName, Relation};
use smol_str::SmolStr;

use crate::PlanError;

use super::{Planner, scope::Place};

/// What was asked for at one place.
#[derive(Debug, Default)]
pub(crate) struct Wanted<'a, 'q> {
    /// Columns under their own names, and functions.
    pub(crate) plain: IndexMap<SmolStr, Plain<'a>>,
    /// What relations lead to, by output name.
    pub(crate) nested: IndexMap<SmolStr, Nested<'a, 'q>>,
    /// The same under other names.
    pub(crate) aliased: IndexMap<SmolStr, Plain<'a>>,
}

impl<'a> Wanted<'a, '_> {
    /// A function under another name: what a column says comes where renamed columns do, a count of members where it was asked for.
    fn rename(&mut self, name: &SmolStr, function: Function, field: &'a Field) {
        let values = if field.has_column() { &mut self.aliased } else { &mut self.plain };
        values.entry(name.clone()).or_insert(Plain::Function(function, field));
    }
}

/// A value of the item itself.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Plain<'a> {
    /// A column.
    Column(&'a Field),
    /// A function of a field.
    Function(Function, &'a Field),
}

/// What a relation leads to.
#[derive(Debug)]
pub(crate) struct Nested<'a, 'q> {
    /// Which primitive, seen from here.
    pub(crate) kind: EdgeKind,
    /// The relation.
    pub(crate) relation: &'a Arc<Relation>,
    /// The field that stands for it here.
    pub(crate) field: &'a Field,
    /// What is wanted of the items behind it; empty: just their keys.
    pub(crate) paths: Vec<&'q [Segment]>,
    /// What is wanted of the items of one target collection.
    pub(crate) scoped: IndexMap<SmolStr, Vec<&'q [Segment]>>,
}

/// The way by which a place was reached: what `backlink=false` doesn't follow back.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CameBy<'a> {
    pub(crate) relation: &'a Arc<Relation>,
    pub(crate) kind: EdgeKind,
}

/// The settings of one expansion.
pub(crate) struct Expansion<'a, 'q> {
    pub(crate) aliases: &'q IndexMap<SmolStr, FieldExpr>,
    pub(crate) came_by: Option<CameBy<'a>>,
    pub(crate) backlink: bool,
}

impl<'a> Planner<'a> {
    /// Groups `paths` by their first step.
    pub(crate) fn expand<'q>(
        &self,
        place: &Place<'a>,
        paths: &[&'q [Segment]],
        expansion: &Expansion<'a, 'q>,
    ) -> Result<Wanted<'a, 'q>, PlanError> {
        let mut wanted = Wanted::default();
        for path in paths {
            let Some((first, rest)) = path.split_first() else { continue };
            match first {
                Segment::Wildcard => self.expand_wildcard(place, rest, expansion, &mut wanted),
                Segment::Function(function, field) => {
                    let field = self.field_for(place, *function, field)?;
                    let name = SmolStr::new(format!("{}_{}", field.name, function.as_str()));
                    wanted.plain.insert(name, Plain::Function(*function, field));
                }
                Segment::Field(name) => self.expand_name(place, name, None, rest, expansion, &mut wanted)?,
                Segment::Scoped { field, collection } => self.expand_name(place, field, Some(collection), rest, expansion, &mut wanted)?,
            }
        }
        // A reference that is followed isn't answered as a key, too.
        wanted.plain.retain(|name, _| !wanted.nested.contains_key(name));
        wanted.aliased.retain(|name, _| !wanted.nested.contains_key(name));
        Ok(wanted)
    }

    fn expand_name<'q>(
        &self,
        place: &Place<'a>,
        name: &SmolStr,
        scope: Option<&SmolStr>,
        rest: &'q [Segment],
        expansion: &Expansion<'a, 'q>,
        wanted: &mut Wanted<'a, 'q>,
    ) -> Result<(), PlanError> {
        let source = match expansion.aliases.get(name) {
            Some(FieldExpr { function: Some(function), field }) => {
                let field = self.field_for(place, *function, field)?;
                if let Some(below) = rest.first() {
                    return Err(PlanError::FieldNotReadable {
                        collection: place.collection.name.as_str().into(),
                        field: segment_name(below),
                    });
                }
                wanted.rename(name, *function, field);
                return Ok(());
            }
            Some(FieldExpr { function: None, field }) => field,
            None => name,
        };
        // A path that leads on from what the asker may not see is left out, whether or not there is anything.
        if !rest.is_empty() && !self.context.asker.is_admin() && !self.may_read_field(place, source) {
            return Ok(());
        }
        let field = self.readable_field(place, source)?;
        let edge = self.context.schema.edge(&place.collection.name, &field.name);
        let Some(edge) = edge.filter(|edge| edge.kind == EdgeKind::OneToMany || !rest.is_empty() || scope.is_some()) else {
            if !rest.is_empty() && !field.has_column() {
                let last = rest.last().map_or(SmolStr::default(), segment_name);
                return Err(PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: last });
            }
            if !rest.is_empty() {
                let below = rest.first().map_or(SmolStr::default(), segment_name);
                return Err(PlanError::FieldNotReadable { collection: place.collection.name.as_str().into(), field: below });
            }
            if field.has_column() {
                if source == name {
                    wanted.plain.insert(name.clone(), Plain::Column(field));
                } else {
                    wanted.aliased.insert(name.clone(), Plain::Column(field));
                }
            }
            return Ok(());
        };
        // A relation to what the asker may not see is left out, as if nothing were there.
        if !self.may_follow(edge.kind, edge.relation) {
            return Ok(());
        }
        let nested = wanted.nested.entry(name.clone()).or_insert_with(|| Nested {
            kind: edge.kind,
            relation: edge.relation,
            field,
            paths: Vec::new(),
            scoped: IndexMap::new(),
        });
        match scope {
            // Nothing behind it: just the key.
            _ if rest.is_empty() => {}
            Some(collection) => nested.scoped.entry(collection.clone()).or_default().push(rest),
            None => nested.paths.push(rest),
        }
        Ok(())
    }

    /// `*` takes every column and every list's keys; `*.…` follows every relation instead.
    fn expand_wildcard<'q>(&self, place: &Place<'a>, rest: &'q [Segment], expansion: &Expansion<'a, 'q>, wanted: &mut Wanted<'a, 'q>) {
        let own = place.collection.fields.values().map(|field| (SmolStr::new(field.name.as_str()), field));
        let renamed = expansion.aliases.iter().filter(|(_, source)| source.function.is_none());
        let aliased = renamed.filter_map(|(name, source)| place.collection.field(&source.field).map(|field| (name.clone(), field)));
        let own_count = place.collection.fields.len();
        for (position, (name, field)) in own.chain(aliased).enumerate() {
            if !self.may_read_field(place, field.name.as_str()) {
                continue;
            }
            let edge = self.context.schema.edge(&place.collection.name, &field.name).filter(|edge| self.leads_somewhere(edge));
            let may_follow = edge.as_ref().is_none_or(|edge| self.may_follow(edge.kind, edge.relation));
            // What would be followed but may not be seen is left out.
            if !may_follow && !rest.is_empty() {
                continue;
            }
            let Some(edge) = edge.filter(|_| may_follow) else {
                if field.has_column() && position < own_count {
                    wanted.plain.entry(name).or_insert(Plain::Column(field));
                } else if field.has_column() {
                    wanted.aliased.entry(name).or_insert(Plain::Column(field));
                }
                continue;
            };
            let leads_back = !expansion.backlink && expansion.came_by.is_some_and(|came| leads_back(came, edge.kind, edge.relation));
            let follow = !rest.is_empty() && !leads_back;
            if edge.kind != EdgeKind::OneToMany && !follow {
                if position < own_count {
                    wanted.plain.entry(name).or_insert(Plain::Column(field));
                } else {
                    wanted.aliased.entry(name).or_insert(Plain::Column(field));
                }
                continue;
            }
            let nested = wanted.nested.entry(name).or_insert_with(|| Nested {
                kind: edge.kind,
                relation: edge.relation,
                field,
                paths: Vec::new(),
                scoped: IndexMap::new(),
            });
            if follow {
                nested.paths.push(rest);
            }
        }
        for (name, source) in expansion.aliases {
            let Some(function) = source.function else { continue };
            // A wildcard passes over what can't be answered.
            let Ok(field) = self.field_for(place, function, &source.field) else { continue };
            let edge = self.context.schema.edge(&place.collection.name, &field.name);
            if edge.is_some_and(|edge| !self.may_follow(edge.kind, edge.relation)) {
                continue;
            }
            wanted.rename(name, function, field);
        }
    }

    /// The field that a function is used on.
    fn field_for(&self, place: &Place<'a>, function: Function, name: &str) -> Result<&'a Field, PlanError> {
        let field = self.readable_field(place, name)?;
        if !function.applies_to(field.ty) {
            return Err(PlanError::Invalid(format!("\"{}\" can't be used on \"{}\"", function.as_str(), field.name)));
        }
        Ok(field)
    }

    /// Whether there is anything that a relation could be followed to. Databases made elsewhere have foreign keys to tables that are gone.
    fn leads_somewhere(&self, edge: &Edge<'_>) -> bool {
        edge.kind != EdgeKind::ManyToOne
            || edge.relation.one_collection().is_some_and(|one| self.context.schema.collection(one.as_str()).is_some())
    }

    /// Whether the asker may see what is behind a relation at all. A wildcard passes over what they may not.
    fn may_follow(&self, kind: EdgeKind, relation: &Relation) -> bool {
        match kind {
            EdgeKind::OneToMany => self.readable_collection(relation.many_collection.as_str()).is_ok(),
            EdgeKind::ManyToOne => relation.one_collection().is_some_and(|one| self.readable_collection(one.as_str()).is_ok()),
            EdgeKind::AnyToOne => true,
        }
    }
}

/// Whether following `relation` from here would go back to where we came from.
fn leads_back(came: CameBy<'_>, kind: EdgeKind, relation: &Relation) -> bool {
    let same = came.relation.many_collection == relation.many_collection && came.relation.many_field == relation.many_field;
    same && (came.kind == EdgeKind::OneToMany) != (kind == EdgeKind::OneToMany)
}

fn segment_name(segment: &Segment) -> SmolStr {
    match segment {
        Segment::Field(name) | Segment::Function(_, name) => name.clone(),
        Segment::Scoped { field, .. } => field.clone(),
        Segment::Wildcard => SmolStr::new_static("*"),
    }
}

/// The collections that an any-to-one relation may lead to, as far as they still exist.
pub(crate) fn targets(relation: &Relation) -> &[CollectionName] {
    match &relation.target {
        relata_schema::RelationTarget::Any { allowed, .. } => allowed,
        relata_schema::RelationTarget::One(_) => &[],
    }
}

/// The column that names the collection of an any-to-one reference.
pub(crate) fn collection_field(relation: &Relation) -> Option<&FieldName> {
    match &relation.target {
        relata_schema::RelationTarget::Any { collection_field, .. } => Some(collection_field),
        relata_schema::RelationTarget::One(_) => None,
    }
}
