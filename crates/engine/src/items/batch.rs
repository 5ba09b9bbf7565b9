//! How many items one request may write (`MAX_BATCH_MUTATION`): those that it is about and those nested in them.

use relata_plan::{ItemWrite, ListChange, Member};

use crate::{
    EngineError,
    write::{Whose, WriteCommand},
};

/// Refuses more items than allowed.
pub(super) fn check_batch(command: &WriteCommand, max: Option<u64>) -> Result<(), EngineError> {
    let Some(max) = max else { return Ok(()) };
    let n_items = match command {
        WriteCommand::Items(items) | WriteCommand::Upload(items, _) | WriteCommand::OneByOne(items, _) => items.iter().map(count).sum(),
        WriteCommand::Delete(_, keys) => keys.len() as u64,
        WriteCommand::Same(keys, item) => count(item).saturating_mul(keys.len() as u64),
        WriteCommand::Alike(write) => match &write.whose {
            Whose::Keys(keys) => keys.len() as u64,
            // Is chosen only where there is no bound.
            Whose::Found(_) => 0,
        },
        WriteCommand::Graph(items) => items.len() as u64,
        WriteCommand::Arrange(_) => 0,
        WriteCommand::Revert(reversal) => {
            let undo = &reversal.undo;
            1 + (undo.remove.len() + undo.recreate.len() + undo.change.len()) as u64
        }
    };
    if n_items > max {
        let reason = format!("One request may write {max} items at most, nested ones included: send them in parts.");
        return Err(EngineError::invalid_payload(reason));
    }
    Ok(())
}

fn count(item: &ItemWrite) -> u64 {
    let links = item.to_one.iter().map(|link| count(&link.item));
    let lists = item.lists.iter().map(|list| match &list.change {
        ListChange::Exactly(members) => members.iter().map(|member| if let Member::Item(item) = member { count(item) } else { 0 }).sum(),
        ListChange::Edit { create, update, .. } => create.iter().chain(update).map(count).sum::<u64>(),
    });
    1 + links.sum::<u64>() + lists.sum::<u64>()
}
