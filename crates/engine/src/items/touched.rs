//! Which collections a write may touch, as far as it shows before the write.

use relata_plan::{ItemWrite, ListChange, Member};
use relata_schema::{CollectionName, Schema};
use rustc_hash::FxHashSet;

use crate::write::WriteCommand;

/// The collections whose rows say who may do what.
const ACCESS: [&str; 7] = [
    "directus_access",
    "directus_permissions",
    "directus_policies",
    "directus_roles",
    "directus_sessions",
    "directus_shares",
    "directus_users",
];

/// Whether a write may change who may do what.
pub(super) fn touches_access(command: &WriteCommand, schema: &Schema) -> bool {
    let is_access = |name: &CollectionName| ACCESS.contains(&name.as_str());
    match command {
        WriteCommand::Items(items) | WriteCommand::Upload(items, _) | WriteCommand::OneByOne(items, _) => {
            items.iter().any(|item| writes_to(item, &is_access))
        }
        WriteCommand::Alike(write) => writes_to(&write.item, &is_access),
        WriteCommand::Same(_, item) => writes_to(item, &is_access),
        WriteCommand::Graph(items) => items.iter().any(|new| writes_to(&new.item, &is_access)),
        // What comes back may be anything.
        WriteCommand::Revert(_) => true,
        // A place in an order gives nobody a right.
        WriteCommand::Arrange(_) => false,
        // A delete also changes rows that refer to what goes, and rows that refer to those.
        WriteCommand::Delete(collection, _) => {
            let mut seen = FxHashSet::default();
            let mut next = vec![collection.name.clone()];
            while let Some(name) = next.pop() {
                if is_access(&name) {
                    return true;
                }
                if seen.insert(name.clone()) {
                    next.extend(schema.incoming(&name).map(|relation| relation.many_collection.clone()));
                }
            }
            false
        }
    }
}

fn writes_to(item: &ItemWrite, is_access: &impl Fn(&CollectionName) -> bool) -> bool {
    is_access(&item.collection.name)
        || item.to_one.iter().any(|link| writes_to(&link.item, is_access))
        || item.lists.iter().any(|list| {
            is_access(&list.relation.many_collection)
                || match &list.change {
                    ListChange::Exactly(members) => {
                        members.iter().any(|member| matches!(member, Member::Item(item) if writes_to(item, is_access)))
                    }
                    ListChange::Edit { create, update, .. } => create.iter().chain(update).any(|item| writes_to(item, is_access)),
                }
        })
}
