//! Which collection lies in which folder: every folder exists, and none lies within itself.

use rustc_hash::FxHashMap;
use serde_json::{Map, Value as Json};

use crate::engine::Model;
use crate::{EngineError, ErrorCode};

/// Folder by collection, as it will be.
pub(super) struct Groups {
    group_of: FxHashMap<String, Option<String>>,
    changed: Vec<String>,
}

impl Groups {
    /// As it is.
    pub fn of(model: &Model) -> Self {
        let text = |row: &Map<String, Json>, key: &str| row.get(key).and_then(Json::as_str).map(str::to_owned);
        let rows = model.stored.collections.iter();
        Self { group_of: rows.filter_map(|row| Some((text(row, "collection")?, text(row, "group")))).collect(), changed: Vec::new() }
    }

    /// Notes a change: what a body's meta says about the group; nothing said changes nothing.
    pub fn set(&mut self, collection: &str, meta: &Map<String, Json>) {
        let group = self.group_of.entry(collection.to_owned()).or_default();
        if let Some(given) = meta.get("group") {
            *group = given.as_str().map(str::to_owned);
            self.changed.push(collection.to_owned());
        }
    }

    /// Refuses folders that don't exist, and circles.
    pub fn check(&self) -> Result<(), EngineError> {
        for collection in &self.changed {
            if let Some(group) = self.group(collection)
                && !self.group_of.contains_key(group)
            {
                let message = format!("Invalid foreign key \"{group}\" for field \"group\" in collection \"directus_collections\".");
                let error = EngineError::new(ErrorCode::InvalidForeignKey, message);
                return Err(error.with("collection", "directus_collections").with("field", "group").with("value", group));
            }
            let mut at = collection.as_str();
            for _ in 0..=self.group_of.len() {
                match self.group(at) {
                    None => break,
                    Some(group) if group == collection => {
                        return Err(EngineError::invalid_payload(format!("Collection \"{collection}\" can't lie within itself.")));
                    }
                    Some(group) => at = group,
                }
            }
        }
        Ok(())
    }

    /// How many folders a collection lies in.
    pub fn depth(&self, collection: &str) -> usize {
        self.above(collection).count()
    }

    /// The folders that a collection lies in, the nearest first. Ends also where they lie in a circle.
    pub fn above<'a>(&'a self, collection: &str) -> impl Iterator<Item = &'a str> {
        std::iter::successors(self.group(collection), |group| self.group(group)).take(self.group_of.len())
    }

    fn group(&self, collection: &str) -> Option<&str> {
        self.group_of.get(collection)?.as_deref()
    }
}

#[cfg(test)]
mod tests {
    #![expect(clippy::unwrap_used, reason = "tests")]

    use serde_json::json;

    use super::*;

    fn groups(known: &[(&str, Option<&str>)], changes: &[(&str, Json)]) -> Groups {
        let group_of = known.iter().map(|(name, group)| ((*name).to_owned(), group.map(str::to_owned))).collect();
        let mut groups = Groups { group_of, changed: Vec::new() };
        for (name, group) in changes {
            groups.set(name, json!({"group": group}).as_object().unwrap());
        }
        groups
    }

    #[test]
    fn folders_exist_and_hold_no_circle() {
        let known = [("a", None), ("b", Some("a")), ("c", Some("b"))];
        assert!(groups(&known, &[("c", json!("a"))]).check().is_ok());
        assert!(groups(&known, &[("c", json!(null))]).check().is_ok());
        assert!(groups(&known, &[("a", json!("a"))]).check().is_err());
        assert!(groups(&known, &[("a", json!("c"))]).check().is_err());
        assert!(groups(&known, &[("a", json!("nowhere"))]).check().is_err());
        assert_eq!(groups(&known, &[]).depth("c"), 2);
        assert_eq!(groups(&known, &[]).above("c").collect::<Vec<_>>(), ["b", "a"]);
        assert_eq!(groups(&[("x", Some("y")), ("y", Some("x"))], &[]).depth("x"), 2);
    }
}
