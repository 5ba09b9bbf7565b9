//! What of a payload the asker may write: fields that the permissions allow, and the values that permissions give to what is left out.
//!
//! Whether the rows themselves may be touched is the database's to say (see [`crate::plan_allowed`]).

use std::borrow::Cow;

use relata_schema::{Collection, FieldName};
use serde_json::{Map, Value as Json};

use crate::{Action, Asker, Breach, Grant, Rule, variables};

use super::{
    WriteError,
    payload::{ItemWrite, Operation, Payload, WriteContext},
    value::column_value,
};

/// A payload as it will be written.
pub(super) struct Admitted<'p> {
    pub(super) payload: Cow<'p, Map<String, Json>>,
    /// The fields that were asked for, the key left out.
    pub(super) asked: Vec<FieldName>,
    /// Whether a permission gave a value to a changed item.
    pub(super) preset: bool,
    /// What of the permissions' validation it breaks.
    pub(super) breaches: Vec<Breach>,
}

/// Whether an asker may write fields of a collection's items, judging by the permissions alone.
pub fn check_fields(asker: &Asker, collection: &Collection, action: Action, fields: &[FieldName]) -> Result<(), WriteError> {
    if asker.is_admin() {
        return Ok(());
    }
    let refused = || WriteError::CollectionNotWritable { collection: collection.name.as_str().into() };
    let grant = asker.grant(&collection.name, action).ok_or_else(refused)?;
    match fields.iter().find(|field| !grant.allows_field(field.as_str())) {
        Some(field) => Err(field_refused(collection, field.as_str())),
        None => Ok(()),
    }
}

/// Whether an asker's permissions let anybody give a collection's items these values. For values that come from no payload.
pub fn check_values(
    context: &WriteContext<'_>,
    collection: &Collection,
    action: Action,
    values: &Map<String, Json>,
) -> Result<(), WriteError> {
    let breaches = Payload { context, path: Vec::new(), place: Vec::new() }.breaches(collection, values, action)?;
    if breaches.is_empty() { Ok(()) } else { Err(WriteError::FailedValidation(breaches)) }
}

fn field_refused(collection: &Collection, field: &str) -> WriteError {
    WriteError::FieldNotWritable { collection: collection.name.as_str().into(), field: field.into() }
}

impl Payload<'_> {
    /// A refusal that doesn't name a nested item's collection, nor the field by which it belongs to a list, to somebody who may not know
    /// of them.
    pub(super) fn as_far_as_known(&self, collection: &Collection, refusal: WriteError, filled: Option<&FieldName>) -> WriteError {
        let seen = self.context.asker.grant(&collection.name, Action::Read);
        let is_known = self.path.is_empty() || seen.is_some();
        match refusal {
            WriteError::CollectionNotWritable { .. } | WriteError::FieldNotWritable { .. } if !is_known => WriteError::NoSuchItem,
            WriteError::FieldNotWritable { field, .. }
                if filled.is_some_and(|filled| *filled == *field) && !seen.is_some_and(|grant| grant.allows_field(&field)) =>
            {
                WriteError::NoSuchItem
            }
            refusal => refusal,
        }
    }

    /// Checks the names in a payload and adds presets. Of items that may or may not exist, only the database knows which right is
    /// needed: there is nothing to add yet.
    pub(super) fn admitted<'p>(
        &self,
        collection: &Collection,
        payload: &'p Map<String, Json>,
        operation: Operation,
        filled: Option<&FieldName>,
    ) -> Result<Admitted<'p>, WriteError> {
        let asker = self.context.asker;
        if asker.is_admin() {
            return Ok(Admitted { payload: Cow::Borrowed(payload), asked: Vec::new(), preset: false, breaches: Vec::new() });
        }
        let named = |name: &FieldName| filled == Some(name) || payload.get(name.as_str()).is_some_and(|json| !json.is_null());
        let may_exist = collection.primary_key.columns().iter().all(named);
        let action = match operation {
            Operation::Update => Some(Action::Update),
            Operation::Either if may_exist => None,
            Operation::Create | Operation::Either => Some(Action::Create),
        };
        let mut asked: Vec<FieldName> = filled.into_iter().cloned().collect();
        for name in payload.keys() {
            let field = collection.field(name).ok_or_else(|| field_refused(collection, name))?;
            let is_key = collection.primary_key.columns().contains(&field.name);
            let names_the_item = is_key && action != Some(Action::Create);
            if !names_the_item && !asked.contains(&field.name) {
                asked.push(field.name.clone());
            }
        }
        let Some(action) = action else {
            if !asked.is_empty() && !asker.may(&collection.name, Action::Create) && !asker.may(&collection.name, Action::Update) {
                return Err(WriteError::CollectionNotWritable { collection: collection.name.as_str().into() });
            }
            return Ok(Admitted { payload: Cow::Borrowed(payload), asked, preset: false, breaches: Vec::new() });
        };
        check_fields(asker, collection, action, &asked)?;
        let mut presets = asker.grant(&collection.name, action).map(|grant| presets(grant, self.context)).unwrap_or_default();
        presets.retain(|name, _| !payload.contains_key(name) && filled.is_none_or(|filled| filled.as_str() != name));
        let preset = action == Action::Update && !presets.is_empty();
        let payload = if presets.is_empty() {
            Cow::Borrowed(payload)
        } else {
            presets.extend(payload.iter().map(|(name, json)| (name.clone(), json.clone())));
            Cow::Owned(presets)
        };
        let breaches = self.breaches(collection, &payload, action)?;
        Ok(Admitted { payload, asked, preset, breaches })
    }

    /// What of the permissions' validation a payload breaks: that of every permission has to be met, as in Directus.
    fn breaches(&self, collection: &Collection, payload: &Map<String, Json>, action: Action) -> Result<Vec<Breach>, WriteError> {
        let mut breaches = Vec::new();
        let Some(grant) = self.context.asker.grant(&collection.name, action) else { return Ok(breaches) };
        let known = (self.context.moment.now_us, self.context.moment.rule_facts.as_slice());
        let resolve = |value: &Json| variables::substitute(value, self.context.asker, known);
        for case in grant.cases.iter().filter(|case| case.validation.is_object()) {
            // What can't be judged isn't met.
            let refused = |_| WriteError::CollectionNotWritable { collection: collection.name.as_str().into() };
            let rule = Rule::parse(&case.validation, &resolve).map_err(refused)?;
            let broken = rule.breaches(payload).into_iter();
            breaches.extend(broken.map(|breach| Breach {
                path: self.path.iter().cloned().chain(breach.path).collect(),
                place: self.place.clone(),
                ..breach
            }));
        }
        Ok(breaches)
    }

    /// The checks of fields, together with what permissions find wrong.
    pub(super) fn check_with(
        &self,
        breaches: Vec<Breach>,
        collection: &Collection,
        payload: &Map<String, Json>,
        of: (Operation, Option<&FieldName>),
    ) -> Result<Option<WriteError>, WriteError> {
        let (operation, filled) = of;
        match self.check(collection, payload, operation, filled) {
            Ok(missing) if breaches.is_empty() => Ok(missing),
            Ok(_) => Err(WriteError::FailedValidation(breaches)),
            Err(WriteError::FailedValidation(more)) => Err(WriteError::FailedValidation(breaches.into_iter().chain(more).collect())),
            Err(other) => Err(other),
        }
    }

    /// Adds to an item of which only the database knows whether it is new what permissions have to say in each case.
    pub(super) fn either(&self, item: &mut ItemWrite, payload: &Map<String, Json>) -> Result<(), WriteError> {
        let asker = self.context.asker;
        for action in [Action::Create, Action::Update] {
            let Some(grant) = asker.grant(&item.collection.name, action) else { continue };
            let presets = presets(grant, self.context);
            let mut whole = payload.clone();
            for (name, json) in &presets {
                whole.entry(name.clone()).or_insert_with(|| json.clone());
            }
            for (name, json) in presets {
                let Some(field) = item.collection.field(&name).filter(|field| field.has_column() && !payload.contains_key(&name)) else {
                    continue;
                };
                let value = column_value(item.collection.name.as_str(), field, &json)?;
                let values = if action == Action::Create { &mut item.on_create } else { &mut item.presets };
                values.entry(field.name.clone()).or_insert(value);
                item.preset |= action == Action::Update;
            }
            let breaches = self.breaches(&item.collection, &whole, action)?;
            if !breaches.is_empty() {
                let wrong = Some(WriteError::FailedValidation(breaches));
                if action == Action::Create {
                    item.missing = wrong;
                } else {
                    item.unchangeable = wrong;
                }
            }
        }
        Ok(())
    }
}

fn presets(grant: &Grant, context: &WriteContext<'_>) -> Map<String, Json> {
    let known = (context.moment.now_us, context.moment.rule_facts.as_slice());
    grant.presets().into_iter().map(|(name, json)| (name, variables::substitute_within(&json, context.asker, known))).collect()
}
