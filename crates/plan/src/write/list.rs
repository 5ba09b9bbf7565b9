//! The forms in which a payload changes a list.

use std::sync::Arc;

use relata_schema::{Collection, FieldName, Relation, Value};
use serde_json::{Map, Value as Json};

use crate::{typed, whole};

use super::{
    WriteError,
    payload::{ItemWrite, ListChange, Member, Operation, Payload, key_of},
};

impl Payload<'_> {
    /// An array (the list is exactly this from now on), `{create, update, delete}`, or null (an array of nothing). `None`: nothing
    /// changes.
    pub(super) fn list(&mut self, relation: &Arc<Relation>, json: &Json) -> Result<Option<ListChange>, WriteError> {
        let members = self.writable(&relation.many_collection)?;
        let list = List { members: &members, reference: &relation.many_field };
        Ok(Some(match json {
            Json::Null => ListChange::Exactly(Vec::new()),
            Json::Array(entries) => {
                let members = entries.iter().enumerate();
                let members = members.map(|(nth, entry)| self.within(&[&nth.to_string()], |below| below.member(&list, entry)));
                ListChange::Exactly(members.collect::<Result<_, _>>()?)
            }
            Json::Object(edits) => {
                if let Some(unknown) = edits.keys().find(|name| !EDITS.contains(&name.as_str())) {
                    return Err(self.malformed(&format!("knows \"create\", \"update\" and \"delete\", not \"{unknown}\"")));
                }
                let create =
                    self.entries(edits, "create")?.iter().enumerate().map(|(nth, entry)| {
                        self.within(&["create", &nth.to_string()], |below| below.content(&list, entry, Operation::Create))
                    });
                let create = create.collect::<Result<_, _>>()?;
                let update = self.entries(edits, "update")?.iter().enumerate();
                let update = update.map(|(nth, entry)| self.within(&["update", &nth.to_string()], |below| below.changed(&list, entry)));
                let update = update.collect::<Result<_, _>>()?;
                let deselect = self.entries(edits, "delete")?.iter().map(|entry| self.key(&members, entry));
                let deselect = deselect.collect::<Result<_, _>>()?;
                ListChange::Edit { create, update, deselect }
            }
            _ => return Err(self.malformed("must be an array, or an object with \"create\", \"update\" and \"delete\"")),
        }))
    }

    fn entries<'j>(&self, edits: &'j Map<String, Json>, name: &str) -> Result<&'j [Json], WriteError> {
        match edits.get(name) {
            None => Ok(&[]),
            Some(Json::Array(entries)) => Ok(entries),
            Some(_) => Err(self.malformed(&format!("must have an array in \"{name}\""))),
        }
    }

    fn member(&mut self, list: &List<'_>, entry: &Json) -> Result<Member, WriteError> {
        match entry {
            Json::Object(_) => self.content(list, entry, Operation::Either).map(|item| Member::Item(Box::new(item))),
            key => self.key(list.members, key).map(Member::Key),
        }
    }

    fn key(&self, members: &Collection, entry: &Json) -> Result<Value, WriteError> {
        match entry {
            Json::String(_) | Json::Number(_) => key_of(members, entry),
            _ => Err(self.malformed("must hold keys as texts or numbers")),
        }
    }

    fn content(&mut self, list: &List<'_>, entry: &Json, operation: Operation) -> Result<ItemWrite, WriteError> {
        let Json::Object(payload) = entry else {
            return Err(self.malformed("must hold objects in \"create\" and \"update\""));
        };
        // The reference back is the server's to fill in, whatever the payload says.
        let mut payload = payload.clone();
        payload.shift_remove(list.reference.as_str());
        self.item(list.members, &payload, operation, Some(list.reference))
    }

    /// A changed member: known by its key.
    fn changed(&mut self, list: &List<'_>, entry: &Json) -> Result<ItemWrite, WriteError> {
        let names = list.members.primary_key.columns();
        let mut parts = Vec::with_capacity(names.len());
        for name in names {
            let Some(ty) = list.members.field(name.as_str()).map(|field| field.ty) else { continue };
            parts.push(match entry.get(name.as_str()) {
                Some(part) => typed(part, ty).filter(|part| !part.is_null()).ok_or(WriteError::NoSuchItem)?,
                // The list's owner: filled in once it is known.
                None if name == list.reference && names.len() > 1 => Value::Null,
                None => return Err(self.malformed("must have the key of each item in \"update\"")),
            });
        }
        let key = whole(&list.members.primary_key, parts).ok_or(WriteError::NoSuchItem)?;
        let mut item = self.content(list, entry, Operation::Update)?;
        item.key = Some(key);
        Ok(item)
    }

    fn malformed(&self, requirement: &str) -> WriteError {
        WriteError::InvalidPayload(format!("\"{}\" {requirement}", self.path.join(".")))
    }
}

/// What `{create, update, delete}` may hold.
const EDITS: [&str; 3] = ["create", "update", "delete"];

/// The list that is being planned.
struct List<'l> {
    members: &'l Arc<Collection>,
    reference: &'l FieldName,
}
