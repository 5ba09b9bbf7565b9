//! The forms in which a payload changes a list.

use std::sync::Arc;

use relata_schema::{Collection, FieldName, Relation};
use serde_json::{Map, Value as Json};

use super::{
    WriteError,
    payload::{ItemWrite, ListChange, Member, Operation, Payload},
};

impl Payload<'_> {
    /// An array (the list is exactly this from now on), `{create, update, delete}`, or null (an array of nothing). `None`: nothing
    /// changes.
    pub(super) fn list(&mut self, relation: &Arc<Relation>, json: &Json) -> Result<Option<ListChange>, WriteError> {
        let members = self.writable(&relation.many_collection)?;
        let list = List { members: &members, reference: &relation.many_field };
        Ok(Some(match json {
            Json::Null => ListChange::Exactly(Vec::new()),
            Json::Array(entries) => ListChange::Exactly(entries.iter().map(|entry| self.member(&list, entry)).collect::<Result<_, _>>()?),
            Json::Object(edits) => {
                let create = self.entries(edits, "create")?.iter().map(|entry| self.content(&list, entry, Operation::Either));
                let create = create.collect::<Result<_, _>>()?;
                let update = self.entries(edits, "update")?.iter().map(|entry| self.changed(&list, entry));
                let update = update.collect::<Result<_, _>>()?;
                let deselect = self.entries(edits, "delete")?.iter().map(|entry| self.key_of(&members, entry));
                let deselect = deselect.collect::<Result<_, _>>()?;
                ListChange::Edit { create, update, deselect }
            }
            _ => return Err(self.malformed("must be an array, or an object with \"create\", \"update\" and \"delete\"")),
        }))
    }

    fn entries<'j>(&self, edits: &'j Map<String, Json>, name: &str) -> Result<&'j [Json], WriteError> {
        match edits.get(name) {
            None | Some(Json::Null) => Ok(&[]),
            Some(Json::Array(entries)) => Ok(entries),
            Some(_) => Err(self.malformed(&format!("must have an array in \"{name}\""))),
        }
    }

    fn member(&mut self, list: &List<'_>, entry: &Json) -> Result<Member, WriteError> {
        match entry {
            Json::Object(_) => self.content(list, entry, Operation::Either).map(Member::Item),
            key => self.key_of(list.members, key).map(Member::Key),
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
        let key = list.members.primary_key.single().and_then(|key| entry.get(key.as_str()));
        let key = key.ok_or_else(|| self.malformed("must have the key of each item in \"update\""))?;
        let key = self.key_of(list.members, key)?;
        let mut item = self.content(list, entry, Operation::Update)?;
        item.key = Some(key);
        Ok(item)
    }

    fn malformed(&self, requirement: &str) -> WriteError {
        WriteError::InvalidPayload(format!("\"{}\" {requirement}", self.path.join(".")))
    }
}

/// The list that is being planned.
struct List<'l> {
    members: &'l Arc<Collection>,
    reference: &'l FieldName,
}
