//! Manual order: items that are moved within their collection, or members within one item's list.

use std::sync::Arc;

use relata_plan::{Action, Asker, check_fields};
use relata_schema::{Collection, EdgeKind, FieldName, Relation, Schema, Value};
use serde_json::Value as Json;

use super::write::{Written, key_value, permitted};
use crate::write::{Arrangement, OrderedList, Placement, WriteCommand, WriteFailure};
use crate::{Engine, EngineError};

/// Where moved items shall stand, as it came in.
#[derive(Debug, Clone, Copy)]
pub enum MoveTo<'a> {
    /// Right before an item.
    Before(&'a Json),
    /// Right behind an item.
    After(&'a Json),
    /// At a position, counted from 1.
    Position(usize),
    /// At an item's place, in Directus's way.
    PlaceOf(&'a Json),
}

/// What is ordered.
#[derive(Debug, Clone, Copy)]
pub enum OrderOf<'a> {
    /// A collection with a sort field.
    Collection(&'a str),
    /// The list behind an item's field.
    List {
        /// The item's collection.
        collection: &'a str,
        /// The item's key.
        key: &'a str,
        /// The list's field.
        field: &'a str,
    },
}

impl Engine {
    /// Moves items to another place. Answers those that got another number. The asker needs the right to change the number of each of
    /// them, and to see the item beside which they shall stand; positions count among the items that the asker may see.
    pub async fn arrange(&self, asker: &Asker, of: OrderOf<'_>, items: &[&Json], to: MoveTo<'_>) -> Result<Written, EngineError> {
        let schema = self.schema().await?;
        let (collection, sort_field, list) = match of {
            OrderOf::Collection(name) => {
                let collection = permitted(&schema, asker, name, Action::Update)?;
                let sort_field = own_sort_field(&collection)?;
                (collection, sort_field, None)
            }
            OrderOf::List { collection, key, field } => {
                let owners = permitted(&schema, asker, collection, Action::Read)?;
                let (name, relation) = list_of(&schema, asker, &owners, field)?;
                // Nobody has named the members' collection.
                let members = permitted(&schema, asker, relation.many_collection.as_str(), Action::Update);
                let members = members.map_err(|_| EngineError::forbidden())?;
                let sort_field = relation.sort_field.clone().filter(|field| members.fields.contains_key(field)).ok_or_else(|| {
                    EngineError::invalid_payload(format!("The list \"{field}\" has no order: give its relation a \"sort_field\"."))
                })?;
                let owner = key_value(&owners, &Json::from(key))?;
                (members, sort_field, Some(OrderedList { relation, owners, owner, field: name }))
            }
        };
        check_fields(asker, &collection, Action::Update, std::slice::from_ref(&sort_field)).map_err(WriteFailure::from)?;
        let items = items.iter().map(|key| key_value(&collection, key)).collect::<Result<Vec<Value>, _>>()?;
        let placement = match to {
            MoveTo::Before(key) => Placement::Before(key_value(&collection, key)?),
            MoveTo::After(key) => Placement::After(key_value(&collection, key)?),
            MoveTo::Position(position) => Placement::Position(position),
            MoveTo::PlaceOf(key) => Placement::PlaceOf(key_value(&collection, key)?),
        };
        let arrangement = Arrangement { collection: Arc::clone(&collection), sort_field, list, items, placement };
        self.carry_out(schema, asker, &collection, WriteCommand::Arrange(arrangement)).await
    }
}

fn own_sort_field(collection: &Collection) -> Result<FieldName, EngineError> {
    let named = collection.meta.as_ref().and_then(|meta| meta.sort_field.clone()).filter(|field| collection.fields.contains_key(field));
    named.ok_or_else(|| EngineError::invalid_payload(format!("Collection \"{}\" doesn't have a sort field.", collection.name)))
}

/// A list that the asker may see, with its field's name.
fn list_of(schema: &Schema, asker: &Asker, owners: &Collection, field: &str) -> Result<(FieldName, Arc<Relation>), EngineError> {
    let is_seen = asker.is_admin() || asker.grant(&owners.name, Action::Read).is_some_and(|grant| grant.allows_field(field));
    let field_of = owners.field(field).filter(|_| is_seen);
    let edge = field_of.and_then(|field| schema.edge(&owners.name, &field.name)).filter(|edge| edge.kind == EdgeKind::OneToMany);
    let list = field_of.zip(edge).map(|(field, edge)| (field.name.clone(), Arc::clone(edge.relation)));
    list.ok_or_else(|| EngineError::invalid_payload(format!("\"{field}\" is no list of collection \"{}\".", owners.name)))
}
