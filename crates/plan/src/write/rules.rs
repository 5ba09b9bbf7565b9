//! What must hold of an item's payload before anything is written: values that are needed, values that must not be null, and the rules
//! that fields carry. Judged level by level, from the top: what is nested is looked at once the item itself is in order.

use std::{cell::RefCell, rc::Rc};

use relata_schema::{Collection, CollectionName, Field, FieldName, FieldType, Generated, Special};
use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};
use smol_str::SmolStr;

use crate::{Breach, Requirement, Rule, variables};

use super::{
    WriteError,
    payload::{Operation, Payload, WriteContext},
    specials,
};

/// The rules that the fields of each collection carry, read once per request.
#[derive(Debug, Default)]
pub struct FieldRules(RefCell<FxHashMap<CollectionName, Rc<Vec<FieldRule>>>>);

#[derive(Debug)]
struct FieldRule {
    field: FieldName,
    rule: Rule,
    message: Option<SmolStr>,
}

impl FieldRules {
    fn of(&self, collection: &Collection, context: &WriteContext<'_>) -> Result<Rc<Vec<FieldRule>>, WriteError> {
        if let Some(known) = self.0.borrow().get(&collection.name) {
            return Ok(Rc::clone(known));
        }
        let rules = collection.fields.values().filter_map(|field| read(collection, field, context).transpose());
        let rules = Rc::new(rules.collect::<Result<Vec<_>, _>>()?);
        self.0.borrow_mut().insert(collection.name.clone(), Rc::clone(&rules));
        Ok(rules)
    }
}

fn read(collection: &Collection, field: &Field, context: &WriteContext<'_>) -> Result<Option<FieldRule>, WriteError> {
    let Some(meta) = &field.meta else { return Ok(None) };
    let Some(json) = meta.row.get("validation").filter(|rule| rule.is_object()) else { return Ok(None) };
    let resolve = |value: &Json| variables::substitute(value, context.asker, (context.moment.now_us, &context.moment.rule_facts));
    let rule = Rule::parse(json, &resolve).map_err(|error| WriteError::RuleNotReadable {
        collection: collection.name.as_str().into(),
        field: field.name.as_str().into(),
        error,
    })?;
    let message = meta.row.get("validation_message").and_then(Json::as_str).filter(|message| !message.is_empty());
    Ok(Some(FieldRule { field: field.name.clone(), rule, message: message.map(SmolStr::new) }))
}

impl Payload<'_> {
    /// Checks the values of one level. What the item lacks only if it turns out to be new comes back as the error that it then is.
    pub(super) fn check(
        &self,
        collection: &Collection,
        payload: &Map<String, Json>,
        operation: Operation,
        filled: Option<&FieldName>,
    ) -> Result<Option<WriteError>, WriteError> {
        let rules = self.context.rules.of(collection, self.context)?;
        let mut breaches = Vec::new();
        let mut missing = Vec::new();
        for field in collection.fields.values() {
            if filled != Some(&field.name) {
                match self.column_breach(collection, field, payload.get(field.name.as_str()), operation) {
                    Some(Requirement::Given) if operation == Operation::Either => missing.push(self.breach(field, Requirement::Given)),
                    Some(requirement) => breaches.push(self.breach(field, requirement)),
                    None => {}
                }
            }
            for rule in rules.iter().filter(|rule| rule.field == field.name) {
                breaches.extend(rule.rule.breaches(payload).into_iter().map(|breach| Breach {
                    path: self.path.iter().cloned().chain(breach.path).collect(),
                    place: self.place.clone(),
                    message: rule.message.clone(),
                    ..breach
                }));
            }
        }
        if !breaches.is_empty() {
            return Err(WriteError::FailedValidation(breaches));
        }
        Ok((!missing.is_empty()).then_some(WriteError::FailedValidation(missing)))
    }

    /// What a column demands and a payload doesn't give.
    fn column_breach(&self, collection: &Collection, field: &Field, given: Option<&Json>, operation: Operation) -> Option<Requirement> {
        let column = field.column.as_ref().filter(|column| column.generated == Generated::No)?;
        let is_key = collection.primary_key.single() == Some(&field.name);
        let by_server = operation != Operation::Update
            && (specials::demanded(field, Operation::Create, (self.context.asker, self.context.moment)).is_some()
                || specials::filled_in(field, is_key, self.context).is_some());
        match given {
            Some(Json::Null) => (!column.nullable && !by_server).then_some(Requirement::NotNull),
            Some(_) => None,
            None => (operation != Operation::Update && !by_server && is_required(field, is_key)).then_some(Requirement::Given),
        }
    }

    fn breach(&self, field: &Field, requirement: Requirement) -> Breach {
        Breach { path: self.path.clone(), place: self.place.clone(), ..Breach::new(field.name.as_str(), requirement) }
    }
}

/// Whether a null stands for a value that the server makes itself.
pub(super) fn is_made_by_server(field: &Field, json: &Json, operation: Operation) -> bool {
    json.is_null() && operation == Operation::Create && field.has(Special::Uuid)
}

/// Whether a new item must bring a value for the field.
fn is_required(field: &Field, is_key: bool) -> bool {
    field.column.as_ref().is_some_and(|column| {
        let counted = column.auto_increment || (is_key && matches!(field.ty, FieldType::Integer | FieldType::BigInteger));
        let may_be_null = column.nullable && !is_key;
        !may_be_null && column.default.is_none() && !counted && column.generated == Generated::No
    })
}
