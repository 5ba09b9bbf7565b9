//! Trees: an item can't be below itself.

use std::collections::HashMap;
use std::sync::Arc;

use relata_db::Transaction;
use relata_schema::{Collection, Relation, Value};
use relata_sql::RowLock;
use smol_str::ToSmolStr;

use crate::events::RowChange;
use crate::read::Key;
use crate::write::{
    WriteFailure,
    session::{WriteSession, key_value},
};

use super::IntegrityError;

impl<T: Transaction> WriteSession<'_, T> {
    /// Follows the new parents of changed items up to the roots, all at once, one statement per generation.
    pub(super) async fn check_trees(&mut self, rows: &[RowChange]) -> Result<(), WriteFailure> {
        let schema = Arc::clone(&self.schema);
        for relation in schema.relations().iter().filter(|relation| is_tree(relation)) {
            let Some(collection) = schema.collection(relation.many_collection.as_str()) else { continue };
            let moved = rows.iter().filter(|row| row.collection.name == collection.name && row.change.touches(&relation.many_field));
            let moved = moved.filter(|row| row.change.after(&relation.many_field).is_some_and(|parent| !parent.is_null()));
            let moved: Vec<Key> = moved.filter_map(|row| Key::of_value(row.change.key())).collect();
            let refers_to_key = collection.primary_key.single().is_some() && schema.referenced_beside_key(relation).is_none();
            let is_tree = refers_to_key && !is_one_to_one(collection, relation);
            if moved.is_empty() || !is_tree {
                continue;
            }
            let parents = self.ancestors(collection, relation, &moved).await?;
            if let Some(circle) = moved.iter().find_map(|item| circle(item, &parents)) {
                let circle = circle.iter().map(ToSmolStr::to_smolstr).collect::<Vec<_>>().join(" → ");
                let (collection, field) = (collection.name.clone(), relation.many_field.clone());
                return Err(IntegrityError::Circle { collection, field, circle }.into());
            }
        }
        Ok(())
    }

    /// The parents of items, of their parents, and so on.
    async fn ancestors(&mut self, collection: &Collection, relation: &Relation, of: &[Key]) -> Result<HashMap<Key, Key>, WriteFailure> {
        let mut parents: HashMap<Key, Key> = HashMap::new();
        let Some(key_name) = collection.primary_key.single() else { return Ok(parents) };
        let mut generation = of.to_vec();
        while !generation.is_empty() {
            let keys: Vec<Value> = generation.iter().map(|key| key_value(collection, key)).collect();
            // Kept as they are until the commit: two moves at the same time could close a circle that neither of them sees.
            let answers = self.locked_rows(collection, &[key_name, &relation.many_field], &keys, RowLock::Change).await?;
            generation.clear();
            for rows in &answers {
                for row in 0..rows.len() {
                    let (Some(item), Some(parent)) = (Key::read(rows.cell(row, 0)), Key::read(rows.cell(row, 1))) else { continue };
                    if !parents.contains_key(&parent) {
                        generation.push(parent.clone());
                    }
                    parents.insert(item, parent);
                }
            }
            generation.retain(|key| !parents.contains_key(key));
            generation.sort();
            generation.dedup();
        }
        Ok(parents)
    }
}

/// Whether a relation makes a tree: items of one collection refer to each other, and each lists those that refer to it.
fn is_tree(relation: &Relation) -> bool {
    relation.one_collection() == Some(&relation.many_collection) && relation.one_field.is_some() && relation.junction_field.is_none()
}

/// Whether each item may be referred to once only: pairs, not a tree.
fn is_one_to_one(collection: &Collection, relation: &Relation) -> bool {
    let column = collection.field(relation.many_field.as_str()).and_then(|field| field.column.as_ref());
    column.is_some_and(|column| column.unique)
}

/// The way from an item over its parents back to itself, if there is one.
fn circle(item: &Key, parents: &HashMap<Key, Key>) -> Option<Vec<Key>> {
    let mut way = vec![item.clone()];
    let mut at = item;
    // No way without a circle is longer than there are items.
    for _ in 0..=parents.len() {
        at = parents.get(at)?;
        way.push(at.clone());
        if at == item {
            return Some(way);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_circle_is_told_from_the_item_back_to_it() {
        let parents: HashMap<Key, Key> = [(1, 2), (2, 3), (3, 1), (9, 1)].map(|(a, b)| (Key::Integer(a), Key::Integer(b))).into();
        let way = |item| circle(&Key::Integer(item), &parents).map(|way| way.iter().map(ToString::to_string).collect::<Vec<_>>());
        assert_eq!(way(1), Some(["1", "2", "3", "1"].map(str::to_owned).to_vec()));
        assert_eq!(way(9), None);
    }
}
